"""A meeting that comes again: every week, every second week, or on the second Tuesday of every month."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from meetings.models import Meeting

Repeats = Meeting.Repeats
WEEKS = {Repeats.WEEKLY: 1, Repeats.FORTNIGHTLY: 2}
RULE_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def day_after(day: date, repeats: str) -> date:
    """The next day of a series that has this day."""
    if repeats in WEEKS:
        return day + timedelta(weeks=WEEKS[Repeats(repeats)])
    year, month = (day.year, day.month + 1) if day.month < 12 else (day.year + 1, 1)
    return nth_weekday(year, month, day.weekday(), place_in_month(day, repeats))


def place_in_month(day: date, repeats: str) -> int:
    """1 for the first such weekday of its month …, -1 for the last; a fifth is the last, as not every month has one."""
    nth = (day.day - 1) // 7 + 1
    return -1 if nth == 5 or repeats == Repeats.MONTHLY_LAST else nth


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    length = calendar.monthrange(year, month)[1]
    days = [date(year, month, day) for day in range(1, length + 1)]
    return [day for day in days if day.weekday() == weekday][nth - 1 if nth > 0 else nth]


def time_after(moment: datetime, repeats: str, zone: ZoneInfo) -> datetime:
    """The same time on the wall of `zone`, whatever summer time does in between."""
    local = moment.astimezone(zone)
    return datetime.combine(day_after(local.date(), repeats), local.time(), tzinfo=zone)


def rule(day: date, repeats: str) -> dict[str, str | int]:
    """The series as an iCalendar recurrence (RFC 5545, 3.3.10); empty if it does not repeat."""
    if repeats in WEEKS:
        return {"FREQ": "WEEKLY", "INTERVAL": WEEKS[Repeats(repeats)]}
    if repeats:
        return {"FREQ": "MONTHLY", "BYDAY": f"{place_in_month(day, repeats)}{RULE_DAYS[day.weekday()]}"}
    return {}
