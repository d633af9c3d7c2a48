"""How any row is written, removed and brought back: checked, in history, never over somebody else's change."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from sectors.models.records import Record, person

UNDO_DAYS = 30
NOT_UNDONE = {"id", "public_id", "version", "created_at", "updated_at"}

Row = TypeVar("Row", bound=Record)


class Conflict(Exception):
    """Somebody else changed the row meanwhile; carries the row as it is now, so that both can be shown."""

    def __init__(self, theirs: Record) -> None:
        super().__init__(str(theirs))
        self.theirs = theirs


class NothingToUndo(Exception):
    """There is no earlier state, or it is older than the days in which one may undo."""


@transaction.atomic
def keep(
    row: Row, *, by: Any, seen: int | None = None, many: dict[str, Iterable[Any]] | None = None, why: str = ""
) -> Row:
    """Check the row, write it, and write its history.

    `seen` is the version the person was looking at: if the row has moved on, `Conflict` is raised and nothing is
    written. `many` sets many-to-many fields by name. Raises ValidationError.
    """
    row.full_clean()
    if row.pk:
        _claim(row, seen)
    links = _changed_links(row, linked := {name: list(rows) for name, rows in (many or {}).items()})
    row._history_user = person(by)  # type: ignore[attr-defined]
    row._change_reason = json.dumps({"why": why, "links": links}) if links else why  # type: ignore[attr-defined]
    row.save()
    for name, rows in linked.items():
        getattr(row, name).set(rows)
    return row


def _changed_links(row: Record, many: dict[str, list[Any]]) -> dict[str, list[list[int]]]:
    """What becomes of many-to-many fields, as {name: [keys before, keys after]}: history keeps only columns."""
    found = {}
    for name, rows in many.items() if row.pk else ():
        before = sorted(getattr(row, name).values_list("pk", flat=True))
        after = sorted(getattr(one, "pk", one) for one in rows)
        if before != after:
            found[name] = [before, after]
    return found


def read_reason(text: str | None) -> tuple[str, dict[str, list[list[int]]]]:
    """Why a row was changed, and which of its links changed with it, from a record of its history."""
    if not (text or "").startswith("{"):
        return text or "", {}
    found = json.loads(text or "")
    return found["why"], found["links"]


def _claim(row: Record, seen: int | None) -> None:
    """Move the version on in one statement, so that of two writers only one can."""
    model = type(row)
    rows = model._base_manager.filter(pk=row.pk)
    if seen is not None:
        rows = rows.filter(version=seen)
    if not rows.update(version=F("version") + 1):
        raise Conflict(model._base_manager.get(pk=row.pk))
    row.version = model._base_manager.values_list("version", flat=True).get(pk=row.pk)


def remove(row: Row, *, by: Any, why: str = "") -> Row:
    """Take the row out of sight; it can be brought back for 30 days."""
    row.deleted_at = timezone.now()
    return keep(row, by=by, why=why or "removed")


@transaction.atomic
def undo(row: Row, *, by: Any) -> Row:
    """Put the row back as it was before its latest change; undoing a creation removes the row."""
    records = list(row.history.order_by("-history_date", "-history_id")[:2])  # type: ignore[attr-defined]
    if not records or timezone.now() - records[0].history_date > timedelta(days=UNDO_DAYS):
        raise NothingToUndo
    if len(records) == 1:
        return remove(row, by=by, why="undone")
    before: models.Model = records[1].instance
    for field in row._meta.concrete_fields:
        if field.name not in NOT_UNDONE and hasattr(before, field.attname):
            setattr(row, field.attname, getattr(before, field.attname))
    _why, links = read_reason(records[0].history_change_reason)
    return keep(row, by=by, why="undone", many={name: keys[0] for name, keys in links.items()})
