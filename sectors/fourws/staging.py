"""A file on its way in: every row kept beside what it would become. Nothing of the map is touched."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

from sectors.fourws import applying, columns, layout, matching, reading
from sectors.fourws.checked import Checked
from sectors.fourws.checking import Checker
from sectors.fourws.columns import Column
from sectors.fourws.layout import Table
from sectors.fourws.measures import without_false_splits
from sectors.models import Import, ImportRow

State = ImportRow.State
BATCH = 1000


def stage(batch: Import, book: reading.Workbook, *, only: frozenset[int] | None, by: Any) -> Import:
    """Check every row and keep it beside what it would become; nothing of the map is touched."""
    table, found = open_table(batch, book)
    checker = Checker(batch.group, table, found, fixed=batch.fixed_values, only=only, by=by)
    checked = checker.run()
    batch.sheet, batch.header_row = table.sheet, table.header_row
    batch.mapping = {
        "columns": [
            vars(replace(column, example="" if column.field == "private" else column.example))
            for column in found
        ],
        "chosen": batch.mapping.get("chosen", {}),
        "sheets": [
            {"name": sheet.name, "rows": len(sheet.rows), "hidden": sheet.hidden}
            for sheet in book.sheets
            if sheet.rows
        ],
        "language": columns.language_of(table.headers),
        "new_organizations": new_organizations(checker, checked),
    }
    batch.save()
    batch.rows.all().delete()
    ImportRow.objects.bulk_create(staged(batch, checked), batch_size=BATCH)
    recount(batch)
    return batch


def open_table(batch: Import, book: reading.Workbook) -> tuple[Table, list[Column]]:
    sheet = book.sheet(batch.sheet) if batch.sheet else layout.choose(book)
    table = layout.find(sheet)
    chosen = {int(index): field for index, field in batch.mapping.get("chosen", {}).items()}
    found = without_false_splits(
        columns.by_hand(table.columns, chosen), [cells for _number, cells in table.rows]
    )
    layout.check(table, found)
    return table, found


def new_organizations(checker: Checker, checked: list[Checked]) -> list[dict[str, Any]]:
    """The organisations this file would bring, with how many rows they have."""
    rows = Counter(
        row.values["organization_key"]
        for row in checked
        if row.accepted and row.values.get("organization") is None
    )
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


def staged(batch: Import, checked: list[Checked]) -> list[ImportRow]:
    """Rows to keep, each with its state; what a changed one would change is kept in `before`."""
    good = [row for row in checked if row.accepted]
    matched = matching.match((row.values for row in good), matching.read_known(batch.group))
    found = dict(zip((row.number for row in good), matched, strict=True))
    changed = [service for service, same in found.values() if service and not same]
    services = applying.read_services(changed)
    language = batch.mapping["language"]
    rows = []
    for row in checked:
        service, same = found.get(row.number, (None, False))
        stands = services[service] if service and not same else None
        rows.append(
            ImportRow(
                batch=batch,
                number=row.number,
                cells=without_persons(batch, row),
                values=row.values,
                state=state_of(row, service, same),
                problems=row.problems,
                notes=row.notes,
                service_id=service,
                before=stands and applying.differences(stands, row.values, language),
            )
        )
    return rows


def without_persons(batch: Import, row: Checked) -> list[str]:
    """Names, phones and addresses of people are not kept, not even on the way."""
    private = {column["index"] for column in batch.mapping["columns"] if column["field"] == "private"}
    return ["" if index in private else cell for index, cell in enumerate(row.cells)]


def state_of(row: Checked, service: int | None, same: bool) -> str:
    if row.same_as is not None:
        return State.DUPLICATE
    if row.problems:
        return State.PROBLEM
    return State.UNCHANGED if same else State.CHANGED if service else State.NEW


def recount(batch: Import) -> None:
    counts = Counter(batch.rows.values_list("state", flat=True))
    batch.counts = {"rows": counts.total(), **{state: counts[state] for state in State.values}}
    batch.save(update_fields=["counts"])
