"""The shared words: sectors, activities, terms, places, groups. Open to everybody."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action as extra
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.api.scoped import Chosen, Rows
from sectors.access import belongs
from sectors.changes.activities import create_subcode, restore_subcode, retire_subcode
from sectors.filters import ActivityFilter, PlaceFilter, TermFilter
from sectors.models import Activity, Group, Place, Sector, Term
from sectors.models.activities import FOURWS_2012

NAMES = ["name", "name_en", "name_fr", "name_ar", "name_es"]
LABEL = [*NAMES, "hint", "aliases", "sensitive", "edition", "source", "label_status", "active"]


class SectorSerializer(serializers.ModelSerializer):
    parent = serializers.SlugRelatedField("code", read_only=True)

    class Meta:
        model = Sector
        fields = ["code", "kind", "parent", *LABEL]


class SectorApi(Rows):
    """Clusters, areas of responsibility and other reporting sectors."""

    model = Sector
    serializer_class = SectorSerializer
    lookup_field = lookup_url_kwarg = "code"
    lookup_value_regex = "[^/]+"
    pagination_class = None

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("parent")


class ActivitySerializer(serializers.ModelSerializer):
    parent = serializers.SlugRelatedField("code", read_only=True)
    group = serializers.SlugRelatedField("slug", read_only=True)

    class Meta:
        model = Activity
        fields = ["edition", "code", "parent", "grouping", "layer", "sector_codes", "group", *LABEL]


class SubcodeSerializer(serializers.Serializer):
    """A national code under a shared one. Without an ending it takes the next free number: 4.IQ1."""

    parent = Chosen(
        Activity, "code", narrow={"edition": FOURWS_2012, "parent": None, "group": None, "active": True}
    )
    group = Chosen(Group, "slug")
    name_en = serializers.CharField(max_length=300, required=False, allow_blank=True)
    name_fr = serializers.CharField(max_length=300, required=False, allow_blank=True)
    name_ar = serializers.CharField(max_length=300, required=False, allow_blank=True)
    name_es = serializers.CharField(max_length=300, required=False, allow_blank=True)
    layer = serializers.IntegerField(min_value=1, max_value=4, required=False, allow_null=True)
    sensitive = serializers.BooleanField(required=False, default=False)
    ending = serializers.CharField(max_length=20, required=False, allow_blank=True)

    def create(self, data: dict[str, Any]) -> Activity:
        names = {name: data.pop(name) for name in NAMES[1:] if name in data}
        return create_subcode(names=names, **data)


class ActivityApi(Rows):
    """Activity codes of all editions. Codes are text: 3.10 is not 3.1. National ones are added by those who manage."""

    model = Activity
    http_method_names = ["get", "head", "options", "post"]
    serializer_class = ActivitySerializer
    filterset_class = ActivityFilter
    pagination_class = None
    lookup_field = lookup_url_kwarg = "pk"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("parent", "group__place")

    @extend_schema(request=SubcodeSerializer, responses={201: ActivitySerializer})
    def create(self, request: Request) -> Response:
        """Add a national code; retire it rather than delete it."""
        asked = SubcodeSerializer(data=request.data, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        row = asked.save(by=request.user)
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=ActivitySerializer)
    @extra(detail=True, methods=["post"])
    def retire(self, request: Request, pk: str) -> Response:
        """Nobody can choose the national code any more; what was counted under it stays."""
        return Response(self.get_serializer(retire_subcode(self.get_object(), by=request.user)).data)

    @extend_schema(request=None, responses=ActivitySerializer)
    @extra(detail=True, methods=["post"])
    def restore(self, request: Request, pk: str) -> Response:
        """The national code is in use again."""
        return Response(self.get_serializer(restore_subcode(self.get_object(), by=request.user)).data)


class TermSerializer(serializers.ModelSerializer):
    class Meta:
        model = Term
        fields = ["vocabulary", "code", "extra", *LABEL]


class TermApi(Rows):
    """Codes of the small vocabularies: `/api/v1/terms/?vocabulary=target_groups`."""

    model = Term
    serializer_class = TermSerializer
    filterset_class = TermFilter
    pagination_class = None
    lookup_field = lookup_url_kwarg = "pk"


class PlaceSerializer(serializers.ModelSerializer):
    parent = serializers.SlugRelatedField("pcode", read_only=True)

    class Meta:
        model = Place
        fields = [
            "pcode", *NAMES, "other_names", "level", "parent", "country", "longitude", "latitude", "valid_from", "valid_to"
        ]  # fmt: skip


class PlaceApi(Rows):
    """Administrative areas by P-code."""

    model = Place
    serializer_class = PlaceSerializer
    filterset_class = PlaceFilter
    lookup_field = lookup_url_kwarg = "pcode"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("parent").defer("boundary")

    @extend_schema(responses={(200, "application/geo+json"): dict})
    @extra(detail=True)
    def boundary(self, request: Request, pcode: str) -> Response:
        """The simplified outline as GeoJSON geometry, or null."""
        return Response(self.get_object().boundary)


class GroupSerializer(serializers.ModelSerializer):
    parent = serializers.SlugRelatedField("slug", read_only=True)
    place = serializers.SlugRelatedField("pcode", read_only=True)
    member = serializers.SerializerMethodField()

    class Meta:
        model = Group
        fields = ["slug", *NAMES, "kind", "parent", "place", "email", "time_zone", "member"]

    @extend_schema_field(bool)
    def get_member(self, group: Group) -> bool:
        """Whether you belong to it."""
        return belongs(self.context["request"].user, group)


class GroupApi(Rows):
    """Technical working groups."""

    model = Group
    serializer_class = GroupSerializer
    filter_backends: list[Any] = []
    pagination_class = None
    lookup_field = lookup_url_kwarg = "slug"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("parent", "place")
