"""Invitations and minutes by mail: written into the outbox, once for each state of the meeting."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from meetings.changes.once import lock
from meetings.models import Meeting
from meetings.people import readers_of
from sectors.changes import rows
from sectors.changes.letters import write_letters
from sectors.models import Letter, User


@transaction.atomic
def invite_to_meeting(meeting: Meeting, *, by: Any) -> int:
    """Tell all members of the group time and place; said again only when they have changed. Answers how many were told."""
    lock(meeting.group_id)
    meeting.refresh_from_db()
    if meeting.invited == meeting.told:
        return 0
    meeting.invited = meeting.told
    rows.keep(meeting, by=by, why="invited")
    return _write(meeting, Letter.Kind.MEETING, readers_of(meeting.group), f"{meeting.version}")


def write_minutes(meeting: Meeting) -> int:
    """The minutes as they stand go to all members of the group. Answers how many letters were written."""
    return _write(meeting, Letter.Kind.MINUTES, readers_of(meeting.group), f"{meeting.version}")


def cancel_invitations(meeting: Meeting) -> int:
    """Whoever was invited hears that the meeting is off."""
    told = Letter.objects.filter(kind=Letter.Kind.MEETING, period__startswith=f"{meeting.public_id}:")
    heard = told.filter(state__in=[Letter.State.SENDING, Letter.State.SENT, Letter.State.UNCERTAIN])
    people = list(User.objects.filter(pk__in=heard.values("to_id")))
    told.filter(state=Letter.State.WAITING).update(state=Letter.State.DROPPED)
    return _write(meeting, Letter.Kind.MEETING, people, "off")


def _write(meeting: Meeting, kind: str, people: list[User], sign: str) -> int:
    ahead = meeting.starts_at if kind == Letter.Kind.MEETING else None
    about = {"meeting": meeting.pk, "version": meeting.version}
    return write_letters(
        people, kind, period=f"{meeting.public_id}:{sign}", group=meeting.group, about=about, not_after=ahead
    )
