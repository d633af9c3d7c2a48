"""Who does what, where, when: services."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action as extra
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.api.lines import Lines, lines
from coordination.api.places import ShownPlace
from coordination.api.scoped import Chosen, Rows, Versioned, VersionField, Writing
from coordination.history import can_undo
from sectors.access import contributes, knows_place
from sectors.changes.rows import NothingToUndo
from sectors.changes.services import (
    change_service,
    confirm_service,
    create_service,
    end_service,
    undo_service,
)
from sectors.filters import ServiceFilter
from sectors.models import Activity, Organization, Place, Sector, Service, ServicePoint, Term
from sectors.models.activities import FOURWS_2012

MEMBERS_ONLY = (
    "people_targeted",
    "people_reached",
    "reach_adds_up",
    "sector_text",
    "activity_text",
    "as_reported",
)


class ServiceSerializer(Versioned):
    creates, changes = staticmethod(create_service), staticmethod(change_service)
    id = serializers.CharField(source="public_id", read_only=True)
    title = serializers.CharField(read_only=True)
    organization = Chosen(Organization, narrow={"merged_into": None}, mine=True)
    organization_name = serializers.CharField(source="organization.name", read_only=True)
    activity = Chosen(Activity, "code", narrow={"edition": FOURWS_2012}, required=False, allow_null=True)
    layer = serializers.IntegerField(source="activity.layer", read_only=True, default=None)
    sector = Chosen(Sector, "code", required=False, allow_null=True)
    place = ShownPlace(
        Place,
        "pcode",
        required=False,
        help_text="Left out when a point is given: a service stands where its point stands",
    )
    point = Chosen(ServicePoint, mine=True, required=False, allow_null=True)
    target_groups = Chosen(Term, "code", narrow={"vocabulary": "target_groups"}, many=True, required=False)
    population_groups = Chosen(
        Term, "code", narrow={"vocabulary": "population_groups"}, many=True, required=False
    )
    freshness = serializers.SerializerMethodField()

    class Meta:
        model = Service
        fields = [
            "id", "version", "title", "name", "name_en", "name_fr", "name_ar", "name_es",
            "description", "description_en", "description_fr", "description_ar", "description_es",
            "organization", "organization_name", "activity", "layer", "sector", "place", "point", "start", "end", "status",
            "target_groups", "population_groups", "visibility", "confirmed_on", "freshness", "updated_at", *MEMBERS_ONLY,
        ]  # fmt: skip
        read_only_fields = ["confirmed_on", "as_reported"]

    def get_freshness(self, row: Service) -> str:
        return str(row.freshness(timezone.localdate()).value)

    def to_representation(self, row: Service) -> dict[str, Any]:
        """Figures and the partner's own words are for the members of a group over the place."""
        answer = super().to_representation(row)
        if not knows_place(self.context["request"].user, row.place.path):
            for field in MEMBERS_ONLY:
                answer.pop(field, None)
        return answer


class EndSerializer(serializers.Serializer):
    on = serializers.DateField()
    version = VersionField()


class ServiceApi(Writing, Rows):
    """The shared service map. Strangers read public services at admin 2; the same filters as the page."""

    model = Service
    serializer_class = ServiceSerializer
    may_add = staticmethod(contributes)
    filterset_class = ServiceFilter
    pagination_class = Lines

    def get_queryset(self) -> Any:
        rows = super().get_queryset().order_by("-updated_at", "-pk")
        if self.action == "list":
            return rows
        return rows.with_labels().prefetch_related("target_groups", "population_groups")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A hundred lines at a time, the latest change first."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(lines(page or [], request.user, MEMBERS_ONLY))

    @extend_schema(request=EndSerializer)
    @extra(detail=True, methods=["post"])
    def end(self, request: Request, id: str) -> Response:
        """The service has ended."""
        row = self.get_object()
        asked = EndSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        row = end_service(
            row,
            on=asked.validated_data["on"],
            by=request.user,
            seen=asked.validated_data["version"],
        )
        return Response(self.get_serializer(row).data)

    @extend_schema(request=None)
    @extra(detail=True, methods=["post"])
    def confirm(self, request: Request, id: str) -> Response:
        """The entry is still right."""
        return Response(self.get_serializer(confirm_service(self.get_object(), by=request.user)).data)

    @extend_schema(request=None)
    @extra(detail=True, methods=["post"])
    def undo(self, request: Request, id: str) -> Response:
        """Take back the latest change, within 30 days."""
        row = self.get_object()
        if not can_undo(row):
            raise NothingToUndo
        with transaction.atomic():
            row = undo_service(row, by=request.user)
            if row.deleted_at is None:
                self.claim(row)
        return Response(self.get_serializer(row).data)
