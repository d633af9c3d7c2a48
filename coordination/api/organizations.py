"""Who: organisations."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from coordination.api.scoped import Chosen, Rows, Versioned, Writing
from sectors.access import editable, visible
from sectors.changes.organizations import change_organization, create_organization
from sectors.filters import OrganizationFilter
from sectors.models import Group, Organization, OrganizationAlias, Term


class OrganizationSerializer(Versioned):
    creates, changes = staticmethod(create_organization), staticmethod(change_organization)
    id = serializers.CharField(source="public_id", read_only=True)
    type = Chosen(Term, "code", narrow={"vocabulary": "organization_types"}, required=False, allow_null=True)
    groups = Chosen(Group, "slug", mine=True, many=True, required=False)
    aliases = serializers.SerializerMethodField()

    class Meta:
        model = Organization
        fields = [
            "id", "version", "name", "acronym", "type", "groups", "aliases",
            "email", "phone", "website", "hide_name", "updated_at",
        ]  # fmt: skip

    @extend_schema_field(list[str])
    def get_aliases(self, row: Organization) -> list[str]:
        """Other spellings, for those who share a group with it."""
        return [alias.text for alias in row.aliases.all()]

    def update(self, row: Organization, data: dict[str, Any]) -> Organization:
        """The groups of others, which the person cannot choose, stay as they are."""
        if "groups" in data:
            mine = editable(Group, data["by"])
            data["groups"] = {*data["groups"], *row.groups.exclude(pk__in=mine.values("pk"))}
        return super().update(row, data)


class OrganizationApi(Writing, Rows):
    """Organisations, each once; merged ones answer with the one they became part of."""

    model = Organization
    serializer_class = OrganizationSerializer
    filterset_class = OrganizationFilter

    def get_queryset(self) -> Any:
        return (
            super()
            .get_queryset()
            .current()
            .select_related("type")
            .prefetch_related("groups", Prefetch("aliases", visible(OrganizationAlias, self.request.user)))
            .order_by("name", "pk")
        )
