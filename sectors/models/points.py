from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from sectors.access import ScopedQuerySet, Visibility, below, owned_by, scope_of, seen
from sectors.models.organizations import Organization
from sectors.models.people import User
from sectors.models.places import Place
from sectors.models.records import Record
from sectors.models.terms import Term

FRESH_DAYS = 35
STALE_DAYS = 90


class Freshness(models.TextChoices):
    """How far an entry can be trusted, by the days since somebody confirmed it."""

    CONFIRMED = "confirmed", _("Confirmed")
    CHECK = "check", _("Check before referring")
    UNCONFIRMED = "unconfirmed", _("Not confirmed")


def freshness(confirmed_on: date | None, today: date) -> Freshness:
    if confirmed_on is None or (today - confirmed_on).days > STALE_DAYS:
        return Freshness.UNCONFIRMED
    return Freshness.CONFIRMED if (today - confirmed_on).days <= FRESH_DAYS else Freshness.CHECK


class ServicePointQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> ServicePointQuerySet:
        condition = seen(
            scope_of(user),
            levels=("visibility",),
            place="place__path",
            public=models.Q(organization__hide_name=False),
        )
        return self.filter(condition, deleted_at=None)

    def editable_by(self, user: Any) -> ServicePointQuerySet:
        scope = scope_of(user)
        if scope.everything:
            return self.filter(deleted_at=None)
        return self.filter(
            below(scope.managed_paths, "place__path") | owned_by(scope, place="place__path"), deleted_at=None
        )


class ServicePoint(Record):
    """The door a person knocks at, or the number they call. A hotline is a point whose place is the country."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="points", verbose_name=_("organisation")
    )
    name = models.CharField(_("name"), max_length=200)
    place = models.ForeignKey(Place, models.PROTECT, related_name="points", verbose_name=_("place"))
    directions = models.TextField(_("how to get there"), blank=True, max_length=600)
    modality = models.ForeignKey(
        Term,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("how it is given"),
        limit_choices_to={"vocabulary": "modalities"},
    )
    hours = models.CharField(_("opening hours"), max_length=200, blank=True)
    phone = models.CharField(
        _("role phone"),
        max_length=40,
        blank=True,
        help_text=_("A number that is answered, not a person's own"),
    )
    email = models.EmailField(_("role address"), blank=True)
    languages = models.CharField(_("languages spoken"), max_length=200, blank=True)
    accessibility = models.ForeignKey(
        Term,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("how people come"),
        limit_choices_to={"vocabulary": "accessibility"},
    )
    referral_method = models.ForeignKey(
        Term,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("how to refer"),
        limit_choices_to={"vocabulary": "referral_methods"},
    )
    cost = models.ForeignKey(
        Term,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cost"),
        limit_choices_to={"vocabulary": "costs"},
    )
    accepting = models.BooleanField(_("accepting referrals"), null=True, blank=True)
    visibility = models.PositiveSmallIntegerField(
        _("who may see it"), choices=Visibility, default=Visibility.MEMBERS
    )
    confirmed_on = models.DateField(_("last confirmed"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    objects = ServicePointQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("service point")
        verbose_name_plural = _("service points")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        check_place_kept_secret(self.visibility, self.place if self.place_id else None, self.directions)


def check_place_kept_secret(visibility: int, place: Place | None, directions: str = "") -> None:
    """Contact only means that no place is stored: what is not there cannot leak."""
    if visibility != Visibility.CONTACT_ONLY:
        return
    if place is not None and place.level > 0:
        raise ValidationError(
            {"place": _("For “contact only” no place is stored. Choose the country, or another visibility.")},
            code="place_stored",
        )
    if directions:
        raise ValidationError(
            {
                "directions": _(
                    "For “contact only” no directions are stored. Delete them, or choose another visibility."
                )
            },
            code="place_stored",
        )
