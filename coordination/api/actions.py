"""What was promised: the action log."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action as extra
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.api.scoped import Chosen, Rows, Versioned, VersionField, Writing
from meetings.changes.actions import change_action, close_action, create_action
from meetings.filters import ActionFilter
from meetings.models import Action, Meeting
from sectors.models import Activity, Group, Organization, Place, Sector, User
from sectors.models.activities import FOURWS_2012


class ActionSerializer(Versioned):
    id = serializers.CharField(source="public_id", read_only=True)
    group = Chosen(Group, "slug")
    organization = Chosen(Organization, required=False, allow_null=True)
    person = Chosen(User, "email", required=False, allow_null=True)
    sector = Chosen(Sector, "code", required=False, allow_null=True)
    place = Chosen(Place, "pcode", required=False, allow_null=True)
    activity = Chosen(Activity, "code", narrow={"edition": FOURWS_2012}, required=False, allow_null=True)
    meeting = Chosen(Meeting, required=False, allow_null=True)

    class Meta:
        model = Action
        fields = [
            "id", "version", "group", "number", "text", "organization", "person", "due", "status", "priority",
            "sector", "place", "activity", "meeting", "outcome", "closed_on", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["number", "status", "outcome", "closed_on"]

    def create(self, data: dict[str, Any]) -> Action:
        return create_action(**data)

    def update(self, row: Action, data: dict[str, Any]) -> Action:
        return change_action(row, seen=data.pop("version"), **data)


class CloseSerializer(serializers.Serializer):
    outcome = serializers.CharField(required=False, allow_blank=True, max_length=500)
    version = VersionField()


class ActionApi(Writing, Rows):
    """The action log of the groups you belong to."""

    model = Action
    serializer_class = ActionSerializer
    filterset_class = ActionFilter

    def get_queryset(self) -> Any:
        return (
            super()
            .get_queryset()
            .select_related("group", "organization", "person", "sector", "place", "activity", "meeting")
        )

    @extend_schema(request=CloseSerializer)
    @extra(detail=True, methods=["post"])
    def done(self, request: Request, id: str) -> Response:
        """The action is done."""
        asked = CloseSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        data = asked.validated_data
        row = close_action(
            self.get_object(), outcome=data.get("outcome", ""), by=request.user, seen=data["version"]
        )
        return Response(self.get_serializer(row).data)
