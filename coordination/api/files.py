"""The files one can take along, as the pages give them: the same names, the same bytes."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.views import APIView

from coordination.api.work import WorkSerializer, accepted
from coordination.exports import files
from coordination.gate import find
from coordination.pages.exports import in_background, sent
from sectors.models import Group, Organization

SAID = "\n".join(
    f"- `{kind}.{name}`: {one.who}" for kind, formats in files.KINDS.items() for name, one in formats.items()
)
BINARY = {(200, "application/octet-stream"): OpenApiTypes.BINARY}


class FileApi(APIView):
    """`kind` is services or matrix. Takes every filter of the services; the matrix also `rows`, `columns` and `count`."""

    @extend_schema(
        description=f"{__doc__}\n\n{SAID}",
        parameters=[
            OpenApiParameter("kind", enum=list(files.KINDS), location="path"),
            OpenApiParameter("ending", enum=list(files.LIST), location="path"),
        ],
        responses=BINARY | {202: WorkSerializer},
    )
    def get(self, request: Request, kind: str, ending: str) -> HttpResponseBase:
        if kind not in files.KINDS or ending not in files.formats(kind, request.user):
            raise Http404
        try:
            if work := in_background(kind, ending, request.query_params, request.user):
                return accepted(work, request)
            return sent(files.make(kind, ending, request.query_params, request.user))
        except files.Nonsense as nonsense:
            raise ValidationError(dict(nonsense.errors)) from nonsense


class TemplateApi(APIView):
    """The workbook partners of a group fill in, with the rows the caller may change."""

    @extend_schema(
        parameters=[OpenApiParameter("organization", str, description="public id: only its rows")],
        responses=BINARY,
    )
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        group = find(Group, request.user, slug=slug)
        asked = request.query_params.get("organization")
        chosen: Any = find(Organization, request.user, public_id=asked) if asked else None
        return sent(files.template_of(group, request.user, chosen))
