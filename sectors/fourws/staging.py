"""A file on its way in: every row kept beside what it would become. Nothing of the map is touched.

After an answer only the rows it can touch are checked again, and only rows that became something else are written.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models.fields.json import KeyTextTransform

from sectors import bulk
from sectors.bulk import Json
from sectors.fourws import applying, matching, meanwhile, opening, reading
from sectors.fourws.checked import Checked
from sectors.fourws.checking import Checker
from sectors.fourws.decisions import answers_of
from sectors.fourws.layout import Table
from sectors.fourws.opening import Opened, learned_words
from sectors.fourws.packing import pack
from sectors.fourws.progress import Progress, quiet
from sectors.models import Import, ImportRow

State = ImportRow.State
GOOD = frozenset({State.NEW, State.CHANGED, State.UNCHANGED})
WRITTEN = ("cells", "values", "problems", "notes", "before")
MARKED = (*WRITTEN, "state", "service_id")
SAVED = [
    "sheet", "header_row", "header_chosen", "mapping", "fixed_values", "answers", "parsed", "version", "updated_at",
]  # fmt: skip


@dataclass(slots=True)
class Row:
    """An ImportRow while a file is checked: ten thousand model objects cost more than keeping them."""

    number: int
    cells: list[str]
    values: dict[str, Any]
    state: str
    problems: list[dict[str, Any]]
    notes: list[dict[str, Any]]
    before: dict[str, Any] | None = None
    service_id: int | None = None


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
    batch: Import, table: Table, *, only: frozenset[int] | None, by: Any, about: set[int] | None = None
) -> Import:
    """The same table with other answers. `about`: the numbers of the rows they can touch; None means all."""
    opened = opening.open_packed(batch, table)
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
    checked = {row.number: row for row in checker.run(about, progress)}
    if about is None:
        apart = sum(bool(row.values) and not checker.is_mhpss(row) for row in checked.values())
        batch.mapping["other_sectors"] = apart if apart < len(checked) else 0
    progress(0, len(checked), "keeping")
    stood = standing(batch) if batch.pk else {}
    others = {number: row for number, row in stood.items() if about is not None and number not in checked}
    batch.mapping["new_organizations"] = new_organizations(checker, checked.values(), others.values())
    lines = lines_of(matched(batch, checked, stood, others))
    with (
        transaction.atomic()
    ):  # of a new file nothing was written so far: on SQLite others could write all the time
        if batch.pk is None:
            batch.save()
        write(batch, lines, stood, gone=about is None)
        batch.save(update_fields=SAVED)
        recount(batch)
    return batch


class Standing(NamedTuple):
    """A row as it is kept now: as little of it as tells whether it can change."""

    pk: int
    number: int
    mark: str
    state: str
    service_id: int | None
    key: str | None
    organization_key: str | None
    organization: int | None

    @property
    def twin(self) -> tuple[int | None, str | None]:
        """Rows that share it may be one another's service."""
        return self.organization, self.key


def standing(batch: Import) -> dict[int, Standing]:
    inside = [KeyTextTransform(name, "values") for name in ("key", "organization_key", "organization")]
    rows = batch.rows.order_by().values_list("pk", "number", "mark", "state", "service_id", *inside)
    return {row[1]: Standing._make((*row[:7], known(row[7]))) for row in rows}


def known(organization: Any) -> int | None:
    """An id out of JSON: one database says nothing of a null, the other “null”."""
    return None if organization in (None, "null") else int(organization)


def rivals(
    batch: Import, checked: dict[int, Checked], stood: dict[int, Standing], others: dict[int, Standing]
) -> dict[int, dict[str, Any]]:
    """number → values of the good rows that compete for services with those just checked, as they were or as they are."""
    twins = {stood[number].twin for number in checked if number in stood}
    twins |= {(row.values.get("organization"), row.values.get("key")) for row in checked.values()}
    pks = [row.pk for row in others.values() if row.state in GOOD and row.twin in twins]
    return dict(ImportRow.objects.filter(pk__in=bulk.among(pks)).values_list("number", "values"))


