"""Meetings: the list, the room where one chairs and writes at once, the next one from the last, the minutes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import DetailView, FormView, ListView, View

from coordination.answers import back
from coordination.gate import Managing, Scoped, claim, find
from coordination.pages.actions import just_done, mark_mine
from coordination.pages.rows import Button, ChangePage
from meetings.changes import agenda
from meetings.changes import meetings as changes
from meetings.changes.invitations import invite_to_meeting
from meetings.filters import MeetingFilter
from meetings.forms import CaptureForm, GuestForm, ItemForm, MeetingForm
from meetings.minutes import chat_text
from meetings.models import Attendance, Meeting
from meetings.people import group_for, organizations_of, readers_of
from meetings.room import read_room, with_counts
from sectors.access import editable, manages
from sectors.models import Activity, Group, Place
from sectors.models.activities import FOURWS_2012

GOING_ON = timedelta(hours=4)


class MeetingList(Scoped, ListView):
    """What comes, then what was; a group without a coming meeting is offered one from its last."""

    model = Meeting
    template_name = "meetings/list.html"
    paginate_by = 30

    def get_queryset(self) -> Any:
        rows = with_counts(super().get_queryset().select_related("group"))
        self.filter = MeetingFilter(
            self.request.GET, queryset=rows, user=self.request.user, request=self.request
        )
        found, self.border = self.filter.apply(), timezone.now() - GOING_ON
        self.coming = list(found.filter(starts_at__gte=self.border).order_by("starts_at")[:20])
        return found.filter(starts_at__lt=self.border)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        planned = {meeting.group_id for meeting in self.coming}
        last = {
            m.group_id: m for m in reversed(context["object_list"]) if manages(self.request.user, m.group)
        }
        return context | {
            "filter": self.filter,
            "coming": self.coming,
            "without_next": [meeting for group, meeting in last.items() if group not in planned],
            "may_add": editable(Group, self.request.user).exists(),
        }


class MeetingPage(Scoped, DetailView):
    """The room. Those who manage the group write in it; the others read."""

    model = Meeting
    template_name = "meetings/page.html"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("group", "previous")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | room_context(self.request, self.object)


def room_context(
    request: Any, meeting: Meeting, item_id: str = "", capture: Any = None, **forms: Any
) -> dict[str, Any]:
    """Everything the room shows; forms that came back with an error take the place of the empty ones."""
    room, may_write = read_room(meeting, request.user), manages(request.user, meeting.group)
    mark_mine([*room.actions, *room.from_before], request.user)
    said = request.session.pop("said", None) or {}
    for item in room.items:
        here = item.public_id == item_id
        item.capture = capture if here else CaptureForm()  # type: ignore[attr-defined]
        item.said = said.get("words") if said.get("item") == item.public_id else None  # type: ignore[attr-defined]
    return {
        "meeting": meeting,
        "room": room,
        "may_write": may_write,
        "said": said,
        "just_done": just_done(request),
        "item_form": ItemForm(),
        "guest_form": GuestForm(),
        "modes": Attendance.Mode.choices,
        "organizations": organizations_of(meeting.group, request.user) if may_write else [],
        "following": changes.following(meeting),
        "ahead": meeting.starts_at > timezone.now(),
        "readers": len(readers_of(meeting.group)) if may_write else 0,
    } | forms


class MeetingAdd(Managing, FormView):
    form_class = MeetingForm
    template_name = "meetings/add.html"

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET
        group = editable(Group, self.request.user).filter(slug=asked.get("group", "")).first()
        return {"group": group} if group else {}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def form_valid(self, form: MeetingForm) -> HttpResponse:
        user, data = self.request.user, form.cleaned_data
        meeting = changes.create_meeting(
            by=user, group=data["group"], form_id=data["form_id"], example_agenda=True, **form.fields_of_row()
        )
        self.put_gap(meeting)
        return redirect("meeting", meeting.public_id)

    def put_gap(self, meeting: Meeting) -> None:
        """The gap that waited for a meeting, named in the address."""
        asked, user = self.request.GET, self.request.user
        if asked.get("place") and asked.get("activity"):
            place = find(Place, user, pcode=asked["place"])
            agenda.put_gap(meeting, by=user, place=place, activity=find_activity(asked["activity"], user))


def find_activity(code: str, user: Any) -> Activity:
    return find(Activity, user, code=code, edition=FOURWS_2012)


class MeetingEdit(ChangePage):
    model = Meeting
    form_class = MeetingForm
    template_name = "meetings/edit.html"
    row_name = "meeting"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def change(self, form: MeetingForm) -> HttpResponse:
        seen = form.cleaned_data["seen"]
        changes.change_meeting(self.object, by=self.request.user, seen=seen, **form.fields_of_row())
        return redirect("meeting", self.object.public_id)


class MeetingNext(Button):
    """The next meeting from the last, in one interaction."""

    model = Meeting

    def post(self, request: Any, id: str) -> HttpResponse:
        meeting = changes.create_next_meeting(self.get_object(), by=request.user)
        return redirect("meeting", meeting.public_id)


class MeetingInvite(Button):
    """Time and place to all members, with an event for their calendars; again only when something changed."""

    model = Meeting

    def post(self, request: Any, id: str) -> HttpResponse:
        meeting = self.get_object()
        count = invite_to_meeting(meeting, by=request.user)
        messages.success(request, told_words(count))
        return redirect("meeting", meeting.public_id)


class MeetingSend(Button):
    """The minutes as they stand now to all members of the group."""

    model = Meeting

    def post(self, request: Any, id: str) -> HttpResponse:
        meeting = self.get_object()
        count = changes.send_minutes(meeting, by=request.user)
        words = _("Changes from now on are shown as amendments.")
        messages.success(request, f"{told_words(count)} {words}")
        return redirect(f"{reverse('meeting-minutes', args=[meeting.public_id])}#share")


def told_words(count: int) -> str:
    if not count:
        return _("Everybody has it already.")
    text = ngettext("On its way to %(count)s person.", "On its way to %(count)s people.", count)
    return text % {"count": count}


class MeetingRemove(Button):
    """A meeting planned by mistake, taken back while nobody has written in it."""

    model = Meeting

    def post(self, request: Any, id: str) -> HttpResponse:
        meeting = self.get_object()
        try:
            changes.remove_meeting(meeting, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("meeting", meeting.public_id)
        messages.success(request, _("%(meeting)s is removed.") % {"meeting": meeting})
        return redirect("meeting-list")


class MeetingMinutes(Scoped, DetailView):
    """Decisions first, actions, notes, attendance: on screen, on paper, and as a short text for a chat."""

    model = Meeting
    template_name = "meetings/minutes.html"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("group")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        room = read_room(self.object, self.request.user)
        return super().get_context_data(**kwargs) | {
            "room": room,
            "chat": chat_text(room),
            "readers": len(readers_of(self.object.group)),
            "may_write": manages(self.request.user, self.object.group),
        }


class GapToAgenda(Managing, View):
    """A gap of the matrix becomes an item of the group's next meeting."""

    http_method_names = ["post"]

    def group(self, place: Place) -> Group:
        """The group that was named, or the one whose matter this place is."""
        user, slug = self.request.user, self.request.POST.get("group")
        if slug:
            return claim(find(Group, user, slug=slug), user)
        group = group_for(place, user)
        if group is None:
            raise PermissionDenied
        return group

    def post(self, request: Any) -> HttpResponse:
        asked = request.POST
        place = find(Place, request.user, pcode=asked.get("place", ""))
        group = self.group(place)
        activity = find_activity(asked.get("activity", ""), request.user)
        now = timezone.now()
        item = changes.put_gap_on_agenda(group, by=request.user, place=place, activity=activity, now=now)
        if item is None:
            words = _("%(group)s has no coming meeting. Plan one here, and the gap is put on its agenda.")
            messages.info(request, words % {"group": group})
            query = urlencode({"group": group.slug, "place": place.pcode, "activity": activity.code})
            return redirect(f"{reverse('meeting-add')}?{query}")
        messages.success(request, _("The gap is on the agenda of %(meeting)s.") % {"meeting": item.meeting})
        there = f"{reverse('meeting', args=[item.meeting.public_id])}#item-{item.public_id}"
        return back(request, there)
