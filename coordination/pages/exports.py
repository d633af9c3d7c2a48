"""Files of what one sees: the list of services and the matrix, for whoever sees the page."""

from __future__ import annotations

import logging

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.generic import View

from coordination.exports import files
from coordination.gate import Public

log = logging.getLogger(__name__)


class Export(Public, View):
    """404 for a format we do not write; 400 for a question that makes no sense, so that nobody takes it for an answer."""

    kind: str

    def get(self, request: HttpRequest, format: str) -> HttpResponseBase:
        if format not in files.formats(self.kind, request.user):
            raise Http404
        log.info("export %s %s for %s", self.kind, format, getattr(request.user, "pk", None))
        try:
            return sent(files.make(self.kind, format, request.GET, request.user))
        except files.Nonsense as nonsense:
            words = "\n".join(f"{name}: {' '.join(errors)}" for name, errors in nonsense.errors.items())
            return HttpResponse(words, status=400, content_type="text/plain; charset=utf-8")


class ServiceExport(Export):
    kind = "services"


class MatrixExport(Export):
    kind = "matrix"


def sent(file: files.File) -> HttpResponseBase:
    response = StreamingHttpResponse(file.parts, content_type=file.content_type)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response
