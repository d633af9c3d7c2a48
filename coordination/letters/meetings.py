"""To the members of a group: when and where it meets, that it does not, and what it said."""

from __future__ import annotations

from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coordination.calendars import invitation
from coordination.mail import compose, link, one_line
from meetings.minutes import action_line
from meetings.models import Meeting
from meetings.room import Room, read_room
from meetings.timetable import titles
from sectors.access import all_rows, belongs, visible
from sectors.models import Letter


def meeting(letter: Letter) -> EmailMultiAlternatives | None:
    """The meeting as it is now, with an event that replaces the one before; None when it is over."""
    row = all_rows(Meeting).select_related("group").filter(pk=letter.about["meeting"]).first()
    if row is None or row.starts_at < timezone.now() or not belongs(letter.to, row.group):
        return None
    agenda = titles([row], letter.to).get(row.pk, [])
    content, method = invitation(
        row, agenda, to=letter.to.email, by=row.group.email or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    )
    words = {"meeting": one_line(f"{row.group}: {row}"), "day": day_of(row), "hours": row.hours}
    off = row.deleted_at is not None
    subject = _("Off: %(meeting)s, %(day)s") if off else _("%(meeting)s, %(day)s %(hours)s")
    mail = compose(
        letter,
        subject=subject % words,
        parts=[_("This meeting does not take place.")] if off else invitation_parts(row, agenda, words),
    )
    mail.attach_alternative(content.decode(), f"text/calendar; method={method}")
    return mail


def invitation_parts(row: Meeting, agenda: list[str], words: dict[str, str]) -> list[str]:
    return [
        f"{words['meeting']}\n{words['day']}, {words['hours']} ({row.group.time_zone})",
        one_line(row.venue),
        row.link,
        "\n".join(f"{number}. {title}" for number, title in enumerate(agenda, 1)),
        link("meeting", row.public_id),
    ]


def minutes(letter: Letter) -> EmailMultiAlternatives | None:
    """Decisions first, then who does what by when, then the notes; None for who may no longer read them."""
    row = visible(Meeting, letter.to).select_related("group").filter(pk=letter.about["meeting"]).first()
    if row is None:
        return None
    room = read_room(row, letter.to)
    words = {"meeting": one_line(f"{row.group}: {row}"), "day": day_of(row)}
    return compose(
        letter, subject=_("Minutes: %(meeting)s, %(day)s") % words, parts=minutes_parts(room, words)
    )


def minutes_parts(room: Room, words: dict[str, str]) -> list[str]:
    notes = [
        "\n".join(
            [f"{number}. {item.title}", *(line.text for line in item.lines.all() if line.kind == "note")]
        )
        for number, item in enumerate(room.items, 1)
    ]
    present = ", ".join(
        f"{one.name} ({one.organization.short_name})" if one.organization else one.name
        for one in room.present
    )
    return [
        f"{words['meeting']}\n{words['day']}",
        titled(_("Decisions"), [f"• {line.text}" for line in room.decisions]),
        titled(_("Actions"), [action_line(action) for action in room.actions]),
        titled(_("Notes"), notes),
        titled(_("Who was there"), [present] if present else []),
        link("meeting-minutes", room.meeting.public_id),
    ]


def titled(title: str, lines: list[str]) -> str:
    return "\n".join([title.upper(), *lines]) if lines else ""


def day_of(row: Meeting) -> str:
    return date_format(row.day, "l j F Y")
