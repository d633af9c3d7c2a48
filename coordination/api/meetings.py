"""What the group said: meetings with agenda, lines and attendance."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action as extra
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.api.scoped import Chosen, Rows, Versioned, Writing
from meetings.changes import agenda, lines
from meetings.changes.invitations import invite_to_meeting
from meetings.changes.meetings import change_meeting, create_meeting, send_minutes
from meetings.filters import MeetingFilter
from meetings.models import AgendaItem, Attendance, Line, Meeting
from meetings.zones import today_of
from sectors.access import visible
from sectors.models import Group


class LineSerializer(serializers.ModelSerializer):
    id = serializers.CharField(source="public_id", read_only=True)

    class Meta:
        model = Line
        fields = ["id", "kind", "text", "revision", "written_at"]


class AgendaItemSerializer(serializers.ModelSerializer):
    id = serializers.CharField(source="public_id", read_only=True)
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
    creates, changes = staticmethod(create_meeting), staticmethod(change_meeting)
    id = serializers.CharField(source="public_id", read_only=True)
    group = Chosen(Group, "slug", mine=True)
    items = AgendaItemSerializer(many=True, read_only=True)
    attendance = AttendanceSerializer(many=True, read_only=True)
    for_good = ("group",)

    class Meta:
        model = Meeting
        fields = [
            "id", "version", "group", "number", "title", "kind", "starts_at", "ends_at", "repeats", "venue", "link", "chairs",
            "state", "sent_at", "items", "attendance", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["number", "state", "sent_at"]


class CaptureSerializer(serializers.Serializer):
    item = serializers.CharField(help_text="The id of the agenda item")
    text = serializers.CharField(
        help_text="Plain text is a note; `! text` a decision; `> text @hope /12 feb` an action"
    )


class CapturedSerializer(serializers.Serializer):
    kind = serializers.CharField()
    id = serializers.CharField()
    questions = serializers.ListField(
        child=serializers.CharField(), help_text="What could not be read in the line"
    )


class ToldSerializer(serializers.Serializer):
    people = serializers.IntegerField(help_text="To how many people a letter was written")


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

    @extend_schema(request=AgendaItemSerializer, responses={201: AgendaItemSerializer})
    @extra(detail=True, methods=["post"])
    def items(self, request: Request, id: str) -> Response:
        """Put an item on the agenda."""
        meeting = self.get_object()
        asked = AgendaItemSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        item = agenda.add_item(meeting, by=request.user, **asked.validated_data)
        return Response(AgendaItemSerializer(item).data, status=201)

    @extend_schema(request=CaptureSerializer, responses={201: CapturedSerializer})
    @extra(detail=True, methods=["post"])
    def capture(self, request: Request, id: str) -> Response:
        """Write one line under an item: a note, a decision or an action, read from what was typed."""
        meeting = self.get_object()
        asked = CaptureSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        item = get_object_or_404(meeting.items, public_id=asked.validated_data["item"])
        today = today_of(item.meeting.group)
        row, questions = lines.capture_line(
            item, by=request.user, text=asked.validated_data["text"], today=today
        )
        kind = row.kind if isinstance(row, Line) else "action"
        return Response({"kind": kind, "id": row.public_id, "questions": questions}, status=201)

    @extend_schema(request=None, responses=ToldSerializer)
    @extra(detail=True, methods=["post"])
    def invite(self, request: Request, id: str) -> Response:
        """Mail time and place to all members; 0 when they have them already."""
        return Response({"people": invite_to_meeting(self.get_object(), by=request.user)})

    @extend_schema(request=None, responses=ToldSerializer)
    @extra(detail=True, methods=["post"])
    def send(self, request: Request, id: str) -> Response:
        """Mail the minutes as they stand to all members; later changes are amendments."""
        return Response({"people": send_minutes(self.get_object(), by=request.user)})
