"""Who am I, and my tokens."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from knox.models import get_token_model
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from coordination.api.permissions import Own
from sectors.access import visible
from sectors.models import Membership


class MembershipSerializer(serializers.ModelSerializer):
    group = serializers.SlugRelatedField("slug", read_only=True)
    organization = serializers.SlugRelatedField("public_id", read_only=True)

    class Meta:
        model = Membership
        fields = ["group", "role", "organization"]


class MeSerializer(serializers.Serializer):
    email = serializers.EmailField()
    name = serializers.CharField()
    memberships = MembershipSerializer(many=True)


class Me(APIView):
    """The person the request speaks for."""

    permission_classes = [Own]

    @extend_schema(responses=MeSerializer)
    def get(self, request: Request) -> Response:
        mine = (
            visible(Membership, request.user)
            .filter(user=request.user, active=True)
            .select_related("group", "organization")
        )
        return Response(
            MeSerializer({"email": request.user.email, "name": request.user.name, "memberships": mine}).data
        )


class TokenSerializer(serializers.Serializer):
    key = serializers.CharField(
        source="token_key", read_only=True, help_text="The first letters, to tell tokens apart"
    )
    created = serializers.DateTimeField(read_only=True)
    expiry = serializers.DateTimeField(read_only=True)
    token = serializers.CharField(read_only=True, help_text="Shown once, when made")


@extend_schema(parameters=[OpenApiParameter("key", str, OpenApiParameter.PATH)])
class TokenApi(mixins.ListModelMixin, mixins.DestroyModelMixin, viewsets.GenericViewSet):
    """Your own tokens. Send one as `Authorization: Token …`."""

    permission_classes = [Own]
    serializer_class = TokenSerializer
    pagination_class = None
    filter_backends: list[Any] = []
    lookup_field = "token_key"
    lookup_url_kwarg = "key"

    def get_queryset(self) -> Any:
        return self.request.user.auth_token_set.order_by("-created")

    @extend_schema(request=None, responses={201: TokenSerializer})
    def create(self, request: Request) -> Response:
        manager = get_token_model()._default_manager
        instance, token = manager.create(request.user)
        return Response(TokenSerializer(instance).data | {"token": token}, status=status.HTTP_201_CREATED)
