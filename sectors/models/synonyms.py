from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from sectors.access import ScopedQuerySet, below, scope_of
from sectors.models.groups import Group
from sectors.models.people import User
from sectors.models.records import Record
from sectors.text import fold


class SynonymQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> SynonymQuerySet:
        """Those everybody uses, those of one's groups and the ones above them, and those of groups one manages."""
        scope = scope_of(user)
        if scope.everything:
            return self.filter(deleted_at=None)
        if not scope.groups:
            return self.none()
        paths = Group._base_manager.filter(pk__in=scope.groups).values_list("path", flat=True)
        above = frozenset(one for path in paths for one in paths_above(path))
        mine = models.Q(group=None) | models.Q(group__path__in=above)
        return self.filter(mine | below(scope.managed_groups, "group__path"), deleted_at=None)

    def editable_by(self, user: Any) -> SynonymQuerySet:
        """Those who manage the group; the ones for everybody belong to the keepers of the site."""
        scope = scope_of(user)
        rows = self.filter(deleted_at=None)
        return rows if scope.everything else rows.filter(below(scope.managed_groups, "group__path"))

    def used_by(self, group: Group) -> SynonymQuerySet:
        """The words of a group, of the groups above it, and of everybody; the nearest last, so that it wins."""
        rows = self.filter(models.Q(group=None) | models.Q(group__path__in=paths_above(group.path)))
        return rows.filter(deleted_at=None).order_by(models.F("group__path").asc(nulls_first=True), "pk")


def paths_above(path: str) -> list[str]:
    """A path and those it lies under: a/, a/b/, a/b/c/."""
    parts = path.strip("/").split("/")
    return ["/".join(parts[: depth + 1]) + "/" for depth in range(len(parts))]


class Synonym(Record):
    """A word partners write, and what it means here, so that the next file needs nobody.

    Other spellings of an organisation are its own (`OrganizationAlias`).
    """

    class Kind(models.TextChoices):
        HEADER = "header", _("Column head")
        PLACE = "place", _("Place")
        ACTIVITY = "activity", _("Activity")
        SECTOR = "sector", _("Sector")

    group = models.ForeignKey(
        Group, models.CASCADE, null=True, blank=True, related_name="synonyms", verbose_name=_("group")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    text = models.CharField(_("in the file"), max_length=300)
    folded = models.CharField(max_length=300, editable=False)
    meaning = models.CharField(
        _("means"), max_length=60, help_text=_("A P-code, the code of an activity or a sector, or a field")
    )
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = SynonymQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "text"]
        verbose_name = _("word of the group")
        verbose_name_plural = _("words of the group")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "kind", "folded"],
                condition=models.Q(group__isnull=False, deleted_at=None),
                name="synonym_once",
            ),
            models.UniqueConstraint(
                fields=["kind", "folded"],
                condition=models.Q(group=None, deleted_at=None),
                name="synonym_once_everywhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text} → {self.meaning}"

    def clean_fields(self, *args: Any, **kwargs: Any) -> None:
        self.folded = fold(self.text)[:300]
        super().clean_fields(*args, **kwargs)
