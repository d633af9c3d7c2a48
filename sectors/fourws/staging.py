"""A file on its way in: every row kept beside what it would become. Nothing of the map is touched.

After an answer only the rows it can touch are checked again, and only rows that became something else are written.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

from django.db import transaction

from sectors import bulk
from sectors.fourws import applying, matching, meanwhile, opening, reading
from sectors.fourws.checked import Checked
from sectors.fourws.checking import Checker
from sectors.fourws.decisions import answers_of
from sectors.fourws.opening import Opened, learned_words
from sectors.fourws.packing import pack, unpack
from sectors.fourws.progress import Progress, quiet
from sectors.models import Import, ImportRow

State = ImportRow.State
KEPT = ("values", "state", "service_id")
GOOD = frozenset({State.NEW, State.CHANGED, State.UNCHANGED})
MARKED = ("cells", "values", "state", "problems", "notes", "before", "service_id")
SAVED = [
    "sheet", "header_row", "header_chosen", "mapping", "fixed_values", "answers", "parsed", "version", "updated_at",
]  # fmt: skip
WRITTEN = (*MARKED, "mark")


def stage(
    batch: Import,
    book: reading.Workbook,
    *,
    only: frozenset[int] | None,
    by: Any,
    progress: Progress = quiet,
) -> Import:
    """A new file, or one a person reads otherwise: open it, check every row, keep it beside what it would become."""
    chosen = "columns" in batch.mapping
    opened = opening.open_chosen(batch, book) if chosen else opening.open_new(batch, book, only)
    table, known = opened.table, opened.remembered
    batch.sheet, batch.header_row, batch.parsed = table.sheet, table.header_row, pack(table)
    if known is not None:
        batch.header_chosen = known.header_row
        batch.mapping = {"chosen": known.columns, "remembered": known.at.date().isoformat()}
    batch.mapping = {"chosen": {}, **batch.mapping, **opening.described(opened, book)}
    return check(batch, opened, only=only, by=by, progress=progress)


def stage_again(
    batch: Import, *, only: frozenset[int] | None, by: Any, about: set[int] | None = None
) -> Import:
    """The same table with other answers. `about`: the numbers of the rows they can touch; None means all."""
    opened = opening.open_packed(batch, unpack(bytes(batch.parsed or b"")))
    return check(batch, opened, only=only, by=by, about=about)


def check(
    batch: Import,
    opened: Opened,
    *,
    only: frozenset[int] | None,
    by: Any,
    about: set[int] | None = None,
    progress: Progress = quiet,
) -> Import:
    table = opened.table
    checker = Checker(
        batch.group, table, opened.columns, fixed=batch.fixed_values, only=only, by=by,
        answers=answers_of(batch), synonyms=learned_words(batch.group),
    )  # fmt: skip
    progress(0, len(table.rows), "checking")
    checked = {row.number: row for row in checker.run(about)}
    progress(0, len(checked), "keeping")
    with transaction.atomic():
        if batch.pk is None:
            batch.save()
        stood = {
            row.number: row for row in batch.rows.only("number", "mark", *KEPT if about is not None else ())
        }
        others = {number: row for number, row in stood.items() if about is not None and number not in checked}
        batch.mapping["new_organizations"] = new_organizations(checker, checked.values(), others.values())
        write(batch, matched(batch, checked, others), stood, gone=about is None)
        batch.save(update_fields=SAVED)
        recount(batch)
    return batch


def matched(batch: Import, checked: dict[int, Checked], others: dict[int, ImportRow]) -> list[ImportRow]:
    """The rows to keep, each with its state: those just checked, and others for which a service is found or lost by that."""
    good = {number: row.values for number, row in checked.items() if row.accepted}
    good |= {number: row.values for number, row in others.items() if row.state in GOOD}
    numbers = sorted(good)
    values = [good[number] for number in numbers]
    pairs = matching.match(values, matching.read_known(batch.group, values))
    found = dict(zip(numbers, pairs, strict=True))
    moved = [
        number
        for number, row in others.items()
        if row.state in GOOD and found[number] != (row.service_id, row.state == State.UNCHANGED)
    ]
    again = batch.rows.in_bulk([others[number].pk for number in moved])
    rows = [staged(batch, row) for row in checked.values()] + list(again.values())
    services = applying.read_services(
        [
            service
            for row in rows
            if row.number in found
            for service, same in [found[row.number]]
            if service and not same
        ]
    )
    for row in rows:
        if row.number in found:
            settle(row, *found[row.number], services, batch.mapping["language"])
    meanwhile.hold(batch, (row for row in rows if row.state == State.CHANGED), services)
    return rows


def staged(batch: Import, row: Checked) -> ImportRow:
    return ImportRow(
        batch=batch,
        number=row.number,
        cells=without_persons(batch, row),
        values=row.values,
        state=state_of(row),
        problems=row.problems,
        notes=row.notes,
    )


def settle(row: ImportRow, service: int | None, same: bool, services: dict[int, Any], language: str) -> None:
    """What the row does to the service it is; what a changed one would change is kept in `before`."""
    row.state = State.UNCHANGED if same else State.CHANGED if service else State.NEW
    row.service_id, row.before = service, None
    if row.state == State.CHANGED and service:
        row.before = applying.differences(services[service], row.values, language)


def state_of(row: Checked) -> str:
    """Before anybody has asked whether there is such a service."""
    if row.left_out:
        return State.LEFT_OUT
    return State.DUPLICATE if row.same_as is not None else State.PROBLEM if row.problems else State.NEW


def without_persons(batch: Import, row: Checked) -> list[str]:
    """Names, phones and addresses of people are not kept, not even on the way."""
    private = {column["index"] for column in batch.mapping["columns"] if column["field"] == "private"}
    return ["" if index in private else cell for index, cell in enumerate(row.cells)]


def write(batch: Import, rows: list[ImportRow], stood: dict[int, ImportRow], *, gone: bool) -> None:
    """New rows, and those that became something else. `gone`: what the table has no more goes."""
    for row in rows:
        row.mark = mark_of(row)
        row.pk = stood[row.number].pk if row.number in stood else None
    new = [(batch.pk, row.number, *columns_of(row)) for row in rows if row.pk is None]
    bulk.insert(ImportRow, ("batch_id", "number", *WRITTEN), new)
    moved = [row for row in rows if row.number in stood and row.mark != stood[row.number].mark]
    bulk.change(ImportRow, WRITTEN, [(row.pk, *columns_of(row)) for row in moved])
    left = stood.keys() - {row.number for row in rows} if gone else ()
    ImportRow.objects.filter(pk__in=bulk.among(stood[number].pk for number in left)).delete()


def columns_of(row: ImportRow) -> tuple[Any, ...]:
    return tuple(row.__dict__[name] for name in WRITTEN)


def mark_of(row: ImportRow) -> str:
    """Changes when anything kept of the row does."""
    said = json.dumps([getattr(row, name) for name in MARKED], ensure_ascii=False, default=str)
    return blake2b(said.encode(), digest_size=8).hexdigest()


def new_organizations(
    checker: Checker, checked: Iterable[Checked], others: Iterable[ImportRow]
) -> list[dict[str, Any]]:
    """The organisations this file would bring, with how many rows they have."""
    values = [row.values for row in checked if row.accepted] + [
        row.values for row in others if row.state in GOOD
    ]
    rows = Counter(one["organization_key"] for one in values if one.get("organization") is None)
    found = []
    for key, times in rows.items():
        one = checker.know.people.fresh[key]
        kind = checker.know.words.types.find(one.type_text)
        found.append(
            {
                "key": key,
                "name": one.name,
                "acronym": one.acronym,
                "type": kind.id if kind else None,
                "rows": times,
            }
        )
    return sorted(found, key=lambda one: str(one["name"]))


def recount(batch: Import) -> None:
    counts = Counter(batch.rows.values_list("state", flat=True))
    batch.counts = {"rows": counts.total(), **{state: counts[state] for state in State.values}}
    batch.save(update_fields=["counts"])
