"""What every resource of the API has in common: rows this person may see, the page's filter, and one way to write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import mixins, serializers, viewsets

from coordination.api.paging import Pages
from coordination.gate import Scoped, claim
from sectors.access import manages_any, visible


class Filtered(DjangoFilterBackend):
    """The filter of the pages, told who is asking."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        """Nothing asked, nothing filtered: then no form with all its choices is built."""
        asks = request.query_params.keys() - Pages.names
        return super().filter_queryset(request, queryset, view) if asks else queryset

    def get_filterset_kwargs(self, request: Any, queryset: Any, view: Any) -> dict[str, Any]:
        return super().get_filterset_kwargs(request, queryset, view) | {"user": request.user}


class Rows(Scoped, viewsets.ReadOnlyModelViewSet):
    may_add = staticmethod(manages_any)
    lookup_field = "public_id"
    lookup_url_kwarg = "id"
    filter_backends = [Filtered]
    pagination_class = Pages


class Writing(mixins.CreateModelMixin, mixins.UpdateModelMixin):
    """Creating and changing; PATCH only, so that nobody blanks a field by forgetting it."""

    http_method_names = ["get", "head", "options", "post", "patch"]

    def claim(self, row: Any) -> Any:
        """Called inside the transaction that wrote the row: what one may not edit, one may not have written."""
        return claim(row, self.request.user)  # type: ignore[attr-defined]

    def perform_create(self, serializer: Any) -> None:
        with transaction.atomic():
            self.claim(serializer.save(by=self.request.user))  # type: ignore[attr-defined]

    def perform_update(self, serializer: Any) -> None:
        with transaction.atomic():
            self.claim(serializer.save(by=self.request.user))  # type: ignore[attr-defined]


class Chosen(serializers.SlugRelatedField):
    """A reference by code or public id, cut to the rows the asker may see; with `mine`, 403 for those they may not change."""

    def __init__(self, model: type[Model], slug: str = "public_id", **kwargs: Any) -> None:
        self.model = model
        self.narrow = kwargs.pop("narrow", {})
        self.mine = kwargs.pop("mine", False)
        if not kwargs.get("read_only"):
            kwargs["queryset"] = visible(model, None).none()
        super().__init__(slug_field=slug, **kwargs)

    def get_queryset(self) -> Any:
        return visible(self.model, self.context["request"].user).filter(**self.narrow)

    def to_internal_value(self, data: Any) -> Any:
        row = super().to_internal_value(data)
        if self.mine and not self.stands(row):
            claim(row, self.context["request"].user)
        return row

    def stands(self, row: Any) -> bool:
        """Whether this is what the row says already: sending back what one has read is no change."""
        before = self.root.instance
        name = self.source if self.parent is self.root else self.parent.source
        if not isinstance(before, Model):
            return False
        value = getattr(before, name)
        return row in value.all() if hasattr(value, "all") else value == row


class VersionField(serializers.IntegerField):
    """The version the change was made on."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "help_text", _("The version you read. Required when changing: nothing is overwritten unseen.")
        )
        super().__init__(**kwargs)


class Versioned(serializers.ModelSerializer):
    """A serializer whose changes name the version they were made on; fields in `for_good` stay as they were made.

    `creates` and `changes` are the functions of `changes/` that write the row.
    """

    version = VersionField(required=False)
    for_good: tuple[str, ...] = ()
    creates: Callable[..., Any]
    changes: Callable[..., Any]

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if self.instance is None:
            data.pop("version", None)
            return data
        if "version" not in data:
            raise serializers.ValidationError(
                {"version": _("Send the version you read, so that nothing is overwritten.")}
            )
        for name in self.for_good:
            if data.pop(name, getattr(self.instance, name)) != getattr(self.instance, name):
                raise serializers.ValidationError(
                    {name: _("This cannot be changed any more. Make a new one.")}
                )
        return data

    def create(self, data: dict[str, Any]) -> Any:
        return self.creates(**data)

    def update(self, row: Any, data: dict[str, Any]) -> Any:
        return self.changes(row, seen=data.pop("version"), **data)
