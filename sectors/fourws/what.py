"""Sectors, activity codes and the small vocabularies of a row: by code, label in four languages, or alias. Never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

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

    def find(self, *texts: str) -> Label | None:
        """The first of the texts that is a code or a word of this vocabulary."""
        for text in texts:
            if text and (label := self.by_word.get(folded(text))):
                return label
        return None

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


def read_words(group: Group) -> Words:
    own = Q(group=None) | Q(group__path__in=paths_above(group))
    activities = Activity.objects.filter(own, active=True, edition=FOURWS_2012) | Activity.objects.filter(
        group__path__in=paths_above(group), active=True
    )
    terms = {
        name: vocabulary(Term.objects.filter(vocabulary=name, active=True))
        for name in ("population_groups", "target_groups", "organization_types")
    }
    return Words(
        sectors=vocabulary(Sector.objects.filter(active=True)),
        activities=vocabulary(activities.distinct()),
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
    for pk, code, aliases, sensitive, *labels in rows.values_list(
        "pk", "code", "aliases", "sensitive", *names
    ):
        label = Label(pk, code, labels[0] or code, sensitive)
        found.by_code[code] = label
        for word in (code, *labels, *(aliases or [])):
            if word and folded(word):
                found.by_word.setdefault(folded(word), label)
    return found


@dataclass
class ActivityCodes:
    """Whether the numbers in the file's activity columns are codes of the list we know, judged by the whole file."""

    words: Vocabulary
    ours: bool = True

    @classmethod
    def judge(cls, words: Vocabulary, cells: Iterable[str]) -> ActivityCodes:
        codes = {code for code in (cell.translate(DIGITS) for cell in cells) if CODE.match(code)}
        known = {code for code in codes if code in words.by_code}
        return cls(
            words,
            ours=not codes or len(known) >= 0.8 * len(codes) or all(DOTTED.match(code) for code in codes),
        )

    def find(self, *cells: str) -> tuple[Label | None, str]:
        """(activity, unknown code): the most exact cell first. Another list's numbers are wording, not codes."""
        for cell in filter(None, cells):
            plain = cell.translate(DIGITS)  # ٨٫١ is 8.1
            code = plain if CODE.match(plain) else ""
            both = CODE_AND_LABEL.match(plain)
            if both and (label := self.words.by_code.get(both[1])) and self.words.find(both[2]) == label:
                return label, ""
            if code and self.ours and code in self.words.by_code:
                return self.words.by_code[code], ""
            if code and self.ours and DOTTED.match(code):
                return None, code
            if not code and (label := self.words.find(cell)):
                return label, ""
        return None, ""
