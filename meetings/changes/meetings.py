"""What happens to a meeting: planned, changed, followed by the next one, its minutes sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.changes import agenda
from meetings.changes.invitations import cancel_invitations, write_minutes
from meetings.changes.once import amended, id_for, lock, made_before, next_number
from meetings.models import Action, AgendaItem, Line, Meeting
from meetings.series import time_after
from meetings.skeletons import FOLLOW_UP, SKELETONS
from meetings.zones import zone_of
from sectors.changes import rows
from sectors.models import Group

USUAL = timedelta(weeks=2)
COPIED = ("title", "kind", "repeats", "venue", "link", "chairs")


@transaction.atomic
def create_meeting(
    *, by: Any, group: Group, form_id: str = "", example_agenda: bool = False, **fields: Any
) -> Meeting:
    lock(group.pk)
    existing = made_before(Meeting, form_id, group=group)
    if existing:
        return existing
    number = next_number(Meeting, group)
    meeting = Meeting(public_id=id_for(Meeting, form_id), group=group, number=number, **fields)
    rows.keep(meeting, by=by)
    if example_agenda:
        _write_example(meeting, by)
    return meeting


def _write_example(meeting: Meeting, by: Any) -> None:
    for title, minutes, follows_up in SKELETONS[Meeting.Kind(meeting.kind)]:
        agenda.add_item(meeting, by=by, title=str(title), minutes=minutes, follows_up=follows_up)


@transaction.atomic
def change_meeting(meeting: Meeting, *, by: Any, seen: int | None = None, **fields: Any) -> Meeting:
    """Raises Conflict if somebody else changed it since `seen`."""
    lock(meeting.group_id)
    for name, value in fields.items():
        setattr(meeting, name, value)
    rows.keep(meeting, by=by, seen=seen)
    amended(meeting, timezone.now())
    return meeting


def following(meeting: Meeting) -> Meeting | None:
    """The group's meeting after this one."""
    later = Meeting._base_manager.filter(
        group_id=meeting.group_id, starts_at__gt=meeting.starts_at, deleted_at=None
    )
    return later.order_by("starts_at").first()


def coming(group: Group, now: datetime) -> Meeting | None:
    """The group's next meeting, or the one going on."""
    ahead = Meeting._base_manager.filter(group=group, starts_at__gt=now - timedelta(hours=4), deleted_at=None)
    return ahead.filter(state=Meeting.State.DRAFT).order_by("starts_at").first()


@transaction.atomic
def create_next_meeting(meeting: Meeting, *, by: Any) -> Meeting:
    """The next meeting of the series: same settings, same weekday and time, the agenda's skeleton.

    If the group has a later meeting already, that one is the next. Open actions are not copied: the item that follows
    up shows them.
    """
    lock(meeting.group_id)
    existing = following(meeting)
    if existing:
        return existing
    starts_at = next_time(meeting, timezone.now())
    fields = {name: getattr(meeting, name) for name in COPIED}
    if meeting.ends_at:
        fields["ends_at"] = starts_at + (meeting.ends_at - meeting.starts_at)
    new = create_meeting(by=by, group=meeting.group, starts_at=starts_at, previous=meeting, **fields)
    _copy_agenda(meeting, new, by)
    return new


def next_time(meeting: Meeting, now: datetime) -> datetime:
    """The next time of its series that is still to come; without one, as many weeks later as the last was (else two)."""
    zone = zone_of(meeting.group)
    moment = meeting.starts_at.astimezone(zone)
    while True:
        if meeting.repeats:
            moment = time_after(moment, meeting.repeats, zone)
        else:
            moment = datetime.combine(moment.date() + _interval(meeting), moment.time(), tzinfo=zone)
        if moment > now:
            return moment


def _interval(meeting: Meeting) -> timedelta:
    if meeting.previous is None:
        return USUAL
    weeks = round((meeting.starts_at - meeting.previous.starts_at) / timedelta(weeks=1))
    return timedelta(weeks=weeks) if 1 <= weeks <= 13 else USUAL


def _copy_agenda(old: Meeting, new: Meeting, by: Any) -> None:
    """Standing items come again; those about one gap do not. There is always one that follows up."""
    standing = [item for item in old.items.all() if item.gap_place_id is None]
    if not any(item.follows_up for item in standing):
        agenda.add_item(new, by=by, title=str(FOLLOW_UP[0]), follows_up=True)
    for item in standing:
        agenda.add_item(
            new,
            by=by,
            title=item.title,
            presenter=item.presenter,
            minutes=item.minutes,
            follows_up=item.follows_up,
        )


@transaction.atomic
def send_minutes(meeting: Meeting, *, by: Any, mail: bool = True) -> int:
    """The minutes go out as they stand now. Answers to how many people; none when they were handed round otherwise."""
    lock(meeting.group_id)
    meeting.refresh_from_db()
    meeting.state, meeting.sent_at, meeting.amended_at = Meeting.State.SENT, timezone.now(), None
    rows.keep(meeting, by=by, why="sent")
    return write_minutes(meeting) if mail else 0


@transaction.atomic
def remove_meeting(meeting: Meeting, *, by: Any) -> Meeting:
    """Take back a meeting nobody has written in. Raises ValidationError."""
    lock(meeting.group_id)
    meeting.refresh_from_db()
    written = Line._base_manager.filter(item__meeting=meeting).exists()
    acted = Action._base_manager.filter(meeting=meeting, deleted_at=None).exists()
    if written or acted or meeting.state != Meeting.State.DRAFT:
        raise ValidationError(_("This meeting has minutes, so it stays. Remove its lines and actions first."))
    rows.remove(meeting, by=by)
    cancel_invitations(meeting)
    return meeting


def put_gap_on_agenda(
    group: Group, *, by: Any, place: Any, activity: Any, now: datetime
) -> AgendaItem | None:
    """Put a gap on the agenda of the group's next meeting; None if there is no such meeting."""
    meeting = coming(group, now)
    return agenda.put_gap(meeting, by=by, place=place, activity=activity) if meeting else None
