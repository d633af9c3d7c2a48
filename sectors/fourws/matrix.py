"""The matrix: services in, a table out. Any dimension against any other, and where asked, once for each key of a third.

The database counts (`folding.py`); here the table is laid out. The number of queries is the same for ten services and
a million.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from sectors.fourws.dimensions import (
    Dimension,
    Frame,
    Key,
    MonthDimension,
    OrganizationDimension,
    SectorDimension,
    StatusDimension,
    TargetDimension,
    WordingDimension,
)
from sectors.fourws.folding import ALL, Counted, count_up
from sectors.fourws.months import month_after, months_between
from sectors.fourws.tallies import COUNTS, Counting
from sectors.fourws.trees import (
    ActivityDimension,
    CountryDimension,
    DistrictDimension,
    LayerDimension,
    ProvinceDimension,
    SubcodeDimension,
)

DIMENSIONS: dict[str, tuple[Any, type[Dimension]]] = {
    "adm1": (_("Governorate or province"), ProvinceDimension),
    "adm2": (_("District"), DistrictDimension),
    "adm0": (_("Country"), CountryDimension),
    "activity": (_("Activity"), ActivityDimension),
    "subcode": (_("Activity, by subcode"), SubcodeDimension),
    "layer": (_("Layer of the pyramid"), LayerDimension),
    "sector": (_("Reporting sector"), SectorDimension),
    "sector_reported": (_("Sector, as reported"), WordingDimension),
    "target": (_("Target group"), TargetDimension),
    "organization": (_("Organisation"), OrganizationDimension),
    "month": (_("Month"), MonthDimension),
    "status": (_("Status"), StatusDimension),
}

# The states of a cell. Three of them look like zero and are not the same.
NUMBER = "number"
GAP = "gap"  # somebody reports for this area, but nothing here
NOT_REPORTED = "not_reported"  # nobody has reported anything for this area
NOTHING = "nothing"  # an empty crossing that is nobody's gap
NO_FIGURE = "no_figure"  # services are there, their people are not known
AT_LEAST = "at_least"  # figures that may count the same person twice were not added


Figure = int | float | None


@dataclass(frozen=True, slots=True)
class Cell:
    value: Figure
    state: str
    services: int = 0
    before: Figure = None  # the value in the month the table is compared with

    @property
    def change(self) -> Figure:
        """None where one of the two is not known."""
        return None if self.value is None or self.before is None else round(self.value - self.before, 1)


@dataclass(frozen=True)
class Line:
    key: Key
    cells: list[Cell]
    total: Cell


@dataclass(frozen=True)
class Matrix:
    rows: str
    columns: str
    count: str
    column_keys: list[Key]
    lines: list[Line]
    column_totals: list[Cell]
    total: Cell
    months: tuple[date, ...] = ()
    split: str = ""
    panels: tuple[tuple[Key, Matrix], ...] = ()  # the same table for each key of the third dimension
    per: str = ""  # what the numbers are counted for: coverage.py
    compared: date | None = None  # the month whose values stand beside them

    @property
    def row_keys(self) -> list[Key]:
        return [line.key for line in self.lines]

    @property
    def rows_title(self) -> Any:
        return DIMENSIONS[self.rows][0]

    @property
    def columns_title(self) -> Any:
        return DIMENSIONS[self.columns][0]

    @property
    def split_title(self) -> Any:
        return DIMENSIONS[self.split][0] if self.split else ""

    @property
    def count_title(self) -> Any:
        return COUNTS[self.count].title

    def value(self, row: str, column: str) -> Figure:
        """The number where the row and the column with these ids meet."""
        number = [key.id for key in self.column_keys].index(column)
        return next(line.cells[number].value for line in self.lines if line.key.id == row)


def matrix(
    services: QuerySet,
    *,
    rows: str = "adm1",
    columns: str = "activity",
    count: str = "services",
    split: str = "",
    today: date,
    frame: Frame | None = None,
    reporting: QuerySet | None = None,
    earlier: QuerySet | None = None,
    counting: Counting | None = None,
) -> Matrix:
    """The table of these services, which are already cut to what the reader may see.

    `split` is a third dimension: the same table once more for each of its keys.
    `reporting` are the services that show that somebody reports for an area: those before the filter, if there is one.
    `earlier` are those of the month to compare with; `counting` is another way to count than the usual one.
    """
    frame = frame or Frame()
    if not frame.months:
        frame = replace(frame, months=months_between(month_after(today.replace(day=1), -5), today))
    names = [rows, columns, *([split] if split else [])]
    axes = [DIMENSIONS[name][1](frame) for name in names]
    counting = counting or COUNTS[count]
    counted = count_up(services, axes, counting)
    before = None if earlier is None else count_up(earlier, axes, counting)
    reported = [reported_areas(axis, reporting, counted.keys(place)) for place, axis in enumerate(axes[:2])]
    for place, axis in enumerate(axes):
        axis.learn(counted.keys(place) | (before.keys(place) if before else set()))
    drawn = Drawing(counted, before, axes, reported, rows, columns, count)
    if not split:
        return drawn.table(())
    panels = [(key, drawn.table((panel,))) for panel, key in axes[2].describe(drawn.keys(2))]
    return drawn.table((ALL,), split=split, panels=tuple(panels))


def reported_areas(dimension: Dimension, reporting: QuerySet | None, counted: set[Any]) -> set[Any] | None:
    """Areas with any report. Without `reporting` the services counted are all there are."""
    if not dimension.is_area:
        return None
    if reporting is None:
        return counted
    services, columns = dimension.fold(reporting)
    return set(services.order_by().values_list(*columns, flat=True).distinct())


@dataclass
class Drawing:
    """What was counted, laid out: one table, or one for each key of the third dimension."""

    counted: Counted
    before: Counted | None
    axes: list[Dimension]
    reported: list[set[Any] | None]
    rows: str
    columns: str
    count: str

    def __post_init__(self) -> None:
        axes = self.axes
        self.down, self.across = (
            axis.describe(self.keys(place) | axis.expected()) for place, axis in enumerate(axes[:2])
        )
        one, other = axes[:2]
        self.gaps = (one.is_area and other.shows_gaps) or (other.is_area and one.shows_gaps)
        self.gaps_in_panels = self.gaps and axes[-1].shows_gaps

    def keys(self, place: int) -> set[Any]:
        """What stands on an axis: what is there, and what was there in the month to compare with."""
        return self.counted.keys(place) | (self.before.keys(place) if self.before else set())

    def table(self, panel: tuple[Any, ...], **more: Any) -> Matrix:
        """The table, or with a panel its part of it."""
        lines = [
            Line(
                row_key,
                [self.cell(row, column, panel, row_key, column_key) for column, column_key in self.across],
                self.cell(row, ALL, panel, row_key),
            )
            for row, row_key in self.down
        ]
        totals = [self.cell(ALL, column, panel, key) for column, key in self.across]
        heads = [key for _column, key in self.across]
        total = self.cell(ALL, ALL, panel)
        return Matrix(
            self.rows,
            self.columns,
            self.count,
            heads,
            lines,
            totals,
            total,
            self.axes[0].frame.months,
            **more,
        )

    def cell(self, row: Any, column: Any, panel: tuple[Any, ...], *keys: Key) -> Cell:
        tally = self.counted.at(row, column, *panel)
        before = self.before.at(row, column, *panel).value if self.before else None
        if not tally.services:
            return Cell(0, self.empty(row, column, panel, keys), 0, before)
        if tally.value is None:
            return Cell(None, NO_FIGURE, tally.services, before)
        return Cell(tally.value, AT_LEAST if tally.at_least else NUMBER, tally.services, before)

    def empty(self, row: Any, column: Any, panel: tuple[Any, ...], keys: tuple[Key, ...]) -> str:
        """Why there is nothing: a gap needs an area somebody reports for, and something that could be done there."""
        gaps = self.gaps_in_panels if panel and panel[0] is not ALL else self.gaps
        if not gaps or not keys or any(key.rest for key in keys):
            return NOTHING
        for reported, area in zip(self.reported, (row, column), strict=True):
            if reported is not None and area is not ALL and area not in reported:
                return NOT_REPORTED
        return GAP


def numbers(table: Matrix) -> Iterator[tuple[Key, Key, Cell]]:
    """The cells one after the other, for programs and for lists."""
    for line in table.lines:
        for key, found in zip(table.column_keys, line.cells, strict=True):
            yield line.key, key, found
