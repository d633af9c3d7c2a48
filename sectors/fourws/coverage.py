"""How much of it there is for the people: a table of numbers becomes one per 100,000 people, or per person in need."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sectors.access import below, visible
from sectors.fourws.dimensions import Key
from sectors.fourws.matrix import Cell, Figure, Line, Matrix
from sectors.fourws.tallies import COUNTS
from sectors.models import Place

PER = {"population": _("For 100,000 people living there"), "need": _("For the people in need")}
FIELDS = {"population": "population", "need": "people"}
MANY = 100_000
NO_NEED = "no_need"  # something is there, but nobody has said for how many people


def people_in_need(needs: QuerySet, areas: list[str]) -> dict[str, int]:
    """P-code → people in need."""
    return figures(needs, areas, "people")


def figures(needs: QuerySet, areas: list[str], field: str, until: date | None = None) -> dict[str, int]:
    """P-code → people, in the newest month there are figures for; an area without its own has those of its parts."""
    paths = dict(visible(Place, None).filter(pcode__in=areas).values_list("pcode", "path"))
    rows = needs.filter(below(frozenset(paths.values()), "place__path"), **{f"{field}__isnull": False})
    if until:
        rows = rows.filter(month__lte=until)
    own = newest(rows.order_by("month").values_list("place__path", "month", "population_group_id", field))
    return {code: people for code, path in paths.items() if (people := rolled_up(own, path)) is not None}


def newest(rows: Any) -> dict[str, int]:
    """Path → people: the figure for everybody, or where there is none, those of the population groups together."""
    months: dict[str, date] = {}
    found: dict[str, dict[Any, int]] = {}
    for path, month, group, people in rows:
        if months.get(path) != month:
            months[path], found[path] = month, {}
        found[path][group] = people
    return {path: groups.get(None, sum(groups.values())) for path, groups in found.items()}


def rolled_up(own: dict[str, int], path: str) -> int | None:
    """The figure of an area, or the sum of the largest areas within it that have one."""
    if path in own:
        return own[path]
    total, counted = None, "\n"
    for part in sorted(own):
        if part.startswith(path) and not part.startswith(counted):
            total, counted = (total or 0) + own[part], part
    return total


@dataclass(frozen=True)
class Coverage:
    """`people` by P-code, `all` those of the whole area, for a table that has no areas."""

    table: Matrix
    per: str
    people: dict[str, int]
    all: int | None

    @property
    def percent(self) -> bool:
        """People of people in need: a share. Everything else is for 100,000 people."""
        return is_share(self.table.count, self.per)

    def covered(self) -> Matrix:
        table = self.table
        lines = [
            Line(
                line.key,
                [
                    self.cell(cell, line.key, key)
                    for key, cell in zip(table.column_keys, line.cells, strict=True)
                ],
                self.cell(line.total, line.key),
            )
            for line in table.lines
        ]
        totals = [
            self.cell(cell, key) for key, cell in zip(table.column_keys, table.column_totals, strict=True)
        ]
        panels = tuple((key, replace(self, table=panel).covered()) for key, panel in table.panels)
        return replace(
            table,
            lines=lines,
            column_totals=totals,
            total=self.cell(table.total),
            panels=panels,
            per=self.per,
        )

    def cell(self, cell: Cell, *keys: Key) -> Cell:
        area = next((key for key in keys if key.level is not None), None)
        people = self.people.get(area.id) if area else self.all
        if not people:
            known = not cell.services and not cell.before
            return replace(cell, before=None) if known else Cell(None, NO_NEED, cell.services)
        return replace(cell, value=self.rate(cell.value, people), before=self.rate(cell.before, people))

    def rate(self, value: Figure, people: int) -> Figure:
        return None if value is None else round(value * (100 if self.percent else MANY) / people, 1)


def is_share(count: str, per: str) -> bool:
    return per == "need" and bool(COUNTS[count].people)


def unit_of(table: Matrix) -> str:
    """What the numbers of a table are counted for, in words."""
    if is_share(table.count, table.per):
        return gettext("% of the people in need")
    units = {"population": _("for 100,000 people"), "need": _("for 100,000 people in need")}
    return str(units.get(table.per, ""))


def covered(table: Matrix, per: str, needs: QuerySet, until: date, within: tuple[str, ...]) -> Matrix:
    """The table as coverage, by the figures known at the end of the month `until`; `within` are the paths it is about."""
    lines = [(line.key, line.total) for line in table.lines]
    areas = [
        (key, total)
        for key, total in (*lines, *zip(table.column_keys, table.column_totals, strict=True))
        if key.level is not None
    ]
    outermost = [
        path for path in within if not any(path != other and path.startswith(other) for other in within)
    ]
    whole = [key.id for key, _total in areas if not key.rest] or [path.split("/")[-2] for path in outermost]
    found = figures(needs, [*{*whole, *(key.id for key, _total in areas)}], FIELDS[per], until)
    # A total says nothing where somebody works in an area of which the people are not known.
    unknown = any(total.services and not key.rest and key.id not in found for key, total in areas)
    all_people = None if unknown else sum(found.get(code, 0) for code in whole)
    return Coverage(table, per, found, all_people).covered()
