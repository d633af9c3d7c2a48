"""An import is taken back within 30 days: what nobody has touched since is as it was before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from sectors import bulk
from sectors.changes.applied import reason
from sectors.changes.imports import bringable
from sectors.changes.rows import UNDO_DAYS, NothingToUndo
from sectors.fourws import applying, reached
from sectors.fourws.applying import Standing
from sectors.fourws.progress import Progress, quiet
from sectors.models import Import, ImportRow, Organization, Service, ServicePoint

State = ImportRow.State
UNDONE = "undone"  # after the reason of the import, in history


@transaction.atomic
def undo_import(batch: Import, *, by: Any, progress: Progress = quiet) -> tuple[int, int]:
    """Take back what the import wrote, except rows somebody has edited since, and those the person may no longer bring.

    Answers with how many were taken back and how many left alone.
    """
    since = timezone.now() - timedelta(days=UNDO_DAYS)
    claimed = Import.objects.filter(pk=batch.pk, state=Import.State.APPLIED, applied_at__gte=since).update(
        state=Import.State.UNDONE, undone_at=timezone.now()
    )
    if not claimed:
        raise NothingToUndo
    batch.refresh_from_db()
    only = bringable(by, batch.group)
    rows = [*batch.rows.filter(state__in=[State.NEW, State.CHANGED]), *ended_by(batch)]
    services = applying.read_services((row.service_id for row in rows if row.service_id), lock=True)
    untouched = still_as_written(rows, services, only)
    progress(1, 3, "taking_back")
    take_back(untouched, services, by=by, why=f"{reason(batch)} {UNDONE}")
    progress(2, 3, "taking_back")
    forget_organizations(batch, by=by)
    leave_group(batch)
    taken = {row.service_id for row in untouched}
    kept = [row for row in rows if row.service_id not in taken]
    batch.mapping["kept"] = {"rows": [row.number for row in kept if row.number], "services": ids_of(kept)}
    done = sum(bool(row.number) for row in untouched)  # what it ended stood in no row
    batch.counts = {**batch.counts, "undone": done, "kept": len(batch.mapping["kept"]["rows"])}
    batch.save(update_fields=["counts", "mapping"])
    return len(untouched), len(kept)


def ended_by(batch: Import) -> list[ImportRow]:
    """What the import ended, as rows without a number: they stood in no row of the file."""
    return [
        ImportRow(
            number=0, state=State.CHANGED, service_id=one["service"], service_version=one["version"],
            before={"columns": one["columns"], "many": {}},
        )
        for one in batch.mapping.get("wrote", {}).get("ended", ())
    ]  # fmt: skip


def ids_of(rows: list[ImportRow]) -> list[str]:
    """Public ids of what was kept, for the list of what was edited since."""
    ids = bulk.among([row.service_id for row in rows if row.service_id])
    return list(Service.objects.filter(pk__in=ids).order_by("pk").values_list("public_id", flat=True))


def still_as_written(
    rows: list[ImportRow], services: dict[int, Standing], only: frozenset[int] | None
) -> list[ImportRow]:
    """Rows whose service nobody has changed since, and whose organisation is one of `only`."""
    found = [(row, services[row.service_id]) for row in rows if row.service_id in services]
    return [
        row
        for row, service in found
        if service["version"] == row.service_version and (only is None or service["organization_id"] in only)
    ]


def take_back(rows: list[ImportRow], services: dict[int, Standing], *, by: Any, why: str) -> None:
    """What is new goes, what was changed is put back as it was."""
    new = [services[row.service_id] for row in rows if row.state == State.NEW and row.service_id]
    changed = [row for row in rows if row.state == State.CHANGED and row.service_id and row.before]
    applying.take_away(new, by=by, why=why)
    pairs = [(services[row.service_id], row.before) for row in changed if row.service_id and row.before]
    applying.restore(pairs, by=by, why=why)
    put_back_reach(changed)


def put_back_reach(rows: list[ImportRow]) -> None:
    """The people reached in the month of a row, too."""
    keys = {row.pk: (row.service_id or 0, row.values.get("month") or "") for row in rows}
    befores = {keys[row.pk]: row.before["reach"] for row in rows if row.before and "reach" in row.before}
    written = reached.said((row.service_id, row.values) for row in rows if row.service_id)
    reached.put_back(written, befores)


def forget_organizations(batch: Import, *, by: Any) -> None:
    """Organisations that came with the import and have nothing left go with it."""
    made = Organization.objects.filter(pk__in=of_wrote(batch, "organizations"), version=1, deleted_at=None)
    living = Service.objects.filter(deleted_at=None)
    for busy in ("organization_id", "donors", "partners"):
        made = made.exclude(pk__in=living.filter(**{f"{busy}__isnull": False}).values(busy))
    made = made.exclude(pk__in=ServicePoint.objects.filter(deleted_at=None).values("organization_id"))
    gone = list(made.exclude(memberships__isnull=False).values_list("pk", flat=True))
    bulk.change(Organization, ("version", "deleted_at"), [(pk, 2, timezone.now()) for pk in gone])
    if gone:
        bulk.remember(Organization, dict.fromkeys(gone, f"{reason(batch)} {UNDONE}"), kind="~", by=by)


def leave_group(batch: Import) -> None:
    """Organisations that joined the group with the import, and neither work nor speak in it without it."""
    working = Service.objects.filter(deleted_at=None, place__path__startswith=batch.group.place.path)
    speaking = batch.group.memberships.filter(organization__isnull=False)
    busy = {
        *working.values_list("organization_id", flat=True),
        *speaking.values_list("organization_id", flat=True),
    }
    gone = set(of_wrote(batch, "joined")) - busy
    Organization.groups.through.objects.filter(
        group=batch.group, organization_id__in=bulk.among(gone)
    ).delete()


def of_wrote(batch: Import, name: str) -> list[int]:
    """What the import wrote beside its rows."""
    return list(batch.mapping.get("wrote", {}).get(name, ()))
