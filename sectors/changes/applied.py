"""A checked file becomes services: its good rows are written into the map in one transaction, once."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from sectors.changes.imports import AlreadyApplied, bringable
from sectors.fourws import applying, matching
from sectors.fourws.progress import Progress, quiet
from sectors.fourws.staging import recount
from sectors.fourws.who import read_organizations
from sectors.models import Import, ImportRow

State = ImportRow.State
BATCH = 1000


@transaction.atomic
def apply_import(batch: Import, *, by: Any, progress: Progress = quiet) -> Import:
    """Write the good rows into the map, once; the file itself is let go."""
    claimed = Import.objects.filter(pk=batch.pk, state=Import.State.DRAFT).update(
        state=Import.State.APPLIED, applied_at=timezone.now(), content=None
    )
    if not claimed:
        raise AlreadyApplied
    batch.refresh_from_db()
    rows = list(batch.rows.filter(state__in=[State.NEW, State.CHANGED, State.UNCHANGED]))
    rows = bringing(rows, bringable(by, batch.group))
    progress(0, len(rows), "matching")
    ids = settle_organizations(batch, rows, by=by)
    again = matching.match([row.values for row in rows], matching.read_known(batch.group))
    for row, (service, same) in zip(rows, again, strict=True):
        row.service_id, row.state = (
            service,
            State.UNCHANGED if same else State.CHANGED if service else State.NEW,
        )
    progress(0, len(rows), "writing")
    write_services(batch, rows, ids, by=by)
    progress(len(rows), len(rows), "receipt")
    ImportRow.objects.bulk_create(  # many times faster than bulk_update
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["state", "service", "service_version", "before", "values"],
    )
    recount(batch)
    return batch


def bringing(rows: list[ImportRow], only: frozenset[int] | None) -> list[ImportRow]:
    """Whoever presses the button brings what they may bring, whoever checked the file before."""
    if only is None:
        return rows
    foreign = [row.pk for row in rows if row.values["organization"] not in only]
    for some in applying.chunks(foreign):
        ImportRow.objects.filter(pk__in=some).update(state=State.LEFT_OUT)
    return [row for row in rows if row.values["organization"] in only]


def settle_organizations(batch: Import, rows: list[ImportRow], *, by: Any) -> dict[str, int]:
    """key → id; what the file brought is made now, unless somebody made it meanwhile."""
    ids = {
        row.values["organization_key"]: row.values["organization"]
        for row in rows
        if row.values["organization"]
    }
    needed = {row.values["organization_key"] for row in rows} - ids.keys()
    new = [one for one in batch.mapping["new_organizations"] if one["key"] in needed]
    directory = read_organizations(batch.group)
    ids |= {one["key"]: known.id for one in new if (known := directory.lookup(one["name"])) and known.id}
    created = applying.create_organizations(
        [one for one in new if one["key"] not in ids], by=by, why=reason(batch)
    )
    batch.mapping = {**batch.mapping, "created_organizations": sorted(created.values())}
    batch.save(update_fields=["mapping"])
    ids |= created
    applying.join(set(ids.values()), batch.group)
    for row in rows:
        row.values["organization"] = ids[row.values["organization_key"]]
        for name in ("donor", "partners"):
            row.values[name] = [
                pk for one in row.values[name] if (pk := ids.get(one, one)) != row.values["organization"]
            ]
    return ids


def write_services(batch: Import, rows: list[ImportRow], ids: dict[str, int], *, by: Any) -> None:
    language, why = batch.mapping["language"], reason(batch)
    new = [row for row in rows if row.state == State.NEW]
    changed = [row for row in rows if row.state == State.CHANGED]
    created = applying.create([row.values for row in new], ids, by=by, why=why, language=language)
    services = applying.read_services([row.service_id for row in changed if row.service_id], lock=True)
    pairs = [(services[row.service_id], row.values) for row in changed if row.service_id]
    befores = applying.change(pairs, by=by, why=why, language=language)
    for row, before, (service, _values) in zip(changed, befores, pairs, strict=True):
        row.before, row.service_version = before, service.version
    for row, service in zip(new, created, strict=True):
        row.before, row.service, row.service_version = None, service, service.version
    applying.write_reach([*zip(created, (row.values for row in new), strict=True), *pairs])


def reason(batch: Import) -> str:
    return f"import {batch.public_id}"
