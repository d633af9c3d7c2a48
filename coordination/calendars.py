"""Meetings as iCalendar (RFC 5545): for the calendars of phones and computers, which then remind their owners."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from coordination.mail import one_line
from meetings.models import Meeting
from meetings.timetable import Slot, ends
from meetings.zones import zone_of
from sectors.models import Group

MIME = "text/calendar; charset=utf-8"


def meeting_event(meeting: Meeting, titles: list[str]) -> Event:
    """A meeting for those who may read it; a later version of the same event replaces it."""
    zone, address = zone_of(meeting.group), settings.SITE_URL + reverse("meeting", args=[meeting.public_id])
    event = timed(meeting.public_id, meeting.version, meeting.updated_at)
    event.add("dtstart", meeting.starts_at.astimezone(zone))
    event.add("dtend", ends(meeting).astimezone(zone))
    event.add("summary", one_line(f"{meeting.group}: {meeting}"))
    if where := one_line(meeting.venue) or meeting.link:
        event.add("location", where)
    numbered = [f"{number}. {title}" for number, title in enumerate(titles, 1)]
    event.add("description", "\n".join([*numbered, *filter(None, [meeting.link]), address]))
    event.add("url", address)
    return event


def invitation(meeting: Meeting, titles: list[str], *, to: str, by: str) -> tuple[bytes, str]:
    """(calendar, its method): the event as an invitation, its change, or that it is off. Nobody needs to answer it."""
    event = meeting_event(meeting, titles)
    event.add("organizer", vCalAddress(f"mailto:{by}"))
    event.add("attendee", vCalAddress(f"mailto:{to}"), parameters={"RSVP": "FALSE"})
    off = meeting.deleted_at is not None
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    method = "CANCEL" if off else "REQUEST"
    return calendar([event], name=str(meeting.group), method=method), method


def slot_event(slot: Slot, group: Group) -> Event:
    """That a group meets, and nothing else."""
    zone = zone_of(group)
    event = timed(f"{group.slug}-{slot.number}", slot.version, slot.changed_at)
    event.add("dtstart", slot.starts_at.astimezone(zone))
    event.add("dtend", slot.ends_at.astimezone(zone))
    event.add("summary", one_line(_("Meeting of %(group)s") % {"group": group}))
    return event


def timed(name: str, version: int, changed_at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{name}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("sequence", version)
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    return event


def calendar(events: list[Event], *, name: str, **about: Any) -> bytes:
    """A whole calendar, with the rules of every time zone its events are in. `about`: such as method="CANCEL"."""
    made = Calendar()
    made.add("prodid", "-//Fourways//Fourways//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", vText(one_line(name)))
    made.add("refresh-interval", "PT6H", parameters={"VALUE": "DURATION"}, encode=False)
    for key, value in about.items():
        made.add(key, value)
    for event in events:
        made.add_component(event)
    made.add_missing_timezones()
    return bytes(made.to_ical())


def answer(content: bytes, file_name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=MIME, headers={"Content-Disposition": f'inline; filename="{file_name}.ics"'}
    )
