"""The meetings of a calendar: for a person those of their groups, for the public only when a group meets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from meetings.models import AgendaItem, Meeting
from sectors.access import visible
from sectors.models import Group

KEPT = timedelta(days=90)
USUAL_LENGTH = timedelta(hours=1)
MOST = 500


@dataclass(frozen=True)
class Slot:
    """When a group meets, and nothing of what it says."""

    number: int
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    version: int


def ends(meeting: Meeting) -> datetime:
    """A meeting without an end lasts an hour, for calendars, which want one."""
    return meeting.ends_at or meeting.starts_at + USUAL_LENGTH


def meetings_of(user: Any, now: datetime) -> list[Meeting]:
    """What a person's calendar shows: the last 90 days and all to come."""
    return list(recent(visible(Meeting, user), now).select_related("group"))


def titles(meetings: list[Meeting], user: Any) -> dict[int, list[str]]:
    """meeting → the titles of its agenda, in one query."""
    found: dict[int, list[str]] = {}
    rows = visible(AgendaItem, user).filter(meeting__in=meetings).order_by("position", "pk")
    for meeting, title in rows.values_list("meeting_id", "title"):
        found.setdefault(meeting, []).append(title)
    return found


def slots(group: Group, now: datetime) -> list[Slot]:
    """When a group meets, for everybody: the one thing about its meetings that is not only for its members."""
    rows = recent(Meeting._base_manager.filter(group=group, deleted_at=None), now)
    return [Slot(row.number, row.starts_at, ends(row), row.updated_at, row.version) for row in rows]


def recent(rows: QuerySet, now: datetime) -> QuerySet:
    return rows.filter(starts_at__gte=now - KEPT).order_by("starts_at")[:MOST]
