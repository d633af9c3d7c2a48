"""A file as a partner would send it: 26 columns, made-up rows, always the same ones."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from typing import Any

import xlsxwriter

from sectors.models import Activity, Organization, Place, Sector, Term
from sectors.models.activities import FOURWS_2012

CSV, XLSX = "csv", "xlsx"
HEADS = (
    "Date", "Organisation", "Acronym", "Type of organisation", "Admin 1", "Admin 1 code", "Admin 2", "Admin 2 code",
    "Admin 3", "Admin 3 code", "Activity code", "Activity", "Description", "Target group", "Status", "Start date",
    "End date", "Cluster", "Name of the service", "People targeted", "People reached", "Girls reached", "Boys reached",
    "Women reached", "Men reached", "Donor",
)  # fmt: skip
FIRST = date(2026, 1, 1)


class Words:
    """What the cells are made of: the codes and names the database knows."""

    def __init__(self) -> None:
        kinds = dict(Term.objects.of("organization_types").values_list("pk", "name_en"))
        rows = Organization.objects.filter(name__startswith="Load test").order_by("name")
        self.organizations = [
            (name, acronym, kinds.get(kind, ""))
            for name, acronym, kind in rows.values_list("name", "acronym", "type_id")
        ]
        places = Place.objects.filter(level=3, country="XLT").order_by("pcode")
        names = ("adm1__name_en", "adm1__pcode", "adm2__name_en", "adm2__pcode", "name_en", "pcode")
        self.places = list(places.values_list(*names))
        codes = Activity.objects.of(FOURWS_2012).current().filter(sensitive=False).order_by("code")
        self.activities = list((codes.exclude(parent=None) or codes).values_list("code", "name_en"))
        self.sectors = list(
            Sector.objects.filter(active=True, sensitive=False)
            .order_by("code")
            .values_list("name_en", flat=True)
        )
        self.targets = list(
            Term.objects.of("target_groups")
            .filter(sensitive=False)
            .order_by("code")
            .values_list("name_en", flat=True)
        )

    def row(self, number: int, *, changed: bool) -> list[Any]:
        """The row of that number; a changed one has other figures and a later date."""
        who, what = number % len(self.organizations), number // 7 % len(self.activities)
        girls, boys, women, men = (number * prime % 97 + changed for prime in (3, 5, 7, 11))
        start = FIRST - timedelta(days=number % 400)
        return [
            FIRST + timedelta(days=30 * changed), *self.organizations[who], *self.places[number * 13 % len(self.places)],
            *self.activities[what], f"Entry {number} of the file, about nobody.", self.targets[number % len(self.targets)],
            ("Ongoing", "Planned", "Completed")[number % 3], start, start + timedelta(days=300),
            self.sectors[number % len(self.sectors)], f"Entry {number}", 500 + number % 300 + changed,
            girls + boys + women + men, girls, boys, women, men, self.organizations[(who + 1) % len(self.organizations)][0],
        ]  # fmt: skip


def rows(*, new: int = 0, changed: int = 0, old: int = 0, shift: int = 0) -> list[list[Any]]:
    """`old` rows as they were, `changed` ones of the same numbers with other figures, then `new` ones."""
    words, known = Words(), max(old, changed)
    return [
        *(words.row(number, changed=False) for number in range(old)),
        *(words.row(number, changed=True) for number in range(changed)),
        *(words.row(shift + known + number, changed=False) for number in range(new)),
    ]


def write(format: str, *, new: int = 0, changed: int = 0, shift: int = 0) -> bytes:
    lines = rows(new=new, changed=changed, shift=shift)
    return as_csv(lines) if format == CSV else as_xlsx(lines)


def as_csv(lines: list[list[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([HEADS, *lines])
    return text.getvalue().encode()


def as_xlsx(lines: list[list[Any]]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("4W")
        for number, line in enumerate([list(HEADS), *lines]):
            sheet.write_row(number, 0, line)
    return file.getvalue()
