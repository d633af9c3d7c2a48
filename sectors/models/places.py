from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from sectors.access import OpenQuerySet, in_member_area, knows_place
from sectors.text import fold

PUBLIC_LEVEL = (
    2  # Nobody outside the group learns more than the admin 2 area (information sharing protocols).
)


class PlaceQuerySet(OpenQuerySet):
    def current(self) -> PlaceQuerySet:
        """Places of the newest edition of the code list."""
        return self.filter(valid_to=None)

    def within(self, place: Place) -> PlaceQuerySet:
        """The place itself and all below it."""
        return self.filter(path__startswith=place.path)

    def at(self, level: int) -> PlaceQuerySet:
        return self.filter(level=level)


class Place(models.Model):
    """An administrative area with its P-code; countries are level 0 and their code is ISO 3166-1 alpha-3."""

    pcode = models.CharField(_("P-code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=200)
    other_names = models.JSONField(_("other names"), default=list, blank=True)
    level = models.PositiveSmallIntegerField(_("admin level"), db_index=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(
        max_length=200, db_index=True, help_text=_("IRQ/IQG01/IQG01Q01/: the codes from the country down")
    )
    country = models.CharField(_("country"), max_length=3, db_index=True)
    adm1 = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    adm2 = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(
        null=True, blank=True, help_text=_("Set when a newer code list no longer has this code")
    )
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    boundary = models.JSONField(null=True, blank=True, help_text=_("Simplified GeoJSON geometry"))
    search_text = models.CharField(max_length=1000, blank=True, editable=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        verbose_name = _("place")
        verbose_name_plural = _("places")

    def __str__(self) -> str:
        return self.name

    def all_names(self) -> list[str]:
        names = [getattr(self, f"name_{language}", None) for language in ("en", "fr", "ar", "es")]
        return [name for name in [*names, *self.other_names] if name]

    def text_to_search(self) -> str:
        """The folded names and the code; kept in `search_text` by whoever writes the row."""
        return " ".join(dict.fromkeys(fold(word) for word in [self.pcode, self.name, *self.all_names()]))[
            :1000
        ]

    def shown_to(self, user: Any) -> Place:
        """The place this person may be told: strangers learn no more than the admin 2 area."""
        if self.level <= PUBLIC_LEVEL or knows_place(user, self.path):
            return self
        return self.adm2 or self.adm1 or self


def shown_path(user: Any, place: str = "place") -> Any:
    """`Place.shown_to` for sorting: the order of a list must not say more of a place than the list does."""
    exact = models.Q(**{f"{place}__level__lte": PUBLIC_LEVEL}) | in_member_area(user, f"{place}__path")
    above = Coalesce(f"{place}__adm2__path", f"{place}__adm1__path", f"{place}__path")
    return models.Case(models.When(exact, then=f"{place}__path"), default=above)
