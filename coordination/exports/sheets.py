"""The Excel workbook: read me, services, matrix, codes. Written row by row, so memory stays flat; text is always text."""

from __future__ import annotations

import re
import tempfile
from datetime import date
from typing import Any, BinaryIO

import xlsxwriter
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from coordination.exports.about import DIGEST, ROWS, About
from coordination.exports.codebook import Codebook
from coordination.exports.columns import Column
from coordination.exports.rows import ServiceRows
from coordination.exports.stream import LONGEST, pour
from sectors.fourws.guard import risky
from sectors.fourws.matrix import AT_LEAST, GAP, NO_FIGURE, NOT_REPORTED, Cell, Line, Matrix

OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
SERVICES_PART = "xl/worksheets/sheet2.xml"
DROPPED_DOWN = 2_000  # rows below the data that offer the codes too


class Workbook:
    """The sheets in their order; rows of one sheet are written from the top down."""

    def __init__(self, target: BinaryIO, about: About) -> None:
        self.book = xlsxwriter.Workbook(target, OPTIONS)
        self.about = about
        head = {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E4F0ED", "bottom": 1}
        self.head = self.book.add_format(head)
        self.bold = self.book.add_format({"bold": True})
        self.wrapped = self.book.add_format({"text_wrap": True, "valign": "top"})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd"})
        self.quoted = self.book.add_format({"quote_prefix": True})
        self.gap = self.book.add_format({"bg_color": "#F7E6D6", "font_color": "#8A3D10", "align": "center"})
        self.silent = self.book.add_format({"font_color": "#55605B", "align": "center"})
        self.book.set_properties({"title": "Fourways", "comments": ""})

    def sheet(self, name: str) -> Any:
        sheet = self.book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", name)[:31])
        if get_language_bidi():
            sheet.right_to_left()
        sheet.set_landscape()
        sheet.set_paper(8)  # A3
        sheet.fit_to_pages(1, 0)
        return sheet

    def text(self, sheet: Any, row: int, column: int, value: str, style: Any = None) -> None:
        """Never write(), which guesses: a text that looks like a formula stays a text, and is marked as one."""
        value = value[:LONGEST]
        sheet.write_string(row, column, value, style or (self.quoted if risky(value) else None))


def workbook(
    target: BinaryIO, about: About, rows: ServiceRows, table: Matrix | None, codes: Codebook
) -> None:
    """The whole file: `table` is the matrix of the same services."""
    number = len(rows)
    with tempfile.TemporaryFile() as base:
        book = Workbook(base, about)
        readme = book.sheet(_("Read me"))
        services, matrix = book.sheet(_("Services")), book.sheet(_("Matrix")) if table else None
        codebook = book.sheet(_("Codes"))
        lists = book.sheet("lists")
        lists.hide()
        prepare_services(book, services, rows.columns, write_lists(book, lists, codes), number)
        if table:
            write_matrix(book, matrix, table)
        write_codes(book, codebook, codes)
        write_readme(book, readme, about.lines())
        book.book.close()
        pour(base, target, SERVICES_PART, rows, {ROWS: "{rows}", DIGEST: "{digest}"})


def prepare_services(
    book: Workbook, sheet: Any, columns: tuple[Column, ...], ranges: dict[str, str], number: int
) -> None:
    """All of the list but its rows: one head row, frozen and filterable, drop-downs, and a sample row that shows
    `pour` how a date and a quoted text are styled."""
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width, None, {"hidden": column.hidden})
        book.text(sheet, 0, place, str(column.title), book.head)
    sheet.freeze_panes(1, 2)
    sheet.repeat_rows(0)
    sheet.write_datetime(1, 0, date(2000, 1, 1), book.day)
    sheet.write_string(1, 1, "=", book.quoted)
    sheet.autofilter(0, 0, max(number, 1), len(columns) - 1)
    offer_codes(sheet, columns, ranges, number + DROPPED_DOWN)


