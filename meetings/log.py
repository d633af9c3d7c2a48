"""The action log as people read it: what is late, what is due, what was done lately."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import BooleanField, Case, F, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from meetings.models import Action

LATELY = timedelta(days=30)
OVERDUE, WEEK, LATER, NO_DATE, DONE = "overdue", "week", "later", "no-date", "done"
TITLES = {
    OVERDUE: _("Overdue"),
    WEEK: _("This week"),
    LATER: _("Later"),
    NO_DATE: _("No date"),
    DONE: _("Done lately"),
}
CLOSED = [Action.Status.DONE, Action.Status.DROPPED]


@dataclass
class Section:
    key: str
    title: Any
    actions: list[Action] = field(default_factory=list)


def open_and_lately_closed(rows: QuerySet, today: date) -> QuerySet:
    return rows.filter(~Q(status__in=CLOSED) | Q(closed_on__gte=today - LATELY))


def in_order(rows: QuerySet) -> QuerySet:
    """Open ones by the day they are due, then closed ones, the latest first."""
    closed = Case(
        When(status__in=CLOSED, then=Value(True)), default=Value(False), output_field=BooleanField()
    )
    due_if_open = Case(When(status__in=CLOSED, then=Value(None)), default=F("due"))
    return rows.annotate(closed=closed, due_if_open=due_if_open).order_by(
        "closed", F("due_if_open").asc(nulls_last=True), F("closed_on").desc(nulls_last=True), "number", "pk"
    )


def section_of(action: Action, today: date) -> str:
    if not action.is_open:
        return DONE
    if action.due is None:
        return NO_DATE
    if action.due < today:
        return OVERDUE
    return WEEK if action.due < today + timedelta(days=7) else LATER


def sections(actions: Iterable[Action], today: date) -> list[Section]:
    """The sections that have something in them, in order."""
    found = {key: Section(key, title) for key, title in TITLES.items()}
    for action in actions:
        found[section_of(action, today)].actions.append(action)
    return [section for section in found.values() if section.actions]
