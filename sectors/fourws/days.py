"""A cell's text → a day, a month, a longer span, in the forms people really write them. What is doubtful is never guessed."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache

from sectors.dates import MONTHS
from sectors.fourws.answers import DAY_FIRST, MONTH_FIRST
from sectors.fourws.values import DIGITS, Unreadable, blank
from sectors.text import fold

Span = tuple[date, date]

EPOCH, EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
NO_DATE = {date(1970, 1, 1), date(1900, 1, 1), EPOCH, date(1899, 12, 31), EPOCH_1904}
NO_DATE_TEXTS = {
    "0",
    "00/00/0000",
    "0000-00-00",
    "00/01/1900",
    "1/0/1900",
    "01/00/1900",
    "0000-00-00 00:00:00",
}
EARLIEST, YEARS_AHEAD = 1990, 30
FIRSTS = 3
MOST_AGREE = 0.8  # of the dates that say which comes first: with fewer on one side nobody knows

NUMERIC = re.compile(r"(?<![\d/.-])(\d{1,2})[-/. ](\d{1,2})[-/. ](?:\d{4}|\d{2})(?!\d)")
ORDERED = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?:$|[T ,]+$)")
TIME = re.compile(
    r"[T ,]+\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?\s*(?:[ap]\.?\s?m\.?)?\s*(?:z|utc|gmt)?\s*(?:[+-]\d{2}:?\d{2})?$",
    re.I,
)
QUARTER = re.compile(
    r"(?:q|t|quarter|trimestre|trim|الربع)\s*(\d)\D{0,6}?(\d{4}|\d{2})|(\d{4})\D{0,4}(?:q|t|quarter|trimestre|trim|الربع)\s*(\d)"
    r"|(\d)(?:st|nd|rd|th|er|eme|e|o)?\s?(?:q|t|quarter|trimestre|trim)\D{0,4}(\d{4})"
)
HALF = re.compile(
    r"(?:h|s|semestre|semester)\s*([12])\D{0,4}(\d{4})|(\d{4})\D{0,4}(?:h|s|semestre|semester)\s*([12])"
)
BETWEEN = re.compile(
    r"\s*[-–—]\s*|\s*/\s*|\s+(?:to|till|until|through|and|à|au|a|al|hasta|y|إلى|الى|حتى)\s+", re.I
)
LEADING = re.compile(r"^(?:from|between|du|de|del|desde|entre|من)\s+", re.I)
HIJRI_MONTHS = {
    "muharram", "safar", "rabi", "jumada", "rajab", "shaban", "shaaban", "ramadan", "ramazan", "shawwal", "dhu", "zul",
    "محرم", "صفر", "ربيع", "جمادي", "رجب", "شعبان", "رمضان", "شوال", "ذو", "ذي", "هجري", "ه", "hijri", "ah",
    "hamal", "sawr", "jawza", "saratan", "asad", "sunbula", "mizan", "aqrab", "qaws", "jadi", "dalw", "hut",
    "حمل", "ثور", "جوزا", "سرطان", "اسد", "سنبله", "ميزان", "عقرب", "قوس", "جدي", "دلو", "حوت",
}  # fmt: skip
HIJRI_YEAR = re.compile(r"(?<!\d)1[34]\d\d(?!\d)")


def day_first(order: str) -> bool:
    return order != MONTH_FIRST


def order(texts: Iterable[str]) -> str:
    """Whether 03/04/2021 is the third of April in a column of these cells: what its other dates say, or ""."""
    pairs = [pair for text in dict.fromkeys(texts) for pair in _pairs(text)]
    votes = {
        DAY_FIRST: sum(one > 12 >= two for one, two in pairs),
        MONTH_FIRST: sum(two > 12 >= one for one, two in pairs),
    }
    likely = max(votes, key=lambda name: votes[name])
    if votes[likely]:
        return likely if votes[likely] >= MOST_AGREE * sum(votes.values()) else ""
    ones, twos = {one for one, _two in pairs}, {two for _one, two in pairs}
    if ones == {1} and len(twos) >= FIRSTS:  # 01/02/2024, 01/03/2024 …: the firsts of months
        return DAY_FIRST
    return MONTH_FIRST if twos == {1} and len(ones) >= FIRSTS else ""


def ambiguous(text: str) -> bool:
    """03/04/2021, which may be two days; 04/04/2021 is one."""
    return any(one != two and one <= 12 and two <= 12 for one, two in _pairs(text))


def _pairs(text: str) -> list[tuple[int, int]]:
    return [(int(one), int(two)) for one, two in NUMERIC.findall(plain(text))]


@lru_cache(maxsize=50_000)
def plain(text: str) -> str:
    """Western digits, no time of day."""
    return TIME.sub("", text.translate(DIGITS).strip())


@lru_cache(maxsize=50_000)
def day(text: str, first: bool = True, epoch: date = EPOCH) -> date | None:
    """A date in any form; None for a blank, 0 and the dates that mean none. Raises Unreadable."""
    bare = plain(text)
    if blank(text) or bare in NO_DATE_TEXTS:
        return None
    found = _by_numbers(bare, first, epoch) or _by_words(bare)
    if found is None or 1300 <= found.year < 1500:
        raise Unreadable(text, why_not(text))
    return None if found in NO_DATE else found


def why_not(text: str) -> str:
    """The code of the sentence about a text that is no date."""
    bare = plain(text)
    words = set(fold(re.sub(r"(\d)([^\W\d])", r"\1 \2", bare)).split())
    if HIJRI_YEAR.search(bare) or (words & HIJRI_MONTHS and re.search(r"\d", bare)):
        return "date_hijri"
    months, rest = _month_word(bare)
    if months and not re.search(r"\d{2,}", " ".join(rest)):
        return "date_without_year"
    return "date_unreadable"


def _by_numbers(text: str, first: bool, epoch: date) -> date | None:
    if parts := re.match(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:$|[T ]\d)", text):
        return _date(int(parts[1]), int(parts[2]), int(parts[3]))
    if parts := ORDERED.match(text):
        one, two, year = int(parts[1]), int(parts[2]), _year(parts[3])
        return _date(year, two, one) if first else _date(year, one, two)
    if parts := re.fullmatch(r"((?:19|20)\d\d)(\d\d)(\d\d)", text):
        return _date(int(parts[1]), int(parts[2]), int(parts[3]))
    if re.fullmatch(r"\d{5}(\.\d+)?", text) and 20_000 < float(text) < 75_000:
        return epoch + timedelta(days=int(float(text)))
    return None


def _by_words(text: str) -> date | None:
    """1 March 2015 · Mar 1, 2015 · 1er mars 2015 · 1 de marzo de 2015 · ١ آذار ٢٠١٥ · 01-Mar-15."""
    month, rest = _month_word(text)
    numbers = re.findall(r"\d+", " ".join(rest))
    if not month or len(numbers) != 2 or max(map(len, numbers)) > 4:
        return None
    one, two = numbers
    return _date(int(one), month, int(two)) if len(one) == 4 else _date(_year(two), month, int(one))


@lru_cache(maxsize=50_000)
def _month_word(text: str) -> tuple[int, list[str]]:
    words = fold(re.sub(r"(\d)([^\W\d])|([^\W\d])(\d)", r"\1\3 \2\4", text)).split()
    for index, word in enumerate(words):
        for name, size in ((" ".join(words[index : index + 2]), 2), (word, 1)):
            if name in MONTHS:
                return MONTHS[name], words[:index] + words[index + size :]
    return 0, words


def _year(text: str) -> int:
    return int(text) if len(text) > 2 else 2000 + int(text) if int(text) < 70 else 1900 + int(text)


def _date(year: int, month: int, day_: int) -> date | None:
    try:
        return date(year, month, day_)
    except ValueError:
        return None


@lru_cache(maxsize=20_000)
def period(text: str, first: bool = True, epoch: date = EPOCH) -> Span | None:
    """First and last day of a month, a quarter, a half-year, a year, or from one to another; a whole date means its day."""
    bare = plain(text)
    if blank(text) or bare in NO_DATE_TEXTS:
        return None
    found = _month(bare) or _part_of_year(fold(bare)) or _years(bare)
    if found is None:
        try:
            one = day(text, first, epoch)
            return (one, one) if one else None
        except Unreadable:
            found = _between(bare, first, epoch)
            if found is None:
                raise
    return found


def _month(text: str) -> Span | None:
    """2022-01 · 01/2022 · 202201 · janv. 2022 · كانون الثاني ٢٠٢٢."""
    month, rest = _month_word(text)
    numbers = re.findall(r"\d+", " ".join(rest))
    if month and len(numbers) == 1 and len(numbers[0]) in (2, 4) and not MONTHS.keys() & set(rest):
        return month_of(_year(numbers[0]), month) if _dated(_year(numbers[0])) else None
    for pattern, year, number in ((r"(\d{4})[-/. ]?(\d{1,2})", 1, 2), (r"(\d{1,2})[-/. ](\d{4})", 2, 1)):
        parts = re.fullmatch(pattern, text)
        if parts and 1 <= int(parts[number]) <= 12 and _dated(int(parts[year])):
            return month_of(int(parts[year]), int(parts[number]))
    return None


def _part_of_year(folded: str) -> Span | None:
    """Q2 2024 · T2 2024 · 2024 Q2 · 2e trimestre 2024 · الربع 2 2024 · H1 2024 · S1 2024."""
    for pattern, months in ((QUARTER, 3), (HALF, 6)):
        if parts := pattern.fullmatch(folded):
            numbers = [int(part) for part in parts.groups() if part]
            which, year = sorted(numbers)
            year += 2000 * (year < 100)
            if 1 <= which <= 12 // months and _dated(year):
                return month_of(year, (which - 1) * months + 1)[0], month_of(year, which * months)[1]
    return None


def _years(text: str) -> Span | None:
    """2024 · 2023-2024 · 2023/24."""
    parts = re.fullmatch(r"(\d{4})(?:\s*[-–/]\s*(\d{4}|\d{2}))?", text)
    if parts is None or not _dated(int(parts[1])):
        return None
    last = _year(parts[2]) if parts[2] else int(parts[1])
    return (date(int(parts[1]), 1, 1), date(last, 12, 31)) if int(parts[1]) <= last and _dated(last) else None


def _between(text: str, first: bool, epoch: date) -> Span | None:
    """January–March 2024 · 1-15 March 2024 · 01/01/2024 – 31/03/2024 · de enero a marzo de 2024."""
    text = LEADING.sub("", text)
    for left, right in _halves(text):
        end = _span(right, first, epoch)
        start = end and _start(left, right, end, first, epoch)
        if start and end and start[0] <= end[1]:
            return start[0], end[1]
    return None


def _halves(text: str) -> Iterator[tuple[str, str]]:
    for found in BETWEEN.finditer(text):
        left, right = text[: found.start()].strip(), text[found.end() :].strip()
        if left and right:
            yield left, right


def _span(text: str, first: bool, epoch: date) -> Span | None:
    if found := _month(text) or _part_of_year(fold(text)):
        return found
    try:
        one = day(text, first, epoch)
    except Unreadable:
        return None
    return (one, one) if one else None


def _start(left: str, right: str, end: Span, first: bool, epoch: date) -> Span | None:
    """The earlier half, which may leave the year or the month to the later one."""
    if found := _span(left, first, epoch):
        return found
    month, rest = _month_word(left)
    if month:
        return (
            _span(f"{left} {end[1].year}", first, epoch)
            if len(re.findall(r"\d+", " ".join(rest))) < 2
            else None
        )
    if re.fullmatch(r"\d{1,2}(?:er|st|nd|rd|th)?", left) and end[0] == end[1] and _month_word(right)[0]:
        start = _date(end[0].year, end[0].month, int(re.sub(r"\D", "", left)))
        return (start, start) if start else None
    return None


def names_a_month(text: str) -> bool:
    """“March”, “مارس”: a month, if somebody says the year."""
    return bool(_month_word(text)[0])


def month_of(year: int, month: int) -> Span:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _dated(year: int) -> bool:
    return EARLIEST <= year <= 2100


def plausible(found: date, today: date) -> bool:
    return EARLIEST <= found.year <= today.year + YEARS_AHEAD
