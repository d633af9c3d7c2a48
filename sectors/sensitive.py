"""Which services nobody should find by accident: GBV, shelters, alternative care, CAAFAG, LGBTIQ+, detention."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from sectors.text import fold

WORDS = Path(__file__).parent / "reference" / "sensitive_words.csv"
MOST_NAMED = 3


@lru_cache(maxsize=1)
def sensitive_words() -> tuple[str, ...]:
    """The phrases of the word list in all languages, folded."""
    with WORDS.open(encoding="utf-8", newline="") as lines:
        return tuple(dict.fromkeys(fold(row["word"]) for row in csv.DictReader(lines)))


def why_sensitive(codes: Iterable[Any] = (), wording: str = "") -> list[str]:
    """The codes and words that make a service sensitive, in the reader's language; none if it is not."""
    found = [str(code.name) for code in codes if code is not None and code.sensitive]
    return found + words_in(wording)[:MOST_NAMED]


def words_in(text: str) -> list[str]:
    padded = f" {fold(text)} "
    return [word for word in sensitive_words() if f" {word} " in padded]


@lru_cache(maxsize=1)
def by_first_word() -> dict[str, list[str]]:
    """The first word of a phrase → the phrases, so that a text meets only those that can be in it."""
    found: dict[str, list[str]] = {}
    for phrase in sensitive_words():
        found.setdefault(phrase.partition(" ")[0], []).append(phrase)
    return found


@lru_cache(maxsize=50_000)
def is_sensitive(text: str) -> bool:
    """Whether the text holds a word of the list; files repeat their cells, so equal ones are read once."""
    phrases, folded = by_first_word(), fold(text)
    met = phrases.keys() & folded.split()
    return any(f" {phrase} " in f" {folded} " for word in met for phrase in phrases[word])
