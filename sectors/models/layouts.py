from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from sectors.access import ScopedQuerySet, below, scope_of
from sectors.models.groups import Group
from sectors.models.organizations import Organization
from sectors.models.people import User


class LayoutQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> LayoutQuerySet:
        """Those of the groups one manages, and those of the organisation one speaks for."""
        scope = scope_of(user)
        if scope.everything:
            return self.all()
        mine = models.Q(group__in=scope.groups, organization__in=[pk for pk, _path in scope.owned])
        return self.filter(mine | below(scope.managed_groups, "group__path"))

    def editable_by(self, user: Any) -> LayoutQuerySet:
        return self.visible_to(user)


class Layout(models.Model):
    """How a person read a file: the sheet, the header row and the columns they chose, for the next file like it.

    With an organisation it is that of its focal points, without one that of those who manage the group.
    """

    group = models.ForeignKey(Group, models.CASCADE, related_name="layouts", verbose_name=_("group"))
    organization = models.ForeignKey(
        Organization,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="layouts",
        verbose_name=_("organisation"),
    )
    signature = models.CharField(max_length=32, help_text=_("A hash of the column heads as they are found"))
    sheet = models.CharField(_("sheet"), max_length=255, blank=True)
    header_row = models.PositiveIntegerField(_("header row"), null=True, blank=True)
    columns = models.JSONField(_("columns"), default=dict, blank=True)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now=True)

    objects = LayoutQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name = _("layout of a file")
        verbose_name_plural = _("layouts of files")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "organization", "signature"],
                condition=models.Q(organization__isnull=False),
                name="layout_once",
            ),
            models.UniqueConstraint(
                fields=["group", "signature"],
                condition=models.Q(organization=None),
                name="layout_once_of_group",
            ),
        ]

    def __str__(self) -> str:
        return self.signature
