"""What the group said: meetings with agenda, lines and attendance."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from rest_framework import serializers

from coordination.api.scoped import Chosen, Rows, Versioned, Writing
from meetings.changes.meetings import change_meeting, create_meeting
from meetings.filters import MeetingFilter
from meetings.models import AgendaItem, Attendance, Line, Meeting
from sectors.access import visible
from sectors.models import Group


class LineSerializer(serializers.ModelSerializer):
    class Meta:
        model = Line
        fields = ["id", "kind", "text", "revision", "written_at"]


class AgendaItemSerializer(serializers.ModelSerializer):
    lines = LineSerializer(many=True, read_only=True)
    gap_place = serializers.SlugRelatedField("pcode", read_only=True)
    gap_activity = serializers.SlugRelatedField("code", read_only=True)

    class Meta:
        model = AgendaItem
        fields = ["id", "title", "presenter", "minutes", "gap_place", "gap_activity", "lines"]


class AttendanceSerializer(serializers.ModelSerializer):
    organization = serializers.SlugRelatedField("public_id", read_only=True)

    class Meta:
        model = Attendance
        fields = ["name", "organization", "mode"]


class MeetingSerializer(Versioned):
    id = serializers.CharField(source="public_id", read_only=True)
    group = Chosen(Group, "slug")
    items = AgendaItemSerializer(many=True, read_only=True)
    attendance = AttendanceSerializer(many=True, read_only=True)

    class Meta:
        model = Meeting
        fields = [
            "id", "version", "group", "number", "title", "kind", "starts_at", "ends_at", "venue", "link", "chairs",
            "state", "sent_at", "items", "attendance", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["number", "state", "sent_at"]

    def create(self, data: dict[str, Any]) -> Meeting:
        return create_meeting(**data)

    def update(self, row: Meeting, data: dict[str, Any]) -> Meeting:
        return change_meeting(row, seen=data.pop("version"), **data)


class MeetingApi(Writing, Rows):
    """Meetings of the groups you belong to."""

    model = Meeting
    serializer_class = MeetingSerializer
    filterset_class = MeetingFilter

    def get_queryset(self) -> Any:
        user = self.request.user
        return (
            super()
            .get_queryset()
            .select_related("group")
            .prefetch_related(
                Prefetch("items", visible(AgendaItem, user).select_related("gap_place", "gap_activity")),
                "items__lines",
                Prefetch("attendance", visible(Attendance, user).select_related("organization")),
            )
        )
