"""What people decided about a draft: kept one after the other, each of which can be taken back.

A decision is an entry of `answers.py` with who took it and when; one decision about several rows or cells is several
entries there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sectors.fourws import ended, meanwhile, values
from sectors.fourws.answers import IDS, Answers, asked
from sectors.fourws.layout import Table
from sectors.models import Import

Decision = dict[str, Any]
CELLS = (*IDS, "text")  # about all cells of a field that say the same
ROW, LEFT_OUT, DATES, DUPLICATES, ONLY_MHPSS = "cells", "left_out", "date_order", "duplicates", "only_mhpss"


def entries(decisions: Iterable[Decision]) -> Iterator[dict[str, Any]]:
    """The decisions as the checks read them."""
    for one in decisions:
        if one["kind"] == LEFT_OUT:
            yield from ({"kind": LEFT_OUT, "row": row} for row in one["rows"])
        elif one["kind"] == ROW:
            for column, text in one["cells"].items():
                yield {"kind": "cell", "row": one["row"], "column": int(column), "value": text}
        else:
            yield one


def answers_of(batch: Import) -> Answers:
    return Answers.from_json(entries(batch.answers))


def question(one: Decision) -> tuple[Any, ...]:
    """What a decision is about: a later one about the same replaces it."""
    if one["kind"] in CELLS:
        return "cell", one["field"], asked(one["text"])
    if one["kind"] == LEFT_OUT:
        return LEFT_OUT, tuple(one["rows"])
    return one["kind"], one.get("row", one.get("column"))


def said(one: Decision) -> Any:
    """What was answered, without who and when."""
    return one.get("value", one.get("cells", one.get("rows")))


def touched(table: Table, one: Decision) -> set[int] | None:
    """The rows a decision can change anything about; None means all."""
    if one["kind"] in CELLS and (wanted := values.folded(one["text"])):
        return {
            number for number, cells in table.rows if any(wanted in values.folded(cell) for cell in cells)
        }
    if one["kind"] == ended.KIND:
        return set()
    if one["kind"] in (ROW, LEFT_OUT, meanwhile.KIND):
        return twins(table, set(one.get("rows") or [one["row"]]), one.get("cells", {}))
    return None


def twins(table: Table, rows: set[int], cells: dict[str, str]) -> set[int]:
    """These rows, and those that say the same: before, or with these cells."""
    said_by = {number: tuple(map(values.clean, row)) for number, row in table.rows}
    same = {said_by[number] for number in rows if number in said_by}
    for row in list(same) if cells else ():
        changed = list(row)
        for column, text in cells.items():
            changed[int(column)] = values.clean(text)
        same.add(tuple(changed))
    return {number for number, row in said_by.items() if row in same}
