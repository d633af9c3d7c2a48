"""Where nothing is, and where too many do the same: what a group puts on its agenda."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from sectors.access import NONE
from sectors.fourws.dimensions import Frame, Key
from sectors.fourws.matrix import DIMENSIONS, GAP, NOT_REPORTED, Matrix, numbers
from sectors.fourws.trees import DistrictDimension, SubcodeDimension

SEVERAL = 2


@dataclass(frozen=True)
class Gap:
    """Somebody reports for the area, but nobody does this there. `need` is the people in need, where known."""

    area: Key
    what: Key
    need: int | None
    elsewhere: int


@dataclass(frozen=True)
class Overlap:
    """Several organisations do the same in one district."""

    area: Key
    what: Key
    organizations: list[str]


def has_areas(table: Matrix) -> bool:
    return DIMENSIONS[table.rows][1].is_area or DIMENSIONS[table.columns][1].is_area


def gaps(table: Matrix, need: dict[str, int]) -> list[Gap]:
    """The gaps of a table, where most people are in need first, then what is most usual elsewhere."""
    across = DIMENSIONS[table.columns][1].is_area
    totals = {line.key.id: line.total.services for line in table.lines} if across else {}
    totals |= (
        {}
        if across
        else {key.id: cell.services for key, cell in zip(table.column_keys, table.column_totals, strict=True)}
    )
    found = []
    for row, column, cell in numbers(table):
        if cell.state == GAP:
            area, what = (column, row) if across else (row, column)
            found.append(Gap(area, what, need.get(area.id), totals[what.id]))
    return sorted(found, key=lambda gap: (-(gap.need or 0), -gap.elsewhere))


def silent(table: Matrix) -> list[Key]:
    """Areas nobody has reported anything for."""
    if DIMENSIONS[table.rows][1].is_area:
        return [line.key for line in table.lines if line.total.state == NOT_REPORTED]
    return [
        key
        for key, cell in zip(table.column_keys, table.column_totals, strict=True)
        if cell.state == NOT_REPORTED
    ]


def overlaps(services: QuerySet, limit: int = 20) -> list[Overlap]:
    """Where two or more organisations do the same in one district, most first. Nobody is told a place finer than that."""
    several = (
        services.exclude(place__adm2=None)
        .exclude(activity=None)
        .order_by()
        .values("place__adm2_id", "place__adm2__pcode", "activity_id")
        .annotate(organizations=Count("organization", distinct=True))
        .filter(organizations__gte=SEVERAL)
        .order_by("-organizations", "place__adm2__pcode", "activity_id")
    )
    pairs = list(several.values_list("place__adm2_id", "activity_id")[:limit])
    places, activities = DistrictDimension(Frame()), SubcodeDimension(Frame())
    activities.learn(set())
    areas = dict(places.describe({place for place, _activity in pairs}))
    whats = dict(activities.describe({activity for _place, activity in pairs}))
    who = organizations_of(services, pairs)
    return [Overlap(areas[place], whats[activity], sorted(who[place, activity])) for place, activity in pairs]


def organizations_of(services: QuerySet, pairs: list[tuple[int, int]]) -> dict[tuple[int, int], set[str]]:
    """(district, activity) → the short names of those who do it there."""
    wanted = NONE
    for place, activity in pairs:
        wanted |= Q(place__adm2=place, activity=activity)
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    rows = services.filter(wanted).order_by().distinct()
    for place, activity, acronym, name in rows.values_list(
        "place__adm2_id", "activity_id", "organization__acronym", "organization__name"
    ):
        found[place, activity].add(acronym or name)
    return found
