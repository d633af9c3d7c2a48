"""Checked rows → services, in bulk and with history: a handful of statements however many rows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone
from modeltranslation.utils import resolution_order

from sectors import bulk
from sectors.fourws import links
from sectors.fourws.links import Links
from sectors.fourws.matching import bare, row_key
from sectors.models import Group, Import, Organization, OrganizationAlias, Service
from sectors.models.records import new_public_id, new_public_ids

PLAIN = {
    "place": "place_id", "sector": "sector_id", "activity": "activity_id", "status": "status", "targeted": "people_targeted",
    "reached": "people_reached", "adds_up": "reach_adds_up", "sector_text": "sector_text", "activity_text": "activity_text",
    "as_reported": "as_reported", "start": "start", "end": "end", "confirmed_on": "confirmed_on",
}  # fmt: skip
DATES = {"start", "end", "confirmed_on"}
WORDS = ("name", "description")
PARTNERS_OWN = {
    "sector_text",
    "activity_text",
    "as_reported",
    "row_key",
}  # a file of ours says nothing about these
SAID_BY = {  # a column → the fields of a file that say it; without one of them the column stays as it is
    "sector_id": {"sector", "sector_name", "subsector"}, "sector_text": {"sector", "sector_name"},
    "activity_id": {"activity", "activity_code", "subactivity"}, "activity_text": {"activity", "activity_code", "subactivity"},
    "status": {"status"}, "start": {"start", "period"}, "end": {"end", "period"}, "name": {"name"},
    "description": {"description"}, "people_targeted": {"targeted", "targeted_part"},
    "people_reached": {"reached", "reached_part"}, "reach_adds_up": {"basis"}, "donors": {"donor"},
    "partners": {"partners", "lead"}, "target_groups": {"target_group", "population"},
    "population_groups": {"target_group", "population"},
}  # fmt: skip
ENDED = "ended"  # in place of the fingerprint, of a service a file ended by not holding it
READ = (
    "id", "version", "organization_id", "visibility", "deleted_at", "row_key", *PLAIN.values(),
    *(f"{word}_{language}" for word in WORDS for language in settings.MODELTRANSLATION_LANGUAGES),
)  # fmt: skip
Standing = dict[str, Any]  # the columns of a service as they stand


@dataclass
class Change:
    """What an import does to a service that is there: what it was before, for undo, and its version since."""

    service: int
    version: int
    columns: dict[str, Any]
    links: dict[str, list[list[int]]] = field(default_factory=dict)

    @property
    def before(self) -> dict[str, Any]:
        return {"columns": self.columns, "many": {name: ids[0] for name, ids in self.links.items()}}


def fields_of(values: dict[str, Any], language: str) -> dict[str, Any]:
    """The columns of a service that a row sets."""
    found: dict[str, Any] = {column: values.get(name) for name, column in PLAIN.items()}
    for name in DATES:
        found[name] = date.fromisoformat(values[name]) if values[name] else None
    for name in WORDS:
        found[f"{name}_{language}"] = values[name]
    found["row_key"] = row_key(values)
    if values.get("own"):
        return {column: value for column, value in found.items() if column not in PARTNERS_OWN}
    return found


def silent(batch: Import) -> frozenset[str]:
    """The columns of a service the file says nothing about: what people wrote there stays."""
    fields = {column["field"] for column in batch.mapping["columns"]}
    fields |= {name for name, text in batch.fixed_values.items() if text}
    found = {column for column, said_by in SAID_BY.items() if not fields & said_by}
    language = batch.mapping["language"]
    return frozenset(found | {f"{word}_{language}" for word in WORDS if word in found})


def wanted_of(values: dict[str, Any], language: str, unsaid: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The same of a row whose service is there: what it does not say stays."""
    wanted = {column: value for column, value in fields_of(values, language).items() if column not in unsaid}
    if values["visibility_said"]:
        wanted["visibility"] = values["visibility"]
    if not values.get("confirmed_on"):
        wanted.pop("confirmed_on", None)
    return wanted


