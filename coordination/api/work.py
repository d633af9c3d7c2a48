"""Long work over the API: what answered 202 is looked at here until it is done."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action as extra
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from coordination import jobs, working
from coordination.api.scoped import Pages
from coordination.gate import Scoped
from sectors.changes import work as changes
from sectors.models import Work


class TooLate(APIException):
    """The work is in another state than the call is for."""

    status_code = 409
    default_code = "too_late"


class WorkSerializer(serializers.ModelSerializer):
    id = serializers.CharField(source="public_id", read_only=True)
    group = serializers.SlugRelatedField("slug", read_only=True)
    batch = serializers.SlugRelatedField(
        "public_id", read_only=True, help_text="The import it is about, or has made"
    )
    phase = serializers.CharField(read_only=True, help_text="What is done now")
    done = serializers.IntegerField(read_only=True, help_text="Rows, while it runs")
    total = serializers.IntegerField(read_only=True, help_text="0: nobody knows yet")
    error = serializers.SerializerMethodField()
    file = serializers.SerializerMethodField()

    class Meta:
        model = Work
        fields = [
            "id", "kind", "state", "group", "file_name", "phase", "done", "total", "asked_at", "started_at", "finished_at",
            "error", "batch", "file",
        ]  # fmt: skip

    def to_representation(self, work: Work) -> dict[str, Any]:
        far = working.progress(work) if work.is_open else None
        work.phase, work.done, work.total = (str(far.phase), far.done, far.total) if far else ("", 0, 0)
        return super().to_representation(work)

    def get_error(self, work: Work) -> str:
        """Why it did not work, and what to do, in the language of the request."""
        return working.sentence(work)

    def get_file(self, work: Work) -> str | None:
        """Where the file is that was made, for whoever asked for it."""
        request = self.context["request"]
        if work.asked_by_id != request.user.pk or not jobs.file_of(work):
            return None
        return str(request.build_absolute_uri(reverse("work-file", args=[work.public_id])))


class WorkApi(Scoped, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """What you asked for lately, and what was asked for in the groups you manage."""

    model = Work
    serializer_class = WorkSerializer
    pagination_class = Pages
    filter_backends: list[Any] = []
    lookup_field = "public_id"
    lookup_url_kwarg = "id"

    def get_queryset(self) -> Any:
        return (
            super()
            .get_queryset()
            .select_related("group", "batch", "asked_by")
            .defer("content", "batch__content", "batch__mapping")
        )

    @extend_schema(request=None)
    @extra(detail=True, methods=["post"])
    def again(self, request: Request, id: str) -> Response:
        """Try once more what did not work."""
        work = self.get_object()
        if not working.repeatable(work):
            raise TooLate
        return Response(self.get_serializer(working.again(work)).data)

    @extend_schema(request=None)
    @extra(detail=True, methods=["post"])
    def stop(self, request: Request, id: str) -> Response:
        """Take back what has not begun."""
        work = self.get_object()
        if not changes.stop(work):
            raise TooLate
        return Response(self.get_serializer(working.look(work)).data)


def accepted(work: Work, request: Request) -> Response:
    """202: it goes on, and this is where to look."""
    there = reverse("api-work-detail", args=[work.public_id])
    return Response(
        WorkSerializer(work, context={"request": request}).data, status=202, headers={"Location": there}
    )
