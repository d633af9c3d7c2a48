"""Good files of five layouts in four languages, and forty kinds of faults a single cell can have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

ROWS = 60
PEOPLE = [("Hope Initiative", "HOPE"), ("Tigris Care", "TICA")]
PLACES = [("IQG15", "Ninewa", "IQG15Q05", "Al-Mosul"), ("IQG09", "Duhok", "IQG09Q03", "Sumail")]
WHAT = [
    ("Protection", "4.1", "Child-friendly spaces"),
    ("Health", "8.1", "Basic counselling for individuals"),
]


@dataclass(frozen=True)
class Layout:
    """field → header, in the order of the columns, and how this file writes dates, numbers and a status."""

    name: str
    heads: dict[str, str]
    dates: str = "%Y-%m-%d"
    thousands: str = ""
    status: str = "Ongoing"

    def rows(self) -> list[list[str]]:
        return [[self.good(field, number) for field in self.heads] for number in range(ROWS)]

    def good(self, field: str, number: int) -> str:
        who, where, what = PEOPLE[number % 2], PLACES[number // 2 % 2], WHAT[number // 4 % 2]
        start = date(2024, 1 + number % 6, 13 + number % 15)
        girls, boys = 600 + number, 700 + 2 * number
        return {
            "org": who[0], "org_acr": who[1], "adm1c": where[0], "adm1n": where[1], "adm2c": where[2], "adm2n": where[3],
            "sector": what[0], "activity_code": what[1], "activity": what[2], "start": start.strftime(self.dates),
            "end": (start + timedelta(days=90)).strftime(self.dates), "period": start.strftime("%m/%Y"),
            "reached": self.number(girls + boys), "girls": str(girls), "boys": str(boys),
            "targeted": self.number(2500 + number), "status": self.status, "visibility": "Public",
            "target_group": "Children and adolescents", "description": f"Group number {number} of the week.",
            "comments": f"Room {number}",
        }[field]  # fmt: skip

    def number(self, amount: int) -> str:
        return f"{amount:,}".replace(",", self.thousands)


LAYOUTS = [
    Layout(
        "en",
        {
            "org": "Organisation", "org_acr": "Acronym", "adm1n": "Governorate", "adm2n": "District", "sector": "Sector",
            "activity_code": "Activity code", "activity": "Activity", "description": "Description", "start": "Start date",
            "end": "End date", "targeted": "People targeted", "reached": "People reached", "girls": "Girls", "boys": "Boys",
            "status": "Status", "visibility": "Visibility", "target_group": "Target group", "comments": "Comments",
        },
        dates="%d/%m/%Y",
    ),
    Layout(
        "fr",
        {
            "org": "Nom de l'organisation", "adm1n": "Gouvernorat", "sector": "Secteur", "activity_code": "Code activité",
            "period": "Mois", "reached": "Personnes atteintes", "girls": "Filles", "boys": "Garçons",
            "description": "Description", "comments": "Remarques",
        },
        thousands="\u202f",
    ),
    Layout(
        "es",
        {
            "org": "Organización", "adm1c": "Código ADM1", "adm1n": "Provincia", "adm2c": "Código ADM2", "adm2n": "Distrito",
            "sector": "Sector", "activity": "Actividad", "start": "Fecha de inicio", "end": "Fecha de fin",
            "reached": "Personas alcanzadas", "status": "Estado", "description": "Descripción",
        },
        dates="%d.%m.%Y", status="En curso",
    ),
    Layout(
        "ar",
        {
            "org": "المنظمة", "adm1n": "المحافظة", "sector": "القطاع", "activity_code": "رمز النشاط",
            "start": "تاريخ البدء", "end": "تاريخ الانتهاء", "reached": "عدد المستفيدين", "description": "الوصف",
        },
    ),
    Layout(
        "codes",
        {
            "org": "Implementing partner", "adm1c": "ADM1_PCODE", "sector": "Cluster", "period": "Reporting month",
            "reached": "Beneficiaries", "comments": "Remark",
        },
    ),
]  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """A fault: in which field, what stands there instead, and the code of the problem (or the note) it must become."""

    field: str
    text: str
    code: str
    note: bool = False
    only: str = ""  # in files that have no column of this field to make up for it, or that have one: "+field"

    def fits(self, layout: Layout) -> bool:
        other = self.only.lstrip("+")
        return self.field in layout.heads and (
            not other or (other in layout.heads) is self.only.startswith("+")
        )


KINDS = [
    Kind("org", "", "organization_missing", only="org_acr"),
    Kind("org", "TBD", "organization_none", only="org_acr"),
    Kind("org", "No partner", "organization_none", only="org_acr"),
    Kind("org", "لا يوجد", "organization_none", only="org_acr"),
    Kind("org", "4711", "organization_unreadable"),
    Kind("org", "office@hope.example", "organization_unreadable"),
    Kind("org", "#REF!", "spreadsheet_error", only="org_acr"),
    Kind("org", "Hope " * 70, "text_too_long"),
    Kind("org", "Hope Initiatives", "organization_near", note=True),
    Kind("adm1n", "Nenewa", "place_unknown", only="adm2n"),
    Kind("adm1n", "Bavaria", "place_unknown", only="adm2n"),
    Kind("adm1n", "Ninewa; Duhok", "several_places", only="adm2n"),
    Kind("adm1n", "", "place_missing", only="adm2n"),
    Kind("adm1n", "#¡REF!", "spreadsheet_error", only="adm2n"),
    Kind("adm1c", "IQG99", "place_unknown", only="adm1n"),
    Kind("adm1c", "IQG99", "place_code_unknown", note=True, only="+adm1n"),
    Kind("adm1c", "TD07", "place_outside", only="adm1n"),
    Kind("adm2n", "Nowhere", "place_kept_above", note=True, only="adm2c"),
    Kind("adm2n", "Nowhere", "place_name_differs", note=True, only="+adm2c"),
    Kind("activity_code", "99.9", "activity_unknown"),
    Kind("activity_code", "4.15", "activity_unknown"),
    Kind("activity_code", "#N/D", "spreadsheet_error", only="activity"),
    Kind("sector", "Basket weaving", "sector_unknown", note=True),
    Kind("start", "soon", "date_unreadable"),
    Kind("start", "31/02/2024", "date_unreadable"),
    Kind("end", "2204-05-01", "date_implausible"),
    Kind("start", "1445-09-01", "date_hijri"),
    Kind("end", "15 رمضان 1445", "date_hijri"),
    Kind("period", "March", "date_without_year"),
    Kind("period", "whenever", "date_unreadable"),
    Kind("end", "2023-01-01", "end_before_start"),
    Kind("start", "#VALUE!", "spreadsheet_error"),
    Kind("start", "04/21/2024", "date_unreadable"),
    Kind("reached", "lots", "number_unreadable"),
    Kind("reached", "-5", "number_negative"),
    Kind("reached", "99999999999", "number_too_large"),
    Kind("reached", "100-150", "number_range"),
    Kind("reached", "~120", "number_about"),
    Kind("reached", "12 families", "number_of_what"),
    Kind("reached", "12.5", "number_unreadable"),
    Kind("reached", "#NOM?", "spreadsheet_error"),
    Kind("girls", "٩", "parts_do_not_add_up"),
    Kind("targeted", "#DIV/0!", "spreadsheet_error"),
    Kind("visibility", "perhaps", "visibility_unknown"),
    Kind("status", "mañana", "status_unknown", note=True),
    Kind("target_group", "Martians", "group_unknown", note=True),
    Kind("comments", "Call Jane on 0770 123 4567", "person_left_out", note=True),
    Kind("description", "word " * 60, "description_cut", note=True),
]


def plan(seed: int, each: int = 40) -> dict[str, list[tuple[int, Kind]]]:
    """layout → the rows to spoil, each by one fault; the kinds take turns, the rarest first."""
    chance = Random(seed)  # the same faults every time
    used = dict.fromkeys(KINDS, 0)
    found = {}
    for layout in sorted(LAYOUTS, key=lambda one: len(one.heads)):
        rows = chance.sample(range(ROWS), each)
        found[layout.name] = []
        for row in rows:
            kinds = [kind for kind in KINDS if kind.fits(layout)]
            kind = min(kinds, key=lambda one: (used[one], chance.random()))
            used[kind] += 1
            found[layout.name].append((row, kind))
    return found