def differences(
    service: Standing, values: dict[str, Any], language: str, unsaid: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """column → what the service has now, where the row says something else; many-to-many fields are compared apart."""
    if str(service["row_key"]).endswith(f":{ENDED}"):
        unsaid -= {"status", "end"}  # it had ended, and is there again
    found = {}
    for column, value in wanted_of(values, language, unsaid).items():
        before = service[column]
        if (before or None) != (value or None) or (before != value and isinstance(value, int)):
            found[column] = before.isoformat() if isinstance(before, date) else before
    if values.get("own"):
        for word in WORDS:
            if values[word] and same_words(values[word], shown(service, word, language)):
                found.pop(f"{word}_{language}", None)
    return found


def shown(service: Standing, word: str, language: str) -> str:
    """What a file in that language says: the words of another one, where there are none."""
    texts = (service[f"{word}_{one}"] for one in resolution_order(language))
    return next((text for text in texts if text), "")


def same_words(one: str, other: str) -> bool:
    return " ".join(bare(one).split()) == " ".join(bare(other).split())


def create(
    rows: list[dict[str, Any]], organizations: dict[str, int], *, by: Any, why: str, language: str
) -> list[int]:
    """The ids of the new services, in the order of the rows."""
    if not rows:
        return []
    lines = []
    for values, public_id in zip(rows, new_public_ids(len(rows)), strict=True):
        columns = fields_of(values, language)
        columns |= {word: columns[f"{word}_{language}"] for word in WORDS}
        columns |= {"visibility": values["visibility"], "public_id": public_id}
        columns["organization_id"] = organizations[values["organization_key"]]
        lines.append(tuple(columns.values()))
    services = bulk.insert(Service, tuple(columns), lines)
    links.add((pk, links.wanted(values)) for pk, values in zip(services, rows, strict=True))
    bulk.remember(Service, dict.fromkeys(services, why), kind="+", by=by)
    return services


def change(
    pairs: list[tuple[Standing, dict[str, Any]]],
    *,
    by: Any,
    why: str,
    language: str,
    unsaid: frozenset[str],
) -> list[Change]:
    """Write what differs; a service that has all of it already is left alone, with its version."""
    linked = links.read([service["id"] for service, _values in pairs])
    changes, rows = [], []
    for service, values in pairs:
        columns = differences(service, values, language, unsaid)
        moved = links.moved(linked[service["id"]], links.wanted(values), unsaid)
        one = Change(service["id"], service["version"] + bool(columns or moved), columns, moved)
        changes.append(one)
        wanted = wanted_of(values, language) if columns else {}
        if columns or moved:
            rows.append((service, {column: wanted[column] for column in columns}))
    write(rows, reasons={one.service: reason(why, one.links) for one in changes}, by=by)
    links.replace((one.service, {name: ids[1] for name, ids in one.links.items()}) for one in changes)
    return changes


def reason(why: str, moved: dict[str, list[list[int]]]) -> str:
    """History keeps only columns, so the links that moved stand in the reason (changes/rows.py reads it)."""
    return json.dumps({"why": why, "links": moved}) if moved else why


def restore(pairs: list[tuple[Standing, dict[str, Any]]], *, by: Any, why: str) -> None:
    """Put services back as they were before an import changed them."""
    linked = links.read([service["id"] for service, _before in pairs])
    reasons, rows = {}, []
    for service, before in pairs:
        many: Links = before["many"]
        moved = links.moved(linked[service["id"]], linked[service["id"]] | many)
        reasons[service["id"]] = reason(why, moved)
        dated = {
            column: date.fromisoformat(value) if column in DATES and value else value
            for column, value in before["columns"].items()
        }
        rows.append((service, dated))
    write(rows, reasons=reasons, by=by)
    links.replace((service["id"], before["many"]) for service, before in pairs)


def take_away(services: list[Standing], *, by: Any, why: str) -> None:
    now = timezone.now()
    rows = [(service, {"deleted_at": now}) for service in services]
    write(rows, reasons={service["id"]: why for service in services}, by=by)


def write(rows: Iterable[tuple[Standing, dict[str, Any]]], *, reasons: dict[int, str], by: Any) -> None:
    """The columns that are named, of each service; all others as they stand. With a new version, and history."""
    rows = list(rows)
    columns = sorted({column for _service, named in rows for column in named})
    now = timezone.now()
    lines = [
        (service["id"], service["version"] + 1, now, *({**service, **named}[column] for column in columns))
        for service, named in rows
    ]
    bulk.change(Service, ("version", "updated_at", *columns), lines)
    written = {service["id"]: reasons[service["id"]] for service, _named in rows}
    if written:
        bulk.remember(Service, written, kind="~", by=by)


def create_organizations(new: list[dict[str, Any]], *, by: Any, why: str) -> dict[str, int]:
    """key → id of the organisations a file brought; the ways it spelt them are remembered."""
    lines = []
    for one in new:
        row = Organization(name=one["name"], acronym=one["acronym"])
        lines.append((row.name, row.acronym, one["type"], new_public_id(), row.text_to_search()))
    ids = bulk.insert(Organization, ("name", "acronym", "type_id", "public_id", "search_text"), lines)
    aliases = [(pk, one["name"], one["key"][:300]) for pk, one in zip(ids, new, strict=True)]
    bulk.insert(OrganizationAlias, ("organization_id", "text", "folded"), aliases)
    if ids:
        bulk.remember(Organization, dict.fromkeys(ids, why), kind="+", by=by)
    return {one["key"]: pk for one, pk in zip(new, ids, strict=True)}


def join(organizations: Iterable[int], group: Group) -> list[int]:
    """Who works in a group's area belongs to its organisations. Answers with those that did not yet."""
    through = Organization.groups.through
    there = set(through.objects.filter(group=group).values_list("organization_id", flat=True))
    new = sorted(set(organizations) - there)
    links_ = [through(organization_id=pk, group_id=group.pk) for pk in new]
    through.objects.bulk_create(links_, ignore_conflicts=True)
    return new


def read_services(ids: Iterable[int], *, lock: bool = False) -> dict[int, Standing]:
    """id → the columns of the service; locked until the transaction ends, when they are to be changed."""
    rows = Service.objects.order_by("pk")
    if lock:
        rows = rows.select_for_update(no_key=True)
    return {row["id"]: row for row in rows.filter(pk__in=bulk.among(ids)).values(*READ)}