def offer_codes(sheet: Any, columns: tuple[Column, ...], ranges: dict[str, str], last: int) -> None:
    """Drop-downs. They offer, they do not forbid: several target groups in one cell are right."""
    for number, column in enumerate(columns):
        if column.codes in ranges:
            validation = {"validate": "list", "source": ranges[column.codes], "show_error": False}
            sheet.data_validation(1, number, last, number, validation)


def write_matrix(book: Workbook, sheet: Any, table: Matrix) -> None:
    heads = [str(table.rows_title), _("Code"), *(label_of(key) for key in table.column_keys), _("Total")]
    book.text(sheet, 0, 0, f"{table.count_title}: {table.rows_title} × {table.columns_title}", book.bold)
    for number, head in enumerate(heads):
        book.text(sheet, 1, number, head, book.head)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, len(heads) - 1, 12)
    sheet.freeze_panes(2, 2)
    sheet.repeat_rows(0, 1)
    totals = [*table.column_totals, table.total]
    for number, line in enumerate(table.lines, start=2):
        write_line(book, sheet, number, line)
    last = len(table.lines) + 2
    book.text(sheet, last, 0, _("Total"), book.bold)
    for number, cell in enumerate(totals, start=2):
        write_cell(book, sheet, last, number, cell)


def label_of(key: Any) -> str:
    return (
        f"{key.code} {key.label}"
        if key.code and key.level is None and not key.label.startswith(key.code)
        else key.label
    )


def write_line(book: Workbook, sheet: Any, number: int, line: Line) -> None:
    book.text(sheet, number, 0, line.key.label, book.bold)
    book.text(sheet, number, 1, line.key.id)
    for column, cell in enumerate([*line.cells, line.total], start=2):
        write_cell(book, sheet, number, column, cell)


def write_cell(book: Workbook, sheet: Any, row: int, column: int, cell: Cell) -> None:
    """A number, or in words why there is none: a gap is not a zero."""
    if cell.state == GAP:
        book.text(sheet, row, column, _("gap"), book.gap)
    elif cell.state == NOT_REPORTED:
        book.text(sheet, row, column, _("not reported"), book.silent)
    elif cell.state == NO_FIGURE:
        book.text(sheet, row, column, _("no figure given"), book.silent)
    elif cell.state == AT_LEAST:
        book.text(sheet, row, column, f"≥ {cell.value}")
    elif cell.value:
        sheet.write_number(row, column, cell.value)


def write_codes(book: Workbook, sheet: Any, codes: Codebook) -> None:
    for number, head in enumerate((_("List"), _("Code"), _("Name"))):
        book.text(sheet, 0, number, head, book.head)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 12)
    sheet.set_column(2, 2, 90)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(codes.lines(), start=1):
        for column, value in enumerate(row):
            book.text(sheet, number, column, value)


def write_lists(book: Workbook, sheet: Any, codes: Codebook) -> dict[str, str]:
    """One hidden column for each list; answers with the range of each, for the drop-downs."""
    lists = [(name, values) for name, values in codes.lists().items() if values]
    for row in range(max((len(values) for _name, values in lists), default=0)):
        for column, (_name, values) in enumerate(lists):
            if row < len(values):
                book.text(sheet, row, column, values[row])
    return {
        name: f"=lists!${chr(65 + column)}$1:${chr(65 + column)}${len(values)}"
        for column, (name, values) in enumerate(lists)
    }


def write_readme(book: Workbook, sheet: Any, lines: list[tuple[str, str]]) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    book.text(sheet, 0, 0, "Fourways", book.bold)
    book.text(sheet, 0, 1, _("Who does what, where, when"), book.bold)
    for number, (what, value) in enumerate(lines, start=2):
        book.text(sheet, number, 0, what, book.bold)
        book.text(sheet, number, 1, value, book.wrapped)
    note = _(
        "The sheet “%(services)s” has a hidden column with row ids. Keep it: the file can then be imported again."
    )
    book.text(sheet, len(lines) + 3, 1, note % {"services": _("Services")}, book.wrapped)
