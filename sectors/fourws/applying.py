"""Checked rows → services, in bulk and with history: a handful of statements however many rows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from sectors.fourws.matching import row_key
from sectors.models import Group, Organization, OrganizationAlias, Reach, Service
from sectors.models.records import new_public_id, person

BATCH = 1000
PLAIN = {
    "place": "place_id", "sector": "sector_id", "activity": "activity_id", "status": "status", "targeted": "people_targeted",
    "reached": "people_reached", "adds_up": "reach_adds_up", "sector_text": "sector_text", "activity_text": "activity_text",
    "as_reported": "as_reported", "start": "start", "end": "end", "confirmed_on": "confirmed_on",
}  # fmt: skip
MANY = {
    "targets": "target_groups",
    "populations": "population_groups",
    "donor": "donors",
    "partners": "partners",
}
DATES = {"start", "end", "confirmed_on"}
WORDS = ("name", "description")
PARTNERS_OWN = {
    "sector_text",
    "activity_text",
    "as_reported",
    "row_key",
}  # a file of ours says nothing about these


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


def differences(service: Service, values: dict[str, Any], language: str) -> dict[str, Any]:
    """column → what the service has now, where the row says something else; many-to-many fields are compared apart."""
    wanted = fields_of(values, language)
    if values["visibility_said"]:
        wanted["visibility"] = values["visibility"]
    if not values.get("confirmed_on"):
        wanted.pop("confirmed_on")
    found = {}
    for column, value in wanted.items():
        before = getattr(service, column)
        if (before or None) != (value or None) or (before != value and isinstance(value, int)):
            found[column] = before.isoformat() if isinstance(before, date) else before
    return found


def create(
    rows: list[dict[str, Any]], organizations: dict[str, int], *, by: Any, why: str, language: str
) -> list[Service]:
    """The new services, in the order of the rows."""
    services = [
        Service(
            organization_id=organizations[values["organization_key"]],
            visibility=values["visibility"],
            public_id=new_public_id(),
            **fields_of(values, language),
        )
        for values in rows
    ]
    bulk_create_with_history(
        services, Service, batch_size=BATCH, default_user=person(by), default_change_reason=why[:100]
    )
    link(list(zip(services, rows, strict=True)))
    return services


def change(
    pairs: list[tuple[Service, dict[str, Any]]], *, by: Any, why: str, language: str
) -> list[dict[str, Any]]:
    """Write what differs; answers with what each service was before, for undo."""
    befores = []
    columns = {"version", "updated_at"}
    many = read_many([service.pk for service, _values in pairs])
    for service, values in pairs:
        before = differences(service, values, language)
        wanted = fields_of(values, language) | {"visibility": values["visibility"]}
        for column in before:
            setattr(service, column, wanted[column])
        columns |= before.keys()
        service.version += 1
        service.updated_at = timezone.now()
        befores.append(
            {"columns": before, "many": {name: many[name].get(service.pk, []) for name in MANY.values()}}
        )
    write(pairs, columns, by=by, why=why)
    link(pairs, anew=True)
    return befores


def restore(pairs: list[tuple[Service, dict[str, Any]]], *, by: Any, why: str) -> None:
    """Put services back as they were before an import changed them."""
    columns = {"version", "updated_at"}
    for service, before in pairs:
        for column, value in before["columns"].items():
            setattr(service, column, date.fromisoformat(value) if column in DATES and value else value)
            columns.add(column)
        service.version += 1
        service.updated_at = timezone.now()
    write(pairs, columns, by=by, why=why)
    link(
        [
            (service, {name: before["many"][column] for name, column in MANY.items()})
            for service, before in pairs
        ],
        anew=True,
    )


def take_away(services: list[Service], *, by: Any, why: str) -> None:
    for service in services:
        service.deleted_at = timezone.now()
        service.version += 1
    write([(service, {}) for service in services], {"version", "deleted_at"}, by=by, why=why)


def write(pairs: Iterable[tuple[Service, Any]], columns: set[str], *, by: Any, why: str) -> None:
    services = [service for service, _about in pairs]
    fields = sorted(column.removesuffix("_id") if column.endswith("_id") else column for column in columns)
    if services:
        bulk_update_with_history(
            services,
            Service,
            fields,
            batch_size=BATCH // 4,
            default_user=person(by),
            default_change_reason=why[:100],
        )


def link(pairs: list[tuple[Service, dict[str, Any]]], *, anew: bool = False) -> None:
    """The many-to-many fields, straight into their tables."""
    for name, field in MANY.items():
        descriptor = getattr(Service, field)
        through, target = descriptor.through, descriptor.field.m2m_reverse_field_name()
        if anew:
            for some in chunks([service.pk for service, _values in pairs]):
                through.objects.filter(service_id__in=some).delete()
        links = [
            through(**{"service_id": service.pk, f"{target}_id": pk})
            for service, values in pairs
            for pk in values.get(name) or ()
            if isinstance(pk, int)
        ]
        through.objects.bulk_create(links, batch_size=BATCH)


def read_many(services: list[int]) -> dict[str, dict[int, list[int]]]:
    """field → service → ids, as they stand."""
    found: dict[str, dict[int, list[int]]] = {}
    for field in MANY.values():
        descriptor = getattr(Service, field)
        target = f"{descriptor.field.m2m_reverse_field_name()}_id"
        found[field] = {}
        for some in chunks(services):
            for service, pk in descriptor.through.objects.filter(service_id__in=some).values_list(
                "service_id", target
            ):
                found[field].setdefault(service, []).append(pk)
    return found


def write_reach(pairs: Iterable[tuple[Service, dict[str, Any]]]) -> None:
    """The people reached in the month of the row, once per service and month."""
    rows = {
        (service.pk, values["month"]): Reach(
            service_id=service.pk, month=date.fromisoformat(values["month"]), total=values["reached"],
            parts=values["parts"] if sum(values["parts"].values()) == values["reached"] else {}, adds_up=values["adds_up"],
        )
        for service, values in pairs
        if values.get("month") and values.get("reached") is not None
    }  # fmt: skip
    Reach.objects.bulk_create(
        rows.values(),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["service", "month"],
        update_fields=["total", "parts", "adds_up"],
    )


def create_organizations(new: list[dict[str, Any]], *, by: Any, why: str) -> dict[str, int]:
    """key → id of the organisations a file brought; the ways it spelt them are remembered."""
    rows = [
        Organization(name=one["name"], acronym=one["acronym"], type_id=one["type"], public_id=new_public_id())
        for one in new
    ]
    for row in rows:
        row.search_text = row.text_to_search()
    bulk_create_with_history(
        rows, Organization, batch_size=BATCH, default_user=person(by), default_change_reason=why[:100]
    )
    OrganizationAlias.objects.bulk_create(
        OrganizationAlias(organization=row, text=one["name"], folded=one["key"][:300])
        for row, one in zip(rows, new, strict=True)
    )
    return {one["key"]: row.pk for one, row in zip(new, rows, strict=True)}


def join(organizations: Iterable[int], group: Group) -> None:
    """Who works in a group's area belongs to its organisations."""
    through = Organization.groups.through
    links = [through(organization_id=pk, group_id=group.pk) for pk in organizations]
    through.objects.bulk_create(links, batch_size=BATCH, ignore_conflicts=True)


def read_services(ids: list[int], *, lock: bool = False) -> dict[int, Service]:
    """id → service; locked until the transaction ends, when they are to be changed."""
    rows = Service.objects.select_for_update() if lock else Service.objects.all()
    return {service.pk: service for some in chunks(ids) for service in rows.filter(pk__in=some)}


def chunks(ids: list[int]) -> Iterable[list[int]]:
    """A database takes only so many ids in one question."""
    for start in range(0, len(ids), 500):
        yield ids[start : start + 500]
