from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from sectors.access import OpenQuerySet, below, scope_of
from sectors.models.groups import Group
from sectors.models.records import Label

FOURWS_2012 = "IASC-4Ws-2012"
MSP_2022 = "IASC-MSP-2022"


class ActivityQuerySet(OpenQuerySet):
    def editable_by(self, user: Any) -> ActivityQuerySet:
        """National codes belong to those who manage their group; the shared codes come from files."""
        scope = scope_of(user)
        national = self.exclude(group=None)
        return national if scope.everything else national.filter(below(scope.managed_groups, "group__path"))

    def current(self) -> ActivityQuerySet:
        return self.filter(active=True)

    def of(self, edition: str) -> ActivityQuerySet:
        return self.filter(edition=edition)


class Activity(Label):
    """An activity code of one edition of a list. Codes are text: 3.10 is not 3.1."""

    class Grouping(models.TextChoices):
        COMMUNITY = "community", _("Community-focused")
        CASE = "case", _("Case-focused")
        GENERAL = "general", _("General")

    edition = models.CharField(_("edition"), max_length=60, default=FOURWS_2012)
    code = models.CharField(_("code"), max_length=20)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    grouping = models.CharField(_("focus"), max_length=20, choices=Grouping, blank=True)
    layer = models.PositiveSmallIntegerField(_("layer of the pyramid"), null=True, blank=True)
    sector_codes = models.JSONField(_("sectors well placed to do it"), default=list, blank=True)
    group = models.ForeignKey(
        Group,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("national code of"),
        related_name="activities",
    )

    objects = ActivityQuerySet.as_manager()

    class Meta(Label.Meta):
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="activity_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Crosswalk(models.Model):
    """Which code of one list means which code of another."""

    from_activity = models.ForeignKey(Activity, models.CASCADE, related_name="crosswalk_to")
    to_activity = models.ForeignKey(Activity, models.CASCADE, related_name="crosswalk_from")
    source = models.CharField(max_length=300, blank=True)
    active = models.BooleanField(default=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["from_activity", "to_activity"], name="crosswalk_once")
        ]

    def __str__(self) -> str:
        return f"{self.from_activity} → {self.to_activity}"
