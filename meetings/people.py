"""Whom a group can name: the organisations and people that may own an action or come to a meeting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from meetings.capture import Known, who_is
from meetings.models import Attendance, Meeting
from sectors.access import below, editable, scope_of, visible
from sectors.models import Group, Membership, Organization, Place, User

MEETINGS_BACK = 3


def organizations_of(group: Group | None, user: Any) -> QuerySet:
    """The organisations of the group's whole tree: national ones come to sub-national meetings too."""
    rows = visible(Organization, user).current()
    if group is None:
        return rows
    tree = Group._base_manager.filter(below(frozenset({group.path.split("/")[0] + "/"}), "path"))
    joined = Organization.groups.through._base_manager.filter(group__in=tree)
    return rows.filter(pk__in=joined.values("organization_id"))


def people_of(group: Group | None, user: Any) -> QuerySet:
    """Members of the group and of the groups above it, as far as one may see them."""
    rows = visible(User, user).filter(is_active=True)
    if group is None:
        return rows
    names = group.path.rstrip("/").split("/")
    paths = ["/".join(names[:depth]) + "/" for depth in range(1, len(names) + 1)]
    joined = Membership._base_manager.filter(group__path__in=paths, active=True)
    return rows.filter(pk__in=joined.values("user_id"))


def group_for(place: Place, user: Any) -> Group | None:
    """Of the groups this person manages, the one whose matter the place is.

    Somebody in a group means their own group, the nearest to the place; somebody who manages from above, the widest.
    """
    rows = editable(Group, user).filter(active=True).select_related("place")
    covering = sorted((row for row in rows if row.covers(place)), key=lambda row: len(row.path))
    own = [row for row in covering if row.path in scope_of(user).managed_groups]
    return own[-1] if own else next(iter(covering), None)


def known_organizations(group: Group, user: Any) -> list[Known]:
    rows = organizations_of(group, user).prefetch_related("aliases")
    return [Known(row, spellings(row)) for row in rows]


def spellings(organization: Organization) -> tuple[str, ...]:
    aliases = [alias.text for alias in organization.aliases.all()]
    return tuple(word for word in (organization.name, organization.acronym, *aliases) if word)


def organization_named(text: str, group: Group, user: Any) -> Organization | None:
    """The one organisation of the group that is written like this."""
    found = who_is(text, known_organizations(group, user))
    return found[0] if len(found) == 1 else None


@dataclass(frozen=True)
class Expected:
    """Somebody who may come: a member of the group, or a guest of its last meetings."""

    key: str
    name: str
    organization: Organization | None
    user_id: int | None


def expected_at(meeting: Meeting, user: Any) -> list[Expected]:
    """Members of the group and those who came to the last meetings, once each, by name."""
    found: dict[str, Expected] = {}
    for row in _came_before(meeting):
        found.setdefault(row.name.casefold(), Expected(f"a{row.pk}", row.name, row.organization, row.user_id))
    users = {one.user_id for one in found.values()}
    for membership in _members(meeting, user):
        if membership.user_id not in users:
            person = Expected(
                f"m{membership.pk}", str(membership.user), membership.organization, membership.user_id
            )
            found.setdefault(person.name.casefold(), person)
    return sorted(found.values(), key=lambda one: one.name.casefold())


def _came_before(meeting: Meeting) -> QuerySet:
    before = Meeting._base_manager.filter(
        group_id=meeting.group_id, starts_at__lt=meeting.starts_at, deleted_at=None
    ).order_by("-starts_at")[:MEETINGS_BACK]
    rows = Attendance._base_manager.filter(meeting__in=list(before.values_list("pk", flat=True)))
    return rows.select_related("organization").order_by("-meeting__starts_at", "pk")


def readers_of(group: Group) -> list[User]:
    """Everybody with access who belongs to the group: who gets its invitations and minutes."""
    members = Membership._base_manager.filter(group=group, active=True)
    return list(User.objects.filter(pk__in=members.values("user_id"), is_active=True).order_by("pk"))


def _members(meeting: Meeting, user: Any) -> QuerySet:
    rows = visible(Membership, user).filter(group_id=meeting.group_id, active=True, user__is_active=True)
    return rows.select_related("user", "organization").order_by("pk")
