from __future__ import annotations

from typing import Any

from django.db import models

from sectors.access import ScopedQuerySet
from sectors.models import User


class CalendarKeyQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> CalendarKeyQuerySet:
        return self.filter(user=user) if getattr(user, "pk", None) else self.none()

    def editable_by(self, user: Any) -> CalendarKeyQuerySet:
        return self.visible_to(user)


class CalendarKey(models.Model):
    """The secret in the address of a person's calendar. Only its hash is kept, so a stolen database opens none."""

    user = models.OneToOneField(User, models.CASCADE, related_name="calendar_key")
    hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = CalendarKeyQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.user)
