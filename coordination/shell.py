"""What every page has around it: the menu, the languages, today's date."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sectors.access import contributes, scope_of

FOR_ALL = [("service-list", _("Find a service")), ("matrix", _("4W matrix"))]
FOR_MEMBERS = [("meeting-list", _("Meetings")), ("action-list", _("Actions"))]
FOR_ALL_AFTER = [("organization-list", _("Organisations"))]
FOR_CONTRIBUTORS = [("import-list", _("Import"))]


def shell(request: HttpRequest) -> dict[str, Any]:
    """For base.html: `menu`, `languages`, `today` and `now`, `site_url`, and what the reader `contributes` and `manages`."""
    user = getattr(request, "user", None)
    scope = scope_of(user)
    return {
        "menu": menu(request.path, user),
        "languages": settings.LANGUAGES,
        "site_url": settings.SITE_URL,
        "today": timezone.localdate(),
        "now": timezone.localtime(),
        "contributes": contributes(user),
        "manages": scope.everything or bool(scope.managed_groups),
    }


def menu(path: str, user: Any) -> list[dict[str, Any]]:
    """The links this reader can follow; a link that would only lead to the sign-in page is left out."""
    links = list(FOR_ALL)
    if scope_of(user).signed_in:
        links += FOR_MEMBERS
    links += FOR_ALL_AFTER
    if contributes(user):
        links += FOR_CONTRIBUTORS
    return [
        {"url": url, "label": label, "current": path.startswith(url)}
        for name, label in links
        if (url := address(name))
    ]


def address(name: str) -> str:
    """The address of a page, or nothing where the page is not part of this site."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
