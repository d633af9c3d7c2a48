"""Months as a question to the database: from which to which of them a service runs, in plain SQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

MOST_MONTHS = 24


def month_after(month: date, number: int = 1) -> date:
    """The first day of the month that many months later."""
    count = month.year * 12 + month.month - 1 + number
    return date(count // 12, count % 12 + 1, 1)


def months_between(first: date, last: date) -> tuple[date, ...]:
    """First days of the months from one to the other, at most two years of them."""
    found: list[date] = []
    month = first.replace(day=1)
    while month <= last and len(found) < MOST_MONTHS:
        found.append(month)
        month = month_after(month)
    return tuple(found)


@dataclass(frozen=True)
class MonthAxis:
    months: tuple[date, ...]

    def annotate(self, services: QuerySet) -> QuerySet:
        """Only services that run in one of the months, with the numbers of the first and the last in which they do."""
        if not self.months:
            return services.none()
        first, after = self.months[0], month_after(self.months[-1])
        running = services.filter(Q(start=None) | Q(start__lt=after), Q(end=None) | Q(end__gte=first))
        last = len(self.months) - 1
        begins = [
            When(start__gte=month, then=Value(number))
            for number, month in self.numbered(reverse=True)
            if number
        ]
        ends = [
            When(end__lt=month_after(month), then=Value(number))
            for number, month in self.numbered()
            if number < last
        ]
        return running.annotate(
            first_month=Case(*begins, default=Value(0), output_field=IntegerField()),
            last_month=Case(*ends, default=Value(last), output_field=IntegerField()),
        )

    def numbered(self, reverse: bool = False) -> Iterable[tuple[int, date]]:
        numbers = list(enumerate(self.months))
        return reversed(numbers) if reverse else numbers
