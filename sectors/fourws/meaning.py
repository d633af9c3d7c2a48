"""Who, where, what and for whom: the words of a row, matched with what we know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sectors.fourws import values, words
from sectors.fourws.answers import Answers, Synonyms
from sectors.fourws.checked import Checked
from sectors.fourws.columns import Column
from sectors.fourws.layout import Table
from sectors.fourws.measures import Measures
from sectors.fourws.values import folded
from sectors.fourws.what import ActivityCodes, Label, Words, find_answered, read_words
from sectors.fourws.where import Gazetteer, read_places
from sectors.fourws.who import Directory, nobody, read_organizations
from sectors.models import Group
from sectors.models.services import DESCRIPTION_LENGTH

PLACE_FIELDS = (*(f"adm{level}{kind}" for level in range(5) for kind in "cn"), "pcode")
CODE_FIELDS = {"pcode", *(f"adm{level}c" for level in range(5))}
COUNTRY_FIELDS = {"adm0n", "adm0c"}
WHO_FIELDS = ("org", "org_acr", "lead", "org_type", "donor", "partners")
WHERE_FIELDS = (*PLACE_FIELDS, "site")
ACTIVITY_FIELDS = ("subactivity", "activity_code", "activity")
SECTOR_FIELDS = ("sector", "sector_name", "subsector")
WHAT_FIELDS = (*ACTIVITY_FIELDS, *SECTOR_FIELDS, "description", "name")
WHOM_FIELDS = ("target_group", "population")
SHORT_TEXT = 200


@dataclass
class Lookups:
    """Everything a row is checked against, in plain dictionaries: a dozen queries however many rows."""

    places: Gazetteer
    people: Directory
    words: Words

    @classmethod
    def read(
        cls, group: Group, table: Table, found: list[Column], by: Any, answers: Answers, learned: Synonyms
    ) -> Lookups:
        coded = [column.index for column in found if column.field in CODE_FIELDS]
        codes = {values.clean(cells[index]) for _number, cells in table.rows for index in coded} - {""}
        return cls(
            read_places(group.place, codes, answers.of("place"), learned.places),
            read_organizations(group, by, answers.of("organization")),
            read_words(group, learned),
        )


class Meaning(Measures):
    """Matches the words of a row."""

    know: Lookups
    codes: ActivityCodes
    only: frozenset[int] | None

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
                "organization_text": said[:SHORT_TEXT],
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
        if all(name in COUNTRY_FIELDS for name, _text in cells):
            cells = self._country_only(row, cells)
        found = self.know.places.find(cells)
        for code, name, about in found.notes:
            self._note(row, code, name, about)
        if found.problem:
            code, name, about = found.problem
            deepest = next((field for field, _text in reversed(cells)), self._place_field())
            self._problem(row, code, name or deepest, {**about, "country": self.know.places.country.name})
        elif found.spot:
            row.values["place"] = found.spot.id

    def _country_only(self, row: Checked, cells: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        """The site says where; with columns for finer places left blank the country alone is no answer, unless it says so."""
        if site := self.get(row, "site"):
            return (*cells, ("site", site))
        finer = self.by_field.keys() & set(PLACE_FIELDS) - COUNTRY_FIELDS
        told = any(words.is_value("nationwide", folded(text)) for _name, text in cells)
        return () if finer and not told else cells

    def _place_field(self) -> str:
        """The field that would say where, for a row that does not."""
        wanted = ("adm1n", "adm1c", "adm2n", "adm2c", "adm3n", "adm3c", "pcode", "site")
        return next((name for name in wanted if name in self.by_field), "adm1n")

    def _what(self, row: Checked) -> None:
        get = self.get
        sector_text = get(row, "sector") or get(row, "sector_name")
        cells = {name: get(row, name) for name in SECTOR_FIELDS}
        sector = find_answered(self.know.words.sectors, self.answers.of("sector"), cells)
        if sector_text and not sector:
            self._note(row, "sector_unknown", "sector", {"text": sector_text})
        texts = {name: get(row, name) for name in ACTIVITY_FIELDS}
        found = self.codes.find(texts)
        for code, name, about in found.notes:
            self._note(row, code, name, about)
        if found.problem:
            self._problem(row, *found.problem)
        wording = " – ".join(
            dict.fromkeys(text for text in reversed(texts.values()) if text and not activity_code(text))
        )
        activity = found.label
        if not (activity or sector or sector_text or wording or found.problem or any(texts.values())):
            activity = self.codes.meant({"activity": "", "activity_code": ""})
            if activity is None:
                self._problem(row, "what_missing", "activity" if "activity" in self.by_field else "sector")
        labels = (sector, activity)
        row.sensitive = any(label and label.sensitive for label in labels)
        row.values |= {
            "sector": sector.id if sector else None, "activity": activity.id if activity else None,
            "sector_text": sector_text[:SHORT_TEXT], "activity_text": wording,
            "description": self._cut(row, "description", DESCRIPTION_LENGTH), "name": self._cut(row, "name", SHORT_TEXT),
        }  # fmt: skip

    def _cut(self, row: Checked, name: str, limit: int) -> str:
        """A text no longer than its field; what is cut stays as reported."""
        text = self.get(row, name)
        if len(text) <= limit:
            return " ".join(text.split())
        self._note(row, f"{name}_cut", name, {"limit": limit})
        row.values["whole"] = {**row.values.get("whole", {}), self.by_field[name].header or name: text}
        return " ".join(text[: limit - 1].split()) + "…"

    def _for_whom(self, row: Checked) -> None:
        populations: set[Label] = set()
        targets: set[Label] = set()
        for name in WHOM_FIELDS:
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
        row.sensitive = any(one.sensitive for one in (*populations, *targets))


def activity_code(text: str) -> bool:
    return text.replace(".", "").isdigit()
