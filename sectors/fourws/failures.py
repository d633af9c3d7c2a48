"""Cells in which a formula of the spreadsheet failed: a problem where the value matters, else a note."""

from __future__ import annotations

import re

from sectors.fourws.answers import asked
from sectors.fourws.checked import Checked, Reader
from sectors.fourws.columns import Column
from sectors.fourws.layout import Table
from sectors.fourws.meaning import ACTIVITY_FIELDS, PLACE_FIELDS, SECTOR_FIELDS
from sectors.fourws.values import is_error

SUSPECT = re.compile("#|err:", re.IGNORECASE)
MEASURED = {"start", "end", "period", "targeted", "reached", "reached_part", "targeted_part", "visibility"}


def columns_with(found: list[Column], table: Table) -> list[Column]:
    """The columns in which a formula failed; most files have none."""
    suspects = [cells for _number, cells in table.rows if SUSPECT.search("\x1f".join(cells))]
    return [column for column in found if any(is_error(cells[column.index]) for cells in suspects)]


def name(reader: Reader, row: Checked, column: Column) -> None:
    """Say it, unless somebody answered already; it takes the place of what else is said about the cell."""
    text = row.read[column.index]
    if not is_error(text) or (column.field, asked(text)) in reader.instead.keys() | reader.meant:
        return
    about = {"text": asked(text)}
    if matters(reader, row, column.field):
        row.problems = [one for one in row.problems if one["column"] != column.letter]
        reader._problem(row, "spreadsheet_error", column.field, about, column)
    else:
        reader._note(row, "spreadsheet_error", column.field, about, column)


def matters(reader: Reader, row: Checked, field: str) -> bool:
    """Whether the row lacks something that nothing else in it says."""
    if field == "org":
        return "organization_key" not in row.values
    if field in PLACE_FIELDS:
        return not any(reader.get(row, other) for other in stands_in(field))
    if field in ACTIVITY_FIELDS:
        return not row.values["activity"]
    if field in SECTOR_FIELDS:
        return not (row.values["sector"] or row.values["activity"] or row.values["sector_text"])
    return field in MEASURED


def stands_in(field: str) -> list[str]:
    """The place fields that say as much: of the same level, or below it."""
    level = 9 if field == "pcode" else int(field[3])
    return [
        other for other in PLACE_FIELDS if other != field and (other == "pcode" or int(other[3]) >= level)
    ]
