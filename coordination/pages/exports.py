"""Files of what one sees: the list of services and the matrix, for whoever sees the page. Page and API give the same."""

from __future__ import annotations

import logging
import tempfile
from typing import Any

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.utils import timezone
from django.views.generic import View

from coordination.exports.about import About, in_words
from coordination.exports.codebook import Codebook
from coordination.exports.hxl import matrix_csv, services_csv
from coordination.exports.jsons import matrix_json, services_json
from coordination.exports.rows import ServiceRows
from coordination.exports.sheets import workbook
from coordination.gate import Public
from sectors.access import scope_of, visible
from sectors.filters import ServiceFilter
from sectors.fourws.asking import MatrixFilter
from sectors.models import Group, Service

log = logging.getLogger(__name__)
FORMATS = {"xlsx", "csv", "hxl", "json"}
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV, JSON = "text/csv; charset=utf-8", "application/json; charset=utf-8"


class Export(Public, View):
    """404 for a format we do not write; 400 for a question that makes no sense, so that nobody takes it for an answer."""

    def get(self, request: HttpRequest, format: str) -> HttpResponseBase:
        if format not in FORMATS:
            raise Http404
        asking = MatrixFilter(
            request.GET, queryset=visible(Service, request.user), user=request.user, request=request
        )
        log.info("export %s %s for %s", type(self).__name__, format, getattr(request.user, "pk", None))
        if not asking.is_valid():
            words = "\n".join(f"{name}: {' '.join(errors)}" for name, errors in asking.errors.items())
            return HttpResponse(words, status=400, content_type="text/plain; charset=utf-8")
        return self.answer(asking, about(asking, request), format)

    def answer(self, asking: MatrixFilter, about: About, format: str) -> HttpResponseBase:
        raise NotImplementedError


class ServiceExport(Export):
    def answer(self, asking: MatrixFilter, about: About, format: str) -> HttpResponseBase:
        rows = ServiceRows(asking.apply(), self.request.user)
        if format == "json":
            return streamed(services_json(rows, about), JSON, about.file_name("services", "json"))
        if format == "xlsx":
            return excel(asking, about, rows, "services")
        name = about.file_name("services-hxl" if format == "hxl" else "services", "csv")
        return streamed(services_csv(rows, tags=format == "hxl"), CSV, name)


class MatrixExport(Export):
    def answer(self, asking: MatrixFilter, about: About, format: str) -> HttpResponseBase:
        if format == "xlsx":
            return excel(asking, about, ServiceRows(asking.apply(), self.request.user), "matrix")
        table = asking.matrix(timezone.localdate())
        if format == "json":
            return streamed(matrix_json(table, about), JSON, about.file_name("matrix", "json"))
        name = about.file_name("matrix-hxl" if format == "hxl" else "matrix", "csv")
        return streamed(matrix_csv(table, tags=format == "hxl"), CSV, name)


def about(asking: MatrixFilter, request: HttpRequest) -> About:
    """What the file says of itself."""
    chosen = asking.chosen("group")
    groups = visible(Group, request.user)
    if chosen:
        groups = groups.filter(pk=chosen.pk)
    elif scope_of(request.user).groups:
        groups = groups.joined_by(request.user)
    plain = ServiceFilter(asking.data, queryset=asking.queryset, user=request.user, request=request)
    return About(
        reader=request.user,
        made_at=timezone.localtime(),
        groups=[str(group) for group in groups.order_by("path")],
        question=in_words(plain.form),
        slug=chosen.slug if chosen else "",
    )


def excel(asking: MatrixFilter, about: About, rows: ServiceRows, what: str) -> HttpResponseBase:
    """Written to a temporary file, then sent: never the whole of it in memory."""
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - closed by the response
    workbook(file, about, rows, asking.matrix(timezone.localdate()), Codebook(about.reader))
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=about.file_name(what, "xlsx"), content_type=EXCEL)


def streamed(parts: Any, kind: str, name: str) -> HttpResponseBase:
    response = StreamingHttpResponse(parts, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
