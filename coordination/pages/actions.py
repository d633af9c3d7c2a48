"""The action log: what was promised, by whom, until when, across meetings."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView, ListView

from coordination.answers import back
from coordination.gate import Managing, Scoped
from coordination.history import history_of, last_hand
from coordination.pages.rows import Button, ChangePage
from meetings import log
from meetings.changes import actions as changes
from meetings.filters import ActionFilter
from meetings.forms import ActionEditForm, ActionForm, DoneForm
from meetings.models import Action, Meeting
from sectors.access import editable, manages, visible
from sectors.changes.rows import NothingToUndo
from sectors.dates import written
from sectors.models import Group

STATUS_CHANGES = {
    "progress": changes.start_action,
    "reopen": changes.reopen_action,
    "drop": changes.drop_action,
}


def mark_mine(actions: list[Action], user: Any) -> None:
    """Say of each action whether this person may close it, and whether they may change all of it: one query."""
    allowed = editable(Action, user).filter(pk__in=[action.pk for action in actions])
    closable = set(allowed.values_list("pk", flat=True))
    for action in actions:
        action.may_close = action.pk in closable  # type: ignore[attr-defined]
        action.may_change = manages(user, action.group)  # type: ignore[attr-defined]


def just_done(request: HttpRequest) -> Action | None:
    """The action closed a moment ago, to be asked what was done and to be undone."""
    public_id = request.session.pop("just_done", None)
    return visible(Action, request.user).filter(public_id=public_id).first() if public_id else None


class ActionList(Scoped, ListView):
    model = Action
    template_name = "actions/list.html"
    paginate_by = 100

    def get_queryset(self) -> Any:
        self.today = timezone.localdate()
        rows = (
            super()
            .get_queryset()
            .select_related("group", "organization", "person", "meeting", "closed_by", "meeting__group")
        )
        self.filter = ActionFilter(
            self.request.GET, queryset=rows, user=self.request.user, request=self.request
        )
        found = self.filter.apply()
        if not self.request.GET.get("status"):
            found = log.open_and_lately_closed(found, self.today)
        return log.in_order(found)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        actions = list(context["object_list"])
        mark_mine(actions, self.request.user)
        return context | {
            "several_groups": len({action.group_id for action in actions}) > 1,
            "filter": self.filter,
            "sections": log.sections(actions, self.today),
            "today": self.today,
            "just_done": just_done(self.request),
            "may_add": editable(Group, self.request.user).exists(),
            "last_meeting": None
            if actions
            else visible(Meeting, self.request.user).select_related("group").first(),
        }


class ActionPage(Scoped, DetailView):
    model = Action
    template_name = "actions/page.html"

    def get_queryset(self) -> Any:
        return (
            super()
            .get_queryset()
            .select_related(
                "group",
                "organization",
                "person",
                "sector",
                "place",
                "activity",
                "meeting__group",
                "item",
                "closed_by",
            )
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        mark_mine([self.object], self.request.user)
        return super().get_context_data(**kwargs) | {
            "today": timezone.localdate(),
            "form": DoneForm(),
            "history": history_of(self.object, self.request.user),
        }


class ActionAdd(Managing, FormView):
    """An action agreed outside a meeting."""

    form_class = ActionForm
    template_name = "actions/add.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        groups = list(editable(Group, self.request.user).filter(active=True)[:2])
        asked = editable(Group, self.request.user).filter(slug=self.request.GET.get("group", "")).first()
        only = groups[0] if len(groups) == 1 else asked
        return super().get_form_kwargs() | {"user": self.request.user, "group": only}

    def form_valid(self, form: ActionForm) -> HttpResponse:
        data = form.cleaned_data
        action = changes.create_action(
            by=self.request.user, group=data["group"], form_id=data["form_id"], **form.fields_of_row()
        )
        messages.success(self.request, _("A-%(number)s is in the action log.") % {"number": action.number})
        return redirect("action", action.public_id)


class ActionEdit(ChangePage):
    """Its words, owner and day are changed by those who manage the group; an owner reports what was done."""

    model = Action
    form_class = ActionEditForm
    template_name = "actions/edit.html"
    row_name = "action"

    def get_object(self, queryset: Any = None) -> Action:
        action: Action = super().get_object(queryset)
        if not manages(self.request.user, action.group):
            raise PermissionDenied
        return action

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        there = self.request.POST.get("next") or self.request.GET.get("next", "")
        return super().get_context_data(**kwargs) | {"next": there}

    def change(self, form: ActionEditForm) -> HttpResponse:
        seen = form.cleaned_data["seen"]
        changes.change_action(self.object, by=self.request.user, seen=seen, **form.fields_of_row())
        return back(self.request, reverse("action", args=[self.object.public_id]))


class ActionButton(Button):
    """A button under an action: one POST, then back to where it was pressed."""

    model = Action

    def post(self, request: HttpRequest, id: str) -> HttpResponse:
        action = self.get_object()
        response = self.press(action)
        return response or back(request, reverse("action", args=[action.public_id]))

    def press(self, action: Action) -> HttpResponse | None:
        raise NotImplementedError

    def say(self, sentence: str, action: Action) -> None:
        messages.success(self.request, sentence % {"number": action.number})


class ActionDone(ActionButton):
    """Done in one click; what was done may be said with it or after it."""

    def press(self, action: Action) -> HttpResponse | None:
        form = DoneForm(self.request.POST)
        if not form.is_valid():
            return render(self.request, "actions/closed.html", {"action": action, "form": form})
        words = form.cleaned_data["outcome"]
        try:
            changes.close_action(action, by=self.request.user, outcome=words)
        except changes.AlreadyClosed as closed:
            context = {"action": closed.theirs, "form": form, "words": words}
            return render(self.request, "actions/closed.html", context, status=409)
        if words:
            self.say(_("A-%(number)s is done."), action)
        else:
            self.request.session["just_done"] = action.public_id
        return None


class ActionOutcome(ActionButton):
    """Words about an action somebody else closed: they stand beside theirs."""

    def press(self, action: Action) -> HttpResponse | None:
        form = DoneForm(self.request.POST)
        if not form.is_valid():
            return render(self.request, "actions/closed.html", {"action": action, "form": form})
        changes.change_action(action, by=self.request.user, outcome=form.cleaned_data["outcome"])
        return None


class ActionStatus(ActionButton):
    """Started, reopened, or dropped; only those who manage the group drop what was agreed."""

    def press(self, action: Action) -> HttpResponse | None:
        asked = self.request.POST.get("status", "")
        if asked not in STATUS_CHANGES:
            raise BadRequest
        if asked == "drop" and not manages(self.request.user, action.group):
            raise PermissionDenied
        STATUS_CHANGES[asked](action, by=self.request.user)
        sentences = {
            "progress": _("A-%(number)s is in progress."),
            "reopen": _("A-%(number)s is open again."),
            "drop": _("A-%(number)s is dropped."),
        }
        self.say(sentences[asked], action)
        return None


class ActionPostpone(ActionButton):
    """One week more, given by those who manage the group."""

    def press(self, action: Action) -> HttpResponse | None:
        if not manages(self.request.user, action.group):
            raise PermissionDenied
        changed = changes.postpone_action(action, by=self.request.user, today=timezone.localdate())
        words = {"number": changed.number, "day": written(changed.due, weekday=True)}
        messages.success(self.request, _("A-%(number)s is due %(day)s.") % words)
        return None


class ActionUndo(ActionButton):
    """The latest change taken back; undoing the first one removes the action. An owner undoes only their own."""

    def press(self, action: Action) -> HttpResponse | None:
        if not manages(self.request.user, action.group) and last_hand(action) != self.request.user.pk:
            raise PermissionDenied
        try:
            action = changes.undo_action(action, by=self.request.user)
        except NothingToUndo:
            messages.error(self.request, _("There is nothing to undo, or it is more than 30 days old."))
            return None
        self.say(_("The last change of A-%(number)s is undone."), action)
        return back(self.request, reverse("action-list")) if action.deleted_at else None
