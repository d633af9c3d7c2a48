"""Gaps and overlaps, as the pages list them. For members of a group; others get empty lists."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from coordination.api.permissions import Own
from coordination.pages.gaps import GAP_FIELDS, OVERLAP_FIELDS, asked, at_one_time, gaps_of
from sectors.fourws.asking import MatrixFilter
from sectors.fourws.dimensions import Key
from sectors.fourws.gaps import GapFilter, Lack
from sectors.fourws.overlaps import Overlap, described, overlapping

MOST = 500


def parameters(names: tuple[str, ...]) -> list[OpenApiParameter]:
    return [OpenApiParameter(name, str) for name in names]


class GapApi(APIView):
    """Areas by what nobody does there, where most people are in need first."""

    permission_classes = [Own]

    @extend_schema(parameters=parameters(GAP_FIELDS), responses={200: OpenApiTypes.OBJECT})
    def get(self, request: Request) -> Response:
        asking = valid(asked(GapFilter, request))
        lacks, quiet = gaps_of(asking, request.user)
        return Response(
            {
                "count": len(lacks),
                "results": [lack_data(lack) for lack in lacks[:MOST]],
                "not_reported": [place_data(key) for key in quiet],
            }
        )


class OverlapApi(APIView):
    """Districts and activities in which two or more organisations serve the same target group at the same time."""

    permission_classes = [Own]

    @extend_schema(parameters=parameters(OVERLAP_FIELDS), responses={200: OpenApiTypes.OBJECT})
    def get(self, request: Request) -> Response:
        services = at_one_time(valid(asked(MatrixFilter, request)))
        pairs = overlapping(services)
        found = described(services, pairs[:MOST])
        return Response({"count": len(pairs), "results": [overlap_data(one) for one in found]})


def valid(asking: Any) -> Any:
    if not asking.is_valid():
        raise ValidationError(asking.errors)
    return asking


def place_data(key: Key) -> dict[str, Any]:
    return {"place": key.id, "name": key.label}


def lack_data(lack: Lack) -> dict[str, Any]:
    missing = [{"id": gap.what.id, "name": gap.what.label, "elsewhere": gap.elsewhere} for gap in lack.gaps]
    return {**place_data(lack.area), "people_in_need": lack.need, "missing": missing}


def overlap_data(one: Overlap) -> dict[str, Any]:
    targets = [{"target": key.id, "name": key.label, "organizations": names} for key, names in one.targets]
    return {
        **place_data(one.area),
        "activity": one.what.id,
        "activity_name": one.what.label,
        "organizations": one.organizations,
        "targets": targets,
    }
