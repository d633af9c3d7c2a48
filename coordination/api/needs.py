"""Figures of need over the API: read them, write them for a place and a month."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.api.paging import Pages
from coordination.api.scoped import Filtered
from coordination.gate import Scoped
from sectors.access import in_member_area, manages_any
from sectors.changes.needs import write_needs
from sectors.forms.needs import NeedForm
from sectors.fourws.needs import NeedFilter
from sectors.models import Need


class NeedSerializer(serializers.ModelSerializer):
    """`month` is a month: 2026-03."""

    place = serializers.SlugRelatedField("pcode", read_only=True)
    month = serializers.DateField(format="%Y-%m", read_only=True)
    population_group = serializers.SlugRelatedField("code", read_only=True)

    class Meta:
        model = Need
        fields = ["place", "month", "people", "population", "population_group", "source"]


class NeedWriting(serializers.Serializer):
    place = serializers.CharField(help_text="P-code")
    month = serializers.CharField(help_text="2026-03")
    people = serializers.IntegerField(required=False, allow_null=True, min_value=0)
    population = serializers.IntegerField(required=False, allow_null=True, min_value=0)
    source = serializers.CharField(required=False, allow_blank=True, max_length=200)


class NeedApi(Scoped, mixins.ListModelMixin, viewsets.GenericViewSet):
    """People in need and people living there. Writing a place and month again changes the figure."""

    model = Need
    serializer_class = NeedSerializer
    filter_backends = [Filtered]
    filterset_class = NeedFilter
    pagination_class = Pages
    may_add = staticmethod(manages_any)

    def get_queryset(self) -> Any:
        rows = super().get_queryset().filter(in_member_area(self.request.user))
        return rows.select_related("place", "population_group").order_by("-month", "place__path", "pk")

    @extend_schema(request=NeedWriting, responses={201: NeedSerializer})
    def create(self, request: Request) -> Response:
        asked = NeedWriting(data=request.data)
        asked.is_valid(raise_exception=True)
        form = NeedForm(asked.validated_data, user=request.user)
        if not form.is_valid():
            raise serializers.ValidationError(form.errors)
        write_needs(form.figures(), by=request.user, source=form.cleaned_data["source"])
        data = form.cleaned_data
        row = self.get_queryset().get(place=data["place"], month=data["month"], population_group=None)
        return Response(NeedSerializer(row).data, status=201)
