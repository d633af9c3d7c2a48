"""What may come in about meetings and actions. Every error says what is wrong and what to do."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from meetings.capture import without_controls
from meetings.days import NoSuchDay, read_day
from meetings.models import Action, AgendaItem, Attendance, Line, Meeting
from meetings.people import organizations_of, people_of
from meetings.zones import local, moment
from sectors.access import editable, visible
from sectors.models import Group, Sector
from sectors.models.records import new_public_id
from sectors.text import fold


class Words(forms.CharField):
    """Text without control characters, which nobody can see and files and databases choke on."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(without_controls(value) if isinstance(value, str) else value)


class Day(forms.DateField):
    """A day in words or numbers, as in the capture line: what a person typed is read, or asked about."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("12 Feb, next Tuesday or 2026-02-12"))
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"autocomplete": "off"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return value.date() if isinstance(value, datetime) else value or None
        try:
            found = read_day(str(value), timezone.localdate())
        except NoSuchDay:
            sentence = _now("There is no such day as “%(day)s”. Write it like 12 Feb or 2026-02-12.")
            raise ValidationError(sentence % {"day": str(value)[:40]}) from None
        if found is None:
            sentence = _now("“%(day)s” is not a day we can read. Write it like 12 Feb or 2026-02-12.")
            raise ValidationError(sentence % {"day": str(value)[:40]})
        return found


class Clock(forms.TimeField):
    """10:00, 10.30, 9 or ١٠:٠٠."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%H %M", "%H", "%H %M %S"])
        kwargs.setdefault("widget", forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
        errors = {"invalid": _("Write the time like 10:00.")} | kwargs.pop("error_messages", {})
        super().__init__(error_messages=errors, **kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python(fold(value) if isinstance(value, str) else value)


class Once(forms.Form):
    """A form that makes one row however often it is sent: it carries the public id of the row to be."""

    form_id = forms.CharField(widget=forms.HiddenInput, required=False, initial=new_public_id)


class Seen(forms.Form):
    """A form that changes a row, and says which state of the row the person was looking at."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class MeetingForm(Once):
    group = forms.ModelChoiceField(queryset=None, label=_("Group"), empty_label=None)
    title = Words(
        label=_("Title"), max_length=200, required=False, help_text=_("Empty: “Meeting” with its number")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Meeting.Kind)
    day = Day(label=_("Day"), error_messages={"required": _("Write the day of the meeting.")})
    begins = Clock(
        label=_("Begins"), error_messages={"required": _("Write when the meeting begins, like 10:00.")}
    )
    ends = Clock(label=_("Ends"), required=False)
    repeats = forms.ChoiceField(
        label=_("Comes again"),
        choices=Meeting.Repeats,
        required=False,
        help_text=_("For the day of the next meeting, which you plan in one click."),
    )
    venue = Words(label=_("Where"), max_length=300, required=False)
    link = forms.URLField(
        label=_("Link to join"),
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={
            "invalid": _("Write the link as it stands in your browser, like https://example.org/meet.")
        },
    )
    chairs = Words(label=_("Chaired by"), max_length=300, required=False)

    def __init__(self, *args: Any, user: Any, meeting: Meeting | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = self.initial_of(meeting) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        groups = editable(Group, user).filter(active=True)
        self.fields["group"].queryset = groups
        if meeting:
            del self.fields["group"], self.fields["form_id"]
            self.fields["seen"] = Seen.base_fields["seen"]
            self.group = meeting.group
        elif "group" not in self.initial:
            self.initial["group"] = groups.first()

    def initial_of(self, meeting: Meeting | None) -> dict[str, Any]:
        if meeting is None:
            return {"kind": Meeting.Kind.REGULAR}
        initial = {
            name: getattr(meeting, name) for name in ("title", "kind", "repeats", "venue", "link", "chairs")
        }
        begins, ends = local(meeting.starts_at, meeting.group), local(meeting.ends_at, meeting.group)
        return initial | {
            "day": meeting.day,
            "begins": begins and begins.time(),
            "ends": ends and ends.time(),
            "seen": meeting.version,
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        group = data.get("group") or getattr(self, "group", None)
        if group and data.get("day") and data.get("begins") is not None:
            data["starts_at"] = moment(data["day"], data["begins"], group)
            ends = data.get("ends")
            data["ends_at"] = None if ends is None else moment(data["day"], ends, group)
            if data["ends_at"] and data["ends_at"] < data["starts_at"]:
                self.add_error("ends", _("The meeting ends before it begins. Change one of the two times."))
        return data

    def fields_of_row(self) -> dict[str, Any]:
        names = ("title", "kind", "repeats", "venue", "link", "chairs", "starts_at", "ends_at")
        return {name: self.cleaned_data[name] for name in names}


class ItemForm(Once):
    """A new point of the agenda."""

    title = Words(
        label=_("Item"), max_length=300, error_messages={"required": _("Write what the item is about.")}
    )
    presenter = Words(label=_("Presented by"), max_length=200, required=False)
    minutes = forms.IntegerField(
        label=_("Minutes planned"),
        min_value=1,
        max_value=600,
        required=False,
        error_messages={
            "invalid": _("Write the minutes as a whole number, like 15."),
            "min_value": _("Plan at least 1 minute, or leave it empty."),
            "max_value": _("Plan at most 600 minutes."),
        },
    )

    def fields_of_row(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "presenter", "minutes")}


class ItemEditForm(ItemForm, Seen):
    form_id = None  # type: ignore[assignment]

    def __init__(self, *args: Any, item: AgendaItem, **kwargs: Any) -> None:
        names = ("title", "presenter", "minutes")
        kwargs["initial"] = {name: getattr(item, name) for name in names} | {"seen": item.revision}
        super().__init__(*args, **kwargs)


class CaptureForm(Once):
    """The line one types into, and the button one pressed; what is too long is said by the change itself."""

    text = forms.CharField(
        label=_("New line"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "enterkeyhint": "send"}),
        error_messages={"required": _("Write something first: the line is empty.")},
    )
    kind = forms.ChoiceField(
        choices=[("", ""), ("note", ""), ("decision", ""), ("action", "")], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[
            "text"
        ].validators = []  # the reading of the line leaves hidden characters out, and says so


class LineForm(Seen):
    text = Words(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=10_000,
        error_messages={"required": _("Write something, or remove the line.")},
    )

    def __init__(self, *args: Any, line: Line, **kwargs: Any) -> None:
        kwargs["initial"] = {"text": line.text, "seen": line.revision}
        super().__init__(*args, **kwargs)


class GuestForm(forms.Form):
    """Somebody who came and was not expected."""

    name = Words(
        label=_("Name"), max_length=150, error_messages={"required": _("Write the name of the person.")}
    )
    organization = Words(
        label=_("Organisation"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"list": "organizations", "autocomplete": "off"}),
    )
    mode = forms.ChoiceField(label=_("How"), choices=Attendance.Mode, initial=Attendance.Mode.IN_PERSON)


class ActionForm(Once):
    """An action agreed outside a meeting. Owners are of its group, whichever group is chosen."""

    group = forms.ModelChoiceField(queryset=None, label=_("Group"), empty_label=None)
    text = Words(
        label=_("What is to be done"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what is to be done.")},
    )
    organization = forms.ModelChoiceField(
        queryset=None, label=_("Organisation"), required=False, empty_label=_("Nobody yet")
    )
    person = forms.ModelChoiceField(
        queryset=None, label=_("Person"), required=False, empty_label=_("Nobody in person")
    )
    due = Day(label=_("Due"), required=False)
    priority = forms.ChoiceField(label=_("Priority"), choices=Action.Priority, initial=Action.Priority.NORMAL)
    sector = forms.ModelChoiceField(
        queryset=None, label=_("Sector"), required=False, empty_label=_("None in particular")
    )

    names: tuple[str, ...] = ("text", "organization", "person", "due", "priority", "sector")

    def __init__(self, *args: Any, user: Any, group: Group | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.group = user, group
        self.former: dict[str, int | None] = {}
        self.fields["group"].queryset = editable(Group, user).filter(active=True)
        self.fields["organization"].queryset = organizations_of(group, user)
        self.fields["person"].queryset = people_of(group, user)
        self.fields["sector"].queryset = visible(Sector, user).filter(active=True)
        if group:
            self.initial.setdefault("group", group)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        group = data.get("group") or self.group
        for name, rows_of in (("organization", organizations_of), ("person", people_of)):
            chosen = data.get(name)
            if chosen and chosen.pk == self.former.get(name):
                continue
            if group and chosen and not rows_of(group, self.user).filter(pk=chosen.pk).exists():
                sentence = _now("%(owner)s is not in %(group)s. Choose somebody of that group.")
                self.add_error(name, sentence % {"owner": chosen, "group": group})
        return data

    def fields_of_row(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.names}


class ActionEditForm(ActionForm, Seen):
    form_id = None  # type: ignore[assignment]
    status = forms.ChoiceField(label=_("Status"), choices=Action.Status)
    outcome = Words(
        label=_("What was done"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    names = (*ActionForm.names, "status", "outcome")

    def __init__(self, *args: Any, action: Action, user: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(action, name) for name in self.names} | {"seen": action.version}
        super().__init__(*args, user=user, group=action.group, **kwargs)
        del self.fields["group"]
        for name in ("organization", "person"):
            self.keep_former(name, getattr(action, f"{name}_id"))

    def keep_former(self, name: str, pk: int | None) -> None:
        """An owner who has left the group may stay the owner, so that the rest of the action can be changed."""
        rows = self.fields[name].queryset
        self.former[name] = pk
        self.fields[name].queryset = rows.model._base_manager.filter(Q(pk__in=rows.values("pk")) | Q(pk=pk))


class DoneForm(forms.Form):
    outcome = Words(
        label=_("What was done"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
