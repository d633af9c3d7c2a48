"""An import is taken back within 30 days: what nobody has touched since is as it was before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from sectors.changes.applied import reason
from sectors.changes.imports import bringable
from sectors.changes.rows import UNDO_DAYS, NothingToUndo
from sectors.fourws import applying, reached
from sectors.fourws.applying import Standing
from sectors.fourws.progress import Progress, quiet
from sectors.models import Import, ImportRow, Organization, Service

State = ImportRow.State


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
    rows = list(batch.rows.filter(state__in=[State.NEW, State.CHANGED], service__deleted_at=None))
    services = applying.read_services((row.service_id for row in rows if row.service_id), lock=True)
    untouched = still_as_written(rows, services, bringable(by, batch.group))
    progress(0, len(untouched), "taking_back")
    take_back(untouched, services, by=by, why=f"{reason(batch)}, undone")
    forget_organizations(batch)
    batch.counts = {**batch.counts, "undone": len(untouched), "kept": len(rows) - len(untouched)}
    batch.save(update_fields=["counts"])
    return len(untouched), len(rows) - len(untouched)


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


def forget_organizations(batch: Import) -> None:
    """Organisations that came with the import and have nothing left go with it."""
    made = Organization.objects.filter(
        pk__in=batch.mapping.get("created_organizations", []), version=1, deleted_at=None
    )
    busy = Service.objects.filter(deleted_at=None).values("organization_id")
    made.exclude(pk__in=busy).exclude(points__deleted_at=None, points__isnull=False).exclude(
        memberships__isnull=False
    ).update(deleted_at=timezone.now())
