"""When, and how many: the dates and numbers of a row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.utils import timezone

from sectors.fourws import bands, values, words
from sectors.fourws.answers import Answers
from sectors.fourws.checked import Checked, Reader
from sectors.fourws.columns import Column
from sectors.fourws.content import STATUSES
from sectors.fourws.layout import Table
from sectors.fourws.values import Unreadable, folded
from sectors.models.services import Service

WHEN_FIELDS = ("start", "end", "updated", "period", "status")
MANY_FIELDS = ("targeted", "reached", "reached_part", "targeted_part", "basis")
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

    def __init__(
        self, table: Table, found: list[Column], fixed: dict[str, str] | None, answers: Answers | None = None
    ) -> None:
        super().__init__(table, found, fixed, answers)
        self.parts = {
            kind: [column for column in found if column.field == kind]
            for kind in ("reached_part", "targeted_part")
        }
        self.first = {
            name: values.day_first(self.all_cells(name)) for name in ("period", "start", "end", "updated")
        }

    def _when(self, row: Checked) -> None:
        start, end = self._date(row, "start"), self._date(row, "end")
        updated = self._date(row, "updated")
        span = self._period(row)
        start, end = start or (span[0] if span else None), end or (span[1] if span else None)
        if start and end and end < start:
            named = "end" if "end" in self.by_field else "period"
            self._problem(row, "end_before_start", named, {"start": iso(start), "end": iso(end)})
        month = span[0].replace(day=1) if span else None
        seen = min(filter(None, (updated or (span[1] if span else None), timezone.localdate())))
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
        if not text:
            return None
        try:
            found = values.day(text, self.first[name])
        except Unreadable:
            span = self._span(text, name)
            if span is None:
                self._problem(row, "date_unreadable", name, {"text": text})
                return None
            found = span[1] if name == "end" else span[0]
        if found and not values.plausible(found):
            self._problem(row, "date_implausible", name, {"text": text})
            return None
        return found

    def _span(self, text: str, name: str) -> tuple[date, date] | None:
        try:
            return values.period(text, self.first[name])
        except Unreadable:
            return None

    def _period(self, row: Checked) -> tuple[date, date] | None:
        """The column, or the period set for the whole file; `--set period=2022` also gives a bare “March” its year."""
        column = self.by_field.get("period")
        text = self.text(row.read, column) if column else ""
        fixed = self.fixed.get("period", "")
        if not text:
            text = fixed
        if not text or values.blank(text):
            return None
        span = self._span(text, "period") or (self._span(f"{text} {fixed}", "period") if fixed else None)
        if span is None and text not in ("0",) and not _no_date(text, self.first["period"]):
            self._problem(row, "date_unreadable", "period", {"text": text})
        elif span and not (values.plausible(span[0]) and values.plausible(span[1])):
            self._problem(row, "date_implausible", "period", {"text": text})
        return span

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
        except Unreadable:
            self._problem(row, "number_unreadable", name, {"text": text}, column)
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


def _no_date(text: str, first: bool) -> bool:
    try:
        return values.day(text, first) is None
    except Unreadable:
        return False


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
