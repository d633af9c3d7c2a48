"""Small counts of people: what is hidden cannot be computed from what is shown."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sectors.fourws.dimensions import Key
from sectors.fourws.matrix import GAP, NUMBER, Cell, Line, Matrix
from sectors.fourws.small import LEAST, SMALL, hidden_spots, without_small


def with_totals(rows):
    rows = [[*row, sum(row)] for row in rows]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def shown(rows):
    grid = with_totals(rows)
    hidden = hidden_spots(grid)
    return [["<" if (r, c) in hidden else n for c, n in enumerate(row)] for r, row in enumerate(grid)]


def test_a_table_without_small_numbers_is_told_as_it_is():
    assert shown([[10, 0], [200, 30]]) == [[10, 0, 10], [200, 30, 230], [210, 30, 240]]


def test_a_small_number_takes_the_next_smallest_of_its_row_and_column_with_it():
    assert shown([[4, 50, 60], [20, 70, 80], [30, 90, 95]]) == [
        ["<", "<", 60, 114],
        ["<", "<", 80, 170],
        [30, 90, 95, 215],
        [54, 210, 235, 499],
    ]


def test_a_small_number_alone_in_its_line_takes_the_total_with_it():
    assert shown([[4, 0], [0, 500]]) == [["<", 0, "<"], [0, 500, 500], ["<", 500, "<"]]


def test_a_table_of_one_small_number_tells_nothing():
    assert shown([[9]]) == [["<", "<"], ["<", "<"]]


def test_two_small_numbers_do_not_say_that_they_are_small_together():
    assert shown([[1, 2, 300], [70, 80, 90]]) == [
        ["<", "<", "<", 303],
        ["<", "<", "<", 240],
        [71, 82, 390, 543],
    ]


numbers = st.integers(0, 40) | st.just(0) | st.integers(0, 3000)
tables = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(numbers, min_size=width, max_size=width), min_size=1, max_size=5)
)


@settings(max_examples=150, deadline=None)
@given(tables)
def test_nothing_small_can_be_computed(rows):
    """By the algebra of the table: no hidden small number is determined by the sums that are told."""
    grid = with_totals(rows)
    hidden = hidden_spots(grid)
    small = {(r, c) for r, row in enumerate(grid) for c, n in enumerate(row) if 0 < n < LEAST}
    assert small <= hidden
    assert small & determined(grid, hidden) == set()
    assert {spot for spot in hidden if not grid[spot[0]][spot[1]]} == set()


def determined(grid, hidden):
    """Hidden cells with one possible value: their unknown alone is a combination of the table's equations."""
    unknowns = sorted(hidden)
    equations = []
    for r in range(len(grid)):
        equations.append([(r, c) for c in range(len(grid[0]))])
    for c in range(len(grid[0])):
        equations.append([(r, c) for r in range(len(grid))])
    rows = []
    for spots in equations:  # the total is the last of its line, and stands on the other side
        rows.append([Fraction((-1 if u == spots[-1] else 1) if u in spots else 0) for u in unknowns])
    return {unknowns[i] for i in solved(rows, len(unknowns))}


def solved(rows, width):
    pivots, top = [], 0
    for column in range(width):
        pivot = next((i for i in range(top, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[top], rows[pivot] = rows[pivot], rows[top]
        rows[top] = [value / rows[top][column] for value in rows[top]]
        for i in range(len(rows)):
            if i != top and rows[i][column]:
                factor = rows[i][column]
                rows[i] = [a - factor * b for a, b in zip(rows[i], rows[top], strict=True)]
        pivots.append(column)
        top += 1
    return [column for i, column in enumerate(pivots) if sum(value != 0 for value in rows[i]) == 1]


@pytest.fixture
def table():
    def cell(value):
        return Cell(value, NUMBER if value else GAP, 1)

    keys = [Key("A", "A"), Key("B", "B")]
    lines = [Line(Key("1", "1"), [cell(4), cell(60)], cell(64))]
    return Matrix("adm1", "activity", "reached", keys, lines, [cell(4), cell(60)], cell(64))


def test_a_matrix_of_people_says_that_a_number_is_small(table):
    found = without_small(table)
    assert [(cell.value, cell.state, cell.services) for cell in found.lines[0].cells] == [
        (None, SMALL, 1)
    ] * 2
    assert (found.total.value, found.lines[0].total.value) == (64, 64)


def test_a_matrix_of_services_is_not_touched(table):
    services = Matrix("adm1", "activity", "services", *list(vars(table).values())[3:])
    assert without_small(services) is services
