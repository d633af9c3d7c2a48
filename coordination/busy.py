"""Somebody else holds the database too long: “not saved, try again”, instead of “we are broken”.

SQLite has one pen. Whoever waits for it longer than its `timeout` is refused, and what they sent is not saved.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views import defaults

log = logging.getLogger(__name__)
RETRY_SECONDS = 30


def is_busy(error: BaseException | None) -> bool:
    return isinstance(error, OperationalError) and "is locked" in str(error)


def answer(request: HttpRequest) -> HttpResponse:
    """A page that needs no database. The session is left as it was: to write it would mean to wait once more."""
    log.warning(
        "the database was busy: %s %s", request.method, getattr(request.resolver_match, "view_name", "")
    )
    if hasattr(request, "session"):
        request.session.modified = False
    return HttpResponse(render_to_string("500.html"), status=503, headers={"Retry-After": RETRY_SECONDS})


class BusyDatabase:
    """For whatever a page raises, in development too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return answer(request) if is_busy(error) else None


def server_error(request: HttpRequest) -> HttpResponse:
    """For what is raised around the pages, as when a session is saved."""
    return answer(request) if is_busy(sys.exc_info()[1]) else defaults.server_error(request)
