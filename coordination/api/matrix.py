"""The matrix and the files, as the page gives them."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from coordination.exports.jsons import matrix_data
from sectors.access import visible
from sectors.fourws.asking import AXES, MatrixFilter
from sectors.fourws.tallies import COUNTS
from sectors.models import Service

NAMES = [name for name, _title in AXES]


class MatrixApi(APIView):
    """Any dimension of the 4Ws against any other. A gap, “not reported” and a number are three different states."""

    @extend_schema(
        parameters=[
            OpenApiParameter("rows", enum=NAMES, default="adm1"),
            OpenApiParameter("columns", enum=NAMES, default="activity"),
            OpenApiParameter("count", enum=list(COUNTS), default="services"),
            *(
                OpenApiParameter(name, str)
                for name in MatrixFilter.base_filters
                if name not in {"rows", "columns", "count"}
            ),
        ],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> Response:
        """Takes every filter of the services besides `rows`, `columns` and `count`."""
        services = visible(Service, request.user)
        asking = MatrixFilter(request.query_params, queryset=services, user=request.user, request=request)
        if not asking.is_valid():
            raise ValidationError(asking.errors)
        return Response(matrix_data(asking.matrix(timezone.localdate())))
