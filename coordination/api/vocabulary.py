"""The shared words: sectors, activities, terms, places, groups. Open to everybody."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action as extra
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.api.scoped import Rows
from sectors.access import belongs
from sectors.filters import ActivityFilter, PlaceFilter, TermFilter
from sectors.models import Activity, Group, Place, Sector, Term

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


class ActivityApi(Rows):
    """Activity codes of all editions. Codes are text: 3.10 is not 3.1."""

    model = Activity
    serializer_class = ActivitySerializer
    filterset_class = ActivityFilter
    pagination_class = None
    lookup_field = lookup_url_kwarg = "pk"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("parent", "group")


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
