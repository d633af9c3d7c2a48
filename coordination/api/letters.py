"""The letters of the groups one manages: what became of them; one that was not sent goes out once more."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action as extra
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.api.scoped import Pages
from coordination.gate import Scoped
from sectors.changes.letters import send_again
from sectors.models import Letter


class LetterSerializer(serializers.ModelSerializer):
    id = serializers.CharField(source="public_id", read_only=True)
    to = serializers.CharField(source="to.name", read_only=True)
    group = serializers.SlugRelatedField("slug", read_only=True)

    class Meta:
        model = Letter
        fields = ["id", "kind", "to", "group", "state", "written_at", "tried_at", "tries", "error"]


class LetterApi(Scoped, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Letters to the people of the groups you manage: `?state=uncertain`."""

    model = Letter
    serializer_class = LetterSerializer
    pagination_class = Pages
    filter_backends: list[Any] = []
    lookup_field = "public_id"
    lookup_url_kwarg = "id"

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("to", "group")
        state = self.request.query_params.get("state")
        return rows.filter(state=state) if state else rows

    @extend_schema(request=None)
    @extra(detail=True, methods=["post"])
    def again(self, request: Request, id: str) -> Response:
        """Send once more what failed or is uncertain; a letter in another state stays as it is."""
        letter = self.get_object()
        send_again(letter)
        letter.refresh_from_db()
        return Response(self.get_serializer(letter).data)
