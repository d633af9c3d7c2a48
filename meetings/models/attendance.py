from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from meetings.models.meetings import Meeting, of_groups_i_manage, of_my_groups
from sectors.access import ScopedQuerySet
from sectors.models import Organization, User


class AttendanceQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> AttendanceQuerySet:
        return self.filter(of_my_groups(user, "meeting__group"), meeting__deleted_at=None)

    def editable_by(self, user: Any) -> AttendanceQuerySet:
        return self.filter(of_groups_i_manage(user, "meeting__group"), meeting__deleted_at=None)


class Attendance(models.Model):
    """Who was there, for which organisation. Never public, never with contact details."""

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", _("In the room")
        ONLINE = "online", _("Online")
        APOLOGIES = "apologies", _("Apologies")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendance")
    name = models.CharField(_("name"), max_length=150)
    organization = models.ForeignKey(
        Organization,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="attendance",
        verbose_name=_("organisation"),
    )
    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="attendance")
    mode = models.CharField(_("how"), max_length=10, choices=Mode, default=Mode.IN_PERSON)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints = [models.UniqueConstraint(fields=["meeting", "name"], name="attends_once")]

    def __str__(self) -> str:
        return self.name
