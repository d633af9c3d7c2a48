"""Where nothing is, weighed by the people in need: what a group puts on its agenda."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from sectors.fourws.asking import MatrixFilter
from sectors.fourws.dimensions import Key
from sectors.fourws.matrix import DIMENSIONS, GAP, NOT_REPORTED, Matrix, numbers

AREAS = ("adm1", "adm2")
WHAT = ("activity", "subcode", "layer", "sector", "target")
USUAL = {"sector", "target"}  # missing only where others have it: not every sector must do everything


class GapFilter(MatrixFilter):
    """The question to the list of gaps: a matrix of areas by what could be done there."""

    rows = filters.ChoiceFilter(
        choices=[(name, DIMENSIONS[name][0]) for name in AREAS],
        empty_label=None,
        method="keep",
        label=_("Areas"),
    )
    columns = filters.ChoiceFilter(
        choices=[(name, DIMENSIONS[name][0]) for name in WHAT],
        empty_label=None,
        method="keep",
        label=_("What is missing"),
    )


@dataclass(frozen=True)
class Gap:
    """Somebody reports for the area, but nobody does this there. `need` is the people in need, where known."""

    area: Key
    what: Key
    need: int | None
    elsewhere: int


@dataclass(frozen=True)
class Lack:
    """All that is missing in one area."""

    area: Key
    need: int | None
    gaps: list[Gap]


def has_areas(table: Matrix) -> bool:
    return bool({table.rows, table.columns} & {"adm0", *AREAS})


def gaps(table: Matrix, need: dict[str, int]) -> list[Gap]:
    """The gaps of a table, where most people are in need first, then what is most usual elsewhere."""
    across = DIMENSIONS[table.columns][1].is_area
    if not {table.rows, table.columns} & set(WHAT):
        return []
    if across:
        totals = {line.key.id: line.total.services for line in table.lines}
    else:
        pairs = zip(table.column_keys, table.column_totals, strict=True)
        totals = {key.id: cell.services for key, cell in pairs}
    usual = bool({table.rows, table.columns} & USUAL)
    found = []
    for row, column, cell in numbers(table):
        area, what = (column, row) if across else (row, column)
        if cell.state == GAP and (totals[what.id] or not usual):
            found.append(Gap(area, what, need.get(area.id), totals[what.id]))
    return sorted(found, key=lambda gap: (-(gap.need or 0), -gap.elsewhere))


def by_area(found: list[Gap]) -> list[Lack]:
    """The same, one line an area: where most people are in need first, then where most is missing."""
    areas: dict[str, list[Gap]] = defaultdict(list)
    for gap in found:
        areas[gap.area.id].append(gap)
    lacks = [Lack(some[0].area, some[0].need, some) for some in areas.values()]
    return sorted(lacks, key=lambda lack: (-(lack.need or 0), -len(lack.gaps)))


def silent(table: Matrix) -> list[Key]:
    """Areas nobody has reported anything for."""
    if DIMENSIONS[table.rows][1].is_area:
        return [line.key for line in table.lines if line.total.state == NOT_REPORTED]
    pairs = zip(table.column_keys, table.column_totals, strict=True)
    return [key for key, cell in pairs if cell.state == NOT_REPORTED]


def area_codes(table: Matrix) -> list[str]:
    return [key.id for key in (*table.row_keys, *table.column_keys) if key.level is not None]


def lacking(table: Matrix, need: dict[str, int]) -> list[Lack]:
    return by_area(gaps(table, need)) if has_areas(table) else []
