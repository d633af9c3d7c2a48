"""Each row of the file against what we know: matched, or named as a problem of one cell. Nothing is lost on the way.

The conservation law holds by construction and is asserted: accepted + refused + duplicates = rows of the file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sectors.fourws import values, words
from sectors.fourws.checked import Checked
from sectors.fourws.columns import Column
from sectors.fourws.layout import Table
from sectors.fourws.matching import check_of, fingerprint, short_hash
from sectors.fourws.measures import Measures
from sectors.fourws.values import folded
from sectors.fourws.what import ActivityCodes, Label, Words, read_words
from sectors.fourws.where import Gazetteer, read_places
from sectors.fourws.who import Directory, nobody, read_organizations
from sectors.models import Group
from sectors.models.services import DESCRIPTION_LENGTH, Visibility, default_visibility
from sectors.personal import about_a_person
from sectors.sensitive import is_sensitive

PLACE_FIELDS = (*(f"adm{level}{kind}" for level in range(5) for kind in "cn"), "pcode")
CODE_FIELDS = {"pcode", *(f"adm{level}c" for level in range(5))}
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


@dataclass
class Lookups:
    """Everything a row is checked against, in plain dictionaries: a dozen queries however many rows."""

    places: Gazetteer
    people: Directory
    words: Words

    @classmethod
    def read(cls, group: Group, table: Table, found: list[Column], by: Any) -> Lookups:
        coded = [column.index for column in found if column.field in CODE_FIELDS]
        codes = {values.clean(cells[index]) for _number, cells in table.rows for index in coded} - {""}
        return cls(read_places(group.place, codes), read_organizations(group, by), read_words(group))


class Checker(Measures):
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
    ) -> None:
        """`fixed`: values for every row, such as the period. `only`: the organisations whose rows `by` may bring."""
        super().__init__(table, found, fixed)
        self.only, self.know = only, Lookups.read(group, table, found, by)
        self.kept = [column for column in found if column.field in WORDED or not column.field]
        self.free = [column for column in found if column.field in ("", "description", "name", "site")]
        codes = [
            cell for name in ("activity_code", "subactivity", "activity") for cell in self.all_cells(name)
        ]
        self.codes = ActivityCodes.judge(self.know.words.activities, codes)
        self.identified = self._record_ids_are_unique()
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

    def run(self) -> list[Checked]:
        seen: dict[tuple[str, ...], int] = {}
        checked = []
        for number, cells in self.table.rows:
            row = Checked(number, cells)
            aside = self.table.set_aside.get(number)
            same = tuple(values.clean(cell) for cell in cells)
            row.same_as = None if aside else seen.get(same)
            seen.setdefault(same, number)
            self._keep_persons_out(row)
            if aside:
                self._set_aside(row, aside)
            elif row.same_as is None:
                self._check(row)
            else:
                self._note(row, "same_as", "", {"number": str(row.same_as)})
            checked.append(row)
        conserve(checked, len(self.table.rows))
        return checked

    def _set_aside(self, row: Checked, code: str) -> None:
        """A row of totals, or the header once more: no service, and said so."""
        filled = (column for column in self.columns if row.cells[column.index].strip())
        self._problem(row, code, "", column=next(filled, None))

    def _keep_persons_out(self, row: Checked) -> None:
        """A remark that looks as if it were about one person is not kept, not even on the way."""
        for column in self.free:
            if about_a_person(row.cells[column.index]):
                row.cells = [*row.cells[: column.index], "", *row.cells[column.index + 1 :]]
                row.notes.append({"code": "person_left_out", "about": {}, **self._cell(row, "", column)})

    def _check(self, row: Checked) -> None:
        row.values = {"as_reported": self._words(row)}
        row.values |= {"record": self.get(row, "record_id"), "untouched": self._untouched(row)}
        self._who(row)
        self._where(row)
        self._what(row)
        self._when(row)
        self._how_many(row)
        self._for_whom(row)
        self._who_may_see(row)
        row.values["key"] = self._key(row)
        row.values["print"] = fingerprint(row.values)

    def _untouched(self, row: Checked) -> bool:
        """Whether a row of a file of ours came back as it went out."""
        column = self.by_field.get("check")
        if column is None:
            return False
        cells = [cell for index, cell in enumerate(row.cells) if index != column.index]
        return check_of(cells) == values.clean(row.cells[column.index])

    def _words(self, row: Checked) -> dict[str, str]:
        found = {}
        for column in self.kept:
            if text := values.clean(row.cells[column.index]):
                found[column.header or column.letter] = text
        return found

    def _who(self, row: Checked) -> None:
        get = self.get
        who = self.know.people.find(
            get(row, "org"), get(row, "org_acr"), get(row, "lead"), get(row, "org_type")
        )
        for code, name, about in who.notes:
            self._note(row, code, name, about)
        if who.problem:
            self._problem(row, who.problem[0], who.problem[1], who.problem[2])
        elif who.who:
            said = get(row, "org") or get(row, "org_acr")
            row.values |= {
                "organization": who.who.id,
                "organization_key": who.who.key,
                "organization_text": said,
            }
            if self.only is not None and who.who.id not in self.only:
                self._problem(row, "organization_not_yours", "org", {"name": said})
        for name in ("donor", "partners", "lead"):
            known = [self.know.people.lookup(part) for part in self._several(get(row, name))]
            itself = {row.values.get("organization"), row.values.get("organization_key")}
            others = {one.id or one.key for one in known if one} - itself
            row.values[name] = sorted(others, key=str)
        row.values["partners"] = list(dict.fromkeys([*row.values["partners"], *row.values.pop("lead")]))

    def _several(self, text: str) -> list[str]:
        if not text or nobody(text):
            return []
        if self.know.people.lookup(text):
            return [text]
        return [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]

    def _where(self, row: Checked) -> None:
        cells = tuple((name, text) for name in PLACE_FIELDS if (text := self.get(row, name)))
        if not any(name != "adm0n" and name != "adm0c" for name, _text in cells) and (
            site := self.get(row, "site")
        ):
            cells = (*cells, ("site", site))
        found = self.know.places.find(cells)
        for code, name, about in found.notes:
            self._note(row, code, name, about)
        if found.problem:
            code, name, about = found.problem
            deepest = next((field_ for field_, _text in reversed(cells)), "adm1n")
            self._problem(row, code, name or deepest, {**about, "country": self.know.places.country.name})
        elif found.spot:
            row.values["place"] = found.spot.id

    def _what(self, row: Checked) -> None:
        get = self.get
        sector_text = get(row, "sector") or get(row, "sector_name")
        sector = self.know.words.sectors.find(
            get(row, "sector"), get(row, "sector_name"), get(row, "subsector")
        )
        if sector_text and not sector:
            self._note(row, "sector_unknown", "sector", {"text": sector_text})
        texts = {name: get(row, name) for name in ("subactivity", "activity_code", "activity")}
        activity, unknown = self.codes.find(*texts.values())
        where = next((name for name, text in texts.items() if text == unknown), "activity_code")
        if unknown and not self.codes.words.by_code:
            self._note(row, "code_of_another_list", where, {"text": unknown})
        elif unknown:
            self._problem(row, "activity_unknown", where, {"text": unknown})
        wording = " – ".join(
            dict.fromkeys(text for text in reversed(texts.values()) if text and not activity_code(text))
        )
        if not (activity or sector or sector_text or wording or unknown):
            self._problem(row, "what_missing", "activity" if "activity" in self.by_field else "sector")
        description = get(row, "description")
        if len(description) > DESCRIPTION_LENGTH:
            column = self.by_field.get("description")
            row.values["as_reported"][column.header if column else "description"] = description
            description = description[: DESCRIPTION_LENGTH - 1].rstrip() + "…"
        row.values |= {
            "sector": sector.id if sector else None, "activity": activity.id if activity else None,
            "sector_text": sector_text[:200], "activity_text": wording, "description": " ".join(description.split()),
            "name": get(row, "name")[:200], "sensitive": any(label and label.sensitive for label in (sector, activity)),
        }  # fmt: skip

    def _for_whom(self, row: Checked) -> None:
        populations: set[Label] = set()
        targets: set[Label] = set()
        for name in ("target_group", "population"):
            if text := self.get(row, name):
                some = self.know.words.populations.find_all(text)
                others = self.know.words.targets.find_all(text)
                populations, targets = populations | set(some), targets | set(others)
                if not some and not others:
                    self._note(row, "group_unknown", name, {"text": text})
        row.values |= {
            "populations": sorted(one.id for one in populations),
            "targets": sorted(one.id for one in targets),
        }
        row.values["sensitive"] = row.values["sensitive"] or any(
            one.sensitive for one in (*populations, *targets)
        )

    def _who_may_see(self, row: Checked) -> None:
        """What the file says; else public, or restricted when a code or a word in it is sensitive."""
        text = self.get(row, "visibility")
        said = words.value_of(folded(text), tuple(VISIBILITY)) if text and not values.blank(text) else ""
        if text and not said and not values.blank(text):
            self._problem(row, "visibility_unknown", "visibility", {"text": text})
        texts = (*row.values["as_reported"].values(), row.values["description"], row.values["name"])
        sensitive = row.values.pop("sensitive") or any(is_sensitive(text) for text in texts)
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
        hidden = [column.index for column in self.columns if column.field in HIDDEN_FIELDS]
        row.cells = ["" if index in hidden else cell for index, cell in enumerate(row.cells)]
        self._note(row, "place_not_stored", "", {})

    def _key(self, row: Checked) -> str:
        """What makes the row the same row next time. Not the organisation (looked up beside it) nor what is measured."""
        record = self.get(row, "record_id")
        if record and self.identified:
            return short_hash(["id", record])
        words_ = [folded(self.get(row, name)) for name in TELLS_APART]
        return short_hash(
            [row.values.get("place"), row.values["start"], row.values["month"], record, *words_]
        )


def conserve(checked: list[Checked], rows: int) -> None:
    """accepted + refused + duplicates = rows, or nothing goes on."""
    accepted = sum(row.accepted for row in checked)
    refused = sum(row.refused for row in checked)
    duplicates = sum(row.same_as is not None for row in checked)
    if accepted + refused + duplicates != rows:
        raise RuntimeError(f"{accepted} + {refused} + {duplicates} is not {rows}: a row was lost")


def activity_code(text: str) -> bool:
    return text.replace(".", "").isdigit()
