"""When, and how many: the dates and numbers of a row."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from django.utils import timezone

from sectors.fourws import bands, days, values, words
from sectors.fourws.answers import DAY_FIRST, MONTH_FIRST, Answers
from sectors.fourws.candidates import candidate
from sectors.fourws.checked import Checked, Reader
from sectors.fourws.columns import Column
from sectors.fourws.content import STATUSES
from sectors.fourws.layout import Table
from sectors.fourws.values import Unreadable, folded
from sectors.models.services import Service

WHEN_FIELDS = ("start", "end", "updated", "period", "status")
MANY_FIELDS = ("targeted", "reached", "reached_part", "targeted_part", "basis")
DATE_FIELDS = ("period", "start", "end", "updated")
NO_END = {
    "present", "to date", "open", "open ended", "indefinite", "continuous", "continuing", "until further notice",
    "a ce jour", "indetermine", "indeterminee", "indefini", "continu", "hasta la fecha", "indefinido", "continuo",
    "حتى الان", "مفتوح", "غير محدد",
}  # fmt: skip
YEAR_WORDS = {"year", "annee", "ano", "anio", "السنه", "سنه", "العام", "عام"}
YEAR = re.compile(r"(?:19|20)\d\d")
MOST_PEOPLE = 100_000_000
NOT_ADDITIVE = (
    "non additive", "never sum", "not additive", "do not add", "cannot be summed", "do not sum", "double counting",
)  # fmt: skip


def without_false_splits(found: list[Column], rows: list[list[str]]) -> list[Column]:
    """Columns named “girls, boys …” that often do not add up to the total count something else: kept as reported, not read.

    A few rows that do not add up are mistakes of those rows.
    """
    for kind, total in (("reached_part", "reached"), ("targeted_part", "targeted")):
        parts = [column for column in found if column.field == kind and ("hand", "") not in column.why]
        whole = next((column for column in found if column.field == total), None)
        if not parts or whole is None:
            continue
        fits = [fit for row in rows if (fit := _adds_up(row, parts, whole)) is not None]
        wrong = fits.count(False)
        if wrong >= 20 and wrong > 0.1 * len(fits):
            why = (("does_not_add_up", f"{wrong} / {len(fits)}"),)
            found = [
                replace(column, field="", band="", why=why) if column in parts else column for column in found
            ]
    return found


def _adds_up(row: list[str], parts: list[Column], whole: Column) -> bool | None:
    """None when one of the two sides is blank."""
    try:
        total = values.number(values.clean(row[whole.index]))
        found = {column.band: values.number(values.clean(row[column.index])) or 0 for column in parts}
    except Unreadable:
        return None
    sums = [amount for some in bands.partitions(list(found)) if (amount := sum(found[band] for band in some))]
    return None if total is None or not sums else total in sums


class Measures(Reader):
    """Reads what can be measured."""

    epoch = days.EPOCH

    def __init__(
        self, table: Table, found: list[Column], fixed: dict[str, str] | None, answers: Answers | None = None
    ) -> None:
        super().__init__(table, found, fixed, answers)
        self.parts = {
            kind: [column for column in found if column.field == kind]
            for kind in ("reached_part", "targeted_part")
        }
        self.today = timezone.localdate()
        self._month_before_year()
        self.year = self._year_column()
        self.order = self._orders()

    def _month_before_year(self) -> None:
        """Of a column of years and one of bare months, the months are the period, whichever stands first."""
        period, other = self.by_field.get("period"), self.by_field.get("updated")
        if period and other and self._all_years(period):
            texts = {text for text in self.all_cells("updated") if text}
            if texts and all(days.names_a_month(text) for text in texts):
                self.by_field |= {"period": other, "updated": period}

    def _all_years(self, column: Column) -> bool:
        cells = {values.clean(cells[column.index]) for _number, cells in self.table.rows} - {""}
        return bool(cells) and all(YEAR.fullmatch(text.translate(values.DIGITS)) for text in cells)

    def _year_column(self) -> Column | None:
        """The year of a period that says only the month, in a column of its own."""
        for column in self.columns:
            year = YEAR_WORDS & set(folded(column.header).split())
            if year and column is not self.by_field.get("period") and self._all_years(column):
                return column
        return None

    def _orders(self) -> dict[str, str]:
        """date field → whether its day or its month comes first: as answered, as its cells say, as the others say, as set."""
        columns = {name: self.by_field[name] for name in DATE_FIELDS if name in self.by_field}
        found = {
            name: self.answers.date_order.get(column.index) or days.order(self.all_cells(name))
            for name, column in columns.items()
        }
        said = set(found.values()) - {""}
        others = said.pop() if len(said) == 1 else self.fixed.get("date_order", "")
        self.doubtful = {  # the first cell that may be two days, of columns nobody can tell
            name: next(filter(days.ambiguous, self.all_cells(name)), "")
            for name in columns
            if not (found[name] or others)
        }
        return {name: one or others for name, one in found.items()}

    def _when(self, row: Checked) -> None:
        start, end = self._date(row, "start"), self._date(row, "end")
        dated = self.year is None or self.by_field.get("updated") is not self.year
        updated = self._date(row, "updated") if dated else None
        span = self._period(row)
        start, end = start or (span[0] if span else None), end or (span[1] if span else None)
        if start and end and end < start:
            named = "end" if "end" in self.by_field else "period"
            self._problem(row, "end_before_start", named, {"start": iso(start), "end": iso(end)})
        month = span[0].replace(day=1) if span else None
        seen = min(filter(None, (updated or (span[1] if span else None), self.today)))
        row.values |= {
            "start": iso(start), "end": iso(end), "month": iso(month), "confirmed_on": iso(seen if updated or span else None),
        }  # fmt: skip
        text = self.get(row, "status")
        status = words.value_of(folded(text), STATUSES) if text else ""
        if text and not status:
            self._note(row, "status_unknown", "status", {"text": text})
        row.values["status"] = status or Service.Status.ONGOING.value

    def _date(self, row: Checked, name: str) -> date | None:
        text = self.get(row, name)
        if not text or (name == "end" and goes_on(text)) or self._in_doubt(row, name, text):
            return None
        first = days.day_first(self.order.get(name, ""))
        try:
            found = days.day(text, first, self.epoch)
        except Unreadable as wrong:
            span = self._span(text, name)
            if span is None:
                self._problem(row, wrong.code, name, {"text": text})
                return None
            found = span[1] if name == "end" else span[0]
        return found if self._likely(row, name, text, found) else None

    def _in_doubt(self, row: Checked, name: str, text: str) -> bool:
        """One question for the whole column, whichever of its cells asks it."""
        example = self.doubtful.get(name, "")
        if not example or not days.ambiguous(text):
            return False
        column = self.by_field[name]
        readings = {order: self._read(example, order) for order in (DAY_FIRST, MONTH_FIRST)}
        offered = [candidate("date_order", label, order, code=order) for order, label in readings.items()]
        about = {"text": example, "index": column.index, **readings, "candidates": offered}
        self._problem(row, "date_ambiguous", name, about)
        row.problems[-1]["value"] = example
        return True

    def _read(self, text: str, order: str) -> str:
        try:
            span = days.period(text, days.day_first(order), self.epoch)
        except Unreadable:
            return text
        return " – ".join(dict.fromkeys(one.isoformat() for one in span)) if span else text

    def _likely(self, row: Checked, name: str, text: str, *found: date | None) -> bool:
        if all(one is None or days.plausible(one, self.today) for one in found):
            return True
        self._problem(row, "date_implausible", name, {"text": text})
        return False

    def _span(self, text: str, name: str) -> tuple[date, date] | None:
        try:
            return days.period(text, days.day_first(self.order.get(name, "")), self.epoch)
        except Unreadable:
            return None

    def _period(self, row: Checked) -> tuple[date, date] | None:
        """The column, or the period set for the whole file; `--set period=2022` also gives a bare “March” its year."""
        column = self.by_field.get("period")
        text = self.text(row.read, column) if column else ""
        year = values.clean(row.read[self.year.index]) if self.year else ""
        fixed = year or self.fixed.get("period", "")
        if not text:
            text = fixed
        if not text or values.blank(text) or self._in_doubt(row, "period", text):
            return None
        span = self._span(text, "period") or (self._span(f"{text} {fixed}", "period") if fixed else None)
        if span is None and not self._means_none(text):
            self._problem(row, days.why_not(text), "period", {"text": text})
        return span if span is None or self._likely(row, "period", text, *span) else None

    def _means_none(self, text: str) -> bool:
        try:
            return days.day(text, epoch=self.epoch) is None
        except Unreadable:
            return False

    def _how_many(self, row: Checked) -> None:
        targeted, reached = self._number(row, "targeted"), self._number(row, "reached")
        parts = self._parts(row, "reached_part", reached)
        if reached is None and parts:
            reached = sum(parts.values())
        target_parts = self._parts(row, "targeted_part", targeted)
        if targeted is None and target_parts:
            targeted = sum(target_parts.values())
        basis = folded(self.get(row, "basis"))
        row.values |= {
            "targeted": targeted, "reached": reached, "parts": parts,
            "adds_up": not any(words_ in basis for words_ in NOT_ADDITIVE),
        }  # fmt: skip

    def _number(self, row: Checked, name: str, column: Column | None = None) -> int | None:
        text = self.text(row.read, column) if column else self.get(row, name)
        if not text:
            return None
        try:
            found = values.number(text)
        except Unreadable as wrong:
            meant = [candidate("text", wrong.meant, "number_in_it", code=wrong.meant)] if wrong.meant else []
            self._problem(row, wrong.code, name, {"text": text, "candidates": meant}, column)
            return None
        if found is not None and not 0 <= found <= MOST_PEOPLE:
            self._problem(
                row, "number_negative" if found < 0 else "number_too_large", name, {"text": text}, column
            )
            return None
        return found

    def _parts(self, row: Checked, kind: str, total: int | None) -> dict[str, int]:
        """The split by sex and age: the finest set of columns that adds up to the total, or a problem."""
        before = len(row.problems)
        found = {
            column.band: amount
            for column in self.parts[kind]
            if (amount := self._number(row, kind, column)) is not None
        }
        if len(row.problems) > before:
            return {}
        sets = [{band: found[band] for band in some} for some in bands.partitions(list(found))]
        sets = [some for some in sets if sum(some.values()) > 0]
        if not sets or total is None:
            return max(sets, key=len, default={})
        if fitting := [some for some in sets if sum(some.values()) == total]:
            return max(fitting, key=len)
        sum_ = sum(max(sets, key=len).values())
        self._problem(
            row,
            "parts_do_not_add_up",
            kind.removesuffix("_part"),
            {"sum": sum_, "total": total},
            self.parts[kind][0],
        )
        return {}


def goes_on(text: str) -> bool:
    """“Ongoing”, “to date”: an end that is none."""
    return words.is_value("ongoing", folded(text)) or folded(text) in NO_END


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
