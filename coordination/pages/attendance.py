"""Who is in the room: by ticking names, and by adding one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from coordination.pages.agenda import Change, at
from meetings.changes import attendance
from meetings.forms import GuestForm
from meetings.models import Attendance, Meeting
from meetings.people import expected_at, organization_named

OFF = "off"


class AttendanceMark(Change):
    """The ticked ones are in the room, online, excused, or not here after all."""

    model = Meeting

    def post(self, request: HttpRequest, id: str) -> HttpResponse:
        meeting, mode = self.get_object(), request.POST.get("mode", "")
        ticked = set(request.POST.getlist("who"))
        recorded = [int(key[1:]) for key in ticked if key[:1] == "r" and key[1:].isdecimal()]
        if mode == OFF:
            attendance.remove_attendance(meeting, by=request.user, recorded=recorded)
        elif mode in Attendance.Mode.values:
            expected = [one for one in expected_at(meeting, request.user) if one.key in ticked]
            attendance.mark_attendance(
                meeting, by=request.user, expected=expected, recorded=recorded, mode=mode
            )
        else:
            raise BadRequest
        return at(meeting, "people")


class AttendanceAdd(Change):
    """A guest: a name, and the organisation as it is written."""

    model = Meeting

    def post(self, request: HttpRequest, id: str) -> HttpResponse:
        meeting, form = self.get_object(), GuestForm(request.POST)
        if not form.is_valid():
            return self.room(meeting, guest_form=form)
        attendance.add_attendance(meeting, by=request.user, **self.who(meeting, form.cleaned_data))
        return at(meeting, "people")

    def who(self, meeting: Meeting, data: dict[str, Any]) -> dict[str, Any]:
        """An organisation nobody here knows is kept beside the name, and said."""
        written, name = data["organization"], data["name"]
        found = organization_named(written, meeting.group, self.request.user) if written else None
        if written and found is None:
            sentence = _(
                "No organisation here is called “%(name)s”, so it is kept beside the name of the person."
            )
            messages.info(self.request, sentence % {"name": written})
            name = f"{name} ({written})"[:150]
        return {"name": name, "organization": found, "mode": data["mode"]}
