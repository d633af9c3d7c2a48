from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sectors.access import ScopedQuerySet, scope_of
from sectors.models.organizations import Organization
from sectors.models.people import User

UNDO_DAYS = 30


class MergeQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> MergeQuerySet:
        """Those who manage the organisation that stayed; focal points do not merge."""
        scope = scope_of(user)
        if scope.everything:
            return self.all()
        if not scope.managed_groups:
            return self.none()
        return self.filter(into__in=Organization.objects.editable_by(user))

    def editable_by(self, user: Any) -> MergeQuerySet:
        return self.visible_to(user)

    def undoable(self) -> MergeQuerySet:
        return self.filter(undone_at=None, at__gte=timezone.now() - timedelta(days=UNDO_DAYS))


class Merge(models.Model):
    """Two organisations found to be one: what was moved from one to the other, so that it can be moved back."""

    away = models.ForeignKey(Organization, models.CASCADE, related_name="+", verbose_name=_("merged"))
    into = models.ForeignKey(Organization, models.CASCADE, related_name="merges", verbose_name=_("into"))
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    moved = models.JSONField(default=dict, help_text=_("Keys of the rows that were moved, by kind"))
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name = _("merge")
        verbose_name_plural = _("merges")

    def __str__(self) -> str:
        return f"{self.away} → {self.into}"
