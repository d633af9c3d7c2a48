"""Who may see and who may change a row: the only file that knows.

`visible(Model, user)` and `editable(Model, user)` are the only ways from a person to rows. Closed by default:
a queryset that does not say who may see its rows shows nobody anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is in a group."""

    COORDINATOR = "coordinator", _("Coordinator")
    INFORMATION_MANAGER = "information_manager", _("Information manager")
    FOCAL_POINT = "focal_point", _("Focal point of an organisation")
    CASE_MANAGEMENT = "case_management", _("Case management")
    MEMBER = "member", _("Member")


MANAGING = frozenset({Role.COORDINATOR, Role.INFORMATION_MANAGER})
TRUSTED = MANAGING | {Role.CASE_MANAGEMENT}
GIVEN_BY_COORDINATORS = frozenset({Role.COORDINATOR, Role.CASE_MANAGEMENT})


class Visibility(models.IntegerChoices):
    """Who may see a row; the larger number is the stricter one, and the stricter of point and service wins."""

    PUBLIC = 0, _("Public")
    MEMBERS = 1, _("Members of the group")
    RESTRICTED = 2, _("Restricted: coordinators, case management and the owner")
    CONTACT_ONLY = 3, _("Contact only: no place is stored")


@dataclass(frozen=True)
class Scope:
    """What a person's memberships add up to: paths of places, paths of groups, organisations spoken for."""

    everything: bool = False
    member_paths: frozenset[str] = frozenset()
    trusted_paths: frozenset[str] = frozenset()
    managed_paths: frozenset[str] = frozenset()
    owned: frozenset[tuple[int, str]] = frozenset()
    groups: frozenset[int] = frozenset()
    managed_groups: frozenset[str] = frozenset()
    coordinated_groups: frozenset[str] = frozenset()

    @property
    def signed_in(self) -> bool:
        return self.everything or bool(self.groups)


NOBODY = Scope()


def scope_of(user: Any) -> Scope:
    """The scope of a person, read once per loaded user: one query however many rows are asked for."""
    if user is None or not getattr(user, "is_active", False):
        return NOBODY
    if user.is_superuser:
        return Scope(everything=True)
    if not hasattr(user, "_scope"):
        user._scope = _read_scope(user)
    return user._scope


def _read_scope(user: Any) -> Scope:
    rows = list(
        user.memberships.filter(active=True, group__active=True).values_list(
            "role", "organization_id", "group_id", "group__path", "group__place__path"
        )
    )
    return Scope(
        member_paths=frozenset(place for _r, _o, _g, _p, place in rows),
        trusted_paths=frozenset(place for role, _o, _g, _p, place in rows if role in TRUSTED),
        managed_paths=frozenset(place for role, _o, _g, _p, place in rows if role in MANAGING),
        owned=frozenset(
            (owner, place) for role, owner, _g, _p, place in rows if role == Role.FOCAL_POINT and owner
        ),
        groups=frozenset(group for _r, _o, group, _p, _place in rows),
        managed_groups=frozenset(path for role, _o, _g, path, _place in rows if role in MANAGING),
        coordinated_groups=frozenset(path for role, _o, _g, path, _place in rows if role == Role.COORDINATOR),
    )


NONE = Q(pk__in=[])


def below(paths: frozenset[str], field: str) -> Q:
    """Rows whose `field` (a materialised path) lies in one of the subtrees. To-one joins only, so nothing doubles."""
    found = NONE
    for path in sorted(paths):
        found |= Q(**{f"{field}__startswith": path})
    return found


def owned_by(scope: Scope, *, place: str, organization: str = "organization_id") -> Q:
    """Rows of the organisations the person speaks for, inside the area of the group they do it in."""
    found = NONE
    for owner, path in sorted(scope.owned):
        found |= Q(**{organization: owner, f"{place}__startswith": path})
    return found


