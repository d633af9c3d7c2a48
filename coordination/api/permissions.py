"""Named in settings as text, so this file must not import rest_framework.views: that would be a circle."""

from __future__ import annotations

from typing import Any

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from sectors.access import editable


class Gate(BasePermission):
    """Reading is open, because rows are cut to what the asker may see; writing needs a person and an editable row.

    Adding needs what the page for adding asks: the view says it in `may_add`.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        if request.method in SAFE_METHODS:
            return True
        if not (request.user and request.user.is_authenticated):
            return False
        return getattr(view, "action", None) != "create" or view.may_add(request.user)

    def has_object_permission(self, request: Request, view: Any, obj: Any) -> bool:
        return request.method in SAFE_METHODS or editable(type(obj), request.user).filter(pk=obj.pk).exists()


class Own(BasePermission):
    """Nothing here is for strangers, and the view's own rows are the asker's."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return bool(request.user and request.user.is_authenticated)
