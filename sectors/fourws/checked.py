"""One row on its way: its cells, what they mean, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from sectors.fourws import columns, values
from sectors.fourws.answers import LONGEST, Answers, asked
from sectors.fourws.columns import Column
from sectors.fourws.content import TICKED
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
    left_out: str = ""  # why: by_hand, not_mhpss
    corrected: list[str] | None = None  # the cells with what a person wrote instead
    sensitive: bool = False

    @property
    def read(self) -> list[str]:
        """The cells that count; `cells` are what the partner wrote."""
        return self.corrected or self.cells

    @property
    def refused(self) -> bool:
        return bool(self.problems) and self.same_as is None and not self.left_out

    @property
    def accepted(self) -> bool:
        return not self.problems and self.same_as is None and not self.left_out

    def take(self, part: Checked) -> None:
        """What was found in a part of the row; equal parts of other rows share it, so it is never changed."""
        self.values |= part.values
        if part.problems:
            self.problems.extend(part.problems)
        if part.notes:
            self.notes.extend(part.notes)
        self.sensitive = self.sensitive or part.sensitive


class Reader:
    """Reads the cells of a row by field, and says what is wrong with them."""

    def __init__(
        self, table: Table, found: list[Column], fixed: dict[str, str] | None, answers: Answers | None = None
    ) -> None:
        self.table, self.columns, self.answers = table, found, answers or Answers()
        self.fixed = {key: values.clean(str(text)) for key, text in (fixed or {}).items()}
        self.instead = self.answers.of("text")
        self.meant = {(name, text) for _kind, name, text in self.answers.cells if text}
        self.by_field: dict[str, Column] = {}
        self.more: dict[str, list[Column]] = {}  # further columns of the same field: Donor 2, Donor 3
        for column in found:
            if column.field in self.by_field and column.field in columns.SEVERAL:
                self.more.setdefault(column.field, []).append(column)
            elif column.field and column.field not in columns.MANY:
                self.by_field.setdefault(column.field, column)

    def once(
        self,
        read: Callable[[Checked], None],
        *names: str,
        also: Column | None = None,
        as_written: bool = False,
    ) -> Callable[[Checked], None]:
        """The same reading of a row, done once for all rows in which the cells of these fields are equal.

        It may look at nothing else: `names` and `also` are all it reads. `as_written`: the cells before anybody corrected them.
        """
        pick = picker([one.index for one in self.columns if one.field in names or one is also])
        known: dict[Any, Checked] = {}

        def part(row: Checked) -> None:
            cells = row.cells if as_written else row.read
            key = pick(cells)
            found = known.get(key)
            if found is None:
                found = known[key] = Checked(row.number, cells)
                read(found)
            row.take(found)

        return part

    def all_cells(self, name: str) -> list[str]:
        column = self.by_field.get(name)
        return [self.text(cells, column) for _number, cells in self.table.rows] if column else []

    def text(self, cells: list[str], column: Column) -> str:
        """A cell without what nobody sees, or what a person answered to all cells like it."""
        text = values.clean(cells[column.index])
        if column.option:
            return column.option if text.casefold() in TICKED else ""
        if self.answers.cells:
            key = column.field, asked(cells[column.index])
            if key in self.instead:
                return str(self.instead[key])
            return key[1] if not text and key in self.meant else text
        return text

    def get(self, row: Checked, name: str) -> str:
        """The cell of a field, or of all its columns, or the value fixed for all rows."""
        column = self.by_field.get(name)
        text = self.text(row.read, column) if column else ""
        if name in self.more:
            texts = (text, *(self.text(row.read, column) for column in self.more[name]))
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

    def _note(
        self, row: Checked, code: str, name: str, about: dict[str, Any], column: Column | None = None
    ) -> None:
        row.notes.append({"code": code, "about": about, **self._cell(row, name, column)})

    def _cell(self, row: Checked, name: str, column: Column | None) -> dict[str, str]:
        """Where it stands in the file; `field` and the cleaned `value` are what an answer is about."""
        column = column or self.by_field.get(name)
        if column is None:
            return {"column": "", "header": "", "field": name, "value": self.fixed.get(name, "")}
        value = row.read[column.index][:LONGEST]
        return {
            "column": column.letter,
            "header": column.header,
            "field": column.field or name,
            "value": value,
        }


def picker(indices: list[int]) -> Callable[[list[str]], Any]:
    """The cells at these places, as something a dictionary can be asked for."""
    return itemgetter(*indices) if indices else lambda _cells: ()
