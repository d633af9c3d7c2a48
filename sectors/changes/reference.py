"""The code lists: from `sectors/reference/*.csv` into the tables, as often as one likes, all of them or none.

A row is known by its code, and by its edition where a list has several. What is in its file no longer is retired,
never deleted. National codes (with a group) and rows somebody added by hand (without a label status) are left alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import translation

from sectors.models import Activity, Crosswalk, Sector, Term
from sectors.reference.sheets import (
    ACTIVITIES,
    COMMON,
    CROSSWALK,
    HINTS,
    NAMES,
    SECTORS,
    STATUS,
    STATUSES,
    ReferenceError,
    ReferenceProblem,
    Sheet,
)

__all__ = ["FOLDER", "ReferenceError", "load_reference"]

FOLDER = Path(__file__).resolve().parent.parent / "reference"
LABEL = [*NAMES, *HINTS, "aliases", "sensitive", "edition", "source", "label_status", "position", "active"]

Counts = dict[str, int]
Key = tuple[str, str]


def load_reference(*, folder: Path | str = FOLDER, check: bool = False) -> dict[str, Counts]:
    """Bring the tables to what the files say; with `check`, only count what would change.

    Raises `ReferenceError` and writes nothing when anything in a file is wrong.
    """
    files = sorted(Path(folder).glob("*.csv"), key=_order)
    if not files:
        raise ReferenceError([ReferenceProblem(str(folder), 0, "", "there is no CSV file in this folder")])
    with transaction.atomic(), translation.override("en"):  # the plain `name` column is the English one
        counts = {path.name: _load(Sheet(path)) for path in files}
        if check:
            transaction.set_rollback(True)
    return counts


def _order(path: Path) -> tuple[int, str]:
    """Sectors are named by activities, activities by the crosswalk."""
    first = (SECTORS, ACTIVITIES, CROSSWALK)
    return (first.index(path.name) if path.name in first else len(first), path.name)


def _load(sheet: Sheet) -> Counts:
    if sheet.file == CROSSWALK:
        return _load_crosswalk(sheet)
    if sheet.file == SECTORS:
        table = _Table(Sector, {})
        table.fill(sheet, lambda row: {"kind": row["kind"]})
    elif sheet.file == ACTIVITIES:
        known = set(Sector.objects.values_list("code", flat=True))
        table = _Table(Activity, {}, editions=True)
        table.fill(sheet, lambda row: _activity(sheet, row, known))
    else:
        table = _Table(Term, {"vocabulary": Path(sheet.file).stem})
        table.fill(sheet, lambda row: {"extra": _extra(row)})
    sheet.stop_if_wrong()
    return table.write()


@dataclass
class _Table:
    """The rows of one table (or vocabulary) as they are, and as the file wants them."""

    model: Any
    scope: dict[str, str]
    editions: bool = False
    wanted: dict[Key, dict[str, Any]] = field(default_factory=dict)
    parents: dict[Key, Key] = field(default_factory=dict)

    def fill(self, sheet: Sheet, specific: Any) -> None:
        for position, row in enumerate(sheet.rows, start=1):
            key = self.key(row["edition"], row["code"])
            if key in self.wanted:
                sheet.wrong(row, "code", f"“{row['code']}” is there twice")
            values = {"code": row["code"], **self.scope, **_label(sheet, row, position), **specific(row)}
            self.wanted[key] = values
            if row.get("parent"):
                self.parents[key] = self.key(row["edition"], row["parent"])
            _check_fields(sheet, row, self.model(**values))
        for key, parent in self.parents.items():
            if parent not in self.wanted:
                number = self.wanted[key]["position"] - 1
                sheet.wrong(sheet.rows[number], "parent", f"“{parent[1]}” is not a code of this file")

    def key(self, edition: str, code: str) -> Key:
        return (edition if self.editions else "", code)

    def write(self) -> Counts:
        rows = {self.key(row.edition, row.code): row for row in self.model.objects.filter(**self.scope)}
        new = [self.model(**values) for key, values in self.wanted.items() if key not in rows]
        changed = [
            row for key, row in rows.items() if key in self.wanted and self._update(row, self.wanted[key])
        ]
        retired = [row for key, row in rows.items() if key not in self.wanted and row.active and _ours(row)]
        for row in retired:
            row.active = False
        self.model.objects.bulk_create(new)
        rows |= {self.key(row.edition, row.code): row for row in new}
        moved = self._place_below_parents(rows) if hasattr(self.model, "parent") else []
        fresh = {row.pk for row in new}
        altered = {row.pk: row for row in [*changed, *moved] if row.pk not in fresh}
        fields = sorted(
            {*LABEL, "name", "hint", *next(iter(self.wanted.values()), {})} - {"code", *self.scope}
        )
        if hasattr(self.model, "parent"):
            fields.append("parent")
        self.model.objects.bulk_update(
            [*altered.values(), *retired, *(row for row in moved if row.pk in fresh)], fields
        )
        unchanged = len(self.wanted) - len(new) - len(altered)
        return {"created": len(new), "changed": len(altered), "unchanged": unchanged, "retired": len(retired)}

    def _update(self, row: models.Model, values: dict[str, Any]) -> bool:
        if getattr(row, "group_id", None):
            return False
        different = {name: value for name, value in values.items() if getattr(row, name) != value}
        for name, value in different.items():
            setattr(row, name, value)
        return bool(different)

    def _place_below_parents(self, rows: dict[Key, Any]) -> list[Any]:
        moved = []
        for key in self.wanted:
            row, parent = rows[key], rows.get(self.parents.get(key, ("", "")))
            if not getattr(row, "group_id", None) and row.parent_id != (parent.pk if parent else None):
                row.parent = parent
                moved.append(row)
        return moved


def _ours(row: Any) -> bool:
    """Whether the row came from a file: national codes have a group, rows added by hand no label status."""
    return bool(row.label_status) and not getattr(row, "group_id", None)


def _label(sheet: Sheet, row: dict[str, Any], position: int) -> dict[str, Any]:
    for column in ("code", "edition", "source", *NAMES):
        if not row[column]:
            sheet.wrong(row, column, "the cell is empty")
    for column in STATUSES:
        if row[column] not in STATUS:
            sheet.wrong(row, column, f"“{row[column]}” is not one of {', '.join(STATUS)}")
    hints = {column: row.get(column, "") for column in HINTS}
    for column, hint in hints.items():
        if not hint and any(hints.values()):
            sheet.wrong(row, column, "the hint is missing in this language")
    if row["sensitive"] not in ("", "0", "1"):
        sheet.wrong(row, "sensitive", f"“{row['sensitive']}” is not 0 or 1")
    return {
        **{column: row[column] for column in NAMES},
        **hints,
        "aliases": _list(row["aliases"]),
        "sensitive": row["sensitive"] == "1",
        "edition": row["edition"],
        "source": row["source"],
        "label_status": {language: row[column] for column, language in STATUSES.items()},
        "position": position,
        "active": True,
    }


def _check_fields(sheet: Sheet, row: dict[str, Any], candidate: models.Model) -> None:
    """Lengths and choices, as the model has them."""
    try:
        candidate.clean_fields(
            exclude={"parent", "group", "name", "hint", *(c for c in COMMON if not row.get(c))}
        )
    except ValidationError as error:
        for column, messages in error.message_dict.items():
            sheet.wrong(row, column, " ".join(messages))


def _activity(sheet: Sheet, row: dict[str, Any], sectors: set[str]) -> dict[str, Any]:
    codes = _list(row["sectors"])
    for code in codes:
        if code not in sectors:
            sheet.wrong(row, "sectors", f"“{code}” is not a code of {SECTORS}")
    if row["layer"] not in ("", "1", "2", "3", "4"):
        sheet.wrong(row, "layer", f"“{row['layer']}” is not 1, 2, 3 or 4")
    layer = int(row["layer"]) if row["layer"].isdecimal() else None
    return {"grouping": row["grouping"], "layer": layer, "sector_codes": codes}


def _extra(row: dict[str, Any]) -> dict[str, Any]:
    """What only this vocabulary has; numbers as numbers."""
    own = {column: cell for column, cell in row.items() if column not in {*COMMON, *HINTS, "row", "parent"}}
    return {column: int(cell) if cell.isdecimal() else cell or None for column, cell in own.items()}


def _list(cell: str) -> list[str]:
    return [word.strip() for word in cell.split("|") if word.strip()]


def _load_crosswalk(sheet: Sheet) -> Counts:
    known = {(row.edition, row.code): row for row in Activity.objects.all()}
    links = {(link.from_activity_id, link.to_activity_id): link for link in Crosswalk.objects.all()}
    wanted: dict[tuple[int, int], Crosswalk] = {}
    for row in sheet.rows:
        ends = [known.get((row[f"{end}_edition"], row[f"{end}_code"])) for end in ("from", "to")]
        for end, activity in zip(("from", "to"), ends, strict=True):
            if activity is None:
                sheet.wrong(
                    row, f"{end}_code", f"“{row[f'{end}_code']}” is not a code of {row[f'{end}_edition']}"
                )
        if all(ends):
            link = Crosswalk(from_activity=ends[0], to_activity=ends[1], source=row["source"])
            if wanted.setdefault((link.from_activity_id, link.to_activity_id), link) is not link:
                sheet.wrong(row, "to_code", "this pair is there twice")
    sheet.stop_if_wrong()
    return _write_crosswalk(links, wanted)


def _write_crosswalk(
    links: dict[tuple[int, int], Crosswalk], wanted: dict[tuple[int, int], Crosswalk]
) -> Counts:
    new = [link for pair, link in wanted.items() if pair not in links]
    changed = [link for pair, link in links.items() if pair in wanted and _relink(link, wanted[pair].source)]
    retired = [link for pair, link in links.items() if pair not in wanted and link.active]
    for link in retired:
        link.active = False
    Crosswalk.objects.bulk_create(new)
    Crosswalk.objects.bulk_update([*changed, *retired], ["source", "active"])
    unchanged = len(wanted) - len(new) - len(changed)
    return {"created": len(new), "changed": len(changed), "unchanged": unchanged, "retired": len(retired)}


def _relink(link: Crosswalk, source: str) -> bool:
    different = link.source != source or not link.active
    link.source, link.active = source, True
    return different
