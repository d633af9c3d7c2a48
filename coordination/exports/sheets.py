"""The Excel workbook: read me, services, matrix, codes. Written row by row, so memory stays flat; text is always text."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

import xlsxwriter
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from coordination.exports.about import DIGEST, ROWS, About
from coordination.exports.charts import write_chart, write_long, write_matrix
from coordination.exports.codebook import Codebook
from coordination.exports.columns import Column
from coordination.exports.rows import ServiceRows
from coordination.exports.stream import LONGEST, Hole, pour
from sectors.fourws.guard import risky
from sectors.fourws.matrix import Matrix

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
        self.code = self.book.add_format({"num_format": "@"})  # else what is typed as 3.10 becomes 3.1
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


@dataclass
class Parts:
    """What goes into the workbook. `table` is the matrix of the same services; `tags`: a row of HXL under the head."""

    rows: ServiceRows
    table: Matrix | None
    codes: Codebook
    tags: bool = False
    charts: bool = False


def workbook(target: BinaryIO, about: About, parts: Parts) -> None:
    """The whole file."""
    number = len(parts.rows)
    with tempfile.TemporaryFile() as base:
        book = Workbook(base, about)
        readme, services = book.sheet(_("Read me")), book.sheet(_("Services"))
        if parts.table:
            write_matrix_sheets(book, parts.table, charts=parts.charts)
        codebook, lists = book.sheet(_("Codes")), book.sheet("lists")
        lists.hide()
        first = prepare_services(book, services, parts, write_lists(book, lists, parts.codes), number)
        write_codes(book, codebook, parts.codes)
        write_readme(book, readme, about.lines())
        book.book.close()
        pour(base, target, Hole(SERVICES_PART, first), parts.rows, {ROWS: "{rows}", DIGEST: "{digest}"})


def write_matrix_sheets(book: Workbook, table: Matrix, *, charts: bool) -> None:
    name = _("Matrix")
    write_matrix(book, book.sheet(name), table)
    if charts and table.lines and table.column_keys:
        write_chart(book, book.sheet(_("Chart")), table, name)
        write_long(book, book.sheet(_("Matrix, line by line")), table)


def prepare_services(
    book: Workbook, sheet: Any, parts: Parts, ranges: dict[str, str], number: int, below: int = DROPPED_DOWN
) -> int:
    """All of the list but its rows: the head, frozen and filterable, drop-downs, and a sample row that shows `pour`
    how a day, a quoted text and a code are styled. Answers with the number of that row."""
    columns, first = parts.rows.columns, 2 if parts.tags else 1
    for place, column in enumerate(columns):
        style = book.code if column.code else None
        sheet.set_column(place, place, column.width, style, {"hidden": column.hidden})
        book.text(sheet, 0, place, str(column.title), book.head)
        if parts.tags:
            book.text(sheet, 1, place, column.tag, book.silent)
    sheet.freeze_panes(first, 2)
    sheet.repeat_rows(0)
    sheet.write_datetime(first, 0, date(2000, 1, 1), book.day)
    sheet.write_string(first, 1, "=", book.quoted)
    sheet.write_string(first, 2, "3.10", book.code)
    sheet.autofilter(first - 1, 0, max(number + first - 1, first), len(columns) - 1)
    offer_codes(sheet, columns, ranges, first, number + below)
    return first + 1


def offer_codes(
    sheet: Any, columns: tuple[Column, ...], ranges: dict[str, str], first: int, last: int
) -> None:
    """Drop-downs. They offer, they do not forbid: several target groups in one cell are right."""
    for number, column in enumerate(columns):
        if column.codes in ranges:
            validation = {"validate": "list", "source": ranges[column.codes], "show_error": False}
            sheet.data_validation(first, number, last, number, validation)


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
