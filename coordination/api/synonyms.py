"""The words of a group: what partners write, and what it means."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError as Refused
from rest_framework import mixins, serializers
from rest_framework.exceptions import PermissionDenied, ValidationError

from coordination.api.scoped import Chosen, Rows
from coordination.gate import claim
from sectors.access import manages
from sectors.changes.synonyms import create_synonym, remove_synonym
from sectors.filters import SynonymFilter
from sectors.forms.synonyms import SynonymForm
from sectors.models import Group, Synonym


class SynonymSerializer(serializers.ModelSerializer):
    """`meaning` is a P-code, the code of an activity or a sector, or the field of a column; names are understood too."""

    id = serializers.CharField(source="public_id", read_only=True)
    group = Chosen(Group, "slug")

    class Meta:
        model = Synonym
        fields = ["id", "group", "kind", "text", "meaning", "created_at"]
        read_only_fields = ["created_at"]

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        user = self.context["request"].user
        if not manages(user, data["group"]):
            raise PermissionDenied
        form = SynonymForm(data, group=data["group"], user=user)
        if not form.is_valid():
            raise serializers.ValidationError(form.errors)
        return data | form.cleaned_data


class SynonymApi(mixins.CreateModelMixin, mixins.DestroyModelMixin, Rows):
    """Words of your groups, learned from answers to files or written down. Those who manage the group teach them."""

    model = Synonym
    serializer_class = SynonymSerializer
    filterset_class = SynonymFilter
    http_method_names = ["get", "head", "options", "post", "delete"]

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("group").order_by("kind", "text", "pk")

    def perform_create(self, serializer: Any) -> None:
        try:
            serializer.instance = create_synonym(by=self.request.user, **serializer.validated_data)
        except Refused as error:
            raise ValidationError(error.message_dict) from error

    def perform_destroy(self, row: Synonym) -> None:
        remove_synonym(claim(row, self.request.user), by=self.request.user)
