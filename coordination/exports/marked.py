"""A person's own table given back as a workbook: the same columns and row numbers, bad cells marked with what to do.

A new workbook, not their file changed: it is the same before and after the import, whatever they sent (CSV, XLS, ODS), it
opens no hostile file a second time, and it can carry no macro, no formula and no link of theirs.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import xlsxwriter
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from sectors.fourws import sentences
from sectors.fourws.columns import Column
from sectors.fourws.decisions import answers_of
from sectors.fourws.guard import guard
from sectors.fourws.packing import unpack
from sectors.fourws.receipt import columns_of
from sectors.models import Import, ImportRow

State = ImportRow.State
MOST_NOTES = 2000  # a workbook with more notes than this opens slowly; the list in front names all
WIDTHS = {"row": 8, "column": 10, "header": 24, "value": 30, "reason": 60, "fix": 50}


def marked_workbook(batch: Import, user: Any, *, whole: bool) -> bytes:
    """`whole`: all rows; else only those that were not imported."""
    rows = batch.rows.order_by("number")
    if not whole:
        rows = rows.filter(state__in=[State.PROBLEM, State.LEFT_OUT])
    found, lines = columns_of(batch), list(rows.only("number", "cells", "state", "problems"))
    held = io.BytesIO()
    book = xlsxwriter.Workbook(
        held, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    )
    if get_language_bidi():
        book.formats[0].set_reading_order(2)
    write_list(book, lines)
    write_table(book, batch, found, lines, own_cells(batch, user))
    book.close()
    return held.getvalue()


def own_cells(batch: Import, user: Any) -> dict[int, list[str]]:
    """number → cells as they came, for the person who sent them, while there is the file; for others those that are kept."""
    if batch.parsed is None or batch.uploaded_by_id != user.pk:
        return {}
    return dict(unpack(bytes(batch.parsed)).rows)


def write_list(book: Any, lines: Iterable[ImportRow]) -> None:
    """What is wrong, a line for each cell."""
    sheet = book.add_worksheet(_("What is wrong")[:31])
    if get_language_bidi():
        sheet.right_to_left()
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    heads = [_("Row"), _("Column"), _("Column name"), _("In the file"), _("What is wrong"), _("What to do")]
    sheet.write_row(0, 0, heads, bold)
    for index, width in enumerate(WIDTHS.values()):
        sheet.set_column(index, index, width, wrap)
    sheet.freeze_panes(1, 0)
    said = [
        [row.number, one["column"], one["header"], one["value"], sentences.reason(one), sentences.fix(one)]
        for row in lines
        if row.state == State.PROBLEM
        for one in row.problems
    ]
    for line, cells in enumerate(said, 1):
        sheet.write_number(line, 0, cells[0])
        for index, text in enumerate(cells[1:], 1):
            sheet.write_string(line, index, guard(str(text)))


def write_table(
    book: Any, batch: Import, found: list[Column], lines: list[ImportRow], own: dict[int, list[str]]
) -> None:
    """The table as it came, in its own rows and columns."""
    sheet = book.add_worksheet(sheet_name(batch))
    bold, bad = book.add_format({"bold": True}), book.add_format({"bg_color": "#F7E6D6", "border": 1})
    answers, notes = answers_of(batch), 0
    for column in found:
        sheet.write_string(0, column.index, guard(column.header), bold)
    for position, row in enumerate(lines, 1):
        cells = list(own.get(row.number, row.cells))
        for index, text in answers.row_edits.get(row.number, {}).items():
            cells[index] = text
        wrong = about_cells(row, found)
        for index, text in enumerate(cells):
            write(sheet, position, index, text, bad if index in wrong else None)
        for index, text in wrong.items() if notes < MOST_NOTES else ():
            sheet.write_comment(position, index, text[:1000], {"x_scale": 2, "author": ""})
            notes += 1
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(lines), max(len(found) - 1, 0))
    sheet.activate()


def about_cells(row: ImportRow, found: list[Column]) -> dict[int, str]:
    """column → all that is wrong with its cell; what is wrong with none in particular stands at the first."""
    index_of = {column.letter: column.index for column in found}
    wrong: dict[int, list[str]] = {}
    for one in row.problems if row.state == State.PROBLEM else ():
        wrong.setdefault(index_of.get(one["column"], 0), []).append(
            f"{sentences.reason(one)} {sentences.fix(one)}"
        )
    return {index: "\n".join(dict.fromkeys(texts)) for index, texts in wrong.items()}


def write(sheet: Any, row: int, column: int, text: str, look: Any) -> None:
    """Whole numbers as numbers, all else as it stands: nothing can become a formula."""
    if text.isascii() and text.isdecimal() and len(text) < 16 and str(int(text)) == text:
        sheet.write_number(row, column, int(text), look)
    elif text or look:
        sheet.write_string(row, column, guard(text)[:32767], look)


def sheet_name(batch: Import) -> str:
    """Theirs, as far as Excel takes it, never that of the list in front."""
    name = "".join(letter for letter in batch.sheet if letter not in "[]:*?/\\'").strip()[:31]
    return name if name and name.casefold() != _("What is wrong").casefold() else _("Rows")
