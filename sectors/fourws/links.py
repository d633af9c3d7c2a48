"""What a service has several of: target and population groups, donors, partners. Read and written straight in their tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sectors import bulk
from sectors.models import Service

MANY = {  # in the values of a row → the field of the service
    "targets": "target_groups",
    "populations": "population_groups",
    "donor": "donors",
    "partners": "partners",
}
Links = dict[str, list[int]]


def wanted(values: Mapping[str, Any]) -> Links:
    """field → ids as the row says; keys of organisations that are not made yet are left out."""
    return {
        field: [pk for pk in values.get(name) or () if isinstance(pk, int)] for name, field in MANY.items()
    }


def read(services: list[int]) -> dict[int, Links]:
    """service → field → ids, as they stand."""
    found: dict[int, Links] = {pk: {field: [] for field in MANY.values()} for pk in services}
    for field in MANY.values() if services else ():
        through, column = table(field)
        rows = through.objects.filter(service_id__in=bulk.among(services)).order_by("pk")
        for service, pk in rows.values_list("service_id", column):
            found[service][field].append(pk)
    return found


def terms_of(services: list[int], field: str) -> dict[int, list[str]]:
    """service → the codes of its target or population groups, in their order."""
    found: dict[int, list[str]] = {}
    rows = table(field)[0].objects.filter(service_id__in=services).order_by("term__position", "term__code")
    for service, code in rows.values_list("service_id", "term__code"):
        found.setdefault(service, []).append(code)
    return found


def moved(before: Links, after: Links, unsaid: frozenset[str] = frozenset()) -> dict[str, list[list[int]]]:
    """field → [ids before, ids after], where they differ: the way history keeps them (changes/rows.py)."""
    return {
        field: [sorted(before[field]), sorted(after[field])]
        for field in MANY.values()
        if field not in unsaid and sorted(before[field]) != sorted(after[field])
    }


def add(pairs: Iterable[tuple[int, Links]]) -> None:
    """Links of services that have none yet in these fields."""
    pairs = list(pairs)
    for field in MANY.values():
        through, column = table(field)
        rows = [(service, pk) for service, some in pairs for pk in dict.fromkeys(some.get(field, ()))]
        bulk.insert(through, ("service_id", column), rows)


def replace(pairs: Iterable[tuple[int, Links]]) -> None:
    """The fields that are named, anew."""
    pairs = list(pairs)
    for field in MANY.values():
        some = [service for service, named in pairs if field in named]
        if some:
            table(field)[0].objects.filter(service_id__in=bulk.among(some)).delete()
    add(pairs)


def table(field: str) -> tuple[Any, str]:
    """The table between, and its column for the other side."""
    descriptor = getattr(Service, field)
    return descriptor.through, f"{descriptor.field.m2m_reverse_field_name()}_id"
