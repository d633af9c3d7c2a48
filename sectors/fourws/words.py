"""The words people put above their columns, from `headers.csv`: folded, in four languages, read once."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.utils.translation import override

from sectors.access import Visibility
from sectors.fourws.fields import HEADS
from sectors.models import Service
from sectors.text import fold

LANGUAGES = ("en", "fr", "es", "ar")
FILLERS = frozenset({
    "the", "of", "a", "an", "in", "for", "by", "and", "or", "name", "names", "full", "complete", "label", "text",
    "de", "la", "le", "les", "du", "des", "d", "l", "et", "ou", "nom", "noms", "el", "los", "las", "del", "y", "o",
    "e", "en", "fr", "es", "ar", "s", "un", "una", "nombre", "nombres", "اسم", "في", "من", "و", "ال", "الكامل",
})  # fmt: skip
CODE_WORDS = frozenset({
    "code", "codes", "pcode", "pcodes", "pcod", "cod", "codigo", "codigos", "رمز", "كود", "الرمز",
})  # fmt: skip


@cache
def table() -> dict[str, tuple[tuple[str, str], ...]]:
    """folded words → ((field, language), …)."""
    found: dict[str, list[tuple[str, str]]] = {}
    with Path(__file__).with_name("headers.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for language in LANGUAGES:
                for words in filter(None, (row[language] or "").split("|")):
                    found.setdefault(fold(words), []).append((row["field"], language))
    for words, field, language in own_words():
        found.setdefault(fold(words), []).append((field, language))
    return {words: tuple(dict.fromkeys(fields)) for words, fields in found.items()}


def own_words() -> Iterator[tuple[str, str, str]]:
    """What stands in files of ours: heads, statuses, who may see it; in every language they are translated into."""
    for language in LANGUAGES:
        with override(language):
            yield from ((str(head), field, language) for head, field in HEADS.values() if field)
            yield from ((str(status.label), f"value:{status.value}", language) for status in Service.Status)
            yield from ((str(level.label), f"value:{level.name.lower()}", language) for level in Visibility)


@cache
def bare_table() -> dict[str, tuple[tuple[str, str], ...]]:
    """The same without filler words, so that “Name of the organisation” is “organisation”."""
    found: dict[str, list[tuple[str, str]]] = {}
    for words, fields in table().items():
        if words := bare(words):
            found.setdefault(words, []).extend(fields)
    return {words: tuple(dict.fromkeys(fields)) for words, fields in found.items()}


def bare(words: str) -> str:
    """Without fillers, and in any order: “Date of start” is “start date”."""
    return " ".join(sorted(word for word in words.split() if word not in FILLERS))


@cache
def longer_words() -> list[str]:
    """All header words long enough to be misspelt."""
    return [
        words
        for words, fields in table().items()
        if len(words) >= 6 and any(not field.startswith("value:") for field, _language in fields)
    ]


def fields_of(words: str) -> list[tuple[str, str]]:
    """(field, language) of a folded header, exact words first, then without fillers."""
    exact = table().get(words, ())
    loose = bare_table().get(bare(words), ())
    return [pair for pair in (*exact, *loose) if not pair[0].startswith("value:")]


def value_of(words: str, kinds: tuple[str, ...]) -> str:
    """Which of these kinds of value the folded words are, or ""."""
    return next((kind for kind in kinds if is_value(kind, words)), "")


def is_value(kind: str, words: str) -> bool:
    """Whether these folded words are a known sector, role, organisation type or status."""
    return any(field == f"value:{kind}" for field, _language in table().get(words, ()))


@cache
def fields() -> frozenset[str]:
    """The fields a column can be, or a value be set for."""
    named = {
        field for pairs in table().values() for field, _language in pairs if not field.startswith("value:")
    }
    return frozenset(
        named | {f"adm{level}c" for level in range(5)} | {"reached_part", "targeted_part", "date_order"}
    )
