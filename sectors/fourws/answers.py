"""What a person decided about the cells and rows of a file, and the words a group has learned: the checks obey both.

Answers are a list of small dictionaries, one per decision in the order they were taken, so that each can be taken back:

    {"kind": "place", "field": "adm1n", "text": "Nenewa", "value": 12}          this text in this field is that place
    {"kind": "organization", "field": "org", "text": "Hoope", "value": 7}       … or "new": an organisation of its own
    {"kind": "activity" | "sector", "field": "activity", "text": …, "value": 3}
    {"kind": "text", "field": "start", "text": "soon", "value": "2026-03-01"}   read this instead
    {"kind": "cell", "row": 12, "column": 3, "value": "120"}                    one cell of one row; columns count from 0
    {"kind": "left_out", "row": 12}
    {"kind": "date_order", "column": 6, "value": "day_first" | "month_first"}
    {"kind": "duplicates", "value": "one" | "all"}
    {"kind": "only_mhpss", "value": true}

`text` is the cell as a person sees it (`values.seen`); an empty text is about all rows where nothing in the file says it.
A later answer to the same question wins. What else an entry holds (who, when) is nobody's business here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sectors.fourws import values

NEW = "new"
DAY_FIRST, MONTH_FIRST = "day_first", "month_first"
IDS = ("place", "organization", "activity", "sector")
LONGEST = 200  # a problem shows no more of its cell than this


def asked(text: str) -> str:
    """A cell as a question: what an answer to it is remembered by."""
    return values.seen(text)[:LONGEST]


@dataclass(frozen=True)
class Answers:
    """The decisions about one file, ready to be looked up."""

    cells: Mapping[tuple[str, str, str], Any] = field(default_factory=dict)  # (kind, field, text) → value
    row_edits: Mapping[int, Mapping[int, str]] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()
    date_order: Mapping[int, str] = field(default_factory=dict)
    duplicates: str = "one"
    only_mhpss: bool = False

    @classmethod
    def from_json(cls, entries: Iterable[Mapping[str, Any]]) -> Answers:
        """Entries that make no sense are passed over: they may come from an older version, or from a stranger."""
        cells: dict[tuple[str, str, str], Any] = {}
        edits: dict[int, dict[int, str]] = {}
        left_out: set[int] = set()
        order: dict[int, str] = {}
        batch: dict[str, Any] = {}
        for entry in entries:
            kind, value = entry.get("kind"), entry.get("value")
            row, column = entry.get("row"), entry.get("column")
            if kind in (*IDS, "text") and value is not None:
                cells[kind, str(entry.get("field", "")), asked(str(entry.get("text", "")))] = value
            elif kind == "cell" and isinstance(row, int) and isinstance(column, int):
                edits.setdefault(row, {})[column] = str(value or "")
            elif kind == "left_out" and isinstance(row, int):
                left_out.add(row)
            elif kind == "date_order" and isinstance(column, int) and value in (DAY_FIRST, MONTH_FIRST):
                order[column] = value
            elif (kind == "duplicates" and value in ("one", "all")) or kind == "only_mhpss":
                batch[kind] = value
        only = bool(batch.get("only_mhpss"))
        return cls(cells, edits, frozenset(left_out), order, batch.get("duplicates", "one"), only)

    def to_json(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = [
            {"kind": kind, "field": name, "text": text, "value": value}
            for (kind, name, text), value in self.cells.items()
        ]
        for row, cells in self.row_edits.items():
            found += [
                {"kind": "cell", "row": row, "column": column, "value": text}
                for column, text in cells.items()
            ]
        found += [{"kind": "left_out", "row": row} for row in sorted(self.left_out)]
        found += [
            {"kind": "date_order", "column": column, "value": order}
            for column, order in self.date_order.items()
        ]
        if self.duplicates != "one":
            found.append({"kind": "duplicates", "value": self.duplicates})
        if self.only_mhpss:
            found.append({"kind": "only_mhpss", "value": True})
        return found

    def of(self, kind: str) -> dict[tuple[str, str], Any]:
        """(field, text) → value, of one kind."""
        return {(name, text): value for (some, name, text), value in self.cells.items() if some == kind}


@dataclass(frozen=True)
class Synonyms:
    """Words a group has learned, folded → the code they mean. Other spellings of an organisation are its aliases."""

    places: Mapping[str, str] = field(default_factory=dict)
    activities: Mapping[str, str] = field(default_factory=dict)
    sectors: Mapping[str, str] = field(default_factory=dict)
