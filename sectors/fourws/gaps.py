"""Where nothing is, and where too many do the same: what a group puts on its agenda."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from sectors.access import all_rows
from sectors.fourws.dimensions import DistrictDimension, Frame, Key, SubcodeDimension
from sectors.fourws.matrix import DIMENSIONS, GAP, NOT_REPORTED, Matrix, count_up, numbers
from sectors.models import Organization

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


def people_in_need(needs: QuerySet, areas: list[str]) -> dict[str, int]:
    """P-code → people in need in the newest month there are figures for; an area without its own has those of its parts."""
    rows = needs.filter(Q(place__pcode__in=areas) | Q(place__adm1__pcode__in=areas)).order_by("month")
    figures: dict[str, dict[Any, int]] = {}
    newest: dict[str, Any] = {}
    province: dict[str, str | None] = {}
    for pcode, above, month, group, people in rows.values_list(
        "place__pcode", "place__adm1__pcode", "month", "population_group_id", "people"
    ):
        if newest.get(pcode) != month:
            newest[pcode], figures[pcode], province[pcode] = month, {}, above
        figures[pcode][group] = people
    totals = {pcode: groups.get(None, sum(groups.values())) for pcode, groups in figures.items()}
    parts: dict[str, int] = defaultdict(int)
    for pcode, people in totals.items():
        if province[pcode] and province[pcode] != pcode:
            parts[str(province[pcode])] += people
    return {area: totals.get(area, parts.get(area, 0)) for area in areas if area in totals or area in parts}


def overlaps(services: QuerySet, limit: int = 20) -> list[Overlap]:
    """Where two or more organisations do the same in one district, most first. Nobody is told a place finer than that."""
    places, activities = DistrictDimension(Frame()), SubcodeDimension(Frame())
    sums = count_up(
        services.exclude(activity=None), places, activities, "organizations", services.none()
    ).sums
    several = {pair: tally.seen for pair, tally in sums.cells.items() if len(tally.seen) >= SEVERAL}  # type: ignore[union-attr]
    areas = dict(places.describe({place for place, _activity in several}))
    whats = dict(activities.describe({activity for _place, activity in several}))
    found = [(areas[place], whats[activity], seen) for (place, activity), seen in several.items() if not areas[place].rest]
    found = sorted(found, key=lambda row: (-len(row[2]), row[0].id, row[1].id))[:limit]
    who = names({organization for _area, _what, seen in found for organization in seen})
    return [Overlap(area, what, sorted(who[organization] for organization in seen)) for area, what, seen in found]


def names(organizations: set[int]) -> dict[int, str]:
    rows = all_rows(Organization).filter(pk__in=organizations).values_list("pk", "acronym", "name")
    return {pk: acronym or name for pk, acronym, name in rows}
