from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from sectors.access import ScopedQuerySet, below, scope_of
from sectors.models.places import Place
from sectors.models.services import Service
from sectors.models.terms import Term


class ReachQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> ReachQuerySet:
        """Whoever sees the service sees its figures; a sub-select, so that sums cannot double."""
        return self.filter(service__in=Service.objects.visible_to(user))

    def editable_by(self, user: Any) -> ReachQuerySet:
        return self.filter(service__in=Service.objects.editable_by(user))


class Reach(models.Model):
    """People reached by a service in one month: people, not contacts."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="reach")
    month = models.DateField(_("month"), help_text=_("The first day of the month"))
    total = models.PositiveIntegerField(_("people"))
    parts = models.JSONField(
        _("by sex and age"),
        default=dict,
        blank=True,
        help_text=_("Such as f_0_5, m_18_59: they add up to the total or are all blank"),
    )
    disability = models.PositiveIntegerField(_("of whom with a disability"), null=True, blank=True)
    adds_up = models.BooleanField(_("may be added to other rows"), default=True)

    objects = ReachQuerySet.as_manager()

    class Meta:
        ordering = ["-month"]
        constraints = [models.UniqueConstraint(fields=["service", "month"], name="reach_once_a_month")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.total}"

    def clean(self) -> None:
        if self.parts and sum(self.parts.values()) != self.total:
            raise ValidationError(
                {
                    "parts": _(
                        "The parts add up to %(sum)s, the total is %(total)s. Make them equal or leave the parts blank."
                    )
                    % {"sum": sum(self.parts.values()), "total": self.total}
                }
            )
        if self.disability is not None and self.disability > self.total:
            raise ValidationError(
                {"disability": _("More people with a disability than people. Check both numbers.")}
            )


class NeedQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> NeedQuerySet:
        """Published planning figures: for everybody who belongs to a group."""
        return self.all() if scope_of(user).signed_in else self.none()

    def editable_by(self, user: Any) -> NeedQuerySet:
        """By those who manage a group over the place."""
        scope = scope_of(user)
        return self.all() if scope.everything else self.filter(below(scope.managed_paths, "place__path"))


class Need(models.Model):
    """People in need and people living in a place, as of a month: what a gap is weighed by and coverage counted for."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="needs", verbose_name=_("place"))
    month = models.DateField(_("month"), help_text=_("The first day of the month"))
    people = models.PositiveIntegerField(_("people in need"), null=True, blank=True)
    population = models.PositiveIntegerField(_("people living there"), null=True, blank=True)
    population_group = models.ForeignKey(Term, models.PROTECT, null=True, blank=True, related_name="+")
    source = models.CharField(_("source"), max_length=200, blank=True)

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "place"]
        constraints = [
            models.UniqueConstraint(fields=["place", "month", "population_group"], name="need_once"),
            models.UniqueConstraint(
                fields=["place", "month"], condition=models.Q(population_group=None), name="need_once_for_all"
            ),
            models.CheckConstraint(
                condition=models.Q(people__isnull=False) | models.Q(population__isnull=False),
                name="need_says_something",
                violation_error_message=_("Write how many people are in need, or how many live there."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.people if self.people is not None else self.population}"
