"""The list of services as the API gives it, without a model object for each row: one query of plain values, to-one
joins only, and one for each kind of link. `ServiceSerializer` says the same of one service; a test compares the two."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import F
from django.utils import timezone
from rest_framework.fields import DateTimeField

from sectors.access import knows_place, visible
from sectors.fourws.labels import first_name, name_fields
from sectors.models import Place, Service
from sectors.models.places import PUBLIC_LEVEL
from sectors.models.points import freshness

LANGUAGES = ("en", "fr", "ar", "es")
NAMES = [f"name_{language}" for language in LANGUAGES]
DESCRIPTIONS = [f"description_{language}" for language in LANGUAGES]
OWN = [
    "pk", "public_id", "version", *NAMES, *DESCRIPTIONS, "start", "end", "status", "visibility", "confirmed_on",
    "updated_at", "people_targeted", "people_reached", "reach_adds_up", "sector_text", "activity_text", "as_reported",
]  # fmt: skip
OTHERS = {
    "organization_id": "organization__public_id",
    "organization_name": "organization__name",
    "activity_code": "activity__code",
    "layer": "activity__layer",
    "sector_code": "sector__code",
    "point_code": "point__public_id",
    "place_code": "place__pcode",
    "level": "place__level",
    "path": "place__path",
    "above": "place__adm2_id",
    "region": "place__adm1_id",
}
MANY = ("target_groups", "population_groups")
moment = DateTimeField().to_representation


def lines(keys: list[int], user: Any, members_only: Iterable[str]) -> list[dict[str, Any]]:
    """What the reader is told of these services, in the order of the keys."""
    titles = {f"{of}_{name}": F(f"{of}__{name}") for of in ("activity", "sector") for name in NAMES}
    others = {f"its_{name}": F(path) for name, path in OTHERS.items()}
    rows = visible(Service, user).filter(pk__in=keys).order_by().values(*OWN, **others, **titles)
    found = {row["pk"]: row for row in rows}
    told = Lines(user, list(found.values()), frozenset(members_only))
    return [told.line(found[key]) for key in keys if key in found]


class Lines:
    """The links of these rows, and the places strangers are told instead."""

    def __init__(self, user: Any, rows: list[dict[str, Any]], members_only: frozenset[str]) -> None:
        self.user, self.members_only, self.today = user, members_only, timezone.localdate()
        self.names, self.descriptions = name_fields(), name_fields("description")
        self.titles = {of: [f"{of}_{name}" for name in self.names] for of in ("activity", "sector")}
        self.known = {path: knows_place(user, path) for path in {row["its_path"] for row in rows}}
        self.many = {name: self.links(name, [row["pk"] for row in rows]) for name in MANY}
        self.codes = self.codes_above(rows)

    def links(self, name: str, services: list[int]) -> dict[int, list[str]]:
        """service → the codes of its links, in their order."""
        found: dict[int, list[str]] = {}
        rows = visible(Service, self.user).filter(pk__in=services, **{f"{name}__isnull": False})
        rows = rows.order_by(f"{name}__position", f"{name}__code").values_list("pk", f"{name}__code")
        for service, code in rows:
            found.setdefault(service, []).append(code)
        return found

    def codes_above(self, rows: list[dict[str, Any]]) -> dict[int, str]:
        """Of places too fine for this reader: the code of the area they lie in."""
        wanted = {above_of(row) for row in rows if not self.tells_place(row)} - {None}
        return (
            dict(visible(Place, self.user).filter(pk__in=wanted).values_list("pk", "pcode")) if wanted else {}
        )

    def tells_place(self, row: dict[str, Any]) -> bool:
        return row["its_level"] <= PUBLIC_LEVEL or self.known[row["its_path"]]

    def line(self, row: dict[str, Any]) -> dict[str, Any]:
        name = first_name(row[field] for field in self.names)
        found = {
            "id": row["public_id"],
            "version": row["version"],
            "title": name or self.title(row),
            "name": name,
            **{field: row[field] for field in NAMES},
            "description": first_name(row[field] for field in self.descriptions),
            **{field: row[field] for field in DESCRIPTIONS},
            "organization": row["its_organization_id"],
            "organization_name": row["its_organization_name"],
            "activity": row["its_activity_code"],
            "layer": row["its_layer"],
            "sector": row["its_sector_code"],
            "place": self.place(row),
            "point": row["its_point_code"],
            "start": iso(row["start"]),
            "end": iso(row["end"]),
            "status": row["status"],
            **{field: self.many[field].get(row["pk"], []) for field in MANY},
            "visibility": row["visibility"],
            "confirmed_on": iso(row["confirmed_on"]),
            "freshness": freshness(row["confirmed_on"], self.today).value,
            "updated_at": moment(row["updated_at"]),
        }
        if self.known[row["its_path"]]:
            found |= {field: row[field] for field in OWN if field in self.members_only}
        return found

    def title(self, row: dict[str, Any]) -> str:
        """As `Service.title` has it."""
        activity, sector = (
            first_name(row[field] for field in self.titles[of]) for of in ("activity", "sector")
        )
        return activity or row["activity_text"] or sector or row["sector_text"]

    def place(self, row: dict[str, Any]) -> str:
        exact = str(row["its_place_code"])
        return exact if self.tells_place(row) else self.codes.get(above_of(row) or 0, exact)


def above_of(row: dict[str, Any]) -> int | None:
    return row["its_above"] or row["its_region"]


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
