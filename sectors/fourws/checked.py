"""One row on its way: its cells, what they mean, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sectors.fourws import columns, values
from sectors.fourws.columns import Column
from sectors.fourws.layout import Table


@dataclass
class Checked:
    """One row: its cells, what they mean, and what is wrong with them."""

    number: int
    cells: list[str]
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    same_as: int | None = None

    @property
    def refused(self) -> bool:
        return bool(self.problems) and self.same_as is None

    @property
    def accepted(self) -> bool:
        return not self.problems and self.same_as is None


class Reader:
    """Reads the cells of a row by field, and says what is wrong with them."""

    def __init__(self, table: Table, found: list[Column], fixed: dict[str, str] | None) -> None:
        self.table, self.columns = table, found
        self.fixed = {key: values.clean(str(text)) for key, text in (fixed or {}).items()}
        self.by_field: dict[str, Column] = {}
        self.more: dict[str, list[Column]] = {}  # further columns of the same field: Donor 2, Donor 3
        for column in found:
            if column.field in self.by_field and column.field in columns.SEVERAL:
                self.more.setdefault(column.field, []).append(column)
            elif column.field and column.field not in columns.MANY:
                self.by_field.setdefault(column.field, column)

    def all_cells(self, name: str) -> list[str]:
        column = self.by_field.get(name)
        return [values.clean(cells[column.index]) for _number, cells in self.table.rows] if column else []

    def get(self, row: Checked, name: str) -> str:
        """The cell of a field, or of all its columns, or the value fixed for all rows."""
        column = self.by_field.get(name)
        text = values.clean(row.cells[column.index]) if column else ""
        if name in self.more:
            texts = (text, *(values.clean(row.cells[column.index]) for column in self.more[name]))
            text = "; ".join(dict.fromkeys(one for one in texts if one and not values.blank(one)))
        return text or self.fixed.get(name, "")

    def _problem(
        self,
        row: Checked,
        code: str,
        name: str,
        about: dict[str, Any] | None = None,
        column: Column | None = None,
    ) -> None:
        row.problems.append({"code": code, "about": about or {}, **self._cell(row, name, column)})

    def _note(self, row: Checked, code: str, name: str, about: dict[str, Any]) -> None:
        row.notes.append({"code": code, "about": about, **self._cell(row, name, None)})

    def _cell(self, row: Checked, name: str, column: Column | None) -> dict[str, str]:
        column = column or self.by_field.get(name)
        if column is None:
            return {"column": "", "header": "", "value": self.fixed.get(name, "")}
        return {"column": column.letter, "header": column.header, "value": row.cells[column.index][:200]}
