"""What an import asks a person: equal cells together, one line however many rows, with what they may mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from sectors.access import visible
from sectors.fourws import meanwhile, sentences
from sectors.fourws.answers import asked
from sectors.fourws.candidates import Candidate
from sectors.fourws.decisions import CELLS, DATES
from sectors.models import Import, ImportRow, Organization

SHOWN_ROWS = 12
ROW_ONLY = {
    "parts_do_not_add_up",
    "end_before_start",
    "row_of_totals",
    "header_again",
    "organization_not_yours",
}


@dataclass
class Together:
    """The same thing said about several rows: one line, however many."""

    code: str
    name: str  # of the field
    column: str
    header: str
    value: str
    text: str
    about: dict[str, Any]
    fix: str = ""
    candidates: list[Candidate] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    next: str = ""  # the key of the line below it

    @property
    def some(self) -> list[int]:
        return self.rows[:SHOWN_ROWS]

    @property
    def more(self) -> int:
        return max(0, len(self.rows) - SHOWN_ROWS)

    @property
    def key(self) -> str:
        """For addresses: the same line has the same key after others are answered."""
        row = str(self.rows[0]) if self.kind == meanwhile.KIND else ""
        parts = "\x1f".join((self.code, self.name, self.column, self.value, self.text, row))
        return blake2b(parts.encode(), digest_size=4).hexdigest()

    @property
    def index(self) -> int:
        """Of its column, counted from 0."""
        index = 0
        for letter in self.column:
            index = index * 26 + ord(letter) - 64
        return index - 1

    @property
    def offers(self) -> list[dict[str, str]]:
        """What can be answered with one tap, and why it is offered."""
        return [
            {
                "label": one["label"],
                "why": sentences.evidence(one),
                "tap": f"{one['kind']}:{one.get('id', one.get('code', ''))}",
            }
            for one in self.candidates
        ]

    @property
    def kind(self) -> str:
        """What an answer to it is: a place, an organisation, a code, other text; "" when each row needs its own."""
        return kind_of(self.code, self.name)


def kind_of(code: str, name: str) -> str:
    if code in ROW_ONLY:
        return ""
    if code == "date_ambiguous":
        return DATES
    if code == meanwhile.SINCE_WRITTEN:
        return meanwhile.KIND
    if code.startswith(("place_", "several_places")):
        return "place"
    if code.startswith("organization"):
        return "organization"
    if code.startswith(("activity", "what", "code_of")):
        return "activity"
    return "sector" if code.startswith("sector") else "text" if name else ""


def problems(batch: Import, user: Any) -> list[Together]:
    """All problems of an import, equal cells in one line, the most frequent first."""
    rows = batch.rows.filter(state=ImportRow.State.PROBLEM).values_list("number", "problems")
    return together(rows, sentences.reason, sentences.fix, user)


def notes(batch: Import, user: Any) -> list[Together]:
    """What is good to know; first what a person may want to answer."""
    rows = (
        batch.rows.exclude(notes=[]).exclude(state=ImportRow.State.DUPLICATE).values_list("number", "notes")
    )
    found = together(rows, sentences.note, lambda _found: "", user)
    return sorted(found, key=lambda line: not line.candidates)


def together(
    rows: Iterable[tuple[int, list[dict[str, Any]]]],
    say: Callable[[dict[str, Any]], str],
    how: Callable[[dict[str, Any]], str],
    user: Any,
) -> list[Together]:
    found: dict[tuple[Any, ...], Together] = {}
    for number, some in rows:
        for one in some:
            name, value, about = one.get("field", ""), asked(one["value"]), one["about"]
            key: tuple[Any, ...] = (one["code"], name, one["column"], value, str(about))
            if one["code"] == "date_ambiguous":  # asked once for the column
                key = (one["code"], name, one["column"])
            if one["code"] == meanwhile.SINCE_WRITTEN:  # each row is another service
                key = (*key, number)
            if key not in found:
                candidates = [some for some in about.get("candidates", []) if some["kind"] in CELLS]
                bare = one if not candidates else {**one, "about": {**about, "near": ""}}
                found[key] = Together(
                    one["code"],
                    name,
                    one["column"],
                    one["header"],
                    value,
                    say(bare),
                    about,
                    how(one),
                    candidates,
                )
            found[key].rows.append(number)
    lines = sorted(found.values(), key=lambda line: (-len(line.rows), line.rows[0]))
    only_seen(lines, user)
    return lines


def only_seen(lines: list[Together], user: Any) -> None:
    """Whoever checked the file may know organisations this reader may not."""
    named = {one.get("id") for line in lines for one in line.candidates if one["kind"] == "organization"}
    if not named:
        return
    seen = set(visible(Organization, user).filter(pk__in=named - {None}).values_list("pk", flat=True))
    for line in lines:
        line.candidates = [
            one for one in line.candidates if one["kind"] != "organization" or one.get("id") in seen
        ]
