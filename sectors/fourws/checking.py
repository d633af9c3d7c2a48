"""Each row of the file against what we know: matched, or named as a problem of one cell. Nothing is lost on the way.

The conservation law holds by construction and is asserted: accepted + refused + left out + duplicates = rows of the file.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sectors.fourws import failures, mhpss, values, words
from sectors.fourws.answers import Answers, Synonyms
from sectors.fourws.checked import Checked, picker
from sectors.fourws.columns import Column
from sectors.fourws.layout import Table
from sectors.fourws.matching import check_of, fingerprint, read_stamp, short_hash
from sectors.fourws.meaning import (
    ACTIVITY_FIELDS,
    PLACE_FIELDS,
    WHAT_FIELDS,
    WHERE_FIELDS,
    WHO_FIELDS,
    WHOM_FIELDS,
    Lookups,
    Meaning,
)
from sectors.fourws.measures import MANY_FIELDS, WHEN_FIELDS
from sectors.fourws.progress import Progress, counted, quiet
from sectors.fourws.values import folded
from sectors.fourws.what import ActivityCodes
from sectors.fourws.who import nobody
from sectors.models import Group
from sectors.models.services import Visibility, default_visibility
from sectors.personal import about_a_person
from sectors.sensitive import is_sensitive

HIDDEN_FIELDS = {*PLACE_FIELDS, "site", "site_type", "region"}
WORDED = {
    *PLACE_FIELDS, "region", "site", "site_type", "admin_level", "org", "org_acr", "org_type", "org_role", "lead",
    "partners", "donor", "sector", "sector_name", "subsector", "activity", "activity_code", "subactivity", "target_group",
    "population", "plan", "basis", "status", "modality", "period",
}  # fmt: skip
TELLS_APART = (
    "site", "region", "sector", "sector_name", "subsector", "activity", "activity_code", "subactivity", "target_group",
    "population", "plan", "org_role", "lead", "partners", "donor", "modality", "name",
)  # fmt: skip
VISIBILITY = {
    "public": Visibility.PUBLIC, "members": Visibility.MEMBERS, "restricted": Visibility.RESTRICTED,
    "contact_only": Visibility.CONTACT_ONLY,
}  # fmt: skip


class Checker(Meaning):
    """Checks the rows of one table for one group."""

    def __init__(
        self,
        group: Group,
        table: Table,
        found: list[Column],
        *,
        fixed: dict[str, str] | None = None,
        only: frozenset[int] | None = None,
        by: Any = None,
        answers: Answers | None = None,
        synonyms: Synonyms | None = None,
    ) -> None:
        """`fixed`: values for every row, such as the period. `only`: the organisations whose rows `by` may bring."""
        super().__init__(table, found, fixed, answers)
        self.only = only
        self.know = Lookups.read(group, table, found, by, self.answers, synonyms or Synonyms())
        self.kept = [column for column in found if column.field in WORDED or not column.field]
        self.free = [column for column in found if column.field in ("", "description", "name", "site")]
        codes = {name: self.all_cells(name) for name in ACTIVITY_FIELDS}
        self.codes = ActivityCodes.judge(self.know.words.activities, codes, self.answers)
        self.failing = failures.columns_with(found, table)
        self.asking = [column for column in self.kept if not column.field and mhpss.asks(column.header)]
        self.speaking = [column for column in found if column.field in ("", *WHAT_FIELDS)]
        self.identified = self._record_ids_are_unique()
        self.readings = [
            self.once(self._words, *{column.field for column in self.kept}, as_written=True),
            self.once(self._who, *WHO_FIELDS),
            self.once(self._where, *WHERE_FIELDS),
            self.once(self._what, *WHAT_FIELDS),
            self.once(self._when, *WHEN_FIELDS, also=self.year),
            self.once(self._how_many, *MANY_FIELDS),
            self.once(self._for_whom, *WHOM_FIELDS),
        ]
        self.apart = picker([self.by_field[name].index for name in TELLS_APART if name in self.by_field])
        self.apart_known: dict[Any, list[str]] = {}
        self._meet_everybody()

    def _record_ids_are_unique(self) -> bool:
        cells = zip(self.table.rows, self.all_cells("record_id"), strict=False)
        ids = [text for (number, _row), text in cells if text and number not in self.table.set_aside]
        return bool(ids) and len(set(ids)) == len(ids)

    def _meet_everybody(self) -> None:
        """All organisations of the file before its first row, so that a partner named early is known too."""
        names, acronyms = self.all_cells("org"), self.all_cells("org_acr")
        for name, acronym in zip(names, acronyms, strict=False):
            if acronym and not nobody(name):
                self.know.people.in_file.setdefault(folded(acronym), (name, acronym))
        wanted = ("org", "org_acr", "lead", "org_type")
        cells = [self.all_cells(name) or [""] * len(self.table.rows) for name in wanted]
        for name, acronym, lead, kind in dict.fromkeys(zip(*cells, strict=True)):
            self.know.people.find(name or self.fixed.get("org", ""), acronym, lead, kind)

    def run(self, about: Collection[int] | None = None, progress: Progress = quiet) -> list[Checked]:
        """All rows, or those with these numbers; what is a duplicate is told by all of them."""
        seen: dict[tuple[str, ...], int] = {}
        checked = []
        for number, cells in counted(self.table.rows, progress, "checking"):
            row = Checked(number, cells, corrected=self._corrected(number, cells))
            aside = self.table.set_aside.get(number)
            same = tuple(map(values.seen, row.read))
            row.same_as = None if aside else seen.get(same)
            seen.setdefault(same, number)
            if about is None or number in about:
                self._judge(row, aside)
                checked.append(row)
        conserve(checked, len(self.table.rows) if about is None else len(checked))
        return checked

    def _corrected(self, number: int, cells: list[str]) -> list[str] | None:
        """The cells with what a person wrote instead."""
        edits = self.answers.row_edits.get(number)
        return [edits.get(index, cell) for index, cell in enumerate(cells)] if edits else None

    def _judge(self, row: Checked, aside: str | None) -> None:
        came_back = self._came_back(row)
        self._keep_persons_out(row)
        if row.same_as is not None:
            self._note(row, "same_as", "", {"number": str(row.same_as)})
            if self.answers.duplicates == "all":
                row.same_as = None
        if row.number in self.answers.left_out:
            row.left_out, row.same_as = "by_hand", None
        if aside:
            self._set_aside(row, aside)
        elif row.same_as is None:
            self._check(row, came_back)
            if self.answers.only_mhpss and not row.left_out and not self.is_mhpss(row):
                row.left_out = "not_mhpss"
                self._note(row, "not_mhpss", "", {})

    def _set_aside(self, row: Checked, code: str) -> None:
        """A row of totals, or the header once more: no service, and said so."""
        filled = (column for column in self.columns if row.cells[column.index].strip())
        self._problem(row, code, "", column=next(filled, None))

    def _keep_persons_out(self, row: Checked) -> None:
        """A remark that looks as if it were about one person is not kept, not even on the way."""
        for column in self.free:
            if about_a_person(row.cells[column.index]) or about_a_person(row.read[column.index]):
                row.cells = blanked(row.cells, {column.index})
                row.corrected = row.corrected and blanked(row.corrected, {column.index})
                row.notes.append({"code": "person_left_out", "about": {}, **self._cell(row, "", column)})

    def _check(self, row: Checked, came_back: dict[str, Any]) -> None:
        row.values = {"record": self.get(row, "record_id"), **came_back}
        for part in self.readings:
            part(row)
        if whole := row.values.pop("whole", None):
            row.values["as_reported"] = {**row.values["as_reported"], **whole}
        self._who_may_see(row)
        for column in self.failing:
            failures.name(self, row, column)
        row.values["key"] = self._key(row)
        row.values["print"] = fingerprint(row.values)

    def is_mhpss(self, row: Checked) -> bool:
        """By its code of our list, by a column that asks, else by its words; a sector alone is enough when it is ours."""
        if row.values["activity"]:
            return True
        said = mhpss.answer(row.read[column.index] for column in self.asking)
        if said is not None:
            return said
        return mhpss.is_mhpss(row.cells[column.index] for column in self.speaking)

    def _came_back(self, row: Checked) -> dict[str, Any]:
        """Whether a row of a file of ours came back as it went out, and the version its service had then."""
        column = self.by_field.get("check")
        if column is None:
            return {"untouched": False}
        cells = [cell for index, cell in enumerate(row.read) if index != column.index]
        check, version = read_stamp(values.clean(row.read[column.index]))
        return {"untouched": check_of(cells) == check, "exported": version}

    def _words(self, row: Checked) -> None:
        """What the partner wrote, whatever a person made of it afterwards."""
        found = {}
        for column in self.kept:
            if text := values.clean(row.cells[column.index]):
                found[column.header or column.letter] = text
        row.values["as_reported"] = found
        row.sensitive = any(map(is_sensitive, found.values()))

    def _who_may_see(self, row: Checked) -> None:
        """What the file says; else public, or restricted when a code or a word in it is sensitive."""
        text = self.get(row, "visibility")
        said = words.value_of(folded(text), tuple(VISIBILITY)) if text and not values.blank(text) else ""
        if text and not said and not values.blank(text):
            self._problem(row, "visibility_unknown", "visibility", {"text": text})
        texts = (row.values["description"], row.values["name"])
        sensitive = row.sensitive or any(map(is_sensitive, texts))
        default = default_visibility(sensitive=sensitive)
        row.values["visibility"] = int(VISIBILITY[said] if said else default)
        row.values["visibility_said"] = bool(said)
        if row.values["visibility"] == Visibility.CONTACT_ONLY:
            self._hide_place(row)

    def _hide_place(self, row: Checked) -> None:
        """What is not stored cannot leak: neither the place nor any word about it, nor the cells."""
        row.values["place"] = self.know.places.country.id if "place" in row.values else None
        named = {column.header or column.letter for column in self.kept if column.field in HIDDEN_FIELDS}
        row.values["as_reported"] = {
            key: text for key, text in row.values["as_reported"].items() if key not in named
        }
        hidden = {column.index for column in self.columns if column.field in HIDDEN_FIELDS}
        row.cells = blanked(row.cells, hidden)
        row.corrected = row.corrected and blanked(row.corrected, hidden)
        row.notes = [note for note in row.notes if note["field"] not in HIDDEN_FIELDS]
        self._note(row, "place_not_stored", "", {})

    def _key(self, row: Checked) -> str:
        """What makes the row the same row next time. Not the organisation (looked up beside it) nor what is measured."""
        record = self.get(row, "record_id")
        if record and self.identified:
            return short_hash(["id", record])
        cells = self.apart(row.read)
        if cells not in self.apart_known:
            self.apart_known[cells] = [folded(self.get(row, name)) for name in TELLS_APART]
        words_ = self.apart_known[cells]
        return short_hash(
            [row.values.get("place"), row.values["start"], row.values["month"], record, *words_]
        )


def blanked(cells: list[str], indices: Collection[int]) -> list[str]:
    return ["" if index in indices else cell for index, cell in enumerate(cells)]


def conserve(checked: list[Checked], rows: int) -> None:
    """accepted + refused + left out + duplicates = rows, or nothing goes on."""
    accepted = sum(row.accepted for row in checked)
    refused = sum(row.refused for row in checked)
    left_out = sum(bool(row.left_out) for row in checked)
    duplicates = sum(row.same_as is not None for row in checked)
    if accepted + refused + left_out + duplicates != rows:
        raise RuntimeError(
            f"{accepted} + {refused} + {left_out} + {duplicates} is not {rows}: a row was lost"
        )
