"""What became of a file: the counts, the refused rows with their reasons, and the matrix as the file reports it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

from django.utils.translation import gettext

from sectors.fourws import columns, sentences, values
from sectors.fourws.columns import Column
from sectors.models import Import, ImportRow

COUNTED = (ImportRow.State.NEW, ImportRow.State.CHANGED, ImportRow.State.UNCHANGED, ImportRow.State.DUPLICATE)
PLACE_KEYS = ("adm1c", "adm1n", "adm2n", "adm2c", "adm0c", "adm0n")


class Line(NamedTuple):
    """A row as the receipt needs it."""

    number: int
    cells: list[str]
    state: str
    problems: list[dict[str, Any]]
    notes: list[dict[str, Any]]


def columns_of(batch: Import) -> list[Column]:
    """The columns as they were understood."""
    return [
        Column(**{**column, "why": tuple((code, detail) for code, detail in column["why"])})
        for column in batch.mapping["columns"]
    ]


def law(batch: Import) -> dict[str, int]:
    """The conservation law of an import: the four parts in which every row of the file is, once.

    What was imported and taken back again is no longer accepted: `undone`, and `kept` where somebody had edited it.
    """
    count, state = batch.counts, ImportRow.State
    parts = {
        "new": count[state.NEW], "changed": count[state.CHANGED], "unchanged": count[state.UNCHANGED],
        "refused": count[state.PROBLEM], "left_out": count[state.LEFT_OUT], "duplicates": count[state.DUPLICATE],
        "rows": count["rows"],
    }  # fmt: skip
    parts["accepted"] = parts["new"] + parts["changed"] + parts["unchanged"]
    if batch.state == Import.State.UNDONE:
        parts |= {"undone": count.get("undone", 0), "kept": count.get("kept", 0)}
    if parts["accepted"] + parts["refused"] + parts["left_out"] + parts["duplicates"] != parts["rows"]:
        raise RuntimeError(f"{parts}: a row was lost")
    return parts


def receipt(batch: Import) -> dict[str, Any]:
    """One dictionary for programs; `manage.py import_4w --json` prints it."""
    rows = [Line(*row) for row in batch.rows.values_list(*Line._fields)]
    found = columns_of(batch)
    state = ImportRow.State
    count = {name: sum(row.state == name for row in rows) for name in state.values}
    return {
        "file": batch.file_name,
        "sheet": batch.sheet or None,
        "header_row": batch.header_row,
        "mapping": columns.mapping(found),
        "rows": len(rows),
        "accepted": count[state.NEW] + count[state.CHANGED] + count[state.UNCHANGED],
        "refused": [refusal(row) for row in rows if row.state in (state.PROBLEM, state.LEFT_OUT)],
        "duplicates": count[state.DUPLICATE],
        "created": count[state.NEW],
        "changed": count[state.CHANGED],
        "unchanged": count[state.UNCHANGED],
        "organizations": organizations(rows, found),
        "matrix": matrix(rows, found),
    }


def refusal(row: Line) -> dict[str, Any]:
    """A row with its first bad cell, and the reasons of all of them."""
    for note in row.notes:
        if note["code"] == "not_mhpss":
            return {"row": row.number, "column": "", "value": "", "reason": sentences.note(note)}
    if not row.problems:
        return {"row": row.number, "column": "", "value": "", "reason": gettext("Left out by you.")}
    first = row.problems[0]
    return {
        "row": row.number,
        "column": first["column"],
        "value": first["value"],
        "reason": " ".join(dict.fromkeys(sentences.reason(problem) for problem in row.problems)),
    }


def column_for(found: list[Column], fields: tuple[str, ...]) -> Column | None:
    by_field = {column.field: column for column in found}
    return next((by_field[name] for name in fields if name in by_field), None)


def organizations(rows: list[Line], found: list[Column]) -> int:
    """How many organisations the file names: different spellings in its column, blanks not counted."""
    column = column_for(found, ("org", "org_acr", "lead"))
    return len({text for row in rows if (text := values.folded(columns.cell(row.cells, column)))})


def matrix(rows: list[Line], found: list[Column]) -> dict[str, dict[str, int]]:
    """Place × sector in the file's own words: accepted rows and exact duplicates, to be laid beside the file."""
    place, sector = column_for(found, PLACE_KEYS), column_for(found, ("sector", "sector_name", "activity"))
    table: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        if row.state in COUNTED:
            table[columns.cell(row.cells, place)][columns.cell(row.cells, sector)] += 1
    return {name: dict(sorted(cells.items())) for name, cells in sorted(table.items())}
