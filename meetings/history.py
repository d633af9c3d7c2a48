"""What became of a row, in words: who changed what, when, from what to what."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models

from sectors.dates import written

HIDDEN = {
    "id",
    "public_id",
    "version",
    "revision",
    "created_at",
    "updated_at",
    "closed_by",
    "position",
    "number",
}


@dataclass
class Changed:
    label: str
    before: str
    after: str


@dataclass
class Step:
    who: Any
    when: datetime
    why: str
    changed: list[Changed] = field(default_factory=list)
    first: bool = False


def last_hand(row: models.Model) -> int | None:
    """Who made the latest change."""
    latest = row.history.order_by("-history_date", "-history_id").first()  # type: ignore[attr-defined]
    return latest.history_user_id if latest else None


def history_of(row: models.Model) -> list[Step]:
    """The latest step first. Two queries, and one for each kind of row its fields point to."""
    records = list(row.history.select_related("history_user").order_by("history_date", "history_id"))  # type: ignore[attr-defined]
    fields = [one for one in row._meta.concrete_fields if one.name not in HIDDEN]
    names = _names_of_related(records, fields)
    steps = []
    for position, record in enumerate(records):
        step = Step(
            record.history_user, record.history_date, record.history_change_reason or "", first=position == 0
        )
        if position:
            step.changed = _changes(records[position - 1], record, fields, names)
        steps.append(step)
    return list(reversed([step for step in steps if step.first or step.changed]))


def _names_of_related(records: list[Any], fields: list[Any]) -> dict[str, dict[Any, str]]:
    names = {}
    for one in fields:
        pks = {getattr(record, one.attname) for record in records} - {None}
        if one.is_relation and pks:
            names[one.name] = {
                pk: str(found) for pk, found in one.related_model._base_manager.in_bulk(pks).items()
            }
    return names


def _changes(before: Any, after: Any, fields: list[Any], names: dict[str, dict[Any, str]]) -> list[Changed]:
    found = []
    for one in fields:
        old, new = getattr(before, one.attname), getattr(after, one.attname)
        if old != new:
            words = [_words(one, value, names) for value in (old, new)]
            found.append(Changed(str(one.verbose_name), *words))
    return found


def _words(one: Any, value: Any, names: dict[str, dict[Any, str]]) -> str:
    if value in (None, ""):
        return ""
    if one.is_relation:
        return names.get(one.name, {}).get(value, "")
    if one.choices:
        return str(dict(one.flatchoices).get(value, value))
    if isinstance(one, models.DateField):
        return written(value)
    return str(value)
