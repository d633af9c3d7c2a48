"""Who was there. A name stands once in a meeting."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from meetings.changes.once import amended, lock
from meetings.models import Attendance, Meeting
from meetings.people import Expected
from sectors.models import Organization


@transaction.atomic
def add_attendance(
    meeting: Meeting,
    *,
    by: Any,
    name: str,
    organization: Organization | None = None,
    user_id: int | None = None,
    mode: str = Attendance.Mode.IN_PERSON,
) -> Attendance:
    """Put a name on the list; a name that stands there already changes how it came."""
    lock(meeting.group_id)
    row = meeting.attendance.filter(name__iexact=name).first() or Attendance(meeting=meeting, name=name)
    row.organization = organization or row.organization
    row.user_id, row.mode = user_id or row.user_id, mode
    row.full_clean()
    row.save()
    amended(meeting, timezone.now())
    return row


@transaction.atomic
def mark_attendance(
    meeting: Meeting, *, by: Any, expected: Iterable[Expected], recorded: Iterable[int], mode: str
) -> int:
    """Tick several people at once: those expected join the list, those on it change how they came."""
    lock(meeting.group_id)
    people = list(expected)
    for person in people:
        add_attendance(
            meeting,
            by=by,
            name=person.name,
            organization=person.organization,
            user_id=person.user_id,
            mode=mode,
        )
    changed = meeting.attendance.filter(pk__in=list(recorded)).update(mode=mode)
    if changed:
        amended(meeting, timezone.now())
    return len(people) + changed


@transaction.atomic
def remove_attendance(meeting: Meeting, *, by: Any, recorded: Iterable[int]) -> int:
    lock(meeting.group_id)
    gone, _rows = meeting.attendance.filter(pk__in=list(recorded)).delete()
    if gone:
        amended(meeting, timezone.now())
    return gone
