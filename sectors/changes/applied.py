"""A checked file becomes services: its good rows are written into the map in one transaction, once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from sectors import bulk
from sectors.changes.imports import AlreadyApplied, bringable
from sectors.fourws import applying, matching, reached
from sectors.fourws.progress import Progress, quiet
from sectors.fourws.staging import recount
from sectors.fourws.who import read_organizations
from sectors.models import Import, ImportRow, Place

State = ImportRow.State
GOOD = (State.NEW, State.CHANGED, State.UNCHANGED)
WRITTEN = ("state", "service_id", "service_version", "before")


def apply_import(batch: Import, *, by: Any, progress: Progress = quiet) -> Import:
    """Write the good rows into the map, once; the file itself is let go.

    The rows are read before the transaction begins, because on SQLite nobody else can write while it lasts.
    """
    rows = good_rows(batch)
    with transaction.atomic():
        claim(batch)
        if marks(rows) != list(good_rows_of(batch).values_list("pk", "mark")):
            rows = good_rows(batch)
        rows = bringing(rows, bringable(by, batch.group))
        progress(0, len(rows), "matching")
        stood = {row.pk: (row.state, row.service_id) for row in rows}
        ids = settle_organizations(batch, rows, by=by)
        match_again(batch, rows)
        progress(0, len(rows), "writing")
        write_services(batch, rows, ids, by=by)
        progress(len(rows), len(rows), "receipt")
        keep_rows(row for row in rows if written(row) or stood[row.pk] != (row.state, row.service_id))
        recount(batch)
    return batch


def good_rows_of(batch: Import) -> Any:
    return batch.rows.filter(state__in=GOOD).order_by("number")


def good_rows(batch: Import) -> list[ImportRow]:
    columns = ("pk", "mark", "number", "state", "values", "service_id", "before")
    return [
        ImportRow(batch=batch, pk=pk, mark=mark, number=number, state=state, values=values, service_id=service, before=before)
        for pk, mark, number, state, values, service, before in good_rows_of(batch).values_list(*columns)
    ]  # fmt: skip


def marks(rows: list[ImportRow]) -> list[tuple[int, str]]:
    return [(row.pk, row.mark) for row in rows]


def claim(batch: Import) -> None:
    """Of two people who press the button only one imports, and of two files of one country the second waits."""
    claimed = Import.objects.filter(pk=batch.pk, state=Import.State.DRAFT).update(
        state=Import.State.APPLIED, applied_at=timezone.now(), content=None, parsed=None
    )
    if not claimed:
        raise AlreadyApplied
    batch.refresh_from_db()
    list(
        Place.objects.select_for_update(no_key=True).filter(pcode=batch.group.place.country).values_list("pk")
    )


def bringing(rows: list[ImportRow], only: frozenset[int] | None) -> list[ImportRow]:
    """Whoever presses the button brings what they may bring, whoever checked the file before."""
    if only is None:
        return rows
    foreign = [row.pk for row in rows if row.values["organization"] not in only]
    ImportRow.objects.filter(pk__in=bulk.among(foreign)).update(state=State.LEFT_OUT)
    return [row for row in rows if row.values["organization"] in only]


def settle_organizations(batch: Import, rows: list[ImportRow], *, by: Any) -> dict[str, int]:
    """key → id; what the file brought is made now, unless somebody made it meanwhile."""
    ids = {
        row.values["organization_key"]: row.values["organization"]
        for row in rows
        if row.values["organization"]
    }
    needed = {row.values["organization_key"] for row in rows} - ids.keys()
    created: dict[str, int] = {}
    if new := [one for one in batch.mapping["new_organizations"] if one["key"] in needed]:
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


def match_again(batch: Import, rows: list[ImportRow]) -> None:
    """What was new when the file was checked may stand by now."""
    values = [row.values for row in rows]
    found = matching.match(values, matching.read_known(batch.group, values))
    for row, (service, same) in zip(rows, found, strict=True):
        row.service_id = service
        row.state = State.UNCHANGED if same else State.CHANGED if service else State.NEW


def write_services(batch: Import, rows: list[ImportRow], ids: dict[str, int], *, by: Any) -> None:
    language, why = batch.mapping["language"], reason(batch)
    new = [row for row in rows if row.state == State.NEW]
    created = applying.create([row.values for row in new], ids, by=by, why=why, language=language)
    for row, service in zip(new, created, strict=True):
        row.before, row.service_id, row.service_version = None, service, 1
    changed = [(row, row.service_id) for row in rows if row.state == State.CHANGED and row.service_id]
    services = applying.read_services([service for _row, service in changed], lock=True)
    pairs = [(services[service], row.values) for row, service in changed]
    for (row, _service), one in zip(
        changed, applying.change(pairs, by=by, why=why, language=language), strict=True
    ):
        row.before, row.service_version = one.before, one.version
    write_reach(new, [row for row, _service in changed])


def write_reach(new: list[ImportRow], changed: list[ImportRow]) -> None:
    pairs = [(row.service_id, row.values) for row in (*new, *changed) if row.service_id]
    befores = reached.write(pairs, [row.service_id for row in changed if row.service_id])
    for row in changed:
        key = (row.service_id or 0, row.values.get("month") or "")
        if key in befores and row.before is not None:
            row.before["reach"] = befores[key]


def written(row: ImportRow) -> bool:
    return row.state in (State.NEW, State.CHANGED)


def keep_rows(rows: Iterable[ImportRow]) -> None:
    """What became of each row."""
    bulk.change(ImportRow, WRITTEN, [(row.pk, *(getattr(row, name) for name in WRITTEN)) for row in rows])


def reason(batch: Import) -> str:
    return f"import {batch.public_id}"
