"""How to reach it: service points."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from coordination.api.places import ShownPlace
from coordination.api.scoped import Chosen, Rows, Versioned, Writing
from sectors.access import contributes
from sectors.changes.points import change_point, create_point
from sectors.filters import ServicePointFilter
from sectors.models import Organization, Place, ServicePoint, Term


def term(vocabulary: str) -> Chosen:
    return Chosen(Term, "code", narrow={"vocabulary": vocabulary}, required=False, allow_null=True)


class ServicePointSerializer(Versioned):
    creates, changes = staticmethod(create_point), staticmethod(change_point)
    id = serializers.CharField(source="public_id", read_only=True)
    organization = Chosen(Organization, narrow={"merged_into": None}, mine=True)
    place = ShownPlace(Place, "pcode")
    modality = term("modalities")
    accessibility = term("accessibility")
    referral_method = term("referral_methods")
    cost = term("costs")

    class Meta:
        model = ServicePoint
        fields = [
            "id", "version", "organization", "name", "name_en", "name_fr", "name_ar", "name_es", "place",
            "directions", "modality", "hours", "phone", "email", "languages", "accessibility", "referral_method", "cost",
            "accepting", "visibility", "confirmed_on", "updated_at",
        ]  # fmt: skip


class ServicePointApi(Writing, Rows):
    """The doors people knock at and the numbers they call. Moving a point moves its services."""

    model = ServicePoint
    serializer_class = ServicePointSerializer
    may_add = staticmethod(contributes)
    filterset_class = ServicePointFilter

    def get_queryset(self) -> Any:
        return (
            super()
            .get_queryset()
            .select_related(
                "organization",
                "place",
                "place__adm1",
                "place__adm2",
                "modality",
                "accessibility",
                "referral_method",
                "cost",
            )
            .order_by("name", "pk")
        )
