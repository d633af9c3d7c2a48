"""Files of what one sees: the list of services and the matrix, for whoever sees the page."""

from __future__ import annotations

import logging
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.views.generic import DetailView, View

from coordination import working
from coordination.exports import files
from coordination.gate import Public, Scoped, find
from sectors.access import editable, visible
from sectors.models import Group, Organization, Service, Work

log = logging.getLogger(__name__)


class Export(Public, View):
    """404 for a format we do not write; 400 for a question that makes no sense, so that nobody takes it for an answer."""

    kind: str

    def get(self, request: HttpRequest, format: str) -> HttpResponseBase:
        if format not in files.formats(self.kind, request.user):
            raise Http404
        log.info("export %s %s for %s", self.kind, format, getattr(request.user, "pk", None))
        try:
            if work := in_background(self.kind, format, request.GET, request.user):
                return redirect(working.address(work))
            return sent(files.make(self.kind, format, request.GET, request.user))
        except files.Nonsense as nonsense:
            words = "\n".join(f"{name}: {' '.join(errors)}" for name, errors in nonsense.errors.items())
            return HttpResponse(words, status=400, content_type="text/plain; charset=utf-8")


class ServiceExport(Export):
    kind = "services"


class MatrixExport(Export):
    kind = "matrix"


class TemplatePage(Public, Scoped, DetailView):
    """What the workbook to fill in is, and with whose rows one wants it."""

    model = Group
    slug_field = slug_url_kwarg = "slug"
    template_name = "groups/template.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "organizations": partners(self.object, self.request.user)
        }


class TemplateFile(Public, View):
    def get(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        group = find(Group, request.user, slug=slug)
        chosen = None
        if asked := request.GET.get("organization"):
            chosen = find(Organization, request.user, public_id=asked)
        return sent(files.template_of(group, request.user, chosen))


def partners(group: Group, user: Any) -> Any:
    """The organisations whose services in the area of the group this person may change."""
    rows = editable(Service, user).in_place(group.place).values("organization_id")
    return visible(Organization, user).filter(pk__in=rows).order_by("name")


def in_background(kind: str, format: str, data: Any, user: Any) -> Work | None:
    """A large workbook is written while one does something else. Strangers have no page to find it on again."""
    if not user.is_authenticated or not files.takes_long(kind, format, data, user):
        return None
    asked = {"kind": kind, "format": format, "query": data.urlencode()}
    return working.begin(Work.Kind.EXPORT, by=user, file_name=f"{kind}.{format}", arguments=asked)


def sent(file: files.File) -> HttpResponseBase:
    response = StreamingHttpResponse(file.parts, content_type=file.content_type)
    response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return response
