"""Files of what one sees: the list of services and the matrix, for whoever sees the page."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.views.generic import View

from coordination.gate import Public
from coordination.pages.matrix import asked_by


class ServiceExport(Public, View):
    def get(self, request: HttpRequest, format: str) -> HttpResponseBase:
        raise Http404


class MatrixExport(Public, View):
    def get(self, request: HttpRequest, format: str) -> HttpResponseBase:
        raise Http404
