"""Meetings in one's own calendar: one event, all of mine behind a secret address, and when a group meets, for everybody."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic.detail import SingleObjectMixin

from coordination.calendars import answer, calendar, meeting_event, slot_event
from coordination.gate import Page, Public, Scoped, find
from coordination.pages.account import Account
from meetings.changes.calendars import forget_calendar_key, make_calendar_key, owner_of
from meetings.models import Meeting
from meetings.timetable import meetings_of, slots, titles
from sectors.models import Group


class MeetingEvent(Scoped, SingleObjectMixin, View):
    """One meeting, for the reader's calendar."""

    model = Meeting

    def get(self, request: HttpRequest, id: str) -> HttpResponse:
        meeting = self.get_object()
        event = meeting_event(meeting, titles([meeting], request.user).get(meeting.pk, []))
        return answer(calendar([event], name=str(meeting.group)), f"meeting-{meeting.public_id}")


class OwnCalendar(Public, View):
    """All meetings of the person whose key the address holds, in their language. Who has the key reads as they do."""

    def get(self, request: HttpRequest, secret: str) -> HttpResponse:
        person = owner_of(secret)
        if person is None:
            raise Http404
        with translation.override(person.language or translation.get_language()):
            found = meetings_of(person, timezone.now())
            agenda = titles(found, person)
            events = [meeting_event(meeting, agenda.get(meeting.pk, [])) for meeting in found]
            response = answer(calendar(events, name=_("Meetings of my groups")), "fourways")
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        return response


class GroupCalendar(Public, View):
    """When a group meets, for everybody; not where, not what about."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        group = find(Group, request.user, slug=slug)
        events = [slot_event(slot, group) for slot in slots(group, timezone.now())]
        return answer(calendar(events, name=str(group)), group.slug)


class CalendarKeyMake(Account):
    """The address of one's calendar is shown once, in the answer to the request that makes it."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        address = request.build_absolute_uri(reverse("own-calendar", args=[make_calendar_key(request.user)]))
        form = self.form_class(instance=copy(request.user))
        return self.render_to_response(self.get_context_data(form=form, calendar_address=address))


class CalendarKeyForget(Page, View):
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        if not forget_calendar_key(request.user):
            raise Http404
        messages.success(request, _("The address of your calendar no longer works."))
        return redirect(f"{reverse('account')}#calendar")
