"""A day in the words people use: "12 feb", "12 février", "١٢ فبراير", "next tuesday", "mañana", "2026-02-12"."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from functools import cache

from sectors.dates import MONTHS
from sectors.text import fold

# Names of one weekday, in English, French, Spanish and Arabic.
WEEKDAYS = (
    "monday mon lundi lun lunes الاثنين الإثنين",
    "tuesday tue tues mardi mar martes الثلاثاء",
    "wednesday wed mercredi mer miercoles mie الأربعاء",
    "thursday thu thur thurs jeudi jeu jueves jue الخميس",
    "friday fri vendredi ven viernes vie الجمعة",
    "saturday sat samedi sam sabado sab السبت",
    "sunday sun dimanche dim domingo dom الأحد",
)
NEAR_DAYS = {
    0: "today aujourd-hui hoy اليوم",
    1: "tomorrow demain mañana غدا غدًا بكرة",
    2: "day-after-tomorrow apres-demain après-demain pasado-mañana بعد-غد",
    7: "next-week semaine-prochaine próxima-semana semana-próxima الأسبوع-القادم الأسبوع-المقبل بعد-أسبوع خلال-أسبوع",
    14: "بعد-أسبوعين خلال-أسبوعين",
}
UNITS = {
    1: "day days jour jours dia dias يوم أيام",
    7: "week weeks semaine semaines semana semanas أسبوع أسابيع",
    30: "month months mois mes meses شهر أشهر",
}
MONTH_ENDS = "end-of-month end-of-the-month fin-du-mois fin-de-mes نهاية-الشهر آخر-الشهر"
FILLERS = (
    "the of on by this next le la l du de d ce prochain prochaine el del este proximo proxima que viene"
    " القادم المقبل يوم في من"
)
AHEAD = "in dans en within بعد خلال"
ORDINALS = ("st", "nd", "rd", "th", "er", "re", "o", "e", "º")


class NoSuchDay(ValueError):
    """It reads as a day, but the calendar has none like it."""


@cache
def _words(line: str) -> frozenset[str]:
    """The folded words of a line; a dash joins the words of one name."""
    return frozenset(fold(word) for word in line.split())


@cache
def _number_of(lines: tuple[str, ...]) -> dict[str, int]:
    return {word: number for number, line in enumerate(lines) for word in _words(line)}


def read_day(text: str, today: date) -> date | None:
    """The day a text means, or None if it does not mean one. Raises NoSuchDay for 31 February."""
    folded = fold(text)
    for days, names in NEAR_DAYS.items():
        if folded in _words(names):
            return today + timedelta(days=days)
    if folded in _words(MONTH_ENDS):
        return _end_of_month(today)
    words = _join_months(folded).split()
    return _ahead(words, today) or _calendar_day(
        [word for word in words if word not in _words(FILLERS)], today
    )


def _join_months(folded: str) -> str:
    """Months of two words become one, so that a month is always one word."""
    for name in MONTHS:
        if " " in name:
            folded = folded.replace(name, name.replace(" ", "_"))
    return folded


def _month(word: str) -> int | None:
    return MONTHS.get(word.replace("_", " "))


def _ahead(words: list[str], today: date) -> date | None:
    """ "in 2 weeks", "dans 10 jours", "en 2 semanas", "خلال 3 أيام"."""
    if len(words) != 3 or words[0] not in _words(AHEAD) or not words[1].isdecimal() or len(words[1]) > 3:
        return None
    for days, names in UNITS.items():
        if words[2] in _words(names):
            return today + timedelta(days=days * int(words[1]))
    return None


def _calendar_day(words: list[str], today: date) -> date | None:
    weekdays = _number_of(WEEKDAYS)
    if len(words) == 1 and words[0] in weekdays:
        return _next_weekday(weekdays[words[0]], today)
    if len(words) > 1 and words[0] in weekdays and words[0] != "mar":
        words = words[1:]
    numbers = [_count(word) for word in words]
    if None not in numbers and len(words) in (2, 3):
        return _of_numbers([number for number in numbers if number is not None], today)
    return _with_month_name(words, numbers, today)


def _with_month_name(words: list[str], numbers: list[int | None], today: date) -> date | None:
    months = [position for position, word in enumerate(words) if _month(word)]
    if len(months) != 1 or len(words) not in (2, 3) or numbers.count(None) != 1:
        return None
    found = [number for number in numbers if number is not None]
    return _day(_month(words[months[0]]) or 0, found[0], found[1] if len(found) > 1 else None, today)


def _of_numbers(numbers: list[int], today: date) -> date | None:
    """Year first if it is a year, else the day first, as in all our languages."""
    if len(numbers) == 2:
        return _day(numbers[1], numbers[0], None, today)
    if numbers[0] > 31:
        return _day(numbers[1], numbers[2], numbers[0], today)
    return _day(numbers[1], numbers[0], numbers[2], today)


def _day(month: int, day: int, year: int | None, today: date) -> date:
    """The day itself; without a year, the next one there is from today on."""
    if year is not None:
        return _exact(year + 2000 if year < 100 else year, month, day)
    for ahead in range(9):
        found = _or_none(today.year + ahead, month, day)
        if found and found >= today:
            return found
    raise NoSuchDay


def _exact(year: int, month: int, day: int) -> date:
    found = _or_none(year, month, day)
    if found is None:
        raise NoSuchDay
    return found


def _or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _count(word: str) -> int | None:
    """A short number, also "12th" and "1er"."""
    for ending in ORDINALS:
        if word.endswith(ending) and word.removesuffix(ending).isdecimal():
            word = word.removesuffix(ending)
    return int(word) if word.isdecimal() and len(word) <= 4 else None


def _next_weekday(weekday: int, today: date) -> date:
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _end_of_month(today: date) -> date:
    return today.replace(day=calendar.monthrange(today.year, today.month)[1])
