"""Noticing words about one person in a free text: coordination never needs them. A question, never a verdict."""

from __future__ import annotations

import re
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LONGEST = 5000  # a pattern never meets more than this

PHONE = re.compile(r"(?<![\w.])\+?\d(?:[ ().-]?\d){7,14}(?!\w)")
EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,190}\.\w{2,}")
CASE = r"(?:case|cas|caso|ID|حالة|رقم)\s?(?:no\.?|n°|#|رقم)?\s?\d{3,}"
NUMBER = re.compile(rf"\b(?:[A-Z]{{1,4}}[-/ ]?\d{{5,}}|\d{{3,}}[-/]\d{{2,}}[-/]\d{{2,}}|{CASE})\b", re.I)
PERSON = (
    r"(?:boy|girl|child|woman|man|mother|father|survivor|garçon|fille|enfant|femme|homme|mère|survivante?"
    r"|niñ[oa]|mujer|hombre|madre|طفلة?|فتاة|ولد|امرأة|رجل|ناجية?)"
)
AGE = r"\d{1,2}[ -]?(?:years?|yrs?|ans|años|سنوات|سنة|عاما|عام|أعوام)"
GROUPS = (
    r"under|over|below|above|moins|plus|menor|mayor|más|menos|دون|تحت|فوق"  # "child under 5 years" is nobody
)
NEAR = rf"(?:(?!{GROUPS})[^.!?\d]){{0,30}}?"
CHILD = re.compile(
    rf"\b{PERSON}\b{NEAR}{AGE}\b|{AGE}[ ,-]{{0,2}}(?:old )?(?:d'\w+ |de edad )?{PERSON}\b", re.I
)
DATE = re.compile(r"\b(?:\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})\b")
ARABIC_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")

KINDS: tuple[tuple[re.Pattern[str], Promise | str], ...] = (
    (EMAIL, _("an e-mail address")),
    (PHONE, _("a phone number")),
    (NUMBER, _("a number like that of a document or a case")),
    (CHILD, _("the age of somebody")),
)


def personal_details(text: str) -> list[str]:
    """What in this text looks as if it were about one person, in the reader's words."""
    return [str(kind) for pattern, kind in KINDS if pattern.search(_digits(text[:LONGEST]))]


@lru_cache(maxsize=50_000)
def about_a_person(text: str) -> bool:
    """Whether a cell holds words with a phone number, an address or somebody's age in them; a bare number or code is none."""
    return " " in text.strip() and any(letter.isalpha() for letter in text) and bool(personal_details(text))


def _digits(text: str) -> str:
    """Digits of one script, and no dates: they look like numbers of documents."""
    return DATE.sub(" ", text.translate(ARABIC_DIGITS))
