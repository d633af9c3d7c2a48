"""Items and lines of a meeting: every one is a small form or a button, and every one saves by itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.pages.meetings import room_context
from coordination.pages.rows import Button, ChangePage
from meetings.changes import agenda, lines
from meetings.forms import CaptureForm, ItemEditForm, ItemForm, LineForm
from meetings.models import Action, AgendaItem, Line, Meeting
from meetings.zones import today_of
from sectors.access import manages


def at(meeting: Meeting, anchor: str) -> HttpResponse:
    return redirect(f"{reverse('meeting', args=[meeting.public_id])}#{anchor}")


class Change(Button):
    """A button of the room, which opens again with the form that was wrong."""

    def room(self, meeting: Meeting, **forms: Any) -> HttpResponse:
        """The room again, with the form that could not be read as it was sent."""
        return render(self.request, "meetings/page.html", room_context(self.request, meeting, **forms))


class ItemAdd(Change):
    model = Meeting

    def post(self, request: HttpRequest, id: str) -> HttpResponse:
        meeting, form = self.get_object(), ItemForm(request.POST)
        if not form.is_valid():
            return self.room(meeting, item_form=form)
        item = agenda.add_item(
            meeting, by=request.user, form_id=form.cleaned_data["form_id"], **form.fields_of_row()
        )
        return at(meeting, f"capture-{item.public_id}")


class ItemEdit(ChangePage):
    model = AgendaItem
    form_class = ItemEditForm
    template_name = "meetings/item_edit.html"
    context_object_name = row_name = "item"

    def change(self, form: ItemEditForm) -> HttpResponse:
        item = agenda.change_item(
            self.object, by=self.request.user, seen=form.cleaned_data["seen"], **form.fields_of_row()
        )
        return at(item.meeting, f"item-{item.public_id}")


class ItemMove(Change):
    model = AgendaItem

    def post(self, request: HttpRequest, id: str) -> HttpResponse:
        item = self.get_object()
        agenda.move_item(item, by=request.user, up=request.POST.get("to") == "up")
        return at(item.meeting, f"item-{item.public_id}")


class ItemRemove(Change):
    model = AgendaItem

    def post(self, request: HttpRequest, id: str) -> HttpResponse:
        item = self.get_object()
        meeting = item.meeting
        try:
            agenda.remove_item(item, by=request.user)
        except ValidationError as error:
            request.session["said"] = {"item": item.public_id, "words": error.messages}
            return at(meeting, f"item-{item.public_id}")
        messages.success(request, _("“%(item)s” is off the agenda.") % {"item": item.title})
        return at(meeting, "agenda")


## LINES


class LineAdd(Change):
    """The capture line: Enter, and it is written."""

    model = AgendaItem

    def post(self, request: HttpRequest, id: str) -> HttpResponse:
        item, form = self.get_object(), CaptureForm(request.POST)
        if form.is_valid():
            try:
                return self.write(item, form.cleaned_data)
            except ValidationError as error:
                form.add_error("text", error.messages)
        return self.room(item.meeting, item_id=item.public_id, capture=form)

    def write(self, item: AgendaItem, data: dict[str, Any]) -> HttpResponse:
        row, questions = lines.capture_line(
            item, by=self.request.user, today=today_of(item.meeting.group), **data
        )
        if questions:
            action = row.public_id if isinstance(row, Action) else ""
            self.request.session["said"] = {"item": item.public_id, "words": questions, "action": action}
        return at(item.meeting, f"capture-{item.public_id}")


class LineEdit(ChangePage):
    model = Line
    form_class = LineForm
    template_name = "meetings/line_edit.html"
    row_name = "line"

    def change(self, form: LineForm) -> HttpResponse:
        data = form.cleaned_data
        line = lines.rewrite_line(self.object, by=self.request.user, text=data["text"], seen=data["seen"])
        return at(line.item.meeting, f"line-{line.public_id}")


class LineTurn(Change):
    """Note, decision or action: one button makes it another."""

    model = Line

    def post(self, request: HttpRequest, id: str) -> HttpResponse:
        line, kind = self.get_object(), request.POST.get("kind", "")
        if kind not in {"note", "decision", "action"}:
            raise BadRequest
        item = line.item
        try:
            row = lines.turn_line(line, by=request.user, kind=kind)
        except ValidationError as error:
            request.session["said"] = {"item": item.public_id, "words": error.messages}
            return at(item.meeting, f"item-{item.public_id}")
        anchor = "action" if isinstance(row, Action) else "line"
        return at(item.meeting, f"{anchor}-{row.public_id}")


class ActionTurn(Change):
    """An action of the minutes becomes a note or a decision again."""

    model = Action

    def post(self, request: HttpRequest, id: str) -> HttpResponse:
        action, kind = self.get_object(), request.POST.get("kind", "")
        if not manages(request.user, action.group):
            raise PermissionDenied
        if kind not in {"note", "decision"} or action.item is None:
            raise BadRequest
        line = lines.turn_action(action, by=request.user, kind=kind)
        return at(line.item.meeting, f"line-{line.public_id}")


class LineRemove(Change):
    model = Line

    def post(self, request: HttpRequest, id: str) -> HttpResponse:
        line = self.get_object()
        item = line.item
        request.session["said"] = {
            "item": item.public_id,
            "words": [_("The line is removed: “%(text)s”") % {"text": line}],
            "line": line.public_id,
        }
        lines.remove_line(line, by=request.user)
        return at(item.meeting, f"item-{item.public_id}")


class LineRestore(Change):
    """A removed line comes back to its place."""

    model = Meeting

    def post(self, request: HttpRequest, id: str) -> HttpResponse:
        meeting = self.get_object()
        line = lines.restore_line(meeting, by=request.user, public_id=request.POST.get("line", ""))
        if line is None:
            messages.error(request, _("There is no such line any more."))
            return at(meeting, "agenda")
        return at(meeting, f"line-{line.public_id}")
