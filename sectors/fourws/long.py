"""A matrix as one line for each cell, for files and programs. No totals, so that nobody adds them to what they total."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from sectors.fourws.coverage import unit_of
from sectors.fourws.dimensions import Key
from sectors.fourws.matrix import Matrix, numbers


def parts(table: Matrix) -> list[tuple[Key | None, Matrix]]:
    """The table, or where it has a third dimension, its part for each key of that."""
    return list(table.panels) if table.split else [(None, table)]


def heads(table: Matrix) -> list[str]:
    names = [table.split_title] if table.split else []
    coded = [
        text for name in [*names, table.rows_title, table.columns_title] for text in (str(name), _("Code"))
    ]
    unit = unit_of(table)
    count = f"{table.count_title} ({unit})" if unit else str(table.count_title)
    before = [f"{table.compared:%Y-%m}", _("Change")] if table.compared else []
    return [*coded, count, *before, _("State")]


def hashtags(table: Matrix, tags: dict[str, tuple[str, str]]) -> list[str]:
    names = [*([table.split] if table.split else []), table.rows, table.columns]
    number = f"#indicator+{table.count}" + (f"+per_{table.per}" if table.per else "")
    before = [f"{number}+before+num", f"{number}+change+num"] if table.compared else []
    return [*(tag for name in names for tag in tags[name]), f"{number}+num", *before, "#indicator+state"]


def lines(table: Matrix) -> Iterator[list[Any]]:
    for key, part in parts(table):
        first = [key.label, key.id] if key else []
        for row, column, cell in numbers(part):
            before = [cell.before, cell.change] if table.compared else []
            yield [*first, row.label, row.id, column.label, column.id, cell.value, *before, cell.state]
