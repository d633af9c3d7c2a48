"""A day written out as the reader's language does it. Three letters are enough for a month in English only."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language

FORMATS = {"en": "j M Y", "es": r"j \d\e F \d\e Y"}
USUAL = "j F Y"


def written(value: date | None, *, weekday: bool = False) -> str:
    """“3 Feb 2026”, “3 février 2026”; with its weekday where that helps. Empty for no date."""
    if value is None:
        return ""
    form = FORMATS.get((get_language() or "en")[:2], USUAL)
    return date_format(value, f"l {form}" if weekday else form)
