"""Figures of need come in as a table: a place, a month, people in need, people living there. Any file or pasted rows.

All lines or none: a line that is not understood is named, and nothing is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import django_filters as filters
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sectors.filters import ScopedFilter, of
from sectors.fourws import values
from sectors.fourws.reading import Sheet
from sectors.models import Need, Place
from sectors.text import fold

HEADS = {
    "place": ("p code", "pcode", "place code", "code", "adm1 code", "adm2 code", "adm3 code", "#adm1+code", "#adm2+code"),
    "month": ("month", "period", "date", "mois", "mes", "الشهر", "#date"),
    "people": ("people in need", "in need", "pin", "need", "personnes dans le besoin", "personas necesitadas",
               "المحتاجون", "الأشخاص المحتاجون", "#inneed"),
    "population": ("population", "people living there", "total population", "poblacion", "السكان", "عدد السكان",
                   "#population"),
}  # fmt: skip
MONTH = re.compile(r"(\d{4})-(\d{1,2})(-\d{1,2}.*)?")
SEARCHED = 20  # rows in which the head may stand
MOST = 5_000


class NeedFilter(ScopedFilter):
    place = filters.ModelChoiceFilter(
        queryset=of(Place), to_field_name="pcode", method="in_place", label=gettext_lazy("Place")
    )
    month = filters.DateFilter(input_formats=["%Y-%m"], label=gettext_lazy("Month"))

    class Meta:
        model = Need
        fields: list[str] = []

    def in_place(self, rows: Any, name: str, value: Place) -> Any:
        return rows.filter(place__path__startswith=value.path)


@dataclass(frozen=True)
class Figure:
    place: Place
    month: date
    people: int | None
    population: int | None


@dataclass
class Table:
    figures: list[Figure]
    problems: list[str]


def read_table(sheet: Sheet, places: Any, month: date | None) -> Table:
    """The figures of a sheet, for places the person may write about; `month` is for lines that name none."""
    found = find_head(sheet.rows)
    if found is None:
        text = _(
            "The first row must name the columns: P-code, People in need, Population, and Month if it differs."
        )
        return Table([], [text])
    start, columns = found
    lines = [(number, row) for number, row in enumerate(sheet.rows[start:], start + 1) if any(row)]
    lines = [(number, row) for number, row in lines if not cell(row, columns["place"]).startswith("#")]
    codes = {cell(row, columns["place"]).upper() for _number, row in lines}
    known = {place.pcode.upper(): place for place in places.filter(pcode__in=codes).defer("boundary")}
    table = Table([], [])
    if len(lines) > MOST:
        table.problems.append(_("More than %(most)d lines. Send them in parts.") % {"most": MOST})
        return table
    for number, row in lines:
        try:
            table.figures.append(read_line(row, columns, known, month))
        except ValueError as error:
            table.problems.append(_("Line %(number)d: %(problem)s") % {"number": number, "problem": error})
    twice = twice_said(table.figures)
    table.problems += [
        _("%(place)s stands twice for the same month. Leave one out.") % {"place": code} for code in twice
    ]
    return table


def find_head(rows: list[list[str]]) -> tuple[int, dict[str, int]] | None:
    for number, row in enumerate(rows[:SEARCHED], 1):
        columns: dict[str, int] = {}
        for index, text in enumerate(row):
            for name, words in HEADS.items():
                if said(text, words) and name not in columns:
                    columns[name] = index
        if "place" in columns and {"people", "population"} & set(columns):
            return number, columns
    return None


def said(text: str, words: tuple[str, ...]) -> bool:
    """Tags are compared as they are, words as people may spell them."""
    text = text.strip().lower()
    return text in words if text.startswith("#") else fold(text) in {fold(word) for word in words}


def cell(row: list[str], index: int | None) -> str:
    return values.clean(row[index]) if index is not None and index < len(row) else ""


def read_line(row: list[str], columns: dict[str, int], known: dict[str, Place], month: date | None) -> Figure:
    code = cell(row, columns["place"])
    place = known.get(code.upper())
    if place is None:
        raise ValueError(_("“%(code)s” is no P-code of a place you keep figures for.") % {"code": code})
    people, population = (whole(cell(row, columns.get(name))) for name in ("people", "population"))
    if people is None and population is None:
        raise ValueError(_("There is no figure. Write one, or leave the line out."))
    return Figure(place, read_month(cell(row, columns.get("month")), month), people, population)


def whole(text: str) -> int | None:
    try:
        number = values.number(text)
    except values.Unreadable:
        number = -1
    if number is not None and not 0 <= number < 2**31:
        raise ValueError(_("“%(text)s” is no number of people.") % {"text": text})
    return number


def read_month(text: str, month: date | None) -> date:
    found = MONTH.fullmatch(text)
    if found and 1 <= int(found[2]) <= 12 and int(found[1]):
        return date(int(found[1]), int(found[2]), 1)
    if text or month is None:
        raise ValueError(_("“%(text)s” is no month. Write it like 2026-03.") % {"text": text})
    return month


def twice_said(figures: list[Figure]) -> list[str]:
    seen: set[tuple[int, date]] = set()
    found = []
    for one in figures:
        if (one.place.pk, one.month) in seen:
            found.append(one.place.pcode)
        seen.add((one.place.pk, one.month))
    return found