def matched(
    batch: Import, checked: dict[int, Checked], stood: dict[int, Standing], others: dict[int, Standing]
) -> list[Row | ImportRow]:
    """The rows to keep, each with its state: those just checked, and others for which a service is found or lost by that."""
    good = {number: row.values for number, row in checked.items() if row.accepted}
    beside = rivals(batch, checked, stood, others)
    good |= beside
    doubtful = {
        number: row.values for number, row in checked.items() if row.refused and row.values.get("untouched")
    }
    good |= doubtful
    numbers = sorted(good)
    values = [good[number] for number in numbers]
    pairs = matching.match(values, matching.read_known(batch.group, values))
    found = dict(zip(numbers, pairs, strict=True))
    for number in doubtful:  # what came back as it went out is what it is, whatever the checks say
        if not found[number][1]:
            del found[number]
    moved = [
        number
        for number in beside
        if found[number] != (others[number].service_id, others[number].state == State.UNCHANGED)
    ]
    again = ImportRow.objects.in_bulk([others[number].pk for number in moved])
    private = private_columns(batch)
    rows: list[Row | ImportRow] = [staged(row, private) for row in checked.values()]
    rows += again.values()
    services = applying.read_services(
        [
            service
            for row in rows
            if row.number in found
            for service, same in [found[row.number]]
            if service and not same
        ]
    )
    language, unsaid = batch.mapping["language"], applying.silent(batch)
    for row in rows:
        if row.number in found:
            settle(row, *found[row.number])
        if row.number in found and row.state == State.CHANGED and row.service_id:
            row.before = applying.differences(services[row.service_id], row.values, language, unsaid)
    meanwhile.hold(batch, (row for row in rows if row.state == State.CHANGED), services)
    return rows


def staged(row: Checked, private: frozenset[int]) -> Row:
    """Names, phones and addresses of people are not kept, not even on the way."""
    cells = row.cells
    if private:
        cells = ["" if index in private else cell for index, cell in enumerate(cells)]
    return Row(row.number, cells, row.values, state_of(row), row.problems, row.notes)


def settle(row: Row | ImportRow, service: int | None, same: bool) -> None:
    """What the row does to the service it is."""
    row.problems = []
    row.state = State.UNCHANGED if same else State.CHANGED if service else State.NEW
    row.service_id, row.before = service, None


def state_of(row: Checked) -> str:
    """Before anybody has asked whether there is such a service."""
    if row.left_out:
        return State.LEFT_OUT
    return State.DUPLICATE if row.same_as is not None else State.PROBLEM if row.problems else State.NEW


def private_columns(batch: Import) -> frozenset[int]:
    return frozenset(
        column["index"] for column in batch.mapping["columns"] if column["field"] == "private"
    )  # fmt: skip


def lines_of(rows: list[Row | ImportRow]) -> dict[int, tuple[Any, ...]]:
    """number → mark and columns, as they are written."""
    columns = {row.number: columns_of(row) for row in rows}
    return {number: (mark_of(some), *some) for number, some in columns.items()}


def write(
    batch: Import, lines: dict[int, tuple[Any, ...]], stood: dict[int, Standing], *, gone: bool
) -> None:
    """New rows, and those that became something else. `gone`: what the table has no more goes."""
    new, moved = [], []
    for number, line in lines.items():
        if number not in stood:
            new.append((batch.pk, number, *line))
        elif line[0] != stood[number].mark:
            moved.append((stood[number].pk, *line))
    bulk.insert(ImportRow, ("batch_id", "number", "mark", *MARKED), new)
    bulk.change(ImportRow, ("mark", *MARKED), moved)
    left = stood.keys() - lines.keys() if gone else ()
    ImportRow.objects.filter(pk__in=bulk.among(stood[number].pk for number in left)).delete()


def columns_of(row: Row | ImportRow) -> list[Any]:
    """What is kept of a row, each thing written as JSON once: for its mark and for the database."""
    lists = [None if (value := getattr(row, name)) is None else Json(json.dumps(value)) for name in WRITTEN]
    return [*lists, row.state, row.service_id]


def mark_of(columns: list[Any]) -> str:
    """Changes when anything kept of the row does."""
    return blake2b("\x1f".join(map(str, columns)).encode(), digest_size=8).hexdigest()


def new_organizations(
    checker: Checker, checked: Iterable[Checked], others: Iterable[Standing]
) -> list[dict[str, Any]]:
    """The organisations this file would bring, with how many rows they have."""
    new = [row.values for row in checked if row.accepted]
    rows = Counter(one["organization_key"] for one in new if one.get("organization") is None)
    rows.update(row.organization_key for row in others if row.state in GOOD and row.organization is None)
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
