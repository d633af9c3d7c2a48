"""Once and in order: a form sent twice makes one row, numbers have no doubles, nobody writes over anybody.

A form carries the public id its row will have. Whoever writes first locks the group, so the second
send finds the row that is already there.
"""

from __future__ import annotations

import re
from typing import Any, TypeVar

from django.db import models
from django.db.models import F, Max

from meetings.models import AgendaItem, Line, Meeting
from sectors.changes.rows import Conflict
from sectors.models import Group
from sectors.models.records import LETTERS, new_public_id

FORM_ID = re.compile(rf"[{LETTERS}]{{10}}")

Revised = TypeVar("Revised", AgendaItem, Line)


def lock(group_id: int) -> None:
    """Others who change something of the same group wait here until this transaction ends.

    One lock for all of it, taken first: whoever takes two in another order than somebody else waits for ever.
    """
    Group._base_manager.select_for_update(no_key=True).get(pk=group_id)


def next_number(model: type[models.Model], group: Group) -> int:
    """The number after the highest ever given in this group, removed rows included. Call it under `lock`."""
    highest = model._base_manager.filter(group=group).aggregate(highest=Max("number"))["highest"]
    return (highest or 0) + 1


def made_before(model: type[models.Model], form_id: str, **where: Any) -> Any:
    """The row an earlier send of the same form made."""
    return model._base_manager.filter(public_id=form_id, **where).first() if form_id else None


def id_for(model: type[models.Model], form_id: str) -> str:
    """The public id a new row gets: the form's, unless it is not one of ours or taken elsewhere."""
    free = FORM_ID.fullmatch(form_id or "") and not model._base_manager.filter(public_id=form_id).exists()
    return form_id if free else new_public_id()


def keep_revised(row: Revised, *, by: Any, seen: int | None = None) -> Revised:
    """Check and write an item or a line with its history; raises Conflict if the text moved on since `seen`."""
    row.full_clean()
    if row.pk:
        rows = type(row)._base_manager.filter(pk=row.pk)
        if seen is not None:
            rows = rows.filter(revision=seen)
        if not rows.update(revision=F("revision") + 1):
            raise Conflict(type(row)._base_manager.get(pk=row.pk))  # type: ignore[arg-type]
        row.revision = type(row)._base_manager.values_list("revision", flat=True).get(pk=row.pk)
    row._history_user = by  # type: ignore[attr-defined]
    row.save()
    return row


def amended(meeting: Meeting, when: Any) -> None:
    """Minutes that were sent and then changed say so, and since when."""
    Meeting._base_manager.filter(pk=meeting.pk).exclude(state=Meeting.State.DRAFT).update(
        state=Meeting.State.AMENDED, amended_at=when
    )
