"""What happens to an action: agreed, changed, done, reopened, postponed, taken back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from meetings.changes.once import amended, id_for, lock, made_before, next_number
from meetings.models import Action, AgendaItem
from sectors.changes.rows import Conflict, keep, remove, undo
from sectors.models import Group

WEEK = timedelta(days=7)


class AlreadyClosed(Conflict):
    """Somebody closed it before; carries the action as it is, so that who and when can be shown."""


@transaction.atomic
def create_action(*, by: Any, group: Group, text: str, form_id: str = "", **fields: Any) -> Action:
    """Agree on an action; it gets the next number of its group."""
    lock(group.pk)
    existing = made_before(Action, form_id, group=group)
    if existing:
        return existing
    number = next_number(Action, group)
    action = Action(public_id=id_for(Action, form_id), group=group, number=number, text=text, **fields)
    keep(action, by=by)
    _amend(action)
    return action


def create_action_under(item: AgendaItem, *, by: Any, text: str, form_id: str = "", **fields: Any) -> Action:
    """An action agreed under an agenda item; one that came from a gap carries the gap's place and activity."""
    fields = {"place": item.gap_place, "activity": item.gap_activity} | fields
    group = item.meeting.group
    return create_action(
        by=by, group=group, text=text, form_id=form_id, meeting=item.meeting, item=item, **fields
    )


@transaction.atomic
def change_action(
    action: Action, *, by: Any, seen: int | None = None, why: str = "", **fields: Any
) -> Action:
    """Change its fields. Raises Conflict if somebody else changed it since `seen`.

    A button sees nothing but its own field: the others are taken as they are now.
    """
    lock(action.group_id)
    if seen is None:
        action.refresh_from_db()
    for name, value in fields.items():
        setattr(action, name, value)
    if "status" in fields:
        _date_the_closing(action, by)
    keep(action, by=by, seen=seen, why=why)
    _amend(action)
    return action


@transaction.atomic
def close_action(action: Action, *, by: Any, outcome: str = "", seen: int | None = None) -> Action:
    """Done: who and when is kept. Raises AlreadyClosed if somebody else was first.

    Who closed it may ask again: a double click is no error, and words added later say what was done.
    """
    lock(action.group_id)
    now = Action._base_manager.get(pk=action.pk)
    if not now.is_open:
        if now.closed_by_id != by.pk or now.status != Action.Status.DONE:
            raise AlreadyClosed(now)
        return change_action(now, by=by, outcome=outcome) if outcome not in ("", now.outcome) else now
    outcome = outcome or now.outcome
    return change_action(now, by=by, seen=seen, status=Action.Status.DONE, outcome=outcome, why="done")


def reopen_action(action: Action, *, by: Any) -> Action:
    return change_action(action, by=by, status=Action.Status.OPEN, why="reopened")


def start_action(action: Action, *, by: Any) -> Action:
    return change_action(action, by=by, status=Action.Status.IN_PROGRESS, why="started")


def drop_action(action: Action, *, by: Any) -> Action:
    return change_action(action, by=by, status=Action.Status.DROPPED, why="dropped")


@transaction.atomic
def postpone_action(action: Action, *, by: Any, today: date) -> Action:
    """One week more: from the due date, or from today if that has passed or was never set."""
    lock(action.group_id)
    action.refresh_from_db()
    due = max(action.due or today, today) + WEEK
    return change_action(action, by=by, due=due, why="postponed")


@transaction.atomic
def undo_action(action: Action, *, by: Any) -> Action:
    """Undo the latest change; undoing its creation removes it. Raises NothingToUndo."""
    lock(action.group_id)
    action.refresh_from_db()
    action = undo(action, by=by)
    _amend(action)
    return action


@transaction.atomic
def remove_action(action: Action, *, by: Any) -> Action:
    lock(action.group_id)
    action.refresh_from_db()
    action = remove(action, by=by)
    _amend(action)
    return action


def _date_the_closing(action: Action, by: Any) -> None:
    if action.is_open:
        action.closed_on, action.closed_by = None, None
    elif action.closed_on is None:
        action.closed_on, action.closed_by = timezone.localdate(), by


def _amend(action: Action) -> None:
    """An action's words belong to the minutes of its meeting; its later fate does not change what was agreed."""
    if action.meeting and _agreed_words_changed(action):
        amended(action.meeting, timezone.now())


def _agreed_words_changed(action: Action) -> bool:
    words = ("text", "organization_id", "person_id", "due", "deleted_at")
    latest = list(action.history.order_by("-history_date", "-history_id")[:2])  # type: ignore[attr-defined]
    return len(latest) < 2 or any(getattr(latest[0], name) != getattr(latest[1], name) for name in words)
