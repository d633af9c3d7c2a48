"""What a person sees of an import before it is applied: rows in words, what would change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sectors.access import visible
from sectors.fourws import applying, sentences
from sectors.fourws.fields import CHANGES
from sectors.models import Activity, Import, ImportRow, Organization, Place, Sector, Service
from sectors.models.services import Visibility


@dataclass
class Shown:
    """A row in words."""

    number: int
    organization: str
    place: str
    what: str
    start: str
    end: str
    people: int | None
    service: str = ""
    changes: list[tuple[str, str, str]] = field(default_factory=list)


class Words:
    """Names for the ids in the rows of one page, four queries however many rows."""

    def __init__(self, batch: Import, rows: list[ImportRow], user: Any) -> None:
        self.language = batch.mapping.get("language", "en")
        values = [row.values for row in rows] + [row.before or {} for row in rows]
        self.places = names(visible(Place, user), values, "place", "place_id")
        self.organizations = names(visible(Organization, user), values, "organization")
        self.sectors = names(visible(Sector, user), values, "sector", "sector_id")
        self.activities = names(visible(Activity, user), values, "activity", "activity_id")
        ids = [row.service_id for row in rows if row.service_id]
        self.services = dict(visible(Service, user).filter(pk__in=ids).values_list("pk", "public_id"))

    def show(self, row: ImportRow) -> Shown:
        values = row.values
        said = sentences.note(row.notes[0]) if row.state == ImportRow.State.DUPLICATE and row.notes else ""
        what = said or self.activities.get(values.get("activity"), "") or values.get("activity_text") or ""
        sector = self.sectors.get(values.get("sector"), "") or values.get("sector_text", "")
        return Shown(
            number=row.number,
            organization=self.organizations.get(values.get("organization"))
            or values.get("organization_text", ""),
            place=self.places.get(values.get("place"), ""),
            what=" · ".join(filter(None, (sector, what))),
            start=values.get("start") or "",
            end=values.get("end") or "",
            people=values.get("reached") if values.get("reached") is not None else values.get("targeted"),
            service=self.services.get(row.service_id, "") if row.service_id else "",
            changes=self.changes(row),
        )

    def changes(self, row: ImportRow) -> list[tuple[str, str, str]]:
        """(field, before, after) of a row that changes a service."""
        before = row.before or {}
        before = before.get("columns", before)
        if row.state != ImportRow.State.CHANGED or not before:
            return []
        after = applying.fields_of(row.values, self.language) | {"visibility": row.values.get("visibility")}
        found = []
        for column, value in before.items():
            label = CHANGES.get(column) or CHANGES.get(column.rsplit("_", 1)[0])
            if column == "as_reported":
                found += [(name, old, new) for name, old, new in reported(value or {}, after[column])]
            elif label and column != "row_key":
                found.append((str(label), self.word(column, value), self.word(column, after[column])))
        return found

    def word(self, column: str, value: Any) -> str:
        if value in (None, ""):
            return "–"
        if column == "visibility":
            return str(Visibility(value).label)
        if column == "status":
            return str(Service.Status(value).label)
        tables = {"place_id": self.places, "sector_id": self.sectors, "activity_id": self.activities}
        return str(tables[column].get(value, value)) if column in tables else str(value)


def reported(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, str, str]]:
    """The partner's own columns that say something else now."""
    keys = dict.fromkeys([*before, *after])
    return [
        (key, before.get(key) or "–", after.get(key) or "–")
        for key in keys
        if before.get(key) != after.get(key)
    ]


def names(rows: Any, values: list[dict[str, Any]], *keys: str) -> dict[Any, str]:
    inner = [one.get("columns") or {} for one in values]
    found = {one.get(key) for one in (*values, *inner) for key in keys}
    ids = {one for one in found if isinstance(one, int)}
    return {row.pk: row.name for row in rows.filter(pk__in=ids)}