def seen(scope: Scope, *, levels: tuple[str, ...], place: str, public: Q) -> Q:
    """The four visibility levels as one condition; `levels` are the columns of which the strictest counts."""
    if scope.everything:
        return Q()

    def at_most(level: Visibility) -> Q:
        condition = Q()
        for column in levels:
            condition &= Q(**{f"{column}__lte": level}) | Q(**{f"{column}__isnull": True})
        return condition

    return (
        (at_most(Visibility.PUBLIC) & public)
        | (at_most(Visibility.MEMBERS) & below(scope.member_paths, place))
        | below(scope.trusted_paths, place)
        | owned_by(scope, place=place)
    )


class ScopedQuerySet(models.QuerySet):
    """Rows that belong to somebody. A model says who in these two methods, or nobody gets any."""

    def visible_to(self, user: Any) -> ScopedQuerySet:
        return self.all() if scope_of(user).everything else self.none()

    def editable_by(self, user: Any) -> ScopedQuerySet:
        return self.all() if scope_of(user).everything else self.none()


class OpenQuerySet(ScopedQuerySet):
    """Shared vocabulary (places, sectors, codes): everybody reads it, only the keepers of the site change it."""

    def visible_to(self, user: Any) -> ScopedQuerySet:
        return self.all()


def visible(model: type[models.Model], user: Any) -> Any:
    """The rows of `model` this person may see; every page, API answer, export and count starts here."""
    return model._default_manager.all().visible_to(user)  # type: ignore[attr-defined]


def editable(model: type[models.Model], user: Any) -> Any:
    """The rows of `model` this person may change; always a part of `visible`."""
    return model._default_manager.all().editable_by(user)  # type: ignore[attr-defined]


def all_rows(model: type[models.Model]) -> Any:
    """Every row, for work that has no person: commands and tasks only (tests/test_house.py)."""
    return model._default_manager.all()


def manages(user: Any, group: Any) -> bool:
    """Whether the person coordinates this group or one above it, or keeps its information."""
    scope = scope_of(user)
    return scope.everything or any(group.path.startswith(path) for path in scope.managed_groups)


def roles_given_by(user: Any, group: Any) -> frozenset[Role]:
    """The roles this person may give and take in the group: some only a coordinator of it, or of one above it."""
    scope = scope_of(user)
    if scope.everything or any(group.path.startswith(path) for path in scope.coordinated_groups):
        return frozenset(Role)
    return frozenset(Role) - GIVEN_BY_COORDINATORS if manages(user, group) else frozenset()


def belongs(user: Any, group: Any) -> bool:
    """Whether the person is a member of this group, or manages one above it."""
    return group.pk in scope_of(user).groups or manages(user, group)


def in_member_area(user: Any, field: str = "place__path") -> Q:
    """Rows whose exact place the person may know: those in the area of a group they belong to."""
    scope = scope_of(user)
    return Q() if scope.everything else below(scope.member_paths, field)


def knows_place(user: Any, path: str) -> bool:
    """The same question for one row."""
    scope = scope_of(user)
    return scope.everything or any(path.startswith(area) for area in scope.member_paths)


def outside_member_area(user: Any, field: str = "place__path") -> Q:
    """Rows of which the person is told the admin 2 area at most: the others of `in_member_area`."""
    scope = scope_of(user)
    return NONE if scope.everything else ~below(scope.member_paths, field)


def manages_any(user: Any) -> bool:
    """Whether the person manages some group."""
    scope = scope_of(user)
    return scope.everything or bool(scope.managed_groups)


def contributes(user: Any) -> bool:
    """Whether the person may add services somewhere: those who manage a group, and focal points."""
    scope = scope_of(user)
    return scope.everything or bool(scope.managed_groups or scope.owned)


def writing_areas(user: Any) -> frozenset[str] | None:
    """Paths of the places in which the person may write something; None means everywhere."""
    scope = scope_of(user)
    return None if scope.everything else scope.managed_paths | {place for _owner, place in scope.owned}


def writes_at(user: Any, organization: int | None, path: str) -> bool:
    """Whether a service or point of this organisation at this place could be changed by this person."""
    scope = scope_of(user)
    return (
        scope.everything
        or any(path.startswith(area) for area in scope.managed_paths)
        or any(owner == organization and path.startswith(area) for owner, area in scope.owned)
    )
