from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from sectors.access import ScopedQuerySet, below, scope_of
from sectors.models.places import Place


class GroupQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> GroupQuerySet:
        """That a group exists is public, as on any coordination page; what it says is not."""
        return self.filter(active=True)

    def editable_by(self, user: Any) -> GroupQuerySet:
        scope = scope_of(user)
        return self.all() if scope.everything else self.filter(below(scope.managed_groups, "path"))

    def joined_by(self, user: Any) -> GroupQuerySet:
        """The groups this person belongs to, with those below the ones they manage."""
        scope = scope_of(user)
        if scope.everything:
            return self.filter(active=True)
        return self.filter(models.Q(pk__in=scope.groups) | below(scope.managed_groups, "path"), active=True)


class Group(models.Model):
    """A technical working group over a place: national, sub-national, or a task team."""

    class Kind(models.TextChoices):
        NATIONAL = "national", _("National group")
        SUBNATIONAL = "subnational", _("Sub-national group")
        TASK_TEAM = "task_team", _("Task team")

    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.NATIONAL)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(
        max_length=300,
        db_index=True,
        editable=False,
        help_text=_("iraq/ninewa/: the groups from the top down"),
    )
    place = models.ForeignKey(Place, models.PROTECT, verbose_name=_("area"), related_name="groups")
    email = models.EmailField(_("contact address"), blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC")
    active = models.BooleanField(_("active"), default=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        verbose_name = _("group")
        verbose_name_plural = _("groups")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.path = f"{self.parent.path if self.parent else ''}{self.slug}/"
        super().save(*args, **kwargs)

    def covers(self, place: Place) -> bool:
        """Whether the place lies in the area of this group."""
        return place.path.startswith(self.place.path)
