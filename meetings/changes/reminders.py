"""Letters about what was agreed: each week what one has promised, and a word two days before it is due.

Both may be asked for as often as one likes: a person gets each of them once.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, time, timedelta

from django.db.models import QuerySet

from meetings.models import Action
from meetings.zones import zone_of
from sectors.access import Role
from sectors.changes.letters import write_letters
from sectors.models import Group, Letter, Membership, User

MORNING, EVENING = 7, 19  # by the clock of the group: nobody is written to at night
DAYS_BEFORE = 2
MONDAY = 0


def write_action_letters(now: datetime) -> int:
    """For all groups where it is daytime. Answers how many letters were written."""
    return sum(_write(group, now) for group in Group.objects.filter(active=True))


def _write(group: Group, now: datetime) -> int:
    here = now.astimezone(zone_of(group))
    if not MORNING <= here.hour < EVENING:
        return 0
    due = here.date() + timedelta(days=DAYS_BEFORE)
    written = sum(_remind(group, action, people, here) for action, people in owners(group, due=due).items())
    return written + (_tell_the_week(group, here) if here.weekday() == MONDAY else 0)


def _remind(group: Group, action: Action, people: list[User], here: datetime) -> int:
    end = datetime.combine(action.due or here.date(), time(EVENING), tzinfo=here.tzinfo)
    period = f"{action.public_id}:{action.due}"
    about = {"action": action.pk}
    return write_letters(people, Letter.Kind.REMINDER, period=period, group=group, about=about, not_after=end)


def _tell_the_week(group: Group, here: datetime) -> int:
    people = {person for some in owners(group).values() for person in some}
    year, week, _day = here.isocalendar()
    return write_letters(
        sorted(people, key=lambda person: person.pk),
        Letter.Kind.DIGEST,
        period=f"{group.pk}:{year}-W{week:02}",
        group=group,
        not_after=here + timedelta(days=DAYS_BEFORE),
    )


def owners(group: Group, **narrow: object) -> dict[Action, list[User]]:
    """open action → whoever promised it: the person, or the focal points of the organisation."""
    actions = Action.objects.open().filter(group=group, deleted_at=None, **narrow).select_related("person")
    members = Membership.objects.filter(group=group, active=True, user__is_active=True).select_related("user")
    belongs = {row.user_id for row in members}
    speak: dict[int, list[User]] = defaultdict(list)
    for row in members:
        if row.role == Role.FOCAL_POINT and row.organization_id:
            speak[row.organization_id].append(row.user)
    found = {}
    for action in actions:
        if action.person:
            found[action] = [action.person] if action.person_id in belongs else []
        else:
            found[action] = speak.get(action.organization_id or 0, [])
    return found


def promised_by(user: User, group: Group) -> QuerySet:
    """The open actions of a group that are this person's to do."""
    mine = [action.pk for action, people in owners(group).items() if user in people]
    return Action.objects.filter(pk__in=mine).select_related("group", "organization")
