"""Rules live below; here their sentences become the API's answers."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rest_framework import status
from rest_framework.exceptions import APIException, Throttled
from rest_framework.exceptions import ValidationError as BadRequest
from rest_framework.response import Response
from rest_framework.serializers import as_serializer_error
from rest_framework.views import exception_handler

from coordination.busy import RETRY_SECONDS, is_busy
from sectors.changes.rows import Conflict, NothingToUndo

log = logging.getLogger(__name__)


class SomebodyElse(APIException):
    """The row moved on since it was read."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"


class Busy(APIException):
    """Somebody else holds the database too long."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "busy"
    wait = RETRY_SECONDS  # becomes the Retry-After of the answer


def handler(error: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(error, ValidationError):
        error = BadRequest(as_serializer_error(error))
    if isinstance(error, Conflict):
        sentence = _(
            "Somebody else changed this meanwhile. Read it again and send your change with version %(version)s."
        )
        error = SomebodyElse(sentence % {"version": error.theirs.version})
    if isinstance(error, NothingToUndo):
        error = BadRequest({"detail": _("There is nothing to undo, or it is more than 30 days old.")})
    if is_busy(error):
        log.warning("the database was busy: %s", type(context["view"]).__name__)
        error = Busy(
            _("Something went wrong here. It was written down. Try again, or tell whoever runs this site.")
        )
    if isinstance(error, Throttled) and error.wait is not None:
        seconds = int(error.wait)
        words = ngettext(
            "Too many requests. Wait %(count)s second, then try again.",
            "Too many requests. Wait %(count)s seconds, then try again.",
            seconds,
        )
        error.detail = words % {"count": seconds}
    return exception_handler(error, context)
