"""Who is what in a group, for programs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action as extra
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.api.scoped import Chosen, Rows
from coordination.mail import one_line
from sectors.access import Role, manages, visible
from sectors.changes.people import add_member, change_membership, end_membership
from sectors.filters import MembershipFilter
from sectors.forms.people import organizations_for
from sectors.models import Group, Membership, Organization


class MemberSerializer(serializers.ModelSerializer):
    group = serializers.SlugRelatedField("slug", read_only=True)
    name = serializers.CharField(source="user.name", read_only=True)
    email = serializers.EmailField(
        source="user.email", read_only=True, help_text="For those who manage the group"
    )
    organization = serializers.SlugRelatedField("public_id", read_only=True)

    class Meta:
        model = Membership
        fields = ["id", "group", "name", "email", "role", "organization", "active"]
        read_only_fields = fields

    def to_representation(self, row: Membership) -> dict[str, Any]:
        """Addresses of persons are for those who manage the group."""
        answer = super().to_representation(row)
        if not manages(self.context["request"].user, row.group):
            answer.pop("email")
        return answer


class RoleSerializer(serializers.Serializer):
    """Another role or organisation; a focal point needs one."""

    role = serializers.ChoiceField(Role.choices)
    organization = Chosen(Organization, required=False, allow_null=True, default=None)

    def group_of(self, data: dict[str, Any]) -> Group:
        return self.context["group"]

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        organization, user = data["organization"], self.context["request"].user
        if organization is None and data["role"] == Role.FOCAL_POINT:
            raise serializers.ValidationError(
                {"organization": _("Choose the organisation this person is the focal point of.")}
            )
        if (
            organization
            and not organizations_for(self.group_of(data), user).filter(pk=organization.pk).exists()
        ):
            raise serializers.ValidationError({"organization": _("Choose an organisation of this group.")})
        return data


class InvitationSerializer(RoleSerializer):
    """Somebody new in a group; an account is made where the address has none."""

    group = Chosen(Group, "slug")
    email = serializers.EmailField()
    name = serializers.CharField(max_length=150)
    language = serializers.ChoiceField(settings.LANGUAGES, required=False)

    def group_of(self, data: dict[str, Any]) -> Group:
        return data["group"]

    def validate_email(self, text: str) -> str:
        if not text.isascii():
            raise serializers.ValidationError(
                _("Write the address in Latin letters, such as name@example.org.")
            )
        return text.lower()

    def validate_name(self, text: str) -> str:
        return one_line(text)


class MemberApi(Rows):
    """Who belongs to the groups you belong to. POST adds a person and sends the invitation; nothing is deleted."""

    model = Membership
    http_method_names = ["get", "head", "options", "post", "patch"]
    serializer_class = MemberSerializer
    filterset_class = MembershipFilter
    lookup_field = lookup_url_kwarg = "pk"

    def get_queryset(self) -> Any:
        rows = super().get_queryset().select_related("user", "group").order_by("group__path", "pk")
        return rows.prefetch_related(Prefetch("organization", visible(Organization, self.request.user)))

    @extend_schema(request=InvitationSerializer, responses={200: MemberSerializer, 201: MemberSerializer})
    def create(self, request: Request) -> Response:
        """201 for a new membership, 200 where the person is that already."""
        asked = InvitationSerializer(data=request.data, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        row, new = add_member(by=request.user, **asked.validated_data)
        return Response(
            self.get_serializer(row).data, status=status.HTTP_201_CREATED if new else status.HTTP_200_OK
        )

    @extend_schema(request=RoleSerializer, responses=MemberSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Give another role."""
        row = self.get_object()
        asked = RoleSerializer(
            data=request.data, context={**self.get_serializer_context(), "group": row.group}
        )
        asked.is_valid(raise_exception=True)
        return Response(
            self.get_serializer(change_membership(row, by=request.user, **asked.validated_data)).data
        )

    @extend_schema(request=None, responses=MemberSerializer)
    @extra(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """The person no longer is this in the group."""
        return Response(self.get_serializer(end_membership(self.get_object(), by=request.user)).data)
