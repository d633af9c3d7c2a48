"""What the last file of this kind held and this one does not: services that may have ended. Nothing ends by itself.

Only what no row of the file can be is offered: while a row of an organisation needs a person, nothing of that
organisation is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from sectors import bulk
from sectors.fourws import applying
from sectors.fourws.applying import Standing
from sectors.models import Import, ImportRow, Service

State = ImportRow.State
KIND, LEAVE = "ended", "leave"
FILES = 12  # how far one looks back
IN_FILE = (State.NEW, State.CHANGED, State.UNCHANGED)
UNSURE = (State.PROBLEM, State.LEFT_OUT)


def decided(decisions: Iterable[Mapping[str, Any]]) -> date | None:
    """The day they end, of decisions like {"kind": "ended", "value": "2026-03-31"}; None: they stay ("leave")."""
    last = next((one for one in reversed(list(decisions)) if one.get("kind") == KIND), {"value": LEAVE})
    return None if last["value"] == LEAVE else date.fromisoformat(last["value"])


def missing(batch: Import, only: frozenset[int] | None) -> list[int]:
    """Ids of the services, of the organisations in the file that the person may bring."""
    organizations, here = in_file(batch)
    if only is not None:
        organizations &= only
    found: set[int] = set()
    for earlier in earlier_files(batch) if organizations else ():
        rows = earlier.rows.filter(state__in=IN_FILE, service__organization__in=organizations).order_by()
        pairs = list(rows.values_list("service_id", "service__organization_id"))
        found.update(service for service, _organization in pairs)
        organizations -= {organization for _service, organization in pairs}
    gone = bulk.among(found - here)
    running = Service.objects.filter(pk__in=gone, deleted_at=None).running(timezone.localdate())
    return list(running.order_by("organization__name", "pk").values_list("pk", flat=True))


def in_file(batch: Import) -> tuple[set[int], set[int]]:
    """The known organisations all of whose rows are good, and the services the rows are."""
    rows = batch.rows.order_by()
    named = set(rows.filter(state__in=IN_FILE).values_list("values__organization", flat=True))
    unsure = set(rows.filter(state__in=UNSURE).values_list("values__organization", flat=True))
    services = set(rows.filter(service__isnull=False).values_list("service_id", flat=True))
    return (set() if None in unsure else named - unsure - {None}), services


def earlier_files(batch: Import) -> list[Import]:
    """The imports of the group whose columns say the same, the latest first."""
    applied = Import.objects.filter(
        group=batch.group, state=Import.State.APPLIED, deleted_at=None
    ).exclude(pk=batch.pk)  # fmt: skip
    kind = fields_of(batch)
    some = applied.order_by("-applied_at").only("mapping", "applied_at")[: 5 * FILES]
    return [one for one in some if fields_of(one) == kind][:FILES]


def fields_of(batch: Import) -> set[str]:
    return {column["field"] for column in batch.mapping.get("columns", ()) if column["field"]}


def end(services: list[int], on: date, *, by: Any, why: str) -> list[dict[str, Any]]:
    """End the services on that day. Answers with what they were, for undo."""
    standing = applying.read_services(services, lock=True)
    rows = [(service, columns_of(service, on)) for service in standing.values()]
    applying.write(rows, reasons=dict.fromkeys(standing, why), by=by)
    return [
        {
            "service": service["id"],
            "version": service["version"] + 1,
            "columns": {column: plain(service[column]) for column in columns},
        }
        for service, columns in rows
    ]


def columns_of(service: Standing, on: date) -> dict[str, Any]:
    """Never before its start. The row key tells that the row is not what it was, should it come again."""
    day = min(filter(None, (service["end"], max(filter(None, (on, service["start"]))))))
    key = service["row_key"].partition(":")[0]
    return {"status": Service.Status.ENDED, "end": day, "row_key": f"{key}:{applying.ENDED}" if key else ""}


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
