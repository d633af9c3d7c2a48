"""Where the table is: which sheet, which rows are headers and tags, which row is the first of data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from sectors.fourws import asides, columns, header_rows, values, words
from sectors.fourws.columns import Column
from sectors.fourws.reading import Sheet, Workbook
from sectors.fourws.sentences import FileProblem
from sectors.text import fold

WHO = {"org", "org_acr", "lead"}
WHERE = {
    "adm0n", "adm0c", "adm1n", "adm1c", "adm2n", "adm2c", "adm3n", "adm3c", "adm4n", "adm4c", "pcode", "site",
    "region",
}  # fmt: skip
WHAT = {"sector", "sector_name", "activity", "activity_code", "subactivity", "subsector", "description"}


@dataclass
class Table:
    """The data of one sheet, with the row numbers of the file (row 1 is the first)."""

    sheet: str
    header_row: int
    tag_rows: list[int]
    first_data_row: int
    headers: list[str]
    tags: list[str]
    rows: list[tuple[int, list[str]]] = field(repr=False)
    learned: Mapping[str, str] = field(default_factory=dict, repr=False)
    set_aside: dict[int, str] = field(default_factory=dict)  # rows that are no data → why

    @property
    def columns(self) -> list[Column]:
        return self.columns_by(columns.SAMPLE)

    def columns_by(self, sample: int) -> list[Column]:
        """The columns, judged by so many rows."""
        top = [cells for _number, cells in self.rows[:sample]]
        return columns.match(self.headers, self.tags, top, self.learned)


def choose(book: Workbook, learned: Mapping[str, str] | None = None) -> Sheet:
    """The sheet that most looks like one activity in each row."""
    filled = [sheet for sheet in book.sheets if sheet.rows]
    return max(filled, key=lambda sheet: (likeness(sheet, learned), -filled.index(sheet)))


def likeness(sheet: Sheet, learned: Mapping[str, str] | None = None) -> float:
    table = find(Sheet(sheet.name, sheet.rows[: header_rows.LOOK_AT + 200]), learned=learned)
    fields = {column.field for column in table.columns_by(200)} if table.rows else set()
    asks = sum(3 for kind in (WHO, WHERE, WHAT) if fields & kind)
    likely = (asks + min(len(fields), 8) / 10) * (0.5 if sheet.hidden else 1)
    return likely + min(len(sheet.rows), 1000) / 10_000


def find(sheet: Sheet, header_row: int | None = None, learned: Mapping[str, str] | None = None) -> Table:
    """Headers, tags and data of a sheet. `header_row`: the one a person chose, counted from 1 as in the file.

    `learned`: folded header → field, the words of the group beside ours.
    """
    rows = sheet.rows
    if not rows:
        raise FileProblem("no_rows", sheet=sheet.name.strip() or _("Table"))
    tags = header_rows.tag_rows(rows)
    if header_row is None:
        last = header_rows.header_above(rows, tags[0]) if tags else header_rows.best_header(rows, learned)
    else:
        last = min(max(header_row, 1), len(rows)) - 1
        tags = [index for index in tags if index >= last]
        last = None if last in tags else last
    top, below = header_rows.header_block(rows, last, bool(tags) or header_row is not None)
    first = (tags[-1] if tags else below) + 1
    headers = header_rows.joined(rows, top, last, below, learned) if last is not None else rows[tags[0]]
    data = [
        (number, cells)
        for number, cells in enumerate(rows[first:], first + 1)
        if any(cell.strip() for cell in cells)
    ]
    width = len(headers)
    return Table(
        sheet=sheet.name,
        header_row=(below if last is not None else tags[0]) + 1,
        tag_rows=[index + 1 for index in tags],
        first_data_row=first + 1,
        headers=headers,
        tags=[
            next((rows[index][column] for index in tags if rows[index][column].strip()), "")
            for column in range(width)
        ],
        rows=data,
        learned=learned or {},
        set_aside=asides.find(data, rows[:first]),
    )


def check(table: Table, found: list[Column]) -> None:
    """Refuse what is no list of activities, with the reason."""
    name = table.sheet.strip() or _("Table")
    if reason := pivot(table, found):
        raise FileProblem("pivot", sheet=name, reason=reason)
    if not table.rows:
        raise FileProblem("no_rows", sheet=name)
    fields = {column.field for column in found}
    if not fields & (WHO | WHERE | WHAT):
        raise FileProblem("no_columns")


def pivot(table: Table, found: list[Column]) -> str:
    """Why the sheet is already a summary, or ""."""
    edges = [cells[0] for _number, cells in (*table.rows[:3], *table.rows[-2:])]
    for text in (*table.headers, *edges):
        if words.is_value("pivot", fold(text)) or re.match(r"(count|sum|average) of ", fold(text)):
            return f"“{values.clean(text)}”"
    spread = [
        c for c in found if not c.field.startswith("sector") and words.is_value("sector", fold(c.header))
    ]
    if len(spread) >= 3 and len(spread) * 2 >= len(found) - 2:
        return ", ".join(column.header for column in spread[:3]) + " …"
    codes = [column for column in found if re.match(r"^[A-Z]{2,3}\d{2,}$", values.clean(column.header))]
    if len(codes) >= 3 and len(codes) * 2 >= len(found):
        return ", ".join(column.header for column in codes[:3]) + " …"
    return ""
