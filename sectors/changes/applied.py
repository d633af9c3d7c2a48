"""A checked file becomes services: its good rows are written into the map in one transaction, once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from sectors import bulk
from sectors.changes.imports import AlreadyApplied, bringable
from sectors.fourws import applying, ended, matching, meanwhile, reached
from sectors.fourws.progress import Progress, quiet
from sectors.fourws.staging import recount
from sectors.fourws.who import read_organizations
from sectors.models import Import, ImportRow, Place

State = ImportRow.State
GOOD = (State.NEW, State.CHANGED, State.UNCHANGED)
IMPORT = "import"
STEPS = 6  # of which writing new services takes two
READ = ("pk", "mark", "number", "state", "values", "service_id", "before")
WRITTEN = ("service_id", "service_version", "before")


@dataclass(slots=True)
class Row:
    """A row of the file while it is applied: ten thousand model objects cost more than writing them."""

    pk: int
    mark: str
    number: int
    state: str
    values: dict[str, Any]
    service_id: int | None
    before: dict[str, Any] | None
    service_version: int | None = None
    problems: list[dict[str, Any]] = field(default_factory=list)


def apply_import(batch: Import, *, by: Any, progress: Progress = quiet) -> Import:
    """Write the good rows into the map, once; the file itself is let go.

    The rows are read before the transaction begins, because on SQLite nobody else can write while it lasts.
    """
    rows = good_rows(batch)
    with transaction.atomic():
        claim(batch)
        if marks(rows) != list(good_rows_of(batch).values_list("pk", "mark")):
            rows = good_rows(batch)
        only = bringable(by, batch.group)
        rows = bringing(rows, only)
        progress(0, STEPS, "matching")
        stood = {row.pk: row.state for row in rows}
        ids = settle_organizations(batch, [row for row in rows if not says_nothing(row)], by=by)
        match_again(batch, rows)
        write_services(batch, rows, ids, by=by, progress=progress)
        progress(STEPS - 1, STEPS, "receipt")
        keep_rows(rows, stood)
        end_others(batch, only, by=by)
        batch.save(update_fields=["mapping"])
        recount(batch)
    return batch


def good_rows_of(batch: Import) -> Any:
    return batch.rows.filter(state__in=GOOD).order_by("number")


def good_rows(batch: Import) -> list[Row]:
    return [Row(*row) for row in good_rows_of(batch).values_list(*READ)]


def marks(rows: list[Row]) -> list[tuple[int, str]]:
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


def bringing(rows: list[Row], only: frozenset[int] | None) -> list[Row]:
    """Whoever presses the button brings what they may bring, whoever checked the file before."""
    if only is None:
        return rows
    foreign = [row.pk for row in rows if not says_nothing(row) and row.values["organization"] not in only]
    ImportRow.objects.filter(pk__in=bulk.among(foreign)).update(state=State.LEFT_OUT)
    return [row for row in rows if says_nothing(row) or row.values["organization"] in only]


def says_nothing(row: Row) -> bool:
    """A row of a file of ours that came back as it went out: it says nothing, so nothing in it has to be understood."""
    return row.state == State.UNCHANGED and bool(row.values.get("untouched"))


def settle_organizations(batch: Import, rows: list[Row], *, by: Any) -> dict[str, int]:
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
    ids |= created
    joined = applying.join(set(ids.values()), batch.group)
    batch.mapping = {**batch.mapping, "wrote": {"organizations": sorted(created.values()), "joined": joined}}
    for row in rows:
        row.values["organization"] = ids[row.values["organization_key"]]
        for name in ("donor", "partners"):
            row.values[name] = [
                pk for one in row.values[name] if (pk := ids.get(one, one)) != row.values["organization"]
            ]
    return ids


def match_again(batch: Import, rows: list[Row]) -> None:
    """What was new when the file was checked may stand by now."""
    values = [row.values for row in rows]
    found = matching.match(values, matching.read_known(batch.group, values))
    for row, (service, same) in zip(rows, found, strict=True):
        if says_nothing(row):
            continue
        row.service_id = service
        row.state = State.UNCHANGED if same else State.CHANGED if service else State.NEW


def write_services(
    batch: Import, rows: list[Row], ids: dict[str, int], *, by: Any, progress: Progress
) -> None:
    progress(1, STEPS, "writing")
    language, why = batch.mapping["language"], reason(batch)
    new = [row for row in rows if row.state == State.NEW]
    created = applying.create([row.values for row in new], ids, by=by, why=why, language=language)
    for row, service in zip(new, created, strict=True):
        row.before, row.service_id, row.service_version = None, service, 1
    progress(3, STEPS, "writing")
    changed = [row for row in rows if row.state == State.CHANGED]
    services = applying.read_services((row.service_id for row in changed if row.service_id), lock=True)
    meanwhile.set_aside(batch, changed, services)
    changed = [row for row in changed if row.state == State.CHANGED]
    pairs = [(services[row.service_id or 0], row.values) for row in changed]
    unsaid = applying.silent(batch)
    changes = applying.change(pairs, by=by, why=why, language=language, unsaid=unsaid)
    for row, one in zip(changed, changes, strict=True):
        row.before, row.service_version = one.before, one.version
        row.state = State.CHANGED if one.columns or one.links else State.UNCHANGED
    progress(4, STEPS, "writing")
    write_reach(new, changed)


def write_reach(new: list[Row], changed: list[Row]) -> None:
    pairs = [(row.service_id, row.values) for row in (*new, *changed) if row.service_id]
    befores = reached.write(pairs, [row.service_id for row in changed if row.service_id])
    for row in changed:
        key = (row.service_id or 0, row.values.get("month") or "")
        if key in befores and row.before is not None:
            row.before["reach"] = befores[key]


def keep_rows(rows: list[Row], stood: dict[int, str]) -> None:
    """What became of each row; most become what was shown."""
    moved = [row for row in rows if row.state != stood[row.pk]]
    same = [row for row in rows if row.state == stood[row.pk] and row.state != State.UNCHANGED]
    for columns, some in ((WRITTEN, same), ((*WRITTEN, "state", "problems"), moved)):
        bulk.change(ImportRow, columns, [(row.pk, *(getattr(row, name) for name in columns)) for row in some])


def end_others(batch: Import, only: frozenset[int] | None, *, by: Any) -> None:
    """What is not in this file any more ends, if the person said so when checking it."""
    if (on := ended.decided(batch.answers)) and (gone := ended.missing(batch, only)):
        batch.mapping["wrote"]["ended"] = ended.end(gone, on, by=by, why=reason(batch))


def reason(batch: Import) -> str:
    """A code for history; the roof puts it into words, with a link to the file."""
    return f"{IMPORT} {batch.public_id}"
