"""What happens to a line: written, rewritten, turned into something else, taken out and brought back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.capture import ACTION, Captured, read_line
from meetings.changes import actions
from meetings.changes.once import amended, id_for, keep_revised, lock, made_before
from meetings.models import Action, AgendaItem, Line, Meeting
from meetings.people import known_organizations


@transaction.atomic
def capture_line(
    item: AgendaItem, *, by: Any, text: str, today: date, kind: str = "", form_id: str = ""
) -> tuple[Line | Action, list[str]]:
    """Write what was typed, and say what could not be read in it. Raises ValidationError."""
    known = known_organizations(item.meeting.group, by)
    captured = read_line(text, today=today, organizations=known, kind=kind)
    check_length(captured)
    lock(item.meeting.group_id)
    # The second send of the same form: whichever kind of row the first one made.
    before = made_before(Line, form_id, item=item) or made_before(Action, form_id, item=item)
    if before:
        return before, []
    if captured.kind == ACTION:
        owner = {"organization": captured.organization, "due": captured.due}
        return actions.create_action_under(
            item, by=by, text=captured.text, form_id=form_id, **owner
        ), captured.questions
    return write_line(
        item, by=by, text=captured.text, kind=captured.kind, form_id=form_id
    ), captured.questions


def check_length(captured: Captured) -> None:
    if not captured.text:
        raise ValidationError(_("Write something first: the line is empty."))
    longest = 500 if captured.kind == ACTION else 10_000
    if len(captured.text) > longest:
        sentence = (
            _(
                "An action has room for %(most)s characters, this one has %(length)s. Shorten it, or write a note."
            )
            if captured.kind == ACTION
            else _(
                "A line has room for %(most)s characters, this one has %(length)s. Split it into several lines."
            )
        )
        raise ValidationError(sentence % {"most": longest, "length": len(captured.text)})


@transaction.atomic
def write_line(
    item: AgendaItem, *, by: Any, text: str, kind: str = Line.Kind.NOTE, form_id: str = ""
) -> Line:
    lock(item.meeting.group_id)
    last = item.lines.aggregate(last=Max("position"))["last"] or 0
    line = Line(
        public_id=id_for(Line, form_id), item=item, text=text, kind=kind, position=last + 1, written_by=by
    )
    keep_revised(line, by=by)
    amended(item.meeting, timezone.now())
    return line


@transaction.atomic
def rewrite_line(line: Line, *, by: Any, text: str, seen: int) -> Line:
    """Raises Conflict, with the line as it is now, if somebody else rewrote it since revision `seen`."""
    lock(line.item.meeting.group_id)
    line.text, line.written_by = text, by
    keep_revised(line, by=by, seen=seen)
    amended(line.item.meeting, timezone.now())
    return line


@transaction.atomic
def turn_line(line: Line, *, by: Any, kind: str) -> Line | Action:
    """Make the line a note, a decision or an action; an action takes the line's place. Raises ValidationError."""
    lock(line.item.meeting.group_id)
    line.refresh_from_db()
    if kind != ACTION:
        line.kind = kind
        keep_revised(line, by=by)
        amended(line.item.meeting, timezone.now())
        return line
    check_length(Captured(kind=ACTION, text=line.text))
    action = actions.create_action_under(line.item, by=by, text=" ".join(line.text.split()))
    remove_line(line, by=by)
    return action


@transaction.atomic
def turn_action(action: Action, *, by: Any, kind: str) -> Line:
    """Make an action of a meeting a note or a decision again; its owner and day stay readable in the text."""
    lock(action.group_id)
    action.refresh_from_db()
    if action.item is None:
        raise ValidationError(_("This action comes from no agenda item, so it has no place in the minutes."))
    words = [str(word) for word in (action.organization, action.person, action.due) if word]
    text = f"{action.text} ({', '.join(words)})" if words else action.text
    actions.remove_action(action, by=by)
    return write_line(action.item, by=by, text=text, kind=kind)


@transaction.atomic
def remove_line(line: Line, *, by: Any) -> None:
    """Remove the line; its history stays, so that it can be brought back."""
    lock(line.item.meeting.group_id)
    meeting = line.item.meeting
    line._history_user = by  # type: ignore[attr-defined]
    line.delete()
    amended(meeting, timezone.now())


@transaction.atomic
def restore_line(meeting: Meeting, *, by: Any, public_id: str) -> Line | None:
    """The line as it was before it was taken out, in its old place; None if there was none like it."""
    lock(meeting.group_id)
    existing = made_before(Line, public_id, item__meeting=meeting)
    record = Line.history.filter(public_id=public_id, item__meeting=meeting).first()  # type: ignore[attr-defined]
    if existing or record is None:
        return existing
    line: Line = record.instance
    line.pk, line.written_by = None, by
    line.revision += 1
    keep_revised(line, by=by)
    amended(meeting, timezone.now())
    return line
