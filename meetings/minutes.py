"""The minutes as a short text to paste into a chat: decisions first, then who does what by when."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from meetings.models import Action
from meetings.room import Room

LONGEST = 1_500


def chat_text(room: Room) -> str:
    """At most 1,500 characters; what did not fit is counted, never cut in silence."""
    meeting = room.meeting
    start = line_start()
    head = [
        f"{start}{meeting.group}: {meeting}",
        f"{start}{date_format(meeting.day, 'l j M Y')}, {meeting.hours}",
    ]
    blocks = [
        (_("Decisions"), [f"{start}• {' '.join(line.text.split())}" for line in room.decisions]),
        (_("Actions"), [action_line(action) for action in room.actions]),
    ]
    parts = [f"\n{title}:\n" + "\n".join(lines) for title, lines in blocks if lines]
    whole = "\n".join(head + parts)
    return whole if len(whole) <= LONGEST else _shortened(head, blocks)


def line_start() -> str:
    """In Arabic each line begins with a mark of direction, since many begin with a name or number in Latin letters."""
    return "\u200f" if get_language_bidi() else ""


def action_line(action: Action) -> str:
    owner = action.organization.short_name if action.organization else str(action.person or _("no owner yet"))
    due = date_format(action.due, "j M") if action.due else _("no date")
    return f"{line_start()}• A-{action.number} {action.text} ({owner}, {due})"


def _shortened(head: list[str], blocks: list[tuple[str, list[str]]]) -> str:
    text, left = "\n".join(head), 0
    room_left = LONGEST - 80  # for the sentence about the rest
    for title, lines in blocks:
        heading = f"\n\n{title}:"
        for line in lines:
            addition = f"{heading}\n{line}"
            if len(text) + len(addition) > room_left:
                left += 1
                continue
            text, heading = text + addition, ""
    rest = ngettext("%(count)s more line: see the minutes.", "%(count)s more lines: see the minutes.", left)
    return f"{text}\n\n{rest % {'count': left}}"
