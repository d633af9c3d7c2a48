"""What happens to organisations: made, changed, and two that are one merged into one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from sectors.changes.rows import NothingToUndo, keep
from sectors.models import Membership, Merge, Organization, OrganizationAlias, Service, ServicePoint
from sectors.models.records import person
from sectors.text import fold

MERGED = "merged"
BACK = "merge undone"


@transaction.atomic
def create_organization(
    *, by: Any, aliases: Iterable[str] = (), groups: Iterable[Any] = (), **fields: Any
) -> Organization:
    row = keep(Organization(**fields), by=by, many={"groups": groups})
    write_aliases(row, aliases)
    return row


@transaction.atomic
def change_organization(
    row: Organization,
    *,
    by: Any,
    seen: int | None = None,
    aliases: Iterable[str] | None = None,
    **fields: Any,
) -> Organization:
    """Change the named fields; `aliases`, when given, are all its other spellings. Raises Conflict."""
    many = {"groups": fields.pop("groups")} if "groups" in fields else {}
    for name, value in fields.items():
        setattr(row, name, value)
    keep(row, by=by, seen=seen, many=many)
    if aliases is not None:
        write_aliases(row, aliases)
    return row


def write_aliases(row: Organization, texts: Iterable[str]) -> None:
    """Make these its other spellings: each once, however it is spelled."""
    wanted = {fold(text)[:300]: text for text in texts if fold(text)}
    OrganizationAlias.objects.filter(organization=row).exclude(folded__in=wanted).delete()
    known = set(OrganizationAlias.objects.filter(organization=row).values_list("folded", flat=True))
    for folded, text in wanted.items():
        if folded not in known:
            OrganizationAlias(organization=row, text=text[:300]).save()


## MERGING


@transaction.atomic
def merge_organizations(away: Organization, *, into: Organization, by: Any) -> Merge:
    """Everything of `away` becomes `into`'s; its names become other spellings. What moved is kept for undoing."""
    if away == into or away.merged_into_id or into.merged_into_id:
        raise ValueError("An organisation is merged once, into another one that stands.")
    moved = {
        "points": hand_over(ServicePoint, {"organization": away}, into, by=by, why=MERGED),
        "services": hand_over(Service, {"organization": away}, into, by=by, why=MERGED),
        "memberships": _move_memberships(away, into),
        "aliases": _learn_names(away, into),
        "groups": _join_groups(away, into),
        "earlier": _point_on(away, into),
        **{name: _move_links(name, away, into) for name in ("donors", "partners")},
    }
    away.merged_into = into
    keep(away, by=by, why=MERGED)
    return Merge.objects.create(away=away, into=into, by=person(by), moved=moved)


@transaction.atomic
def undo_merge(merge: Merge, *, by: Any) -> Merge:
    """Two organisations again. What was given to somebody else since then stays there."""
    if not Merge.objects.undoable().filter(pk=merge.pk).exists():
        raise NothingToUndo
    away, into, moved = merge.away, merge.into, merge.moved
    for model, name in ((ServicePoint, "points"), (Service, "services")):
        hand_over(model, {"organization": into, "pk__in": moved[name]}, away, by=by, why=BACK)
    Membership.objects.filter(pk__in=moved["memberships"], organization=into).update(organization=away)
    OrganizationAlias.objects.filter(pk__in=moved["aliases"]["moved"]).update(organization=away)
    OrganizationAlias.objects.filter(pk__in=moved["aliases"]["made"]).delete()
    Organization.objects.filter(pk__in=moved["earlier"]).update(merged_into=away)
    into.groups.remove(*moved["groups"])
    for name in ("donors", "partners"):
        _move_links_back(name, away, into, moved[name])
    away.merged_into = None
    keep(away, by=by, why=BACK)
    merge.undone_at = timezone.now()
    merge.save()
    return merge


def hand_over(model: Any, which: dict[str, Any], to: Organization, *, by: Any, why: str) -> list[int]:
    """Rows removed but still within their 30 days move too. Points first: a service's point is its organisation's."""
    keys = []
    for row in model.objects.filter(**which).order_by("pk"):
        row.organization = to
        keep(row, by=by, why=why)
        keys.append(row.pk)
    return keys


def _move_memberships(away: Organization, into: Organization) -> list[int]:
    """Somebody who already is the same for both keeps the one they have."""
    there = set(Membership.objects.filter(organization=into).values_list("user", "group", "role"))
    mine = Membership.objects.filter(organization=away)
    keys = [row.pk for row in mine if (row.user_id, row.group_id, row.role) not in there]
    Membership.objects.filter(pk__in=keys).update(organization=into)
    return keys


def _learn_names(away: Organization, into: Organization) -> dict[str, list[int]]:
    known = set(OrganizationAlias.objects.filter(organization=into).values_list("folded", flat=True)) | {
        fold(into.name)
    }
    moved = [row.pk for row in OrganizationAlias.objects.filter(organization=away) if row.folded not in known]
    OrganizationAlias.objects.filter(pk__in=moved).update(organization=into)
    known |= set(OrganizationAlias.objects.filter(pk__in=moved).values_list("folded", flat=True))
    made = []
    for text in (away.name, away.acronym):
        if fold(text) and fold(text) not in known:
            alias = OrganizationAlias(organization=into, text=text)
            alias.save()
            made.append(alias.pk)
            known.add(alias.folded)
    return {"moved": moved, "made": made}


def _join_groups(away: Organization, into: Organization) -> list[int]:
    new = sorted(
        set(away.groups.values_list("pk", flat=True)) - set(into.groups.values_list("pk", flat=True))
    )
    into.groups.add(*new)
    return new


def _point_on(away: Organization, into: Organization) -> list[int]:
    """Organisations merged into this one earlier now lead to the one that stays, so that no address is a chain."""
    earlier = list(Organization.objects.filter(merged_into=away).values_list("pk", flat=True))
    Organization.objects.filter(pk__in=earlier).update(merged_into=into)
    return earlier


def _links(name: str) -> Any:
    return Service._meta.get_field(name).remote_field.through._base_manager  # type: ignore[union-attr]


def _move_links(name: str, away: Organization, into: Organization) -> dict[str, list[int]]:
    """Services that name it as donor or partner; `both` already named the other one too."""
    services = set(_links(name).filter(organization=away).values_list("service_id", flat=True))
    both = set(
        _links(name).filter(organization=into, service__in=services).values_list("service_id", flat=True)
    )
    _links(name).filter(organization=away, service__in=both).delete()
    _links(name).filter(organization=away).update(organization=into)
    return {"moved": sorted(services - both), "both": sorted(both)}


def _move_links_back(name: str, away: Organization, into: Organization, moved: dict[str, list[int]]) -> None:
    _links(name).filter(organization=into, service__in=moved["moved"]).update(organization=away)
    for service in Service.objects.filter(pk__in=moved["both"]):
        getattr(service, name).add(away)
