"""The matrix: services in, a table out. Any dimension against any other, counted in SQL, rolled up here.

The database folds the rows by area, code, organisation …; this file rolls the fold up to what was asked for, and
counts the totals. The number of queries is the same for ten services and a million.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
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
    WordingDimension,
)
from sectors.fourws.months import month_after, months_between
from sectors.fourws.tallies import COUNTS, Tally
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


@dataclass(frozen=True, slots=True)
class Cell:
    value: int | None
    state: str
    services: int = 0


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
    def count_title(self) -> Any:
        return COUNTS[self.count].title

    def value(self, row: str, column: str) -> int | None:
        """The number where the row and the column with these ids meet."""
        number = [key.id for key in self.column_keys].index(column)
        return next(line.cells[number].value for line in self.lines if line.key.id == row)


@dataclass
class Sums:
    """Cells, row totals, column totals and the total, filled in one pass: totals are counted, never added up."""

    tally: type[Tally]
    cells: dict[tuple, Tally] = field(init=False)
    rows: dict[Any, Tally] = field(init=False)
    columns: dict[Any, Tally] = field(init=False)
    total: Tally = field(init=False)

    def __post_init__(self) -> None:
        self.cells, self.rows, self.columns = (
            defaultdict(self.tally),
            defaultdict(self.tally),
            defaultdict(self.tally),
        )
        self.total = self.tally()

    def add(self, rows: tuple, columns: tuple, services: int, rest: tuple) -> None:
        if not rows or not columns:
            return
        for row in rows:
            self.rows[row].add(services, rest)
            for column in columns:
                self.cells[row, column].add(services, rest)
        for column in columns:
            self.columns[column].add(services, rest)
        self.total.add(services, rest)


def matrix(
    services: QuerySet,
    *,
    rows: str = "adm1",
    columns: str = "activity",
    count: str = "services",
    today: date,
    frame: Frame | None = None,
    reporting: QuerySet | None = None,
) -> Matrix:
    """The table of these services, which are already cut to what the reader may see.

    `reporting` are the services that show that somebody reports for an area: those before the filter, if there is one.
    """
    frame = frame or Frame()
    if not frame.months:
        frame = Frame(
            frame.areas,
            months_between(month_after(today.replace(day=1), -5), today),
            frame.activity,
            frame.layer,
        )
    by_row, by_column = DIMENSIONS[rows][1](frame), DIMENSIONS[columns][1](frame)
    sums = count_up(services, by_row, by_column, count, reporting)
    return lay_out(sums, by_row, by_column, rows, columns, count)


def count_up(
    services: QuerySet, by_row: Dimension, by_column: Dimension, count: str, reporting: QuerySet | None
) -> Reported:
    """Fold in the database, then roll up."""
    services, row_columns = by_row.fold(services)
    services, column_columns = by_column.fold(services)
    split, end = len(row_columns), len(row_columns) + len(column_columns)
    folded = list(COUNTS[count].fold(services, tuple(dict.fromkeys(row_columns + column_columns))))
    if row_columns == column_columns:
        folded = [(*row[:split], *row) for row in folded]
    row_values, column_values = {row[:split] for row in folded}, {row[split:end] for row in folded}
    row_areas = reported_areas(by_row, reporting, row_values)
    column_areas = reported_areas(by_column, reporting, column_values)
    keys_of_row = learn(by_row, row_values | (row_areas or set()))
    keys_of_column = learn(by_column, column_values | (column_areas or set()))
    sums = Sums(COUNTS[count].tally)
    for row in folded:
        sums.add(keys_of_row[row[:split]], keys_of_column[row[split:end]], row[end], row[end + 1 :])
    return Reported(sums, keys_among(keys_of_row, row_areas), keys_among(keys_of_column, column_areas))


@dataclass
class Reported:
    """The sums, and the areas anybody reports for: of the rows, of the columns, None where these are no areas."""

    sums: Sums
    rows: set[Any] | None
    columns: set[Any] | None


def reported_areas(
    dimension: Dimension, reporting: QuerySet | None, counted: set[tuple]
) -> set[tuple] | None:
    """Areas with any report. Without `reporting` the services counted are all there are."""
    if not dimension.is_area:
        return None
    if reporting is None:
        return counted
    services, columns = dimension.fold(reporting)
    return set(services.order_by().values_list(*columns).distinct())


def keys_among(keys: dict[tuple, tuple], areas: set[tuple] | None) -> set[Any] | None:
    return None if areas is None else {key for area in areas for key in keys[area]}


def learn(dimension: Dimension, values: set[tuple]) -> dict[tuple, tuple]:
    dimension.learn(values)
    return {value: dimension.keys_of(value) for value in values}


def lay_out(
    found: Reported, by_row: Dimension, by_column: Dimension, rows: str, columns: str, count: str
) -> Matrix:
    sums = found.sums
    described = by_row.describe(set(sums.rows) | by_row.expected())
    across = by_column.describe(set(sums.columns) | by_column.expected())
    gaps = any(one.is_area and other.shows_gaps for one, other in ((by_row, by_column), (by_column, by_row)))
    empty = partial(empty_state, found, gaps=gaps)
    blank = sums.tally()
    lines = [
        Line(
            row_key,
            [
                cell(sums.cells.get((row, column), blank), partial(empty, row, column, row_key, column_key))
                for column, column_key in across
            ],
            cell(sums.rows.get(row, blank), partial(empty, row, None, row_key, row_key)),
        )
        for row, row_key in described
    ]
    totals = [
        cell(sums.columns.get(column, blank), partial(empty, None, column, column_key, column_key))
        for column, column_key in across
    ]
    total = cell(sums.total, lambda: NOTHING)
    across_keys = [key for _column, key in across]
    return Matrix(rows, columns, count, across_keys, lines, totals, total, by_row.frame.months)


def cell(tally: Tally, empty: Any) -> Cell:
    if not tally.services:
        return Cell(0, empty())
    if tally.value is None:
        return Cell(None, NO_FIGURE, tally.services)
    return Cell(tally.value, AT_LEAST if tally.at_least else NUMBER, tally.services)


def empty_state(found: Reported, row: Any, column: Any, row_key: Key, column_key: Key, *, gaps: bool) -> str:
    """Why there is nothing: a gap needs an area somebody reports for, and something that could be done there."""
    if not gaps or row_key.rest or column_key.rest:
        return NOTHING
    for reported, area in ((found.rows, row), (found.columns, column)):
        if reported is not None and area is not None and area not in reported:
            return NOT_REPORTED
    return GAP


def numbers(table: Matrix) -> Iterator[tuple[Key, Key, Cell]]:
    """The cells one after the other, for programs and for lists."""
    for line in table.lines:
        for key, found in zip(table.column_keys, line.cells, strict=True):
            yield line.key, key, found
