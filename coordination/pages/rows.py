"""What pages of one row share: the form and the buttons that change it, and its history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.generic import DetailView, FormView, View
from django.views.generic.detail import SingleObjectMixin

from coordination.answers import conflicting
from coordination.gate import Editable
from coordination.history import can_undo, history_of
from sectors.changes.rows import Conflict, NothingToUndo


class ChangePage(Editable, SingleObjectMixin, FormView):
    """A form over one row of a meeting; it never writes over what somebody else wrote meanwhile.

    `row_name` is what the form calls its row.
    """

    row_name = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated:
            self.object = self.get_object()
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {self.row_name: self.object}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return self.change(form)
        except Conflict as conflict:
            return conflicting(self, form, conflict.theirs)

    def change(self, form: Any) -> HttpResponse:
        """Write it, and say where to go."""
        raise NotImplementedError


class Button(Editable, SingleObjectMixin, View):
    """One POST about one row the person may change."""

    http_method_names = ["post"]


class Press(Button):
    """A button that says what it did, or why it could not, and goes back to the page of the row."""

    def post(self, request: HttpRequest, id: str) -> HttpResponse:
        row = self.get_object()
        try:
            done = self.press(row)
        except Conflict:
            messages.warning(request, _("Somebody changed this meanwhile. Look at it again, then decide."))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        except NothingToUndo:
            messages.error(request, _("There is nothing to undo, or it is more than 30 days old."))
        else:
            messages.success(request, done)
        return self.after(row)

    def press(self, row: Any) -> str:
        """Do it, and say what was done."""
        raise NotImplementedError

    def after(self, row: Any) -> HttpResponse:
        """Where to go then."""
        raise NotImplementedError

    def seen(self) -> int | None:
        """The version of the row the person was looking at."""
        given = self.request.POST.get("version", "")
        return int(given) if given.isdecimal() else None


class HistoryPage(Editable, DetailView):
    """Who changed what, and the button that takes the latest change back."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        changes = history_of(self.object, self.request.user)
        return super().get_context_data(**kwargs) | {"changes": changes, "can_undo": can_undo(self.object)}
