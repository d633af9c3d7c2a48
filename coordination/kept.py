"""What somebody typed outlives their sign-in: it waits in their session and stands in the form again afterwards."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import Resolver404, resolve

from coordination.gate import Page
from coordination.limits import HOUR, address_of, too_often

KEY = "kept"
LARGEST = 50_000
MOST_KEPT = 60  # texts from one address in an hour: strangers cannot fill the database


class KeepsText(Page):
    """A page with a form, for the signed-in. Sent too late, its text is kept until the person has signed in again."""

    @classmethod
    def as_view(cls, **given: Any) -> Any:
        """Open to the middleware, because `dispatch` itself turns strangers away, and keeps what they sent."""
        return login_not_required(super().as_view(**given))  # type: ignore[misc]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            if request.method == "POST" and keep(request):
                request.session.set_expiry(HOUR)  # signing in sets it anew
            return redirect_to_login(request.get_full_path())
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


def keep(request: HttpRequest) -> bool:
    """Put the text of this form aside, for the same address; unless it is too long, or the last of too many."""
    text = request.POST.copy()
    text.pop("csrfmiddlewaretoken", None)
    typed = text.urlencode()
    if len(typed) > LARGEST or too_often("kept", address_of(request), most=MOST_KEPT, seconds=HOUR):
        return False
    request.session[KEY] = {"path": request.path, "text": typed}
    return True


def kept(request: HttpRequest) -> QueryDict | None:
    """The text put aside for this address, once. A form checks that it was written by the same person."""
    waiting = request.session.get(KEY)
    if not waiting or waiting["path"] != request.path:
        return None
    del request.session[KEY]
    return QueryDict(waiting["text"])


def brought_back(request: HttpRequest) -> HttpResponse | None:
    """For a form older than the last sign-in: the form again, with its text, to be looked at and sent anew.

    Another site cannot use this: its posts arrive without the session cookie, and nothing is saved without a press.
    """
    if request.method != "POST" or not request.user.is_authenticated or not _keeps_text(request):
        return None
    keep(request)
    return HttpResponseRedirect(request.get_full_path())


def _keeps_text(request: HttpRequest) -> bool:
    try:
        view = getattr(resolve(request.path_info).func, "view_class", None)
    except Resolver404:
        return False
    return view is not None and issubclass(view, KeepsText)
