"""The only way from an address to a row.

Every page of the site descends from `Page`; a page of rows names its model and gets `visible` rows, a page that
changes one gets it from `Editable`: 404 for what one may not see, 403 for what one may see but not change.
Pages are for the signed-in unless they descend from `Public` (LoginRequiredMiddleware closes the rest).
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.decorators import method_decorator

from sectors.access import contributes, editable, manages_any, visible


class Page:
    """A page of the site, closed unless it says otherwise."""

    request: HttpRequest


@method_decorator(login_not_required, name="dispatch")
class Public(Page):
    """A page strangers may open. The rows on it are still only those they may see.

    The mark of openness sits on this `dispatch`: a page that writes its own is closed again.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class Scoped(Page):
    """Rows this person may see, found by their public id. Serves pages and API alike."""

    model: type[Model]
    slug_field = "public_id"
    slug_url_kwarg = "id"

    def get_queryset(self) -> Any:
        return visible(self.model, self.request.user)


class Editable(Scoped):
    """One row this person may change."""

    def get_object(self, queryset: Any = None) -> Any:
        row = super().get_object(queryset)  # type: ignore[misc]
        return claim(row, self.request.user)


class Contributing(Page):
    """A page for those who may add something: coordinators, information managers and focal points."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not contributes(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class Managing(Page):
    """A page for those who manage a group."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not manages_any(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


def find(model: type[Model], user: Any, **lookup: Any) -> Any:
    """One row this person may see, or 404."""
    row = visible(model, user).filter(**lookup).first()
    if row is None:
        raise Http404
    return row


def claim(row: Any, user: Any) -> Any:
    """The row if this person may change it; 403 if not. Call it with a row they may see."""
    if not editable(type(row), user).filter(pk=row.pk).exists():
        raise PermissionDenied
    return row
