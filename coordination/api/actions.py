"""What was promised: the action log."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action as extra
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.api.scoped import Chosen, Rows, Versioned, VersionField, Writing
from meetings.changes.actions import change_action, close_action, create_action, reopen_action, start_action
from meetings.filters import ActionFilter
from meetings.models import Action, Meeting
from meetings.people import organizations_of, people_of
from sectors.access import manages, visible
from sectors.models import Activity, Group, Organization, Place, Sector, User
from sectors.models.activities import FOURWS_2012


class ActionSerializer(Versioned):
    creates, changes = staticmethod(create_action), staticmethod(change_action)
    id = serializers.CharField(source="public_id", read_only=True)
    group = Chosen(Group, "slug", mine=True)
    organization = Chosen(Organization, required=False, allow_null=True)
    person = Chosen(
        User,
        "email",
        required=False,
        allow_null=True,
        help_text="Their e-mail address; those who manage the group read it",
    )
    person_name = serializers.CharField(source="person.name", read_only=True, default=None)
    sector = Chosen(Sector, "code", required=False, allow_null=True)
    place = Chosen(Place, "pcode", required=False, allow_null=True)
    activity = Chosen(Activity, "code", narrow={"edition": FOURWS_2012}, required=False, allow_null=True)
    meeting = Chosen(Meeting, required=False, allow_null=True)
    for_good = ("group",)

    class Meta:
        model = Action
        fields = [
            "id", "version", "group", "number", "text", "organization", "person", "person_name", "due", "status", "priority",
            "sector", "place", "activity", "meeting", "outcome", "closed_on", "updated_at",
        ]  # fmt: skip
        read_only_fields = ["number", "status", "outcome", "closed_on"]

    def to_representation(self, row: Action) -> dict[str, Any]:
        """Members read who does it; the address is for those who manage the group."""
        answer = super().to_representation(row)
        if not manages(self.context["request"].user, row.group):
            answer.pop("person")
        return answer

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        """Owners and meeting are of the action's group."""
        group, user = getattr(self.instance, "group", None) or data["group"], self.context["request"].user
        allowed = {
            "organization": organizations_of(group, user),
            "person": people_of(group, user),
            "meeting": visible(Meeting, user).filter(group=group),
        }
        for name, rows in allowed.items():
            chosen = data.get(name)
            if (
                chosen
                and chosen != getattr(self.instance, name, None)
                and not rows.filter(pk=chosen.pk).exists()
            ):
                sentence = _("%(owner)s is not in %(group)s. Choose somebody of that group.")
                raise serializers.ValidationError({name: sentence % {"owner": chosen, "group": group}})
        return super().validate(data)


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

    def get_object(self) -> Action:
        """Its words, owner and day are changed by those who manage the group; an owner reports what was done."""
        row = super().get_object()
        if self.action == "partial_update" and not manages(self.request.user, row.group):
            raise PermissionDenied
        return row

    def claim(self, row: Action) -> Action:
        """Owners report on an action, through `done`, `start` and `reopen`; what was agreed is for those who manage the group."""
        if not manages(self.request.user, row.group):
            raise PermissionDenied
        return row

    @extend_schema(request=None)
    @extra(detail=True, methods=["post"])
    def start(self, request: Request, id: str) -> Response:
        """Somebody has begun."""
        return Response(self.get_serializer(start_action(self.get_object(), by=request.user)).data)

    @extend_schema(request=None)
    @extra(detail=True, methods=["post"])
    def reopen(self, request: Request, id: str) -> Response:
        """It is not done after all."""
        return Response(self.get_serializer(reopen_action(self.get_object(), by=request.user)).data)

    @extend_schema(request=CloseSerializer)
    @extra(detail=True, methods=["post"])
    def done(self, request: Request, id: str) -> Response:
        """The action is done."""
        row = self.get_object()
        asked = CloseSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        data = asked.validated_data
        row = close_action(row, outcome=data.get("outcome", ""), by=request.user, seen=data["version"])
        return Response(self.get_serializer(row).data)
