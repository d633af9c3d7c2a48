"""Small counts of people: the one rule, for every table that readers outside the area of their groups get.

What it is for: “4 people reached, psychological intervention, Al-Mosul” can be four people somebody knows. A figure of
one row is told to members over its place only (`access.in_member_area`), so the rule is about sums.

The rule: a sum of 1 to 9 people is not told (“<10”, the floor of the field: Nepal's feed). A zero is told, it is nobody.
Where what is told would give a hidden sum away by subtraction, the next smallest sums beside it are hidden too, with
the same sign, so that nobody knows which was the small one. Totals are cells like the others. Nothing hidden can be
computed from one table: each hidden cell stays part of a ring of hidden cells (Gusfield 1988), and what is hidden in a
line adds up to ten or more. Two tables asked with two filters can still be subtracted: therefore outsiders are told
sums for areas of admin 2 and larger, of public services, and never by organisation.

Counts of services, organisations and points are not touched: to outsiders they count public rows only, each of which
they can read. Restricted rows are in no table of theirs at all, before anything is counted (S-07); so there is nothing
to suppress, and no hole that would say that something was suppressed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from sectors.fourws.matrix import Cell, Line, Matrix
from sectors.fourws.tallies import COUNTS

LEAST = 10
SMALL = "small"  # the state of a hidden cell
SIGN = f"<{LEAST}"  # as it is written
Spot = tuple[int, int]
Point = tuple[str, int]


def without_small(table: Matrix) -> Matrix:
    """The table as outsiders get it; one that counts no people stays as it is."""
    if not COUNTS[table.count].people:
        return table
    grid = [[*line.cells, line.total] for line in table.lines] + [[*table.column_totals, table.total]]
    hidden = hidden_spots([[int(cell.value or 0) for cell in cells] for cells in grid])
    for row, column in hidden:
        grid[row][column] = Cell(None, SMALL, grid[row][column].services)
    lines = [Line(line.key, cells[:-1], cells[-1]) for line, cells in zip(table.lines, grid, strict=False)]
    return replace(table, lines=lines, column_totals=grid[-1][:-1], total=grid[-1][-1])


def hidden_spots(grid: list[list[int]]) -> set[Spot]:
    """Where nothing is told; the last cell of each row and the last row are totals."""
    hidden = {(r, c) for r, row in enumerate(grid) for c, value in enumerate(row) if 0 < value < LEAST}
    while True:
        if weak := bridges(hidden):
            more = ring(grid, hidden, min(weak)) or next_smallest(grid, hidden, weak) or totals(grid, hidden)
        else:
            more = beside_small_rests(grid, hidden)
        if not more:
            return hidden
        hidden |= more


def beside_small_rests(grid: list[list[int]], hidden: set[Spot]) -> set[Spot]:
    """Where the total leaves less than ten over for what is hidden in its line: the next number of the line too."""
    width, height = len(grid[0]), len(grid)
    lines = [[(row, column) for column in range(width)] for row in {row for row, _column in hidden}]
    lines += [[(row, column) for row in range(height)] for column in {column for _row, column in hidden}]
    found = set()
    for *spots, total in lines:
        rest = sum(grid[r][c] for r, c in spots if (r, c) in hidden)
        if total not in hidden and 0 < rest < LEAST:
            told = [(grid[r][c], r, c) for r, c in (*spots, total) if (r, c) not in hidden and grid[r][c]]
            found.add(min(told)[1:])
    return found


def ring(grid: list[list[int]], hidden: set[Spot], around: Spot) -> set[Spot]:
    """The three cells that make a ring with this one and cost the fewest people hidden besides."""
    row, column = around
    others = [c for c, value in enumerate(grid[row]) if value and c != column]
    rows = [r for r, line in enumerate(grid) if line[column] and r != row]
    corners = ([(row, c), (r, column), (r, c)] for r in rows for c in others if grid[r][c])
    costs = ((sum(grid[r][c] for r, c in spots if (r, c) not in hidden), spots) for spots in corners)
    return set(min(costs, default=(0, []))[1]) - hidden


def next_smallest(grid: list[list[int]], hidden: set[Spot], weak: set[Spot]) -> set[Spot]:
    """The smallest number still told in the row or column of one of these."""
    beside = {(row, c) for row, _column in weak for c in range(len(grid[0]))}
    beside |= {(r, column) for _row, column in weak for r in range(len(grid))}
    told = [(grid[r][c], r, c) for r, c in beside - hidden if grid[r][c]]
    return {min(told)[1:]} if told else set()


def totals(grid: list[list[int]], hidden: set[Spot]) -> set[Spot]:
    """The totals of every line with something hidden: where these are not told, nothing can be subtracted."""
    last, end = len(grid) - 1, len(grid[0]) - 1
    found = {(row, end) for row, _column in hidden} | {(last, column) for _row, column in hidden}
    return {(row, column) for row, column in found if grid[row][column]} - hidden


def bridges(hidden: set[Spot]) -> set[Spot]:
    """Cells on no ring: with rows and columns as points and hidden cells as lines between them, its bridges."""
    neighbours: dict[Point, list[Point]] = defaultdict(list)
    for row, column in sorted(hidden):
        neighbours["row", row].append(("column", column))
        neighbours["column", column].append(("row", row))
    seen: dict[Point, int] = {}
    lines = [line for start in list(neighbours) if start not in seen for line in cut(start, neighbours, seen)]
    return {(one[1], other[1]) if one[0] == "row" else (other[1], one[1]) for one, other in lines}


def cut(
    start: Point, neighbours: dict[Point, list[Point]], seen: dict[Point, int]
) -> Iterator[tuple[Point, Point]]:
    """The bridges one can reach from here: lines behind which no way leads back to an earlier point (Tarjan 1974)."""
    seen[start] = len(seen)
    back = {start: seen[start]}
    path = [(start, start, iter(neighbours[start]))]
    while path:
        point, above, left = path[-1]
        new = next((other for other in left if look_back(other, point, above, seen, back)), None)
        if new is not None:
            seen[new] = back[new] = len(seen)
            path.append((new, point, iter(neighbours[new])))
            continue
        path.pop()
        if path:
            back[above] = min(back[above], back[point])
            if back[point] > seen[above]:
                yield point, above


def look_back(
    other: Point, point: Point, above: Point, seen: dict[Point, int], back: dict[Point, int]
) -> bool:
    """Whether this neighbour is new; if not, how far back it leads is kept."""
    if other not in seen:
        return True
    if other != above:
        back[point] = min(back[point], seen[other])
    return False
