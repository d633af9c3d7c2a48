"""A meeting read whole, in a fixed number of queries: what its page, its minutes and its chat text show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from meetings.models import Action, AgendaItem, Attendance, Line, Meeting
from meetings.people import Expected, expected_at
from meetings.zones import today_of
from sectors.access import visible


@dataclass
class Room:
    meeting: Meeting
    items: list[AgendaItem]
    actions: list[Action]
    from_before: list[Action]
    attendance: list[Attendance]
    expected: list[Expected]
    today: date

    @property
    def lines(self) -> list[Line]:
        return [line for item in self.items for line in item.lines.all()]

    @property
    def decisions(self) -> list[Line]:
        return [line for line in self.lines if line.kind == Line.Kind.DECISION]

    @property
    def present(self) -> list[Attendance]:
        return [one for one in self.attendance if one.mode != Attendance.Mode.APOLOGIES]

    @property
    def apologies(self) -> list[Attendance]:
        return [one for one in self.attendance if one.mode == Attendance.Mode.APOLOGIES]

    @property
    def organizations_present(self) -> int:
        return len({one.organization_id for one in self.present if one.organization_id})

    @property
    def to_ask_about(self) -> list[Action]:
        """Of what is open from before: due by the day of the meeting, or closed since. The rest is not due yet."""
        day = self.meeting.day
        return [one for one in self.from_before if not one.is_open or (one.due and one.due <= day)]

    @property
    def not_due_yet(self) -> list[Action]:
        asked = set(self.to_ask_about)
        return [one for one in self.from_before if one not in asked]

    @property
    def follow_up_item(self) -> AgendaItem | None:
        return next((item for item in self.items if item.follows_up), None)

    @property
    def without_item(self) -> list[Action]:
        """Actions of this meeting whose agenda item is gone."""
        return [action for action in self.actions if action.item_id is None]


def with_counts(rows: QuerySet) -> QuerySet:
    """Meetings with how many items, decisions and actions they have; sub-selects, so that nothing doubles."""

    def counted(model: Any, **lookup: Any) -> Coalesce:
        found = model._base_manager.filter(**lookup).order_by().values(next(iter(lookup)))
        return Coalesce(Subquery(found.annotate(n=Count("pk")).values("n")), 0)

    here = OuterRef("pk")
    return rows.annotate(
        item_count=counted(AgendaItem, meeting=here),
        decision_count=counted(Line, item__meeting=here, kind=Line.Kind.DECISION),
        action_count=counted(Action, meeting=here, deleted_at=None),
    )


def read_room(meeting: Meeting, user: Any) -> Room:
    actions = list(_with_owner(visible(Action, user).filter(meeting=meeting)).order_by("number"))
    lines = Prefetch("lines", visible(Line, user).select_related("written_by"))
    items = list(
        visible(AgendaItem, user)
        .filter(meeting=meeting)
        .select_related("gap_place", "gap_activity")
        .prefetch_related(lines)
    )
    for item in items:
        item.agreed = [action for action in actions if action.item_id == item.pk]  # type: ignore[attr-defined]
    attendance = list(visible(Attendance, user).filter(meeting=meeting).select_related("organization"))
    here = {one.name.casefold() for one in attendance}
    return Room(
        meeting=meeting,
        items=items,
        actions=actions,
        from_before=list(open_from_before(meeting, user)),
        attendance=attendance,
        expected=[one for one in expected_at(meeting, user) if one.name.casefold() not in here],
        today=today_of(meeting.group),
    )


def open_from_before(meeting: Meeting, user: Any) -> QuerySet:
    """The group's actions agreed before this meeting and not closed before its day: what it has to follow up.

    So an old meeting still shows what was open then, with what became of it.
    """
    before = Q(meeting__starts_at__lt=meeting.starts_at) | Q(meeting=None, created_at__lt=meeting.starts_at)
    still_open = Q(status__in=[Action.Status.OPEN, Action.Status.IN_PROGRESS]) | Q(closed_on__gte=meeting.day)
    rows = (
        visible(Action, user).filter(before, still_open, group_id=meeting.group_id).exclude(meeting=meeting)
    )
    return _with_owner(rows).select_related("meeting").order_by(F("due").asc(nulls_last=True), "number")


def _with_owner(rows: QuerySet) -> QuerySet:
    return rows.select_related("organization", "person", "closed_by", "group")
