"""What happens to the people of a group: added, given another role, let go. Nothing is deleted, all of it is history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from sectors.access import Role, editable, roles_given_by
from sectors.changes.letters import write_letters
from sectors.models import Group, Letter, Membership, Organization, User
from sectors.models.records import person

ADDED, CHANGED, ENDED = "added", "changed", "ended"


@transaction.atomic
def add_member(
    *,
    group: Group,
    email: str,
    role: str,
    by: Any,
    name: str = "",
    organization: Organization | None = None,
    language: str = "",
) -> tuple[Membership, bool]:
    """The person is this in the group from now on; False says that they were already.

    Where the address has no account one is made, without a password. Raises PermissionDenied and ValidationError.
    """
    _lock(group)
    _check_may(by, group, role)
    person = _person(email, name=name, language=language)
    row = _find(person, group, role, organization)
    if row.pk and row.active:
        return row, False
    row.active = True
    _write(row, by=by, why=ADDED)
    about = {"membership": row.pk, "by": getattr(by, "pk", None)}
    write_letters([person], Letter.Kind.WELCOME, period=_sign_of_entry(row), group=group, about=about)
    return row, True


def _sign_of_entry(row: Membership) -> str:
    """Another one when the person was let go and is added again."""
    return f"{row.pk}:{row.history.count()}"  # type: ignore[attr-defined]


@transaction.atomic
def change_membership(
    row: Membership, *, role: str, organization: Organization | None, by: Any
) -> Membership:
    """Another role or organisation. If the person is that too already, the two become one, which is returned."""
    row = _fresh(row)
    _check_may(by, row.group, row.role, role)
    if not row.active:
        raise ValidationError(_("This membership has ended. Add the person again."))
    if row.role == Role.COORDINATOR != role:
        _check_not_the_last(row)
    other = _find(row.user, row.group, role, organization)
    if other.pk == row.pk:
        return row
    if other.pk:
        row.active = False
        _write(row, by=by, why=ENDED)
        if other.active:
            return other
        other.active = True
        return _write(other, by=by, why=ADDED)
    row.role, row.organization = role, organization
    return _write(row, by=by, why=CHANGED)


@transaction.atomic
def end_membership(row: Membership, *, by: Any) -> Membership:
    """The person no longer belongs to the group in this role, from their next request on."""
    row = _fresh(row)
    _check_may(by, row.group, row.role)
    if not row.active:
        return row
    if row.role == Role.COORDINATOR:
        _check_not_the_last(row)
    row.active = False
    return _write(row, by=by, why=ENDED)


def _lock(group: Group) -> None:
    """One change to a group's people at a time: else two coordinators could let each other go."""
    Group.objects.select_for_update().get(pk=group.pk)


def _fresh(row: Membership) -> Membership:
    _lock(row.group)
    return Membership.objects.select_related("group", "user", "organization").get(pk=row.pk)


def _person(email: str, *, name: str, language: str) -> User:
    """The account of the address. What somebody wrote about themselves is never written over."""
    address = email.strip().lower()
    found = User.objects.filter(email__iexact=address).first()
    if found is None:
        first = {"name": name, "language": language, "password": make_password(None)}
        found, _made = User.objects.get_or_create(email=address, defaults=first)
    elif name and not found.name:
        found.name = name
        found.save(update_fields=["name"])
    return found


def _find(person: User, group: Group, role: str, organization: Organization | None) -> Membership:
    same = {"user": person, "group": group, "role": role, "organization": organization}
    return Membership.objects.filter(**same).first() or Membership(**same)


def _check_may(by: Any, group: Group, *roles: str) -> None:
    if not roles_given_by(by, group).issuperset(roles):
        raise PermissionDenied


def _check_not_the_last(row: Membership) -> None:
    others = Membership.objects.filter(
        group=row.group, role=Role.COORDINATOR, active=True, user__is_active=True
    )
    if not others.exclude(pk=row.pk).exists():
        sentence = _("%(person)s is the last coordinator of %(group)s. Make somebody else coordinator first.")
        raise ValidationError(sentence % {"person": row.user.name or row.user, "group": row.group})


def _write(row: Membership, *, by: Any, why: str) -> Membership:
    row.full_clean()
    row._history_user = person(by)  # type: ignore[attr-defined]
    row._change_reason = why  # type: ignore[attr-defined]
    row.save()
    return row


## WHAT HAPPENED


@dataclass(frozen=True)
class Told:
    """One line of a group's history: who made whom what, and when."""

    when: datetime
    by: User | None
    person: User | None
    what: str
    role: str
    organization: Organization | None
    before: str = ""


def told_about(group: Group, *, to: Any, most: int = 100) -> list[Told]:
    """The latest changes among the people of the group, newest first; only for those who may make such changes."""
    history: Any = Membership.history  # type: ignore[attr-defined]
    records = (
        history.filter(group=group, id__in=editable(Membership, to).values("pk"))
        .select_related("user", "organization", "history_user")
        .order_by("history_date", "history_id")
    )
    return list(_tell(records))[::-1][:most]


def _tell(records: Iterable[Any]) -> Iterable[Told]:
    before: dict[int, Any] = {}
    for record in records:
        earlier = before.get(record.id)
        before[record.id] = record
        yield Told(
            when=record.history_date,
            by=record.history_user,
            person=record.user,
            what=_what(record, earlier),
            role=str(Role(record.role).label),
            organization=record.organization,
            before=str(Role(earlier.role).label) if earlier and earlier.role != record.role else "",
        )


def _what(record: Any, earlier: Any) -> str:
    if not record.active:
        return ENDED
    return CHANGED if earlier and earlier.active else ADDED
