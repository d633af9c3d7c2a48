"""Words that must not come in, or must not be seen by everybody."""

from __future__ import annotations

from functools import lru_cache

from sectors.fourws.values import folded
from sectors.personal import personal_details
from sectors.sensitive import sensitive_words


@lru_cache(maxsize=50_000)
def about_a_person(text: str) -> bool:
    """Words with a phone number, an address or somebody's age in them; a bare number or code is none."""
    return " " in text.strip() and any(letter.isalpha() for letter in text) and bool(personal_details(text))


@lru_cache(maxsize=50_000)
def reads_as_sensitive(text: str) -> bool:
    padded = f" {folded(text)} "
    return any(f" {phrase} " in padded for phrase in sensitive_words())
