"""The list of services as the API gives it, without a model object for each row: one query for the rows, and one for each
kind of label. `ServiceSerializer` says the same of one service; a test compares the two."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.db.models.query import ValuesListIterable
from django.utils import timezone
from rest_framework.fields import DateTimeField

from coordination.api.paging import Newest
from sectors.access import knows_place, visible
from sectors.fourws.labels import first_name, name_fields
from sectors.fourws.links import terms_of
from sectors.models import Activity, Place, Sector
from sectors.models.places import PUBLIC_LEVEL
from sectors.models.points import freshness

Row = dict[str, Any]
LANGUAGES = ("en", "fr", "ar", "es")
NAMES = [f"name_{language}" for language in LANGUAGES]
DESCRIPTIONS = [f"description_{language}" for language in LANGUAGES]
OWN = [
    "pk", "public_id", "version", *NAMES, *DESCRIPTIONS, "start", "end", "status", "visibility", "confirmed_on",
    "updated_at", "people_targeted", "people_reached", "reach_adds_up", "sector_text", "activity_text", "as_reported",
]  # fmt: skip
# Of other tables only what the question who may see a row has joined already.
COLUMNS = [
    *OWN, "activity_id", "sector_id", "organization__public_id", "organization__name", "point__public_id",
    "place__pcode", "place__path", "place__level", "place__adm1_id", "place__adm2_id",
]  # fmt: skip
MANY = ("target_groups", "population_groups")
as_text = DateTimeField().to_representation


def read(services: QuerySet) -> list[Row]:
    """The columns of these rows. Not by the iterator of modeltranslation, which looks for names in each row."""
    rows = services.values_list(*COLUMNS)
    rows._iterable_class = ValuesListIterable
    names = list(rows.query.selected or COLUMNS)
    return [dict(zip(names, row, strict=True)) for row in rows]


class Lines(Newest):
    read = staticmethod(read)


def lines(rows: list[Row], user: Any, members_only: Iterable[str]) -> list[Row]:
    """What the reader is told of these services."""
    told = Telling(user, rows, frozenset(members_only))
    return [told.line(row) for row in rows]


def labels(model: Any, ids: set[int | None], *fields: str) -> dict[int, tuple]:
    """id → fields, and then the first of its names in the reader's language. For words that are open to everybody."""
    names = name_fields()
    rows = visible(model, None).filter(pk__in=ids - {None}).order_by().values_list("pk", *fields, *names)
    rows._iterable_class = ValuesListIterable
    order = list(rows.query.selected or ())
    found = (dict(zip(order, row, strict=True)) for row in rows)
    return {
        row["pk"]: (*(row[field] for field in fields), first_name(row[name] for name in names))
        for row in found
    }


class Telling:
    """The labels of these rows, and the places strangers are told instead."""

    def __init__(self, user: Any, rows: list[Row], members_only: frozenset[str]) -> None:
        self.today, self.members_only = timezone.localdate(), [name for name in OWN if name in members_only]
        self.names, self.descriptions = name_fields(), name_fields("description")
        self.known = {path: knows_place(user, path) for path in {row["place__path"] for row in rows}}
        self.activities = labels(Activity, {row["activity_id"] for row in rows}, "code", "layer")
        self.sectors = labels(Sector, {row["sector_id"] for row in rows}, "code")
        services = [row["pk"] for row in rows]
        self.many = {name: terms_of(services, name) for name in MANY}
        self.codes = self.codes_above(rows)

    def codes_above(self, rows: list[Row]) -> dict[int, str]:
        """Of places too fine for this reader: the code of the area they lie in."""
        wanted = {above(row) for row in rows if not self.tells_place(row)} - {None}
        return dict(visible(Place, None).filter(pk__in=wanted).values_list("pk", "pcode")) if wanted else {}

    def tells_place(self, row: Row) -> bool:
        return row["place__level"] <= PUBLIC_LEVEL or self.known[row["place__path"]]

    def line(self, row: Row) -> Row:
        name = self.first(row, self.names)
        code, layer, activity = self.activities.get(row["activity_id"], (None, None, ""))
        sector, sector_name = self.sectors.get(row["sector_id"], (None, ""))
        found = {
            "id": row["public_id"],
            "version": row["version"],
            "title": name or activity or row["activity_text"] or sector_name or row["sector_text"],
            "name": name,
            **{field: row[field] for field in NAMES},
            "description": self.first(row, self.descriptions),
            **{field: row[field] for field in DESCRIPTIONS},
            "organization": row["organization__public_id"],
            "organization_name": row["organization__name"],
            "activity": code,
            "layer": layer,
            "sector": sector,
            "place": self.place(row),
            "point": row["point__public_id"],
            "start": iso(row["start"]),
            "end": iso(row["end"]),
            "status": row["status"],
            **{field: self.many[field].get(row["pk"], []) for field in MANY},
            "visibility": row["visibility"],
            "confirmed_on": iso(row["confirmed_on"]),
            "freshness": freshness(row["confirmed_on"], self.today).value,
            "updated_at": as_text(row["updated_at"]),
        }
        if self.known[row["place__path"]]:
            found |= {field: row[field] for field in self.members_only}
        return found

    def first(self, row: Row, fields: Sequence[str]) -> str:
        return first_name(row[field] for field in fields)

    def place(self, row: Row) -> str:
        exact = str(row["place__pcode"])
        return exact if self.tells_place(row) else self.codes.get(above(row) or 0, exact)


def above(row: Row) -> int | None:
    return row["place__adm2_id"] or row["place__adm1_id"]


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
