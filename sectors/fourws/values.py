"""A cell's text → a value: dates, months, numbers, yes and no, in the forms people really write them."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from sectors.dates import MONTHS
from sectors.fourws.guard import unguard
from sectors.text import fold

DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬،", "01234567890123456789.,,")
SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
EXCEL_ERROR = re.compile(
    r"^#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)$", re.IGNORECASE
)
BLANK = {
    "", "null", "none", "nan", "n a", "na", "nil", "not applicable", "not available", "unknown", "tbd", "tbc",
    "neant", "aucun", "aucune", "non applicable", "nd", "no aplica", "no disponible", "sin dato", "s d", "sin datos",
    "غير متوفر", "لا ينطبق", "لا يوجد", "غير معروف",
}  # fmt: skip
NO_DATE = {date(1970, 1, 1), date(1900, 1, 1), date(1899, 12, 30), date(1899, 12, 31), date(1904, 1, 1)}
EXCEL_EPOCH = date(1899, 12, 30)
EARLIEST, LATEST = 1990, 2100


class Unreadable(ValueError):
    """The text is there, but is not what the column holds."""


@lru_cache(maxsize=200_000)
def clean(text: str) -> str:
    """Without what nobody sees: edge, no-break and zero-width spaces, Excel errors, `<Null>`, a guarding apostrophe."""
    text = UNSEEN.sub("", unguard(text.strip()))
    text = SPACES.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if EXCEL_ERROR.match(text) or text.casefold() == "<null>":
        return ""
    return text


@lru_cache(maxsize=200_000)
def folded(text: str) -> str:
    return fold(text)


def blank(text: str) -> bool:
    """Whether it says that there is nothing: empty, a dash, n/a, in four languages."""
    return folded(text) in BLANK


def number(text: str) -> int | None:
    """A count of people, in any locale: 1,234 · 1.234 · 1 234 · ١٬٢٣٤ · 12.0. Raises Unreadable."""
    if blank(text):
        return None
    plain = text.translate(DIGITS).replace(" ", "").replace("'", "").replace("’", "")
    sign = -1 if plain.startswith(("-", "−")) else 1
    plain = plain.lstrip("+-−")
    if re.fullmatch(r"\d{1,3}([.,]\d{3})+", plain):
        plain = re.sub(r"[.,]", "", plain)
    elif re.fullmatch(r"\d{1,3}(,\d{3})*\.\d+", plain):
        plain = plain.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(\.\d{3})*,\d+|\d+,\d+", plain):
        plain = plain.replace(".", "").replace(",", ".")
    if not re.fullmatch(r"\d{1,15}(\.\d+)?", plain):
        raise Unreadable(text)
    if not float(plain).is_integer():
        raise Unreadable(text)
    return sign * int(float(plain))


def day_first(texts: Iterable[str]) -> bool:
    """Whether 03/04/2021 is the third of April in this column: unless some date there says otherwise, it is."""
    for text in texts:
        parts = re.match(r"\s*(\d{1,2})[/.\-](\d{1,2})[/.\-]\d{2,4}", text.translate(DIGITS))
        if parts and int(parts[1]) > 12:
            return True
        if parts and int(parts[2]) > 12:
            return False
    return True


@lru_cache(maxsize=50_000)
def day(text: str, first: bool = True) -> date | None:
    """A date in any form; None for a blank, 0 and the dates that mean none. Raises Unreadable."""
    if blank(text) or text.strip() in ("0", "00/00/0000", "0000-00-00"):
        return None
    found = _by_numbers(text.translate(DIGITS).strip(), first) or _by_words(text)
    if found is None:
        raise Unreadable(text)
    return None if found in NO_DATE else found


def _by_numbers(text: str, first: bool) -> date | None:
    if parts := re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:$|[T ]\d)", text):
        return _date(int(parts[1]), int(parts[2]), int(parts[3]))
    if parts := re.match(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?:$|[T ,]+\d)", text):
        one, two, year = int(parts[1]), int(parts[2]), _year(parts[3])
        return _date(year, two, one) if first else _date(year, one, two)
    if parts := re.fullmatch(r"((?:19|20)\d\d)(\d\d)(\d\d)", text):
        return _date(int(parts[1]), int(parts[2]), int(parts[3]))
    if re.fullmatch(r"\d{5}(\.\d+)?", text) and 20_000 < float(text) < 75_000:
        return EXCEL_EPOCH + timedelta(days=int(float(text)))
    return None


def _by_words(text: str) -> date | None:
    """1 March 2015 · Mar 1, 2015 · 1er mars 2015 · 1 de marzo de 2015 · ١ آذار ٢٠١٥ · 01-Mar-15."""
    month, rest = _month_word(text)
    numbers = [word for word in re.findall(r"\d+", " ".join(rest)) if word]
    if not month or len(numbers) != 2:
        return None
    one, two = numbers
    return _date(int(one), month, int(two)) if len(one) == 4 else _date(_year(two), month, int(one))


def _month_word(text: str) -> tuple[int, list[str]]:
    words = fold(re.sub(r"(\d)([^\W\d])|([^\W\d])(\d)", r"\1\3 \2\4", text)).split()
    for index, word in enumerate(words):
        for name, size in ((" ".join(words[index : index + 2]), 2), (word, 1)):
            if name in MONTHS:
                return MONTHS[name], words[:index] + words[index + size :]
    return 0, words


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text) if int(text) < 70 else 1900 + int(text)


def _date(year: int, month: int, day_: int) -> date | None:
    try:
        return date(year, month, day_)
    except ValueError:
        return None


@lru_cache(maxsize=20_000)
def period(text: str, first: bool = True) -> tuple[date, date] | None:
    """First and last day of a month (2022-01, 01/2022, janv. 2022), a quarter or a year; a whole date means its day."""
    if blank(text) or text.strip() == "0":
        return None
    plain = text.translate(DIGITS).strip()
    month, rest = _month_word(text)
    years = re.findall(r"\b\d{4}\b|\b\d{2}\b", " ".join(rest))
    if month and len(re.findall(r"\d+", " ".join(rest))) == 1 and years:
        return month_of(_year(years[0]), month)
    for pattern, year, number_ in ((r"(\d{4})[-/. ]?(\d{1,2})", 1, 2), (r"(\d{1,2})[-/. ](\d{4})", 2, 1)):
        parts = re.fullmatch(pattern, plain)
        if parts and 1 <= int(parts[number_]) <= 12 and EARLIEST <= int(parts[year]) <= LATEST:
            return month_of(int(parts[year]), int(parts[number_]))
    if parts := re.fullmatch(r"(?:[QT](\d)[ -/]*(\d{4})|(\d{4})[ -/]*[QT](\d))", plain, re.IGNORECASE):
        year, quarter = int(parts[2] or parts[3]), int(parts[1] or parts[4])
        if 1 <= quarter <= 4:
            return month_of(year, quarter * 3 - 2)[0], month_of(year, quarter * 3)[1]
    if re.fullmatch(r"\d{4}", plain) and EARLIEST <= int(plain) <= LATEST:
        return date(int(plain), 1, 1), date(int(plain), 12, 31)
    found = day(text, first)
    return (found, found) if found else None


def names_a_month(text: str) -> bool:
    """“March”, “مارس”: a month, if somebody says the year."""
    return bool(_month_word(text)[0])


def month_of(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def plausible(found: date) -> bool:
    return EARLIEST <= found.year <= LATEST
