"""A formula that failed stays in its cell: the parser calls it a blank, and a blank says nothing."""

from __future__ import annotations

import io

import pytest
import xlsxwriter

from sectors.fourws import reading


def workbook(*sheets, at=(0, 0)):
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        for row, cells in enumerate(rows, at[0]):
            for column, cell in enumerate(cells, at[1]):
                if str(cell).startswith("#"):
                    sheet.write_formula(row, column, "=A1", None, cell)
                else:
                    sheet.write(row, column, cell)
    book.close()
    return target.getvalue()


@pytest.mark.parametrize("at", [(0, 0), (3, 2)])
def test_every_failed_cell_is_where_it_was(at):
    rows = [["Organisation", "Place", "Reached"], ["Hope", "#REF!", 7], ["#N/A", "Ninewa", "#DIV/0!"]]
    other = [["Only", "Text"], ["a", "#NAME?"]]
    book = reading.read("a.xlsx", workbook(("One", rows), ("Two & “more”", other), at=at))
    first, second = ([row[at[1] :] for row in sheet.rows[at[0] :]] for sheet in book.sheets)
    assert first == [[str(cell) for cell in row] for row in rows]
    assert second == other


def test_a_large_sheet_is_searched_piece_by_piece():
    rows = [["#VALUE!" if number % 1000 == 7 else f"text {number}", "x" * 50] for number in range(30_000)]
    sheet = reading.read("a.xlsx", workbook(("One", rows))).sheets[0]
    assert sheet.rows == rows


def test_text_that_looks_like_one_stays_text():
    rows = [["a", "b"], ['<c t="e"><v>#REF!</v></c>', "c"]]
    assert reading.read("a.xlsx", workbook(("One", rows))).sheets[0].rows == rows
