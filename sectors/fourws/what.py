"""Sectors, activity codes and the small vocabularies of a row: by code, label in four languages, or alias. Never guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from sectors.fourws.answers import Answers, Synonyms, asked
from sectors.fourws.candidates import Candidate, best, candidate, labels
from sectors.fourws.values import DIGITS, folded
from sectors.models import Activity, Group, Sector, Term
from sectors.models.activities import FOURWS_2012

CODE = re.compile(r"^\d{1,2}(\.\d{1,2})?$")
CODE_AND_LABEL = re.compile(r"^(\d{1,2}(?:\.\d{1,2})?)[\s.:)\-–]+(.+)$", re.DOTALL)
DOTTED = re.compile(r"^\d{1,2}\.\d{1,2}$")
LIST = re.compile(r"\s*[;,\n|/]\s*")


@dataclass(frozen=True)
class Label:
    id: int
    code: str
    name: str
    sensitive: bool = False


@dataclass
class Vocabulary:
    """Codes and words → labels."""

    by_word: dict[str, Label] = field(default_factory=dict)
    by_code: dict[str, Label] = field(default_factory=dict)
    by_id: dict[int, Label] = field(default_factory=dict)

    def find(self, *texts: str) -> Label | None:
        """The first of the texts that is a code or a word of this vocabulary."""
        for text in texts:
            if text and (label := self.by_word.get(folded(text))):
                return label
        return None

    def learn(self, words: Mapping[str, str]) -> None:
        """Words of a group, folded → code. The list's own words keep their meaning."""
        for word, code in words.items():
            if label := self.by_code.get(code):
                self.by_word.setdefault(word, label)

    def find_all(self, text: str) -> list[Label]:
        """Several in one cell: the whole cell first, else its parts."""
        if whole := self.find(text):
            return [whole]
        return list(dict.fromkeys(label for part in LIST.split(text) if (label := self.find(part))))


@dataclass
class Words:
    """Every vocabulary of the import, read once."""

    sectors: Vocabulary
    activities: Vocabulary
    populations: Vocabulary
    targets: Vocabulary
    types: Vocabulary


def read_words(group: Group, learned: Synonyms) -> Words:
    own = Q(group=None) | Q(group__path__in=paths_above(group))
    activities = Activity.objects.filter(own, active=True, edition=FOURWS_2012) | Activity.objects.filter(
        group__path__in=paths_above(group), active=True
    )
    terms = {
        name: vocabulary(Term.objects.filter(vocabulary=name, active=True))
        for name in ("population_groups", "target_groups", "organization_types")
    }
    sectors = vocabulary(Sector.objects.filter(active=True))
    codes = vocabulary(activities.distinct())
    sectors.learn(learned.sectors)
    codes.learn(learned.activities)
    return Words(
        sectors=sectors,
        activities=codes,
        populations=terms["population_groups"],
        targets=terms["target_groups"],
        types=terms["organization_types"],
    )


def paths_above(group: Group) -> list[str]:
    parts = group.path.strip("/").split("/")
    return ["/".join(parts[: depth + 1]) + "/" for depth in range(len(parts))]


def vocabulary(rows: Any) -> Vocabulary:
    found = Vocabulary()
    names = ("name", "name_en", "name_fr", "name_ar", "name_es")
    for pk, code, aliases, sensitive, *called in rows.values_list(
        "pk", "code", "aliases", "sensitive", *names
    ):
        label = Label(pk, code, called[0] or code, sensitive)
        found.by_code[code] = found.by_id[pk] = label
        for word in (code, *called, *(aliases or [])):
            if word and folded(word):
                found.by_word.setdefault(folded(word), label)
    return found


@dataclass
class What:
    """What a row does, with what to say about it, or why nobody knows: (code, field, words about it)."""

    label: Label | None = None
    notes: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    problem: tuple[str, str, dict[str, Any]] | None = None


@dataclass
class ActivityCodes:
    """Whether the numbers in the file's activity columns are codes of the list we know, judged by the whole file."""

    words: Vocabulary
    ours: bool = True
    zeros: bool = True  # whether the column keeps the zero of 3.10
    answered: dict[tuple[str, str], Any] = field(default_factory=dict)

    @classmethod
    def judge(cls, words: Vocabulary, cells: Mapping[str, list[str]], answers: Answers) -> ActivityCodes:
        texts = {cell.translate(DIGITS) for column in cells.values() for cell in set(column)}
        codes = {text for text in texts if CODE.match(text)}
        known = {code for code in codes if code in words.by_code}
        return cls(
            words,
            ours=not codes or len(known) >= 0.8 * len(codes) or all(DOTTED.match(code) for code in codes),
            zeros=any(text.partition(" ")[0].endswith("0") for text in texts if "." in text[:4]),
            answered=answers.of("activity"),
        )

    def find(self, cells: Mapping[str, str]) -> What:
        """field → text: the most exact cell first. Another list's numbers are wording, not codes."""
        filled = {name: cell for name, cell in cells.items() if cell}
        if label := self.meant(filled):
            return What(label)
        for name, cell in filled.items():
            plain = cell.translate(DIGITS)  # ٨٫١ is 8.1
            code = plain if CODE.match(plain) else ""
            both = None if code else CODE_AND_LABEL.match(plain)  # 3.3 is a code, not a 3 with the words "3"
            if both and (label := self.words.by_code.get(both[1])) and self.words.find(both[2]) == label:
                return What(label)
            if code and self.ours and code in self.words.by_code:
                return self._coded(name, code, [text for text in filled.values() if text != cell])
            if code and self.ours and DOTTED.match(code):
                return self._unknown(name, cell, code)
            if not code and (label := self.words.find(cell)):
                return What(label)
        return What()

    def meant(self, cells: Mapping[str, str]) -> Label | None:
        """What somebody answered about one of these cells."""
        found = (
            self.words.by_id.get(self.answered.get((name, asked(cell)), 0)) for name, cell in cells.items()
        )
        return next(filter(None, found), None)

    def _coded(self, name: str, code: str, others: list[str]) -> What:
        """The code, unless a spreadsheet took its last zero and the words beside it say so."""
        longer = self.words.by_code.get(f"{code}0") if DOTTED.match(code) and not self.zeros else None
        if longer and self.words.find(*others) == longer:
            return What(longer, [("activity_zero_lost", name, {"text": code, "code": longer.code})])
        notes = [("activity_zero_perhaps", name, {"text": code, "code": longer.code})] if longer else []
        return What(self.words.by_code[code], notes)

    def _unknown(self, name: str, text: str, code: str) -> What:
        if not self.words.by_code:
            return What(notes=[("code_of_another_list", name, {"text": text})])
        near = best(self._beside(code))
        return What(
            problem=("activity_unknown", name, {"text": text, "near": labels(near), "candidates": near})
        )

    def _beside(self, code: str) -> list[Candidate]:
        """The codes that share the first number, those of the same second digit first."""
        top, _dot, sub = code.partition(".")
        family = [label for label in self.words.by_code.values() if label.code.startswith(f"{top}.")]
        family.sort(key=lambda label: label.code.partition(".")[2][:1] != sub[:1])
        return [candidate("activity", f"{one.code} {one.name}", "same_family", id=one.id) for one in family]


def find_answered(
    words: Vocabulary, answered: Mapping[tuple[str, str], Any], cells: Mapping[str, str]
) -> Label | None:
    """The first cell somebody gave a meaning, else the first that has one."""
    for name, cell in cells.items():
        if label := words.by_id.get(answered.get((name, asked(cell)), 0)):
            return label
    return words.find(*cells.values())
