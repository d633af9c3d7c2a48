"""What somebody typed outlives their sign-in: it waits in their session and stands in the form again afterwards."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure as refuse

from coordination.gate import Page

KEY = "kept"
LARGEST = 50_000
AN_HOUR = 60 * 60


class KeepsText(Page):
    """A page with a form, for the signed-in. Sent too late, its text is kept until the person has signed in again."""

    @classmethod
    def as_view(cls, **given: Any) -> Any:
        """Open to the middleware, because `dispatch` itself turns strangers away, and keeps what they sent."""
        return login_not_required(super().as_view(**given))  # type: ignore[misc]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            if request.method == "POST":
                keep(request)
                request.session.set_expiry(AN_HOUR)  # signing in sets it anew
            return redirect_to_login(request.get_full_path())
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


def keep(request: HttpRequest) -> None:
    """Put the text of this form aside, for the same address."""
    text = request.POST.copy()
    text.pop("csrfmiddlewaretoken", None)
    typed = text.urlencode()
    if len(typed) <= LARGEST:
        request.session[KEY] = {"path": request.path, "text": typed}


def kept(request: HttpRequest) -> QueryDict | None:
    """The text put aside for this address, once. A form checks that it was written by the same person."""
    waiting = request.session.get(KEY)
    if not waiting or waiting["path"] != request.path:
        return None
    del request.session[KEY]
    return QueryDict(waiting["text"])


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form older than the last sign-in. Ours come back with their text; anything else is refused.

    Another site cannot use this: its posts arrive without the session cookie, and nothing is saved without a press.
    """
    if request.method == "POST" and request.user.is_authenticated and _keeps_text(request):
        keep(request)
        messages.warning(
            request,
            _("You signed in again since you opened this form. Nothing is lost: look at it and save."),
        )
        return HttpResponseRedirect(request.get_full_path())
    return refuse(request, reason)


def _keeps_text(request: HttpRequest) -> bool:
    try:
        view = getattr(resolve(request.path_info).func, "view_class", None)
    except Resolver404:
        return False
    return view is not None and issubclass(view, KeepsText)
