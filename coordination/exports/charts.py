"""The matrix in a workbook: as a table, as one line for each cell, and as a chart Excel draws itself."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from sectors.fourws import long
from sectors.fourws.coverage import NO_NEED, unit_of
from sectors.fourws.matrix import AT_LEAST, GAP, NO_FIGURE, NOT_REPORTED, Cell, Line, Matrix
from sectors.fourws.small import SIGN, SMALL

FIRST_ROW, FIRST_COLUMN = 2, 2  # of the numbers in the table
MOST_SERIES, MOST_BARS = 24, 60  # more, and nobody can read a chart
COLOURS = (
    "#1F6F5C", "#D98E2B", "#4C6FA5", "#B4493F", "#7A5C99", "#5E8C3A", "#C27BA0", "#8C7A4F", "#3E9AA8", "#A0522D",
    "#6B7F8C", "#D4B24C",
)  # fmt: skip


def write_matrix(book: Any, sheet: Any, table: Matrix) -> None:
    heads = [str(table.rows_title), _("Code"), *(label_of(key) for key in table.column_keys), _("Total")]
    title = f"{table.count_title}: {table.rows_title} × {table.columns_title}"
    book.text(sheet, 0, 0, f"{title} ({unit})" if (unit := unit_of(table)) else title, book.bold)
    for number, head in enumerate(heads):
        book.text(sheet, 1, number, head, book.head)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, len(heads) - 1, 12)
    sheet.freeze_panes(FIRST_ROW, FIRST_COLUMN)
    sheet.repeat_rows(0, 1)
    totals = [*table.column_totals, table.total]
    for number, line in enumerate(table.lines, start=FIRST_ROW):
        write_line(book, sheet, number, line)
    last = len(table.lines) + FIRST_ROW
    book.text(sheet, last, 0, _("Total"), book.bold)
    for number, cell in enumerate(totals, start=FIRST_COLUMN):
        write_cell(book, sheet, last, number, cell)


def label_of(key: Any) -> str:
    return (
        f"{key.code} {key.label}"
        if key.code and key.level is None and not key.label.startswith(key.code)
        else key.label
    )


def write_line(book: Any, sheet: Any, number: int, line: Line) -> None:
    book.text(sheet, number, 0, line.key.label, book.bold)
    book.text(sheet, number, 1, line.key.id)
    for column, cell in enumerate([*line.cells, line.total], start=FIRST_COLUMN):
        write_cell(book, sheet, number, column, cell)


def write_cell(book: Any, sheet: Any, row: int, column: int, cell: Cell) -> None:
    """A number, or in words why there is none: a gap is not a zero."""
    silent = dict.fromkeys((NOT_REPORTED, NO_FIGURE, NO_NEED, SMALL), book.silent)
    styles = {GAP: book.gap, **silent}
    if words := said(cell):
        book.text(sheet, row, column, words, styles.get(cell.state))
    elif cell.value:
        sheet.write_number(row, column, cell.value)


def said(cell: Cell) -> str:
    if cell.state == AT_LEAST:
        return f"≥ {cell.value}"
    words = {
        GAP: _("gap"), NOT_REPORTED: _("not reported"), NO_FIGURE: _("no figure given"), NO_NEED: _("people not known"),
        SMALL: SIGN,
    }  # fmt: skip
    return words.get(cell.state, "")


def write_long(book: Any, sheet: Any, table: Matrix) -> None:
    """One line for each cell and no totals: what pivots, Power Query and R want."""
    heads = long.heads(table)
    for number, head in enumerate(heads):
        book.text(sheet, 0, number, head, book.head)
    last, number = len(heads) - 1, 0
    sheet.set_column(0, last, 18)
    sheet.freeze_panes(1, 0)
    for number, values in enumerate(long.lines(table), start=1):
        for place, value in enumerate(values):
            if isinstance(value, str):
                book.text(sheet, number, place, value)
            elif value is not None:
                sheet.write_number(number, place, value)
    sheet.autofilter(0, 0, max(number, 1), last)


def write_chart(book: Any, sheet: Any, table: Matrix, name: str) -> None:
    """Bars over the numbers of the table: change them there, and the bars change. Totals are in no bar."""
    lines, columns = min(len(table.lines), MOST_BARS), len(table.column_keys)
    chart = book.book.add_chart({"type": "bar", "subtype": "stacked"})
    if columns > MOST_SERIES:  # too many colours: one bar for each row, of what the row counts
        chart = book.book.add_chart({"type": "bar"})
    for number in [columns] if columns > MOST_SERIES else range(columns):
        column, last = FIRST_COLUMN + number, FIRST_ROW + lines - 1
        chart.add_series(
            {
                "name": [name, 1, column],
                "categories": [name, FIRST_ROW, 0, last, 0],
                "values": [name, FIRST_ROW, column, last, column],
                "fill": {"color": COLOURS[number % len(COLOURS)]},
                "gap": 40,
            }
        )
    rtl = get_language_bidi()
    title = f"{table.count_title}: {table.rows_title} × {table.columns_title}"
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_x_axis({"reverse": True})  # the first row on top
    chart.set_y_axis({"reverse": rtl, "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}}})
    chart.set_legend({"position": "left" if rtl else "right"})
    chart.set_size({"width": 1100, "height": max(320, 120 + 26 * lines)})
    sheet.insert_chart(0, 0, chart, {"description": title})
