"""What happens to an import: a file is checked into rows that wait, applied in one transaction, undone within 30 days."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from sectors.access import Role, manages
from sectors.changes.rows import UNDO_DAYS, NothingToUndo
from sectors.fourws import applying, matching, reading
from sectors.fourws.staging import recount, stage
from sectors.fourws.who import read_organizations
from sectors.models import Group, Import, ImportRow, Membership, Organization, Service
from sectors.models.records import person

State = ImportRow.State
BATCH = 1000


class AlreadyApplied(Exception):
    """The import was applied, or undone, meanwhile."""


def bringable(user: Any, group: Group) -> frozenset[int] | None:
    """The organisations whose rows the person may import into the group; None means all. Empty: no import at all."""
    if user is None or manages(user, group):
        return None
    mine = Membership.objects.filter(
        user=user, group=group, active=True, role=Role.FOCAL_POINT, organization__deleted_at=None
    )
    return frozenset(mine.values_list("organization_id", flat=True))


@transaction.atomic
def upload_file(
    *,
    group: Group,
    by: Any,
    file_name: str,
    content: bytes,
    sheet: str = "",
    fixed: dict[str, str] | None = None,
) -> Import:
    """Read a file, understand it as well as we can, and stage its rows. Raises FileProblem."""
    batch = Import(group=group, uploaded_by=person(by), file_name=file_name[:255], content=content)
    batch.sheet, batch.fixed_values = sheet, fixed or {}
    book = reading.read(
        file_name, content, max_rows=reading.COMMAND_ROWS if by is None else reading.PAGE_ROWS
    )
    return stage(batch, book, only=bringable(by, group), by=by)


@transaction.atomic
def reread_file(
    batch: Import, *, by: Any, sheet: str, chosen: dict[int, str], fixed: dict[str, str]
) -> Import:
    """The person chose another sheet, other columns, or values for all rows: check everything anew."""
    batch = claim_draft(batch)
    kept = {str(index): field for index, field in chosen.items()} if sheet == batch.sheet else {}
    batch.mapping = {**batch.mapping, "chosen": kept}
    batch.sheet, batch.fixed_values = sheet, fixed
    book = reading.read(batch.file_name, bytes(batch.content or b""), max_rows=reading.PAGE_ROWS)
    return stage(batch, book, only=bringable(by, batch.group), by=by)


def claim_draft(batch: Import) -> Import:
    """The draft as it is now, held until the transaction ends."""
    found = Import.objects.select_for_update().filter(pk=batch.pk, state=Import.State.DRAFT).first()
    if found is None:
        raise AlreadyApplied
    return found


@transaction.atomic
def apply_import(batch: Import, *, by: Any) -> Import:
    """Write the good rows into the map, once; the file itself is let go."""
    claimed = Import.objects.filter(pk=batch.pk, state=Import.State.DRAFT).update(
        state=Import.State.APPLIED, applied_at=timezone.now(), content=None
    )
    if not claimed:
        raise AlreadyApplied
    batch.refresh_from_db()
    rows = list(batch.rows.filter(state__in=[State.NEW, State.CHANGED, State.UNCHANGED]))
    rows = bringing(rows, bringable(by, batch.group))
    ids = settle_organizations(batch, rows, by=by)
    again = matching.match([row.values for row in rows], matching.read_known(batch.group))
    for row, (service, same) in zip(rows, again, strict=True):
        row.service_id, row.state = (
            service,
            State.UNCHANGED if same else State.CHANGED if service else State.NEW,
        )
    write_services(batch, rows, ids, by=by)
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


@transaction.atomic
def undo_import(batch: Import, *, by: Any) -> tuple[int, int]:
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
    rows = list(
        batch.rows.filter(state__in=[State.NEW, State.CHANGED], service__deleted_at=None).select_related(
            "service"
        )
    )
    untouched = still_as_written(rows, bringable(by, batch.group))
    take_back(untouched, by=by, why=f"{reason(batch)}, undone")
    forget_organizations(batch)
    batch.counts = {**batch.counts, "undone": len(untouched), "kept": len(rows) - len(untouched)}
    batch.save(update_fields=["counts"])
    return len(untouched), len(rows) - len(untouched)


def still_as_written(rows: list[ImportRow], only: frozenset[int] | None) -> list[ImportRow]:
    """Rows whose service nobody has changed since, and whose organisation is one of `only`."""
    return [
        row
        for row in rows
        if row.service
        and row.service.version == row.service_version
        and (only is None or row.service.organization_id in only)
    ]


def take_back(rows: list[ImportRow], *, by: Any, why: str) -> None:
    """What is new goes, what was changed is put back as it was."""
    new = [row.service for row in rows if row.state == State.NEW and row.service]
    changed = [
        (row.service, row.before) for row in rows if row.state == State.CHANGED and row.service and row.before
    ]
    applying.take_away(new, by=by, why=why)
    applying.restore(changed, by=by, why=why)


def forget_organizations(batch: Import) -> None:
    """Organisations that came with the import and have nothing left go with it."""
    made = Organization.objects.filter(
        pk__in=batch.mapping.get("created_organizations", []), version=1, deleted_at=None
    )
    busy = Service.objects.filter(deleted_at=None).values("organization_id")
    made.exclude(pk__in=busy).exclude(points__deleted_at=None, points__isnull=False).exclude(
        memberships__isnull=False
    ).update(deleted_at=timezone.now())


@transaction.atomic
def discard_import(batch: Import) -> None:
    """Forget a draft and its file."""
    claim_draft(batch).delete()


def reason(batch: Import) -> str:
    return f"import {batch.public_id}"
