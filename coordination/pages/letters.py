"""Letters: what a press in one does without signing in, and what became of those of a group.

Opening an address changes nothing, as mail scanners open them all; only a press does.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import ListView, TemplateView, View
from django.views.generic.detail import SingleObjectMixin

from coordination.gate import Editable, Managing, Public, Scoped
from coordination.letters.actions import DONE, STOP
from coordination.letters.signs import letter_of
from meetings.changes.actions import AlreadyClosed, close_action
from meetings.models import Action
from sectors.access import editable, visible
from sectors.changes.letters import send_again, stop_letters, want_letters
from sectors.models import Letter


class FromLetter(Public, TemplateView):
    """A page one comes to from a letter. Whoever has the letter acts as its reader, in this one thing."""

    purpose = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        purpose = ":".join(filter(None, [self.purpose, kwargs.get("action", "")]))
        letter = letter_of(kwargs["id"], kwargs["sign"], purpose)
        if letter is None:
            raise Http404
        self.letter = letter

    def render_to_response(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """The address is a key: it is neither kept nor passed on."""
        response = super().render_to_response(*args, **kwargs)
        response["Referrer-Policy"], response["Cache-Control"] = "no-referrer", "no-store"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"letter": self.letter}


@method_decorator(csrf_exempt, name="dispatch")
class LetterStop(FromLetter):
    """No more of this kind, or again. Mail programs post here themselves (RFC 8058), with no cookie of ours."""

    purpose = STOP
    template_name = "letters/stop.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        again = "again" in request.POST
        (want_letters if again else stop_letters)(self.letter.to, self.letter.kind)
        return self.render_to_response(self.get_context_data(said="again" if again else "stopped"))


class LetterDone(FromLetter):
    """An action is done, said from the letter that reminded of it."""

    purpose = DONE
    template_name = "letters/done.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = visible(Action, self.letter.to) & editable(Action, self.letter.to)
        action = rows.select_related("group", "closed_by").filter(public_id=kwargs["action"]).first()
        if action is None:
            raise Http404
        self.action = action

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"action": self.action}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        outcome = " ".join(request.POST.get("outcome", "").replace("\0", "").split())[:500]
        try:
            self.action = close_action(self.action, by=self.letter.to, outcome=outcome)
        except AlreadyClosed as closed:
            self.action = closed.theirs
        return self.render_to_response(self.get_context_data(said="done"))


class LetterList(Managing, Scoped, ListView):
    """What became of the letters of the groups one manages; those that need somebody first."""

    model = Letter
    template_name = "letters/list.html"
    paginate_by = 50

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("to", "group")
        state = self.request.GET.get("state", "")
        return rows.filter(state=state) if state in Letter.State.values else rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        trouble = visible(Letter, self.request.user).filter(state__in=Letter.IN_DOUBT)
        return super().get_context_data(**kwargs) | {
            "states": Letter.State.choices,
            "state": self.request.GET.get("state", ""),
            "repeatable": Letter.IN_DOUBT,
            "troubles": trouble.count(),
        }


class LetterAgain(Editable, SingleObjectMixin, View):
    """A person decides that a letter goes out once more."""

    model = Letter
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, id: str) -> HttpResponse:
        if send_again(self.get_object()):
            messages.success(request, _("It goes out within a minute."))
        else:
            messages.info(request, _("This letter is under way or was sent. Nothing has changed."))
        return redirect("letter-list")
