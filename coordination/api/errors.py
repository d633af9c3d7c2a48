"""Rules live in the models; here their sentences become the API's answers."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from rest_framework.exceptions import ValidationError as BadRequest
from rest_framework.response import Response
from rest_framework.serializers import as_serializer_error
from rest_framework.views import exception_handler


def handler(error: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(error, ValidationError):
        error = BadRequest(as_serializer_error(error))
    return exception_handler(error, context)
