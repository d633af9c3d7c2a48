from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from sectors.access import OpenQuerySet
from sectors.models.records import Label


class Sector(Label):
    """A cluster, area of responsibility or other reporting sector, by OCHA's code."""

    class Kind(models.TextChoices):
        CLUSTER = "cluster", _("Cluster")
        AREA = "aor", _("Area of responsibility")
        EXTRA = "extra", _("Other")

    code = models.CharField(_("code"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.EXTRA)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")

    objects = OpenQuerySet.as_manager()

    class Meta(Label.Meta):
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
