from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sectors.access import ScopedQuerySet, Visibility, below, owned_by, scope_of, seen
from sectors.models.activities import Activity
from sectors.models.organizations import Organization
from sectors.models.people import User
from sectors.models.places import Place
from sectors.models.points import (
    FRESH_DAYS,
    STALE_DAYS,
    Freshness,
    ServicePoint,
    check_place_kept_secret,
    freshness,
)
from sectors.models.records import Record
from sectors.models.sectors import Sector
from sectors.models.terms import Term

DESCRIPTION_LENGTH = 220


class ServiceQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> ServiceQuerySet:
        condition = seen(
            scope_of(user),
            levels=("visibility", "point__visibility"),
            place="place__path",
            public=models.Q(organization__hide_name=False),
        )
        return self.filter(condition, deleted_at=None)

    def editable_by(self, user: Any) -> ServiceQuerySet:
        scope = scope_of(user)
        if scope.everything:
            return self.filter(deleted_at=None)
        return self.filter(
            below(scope.managed_paths, "place__path") | owned_by(scope, place="place__path"), deleted_at=None
        )

    def in_place(self, place: Place) -> ServiceQuerySet:
        """Services anywhere in the subtree of the place."""
        return self.filter(place__path__startswith=place.path)

    def running(self, today: date) -> ServiceQuerySet:
        """Neither ended nor past their end date."""
        return self.exclude(status=Service.Status.ENDED).filter(models.Q(end=None) | models.Q(end__gte=today))

    def of_status(self, status: str, today: date) -> ServiceQuerySet:
        """By the state a service is in today: one whose end date has passed has ended, whatever was last written."""
        over = models.Q(end__lt=today)
        if status == Service.Status.ENDED:
            return self.filter(over | models.Q(status=status))
        return self.filter(status=status).exclude(over)

    def with_status_now(self, today: date) -> ServiceQuerySet:
        """Each with `state`, for grouping: the same rule as `of_status`."""
        over = models.When(end__lt=today, then=models.Value(Service.Status.ENDED.value))
        return self.annotate(state=models.Case(over, default=models.F("status")))

    def of_freshness(self, state: str, today: date) -> ServiceQuerySet:
        fresh, stale = today - timedelta(days=FRESH_DAYS), today - timedelta(days=STALE_DAYS)
        if state == Freshness.CONFIRMED:
            return self.filter(confirmed_on__gte=fresh)
        if state == Freshness.CHECK:
            return self.filter(confirmed_on__lt=fresh, confirmed_on__gte=stale)
        return self.filter(models.Q(confirmed_on=None) | models.Q(confirmed_on__lt=stale))

    def with_labels(self) -> ServiceQuerySet:
        """Everything one line of a list shows, in one query."""
        places = ("place", "place__adm1", "place__adm2", "place__adm2__adm1")
        shapes = [
            f"{place}__{field}" for place in places for field in ("boundary", "search_text", "other_names")
        ]
        return self.select_related(
            "organization", "organization__type", "activity", "sector", "point", *places
        ).defer(*shapes)


class Service(Record):
    """The four Ws in one row: who does what, where, when, for whom. One line of the IASC spreadsheet."""

    class Status(models.TextChoices):
        ONGOING = "ongoing", _("Ongoing")
        FUNDED = "funded", _("Funded, not started")
        UNFUNDED = "unfunded", _("Not funded, not started")
        SUSPENDED = "suspended", _("Suspended")
        ENDED = "ended", _("Ended")

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="services", verbose_name=_("organisation")
    )
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="services", verbose_name=_("activity")
    )
    sector = models.ForeignKey(
        Sector,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="services",
        verbose_name=_("reporting sector"),
    )
    place = models.ForeignKey(Place, models.PROTECT, related_name="services", verbose_name=_("place"))
    point = models.ForeignKey(
        ServicePoint,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="services",
        verbose_name=_("service point"),
    )
    start = models.DateField(_("start"), null=True, blank=True)
    end = models.DateField(_("end"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.ONGOING)
    name = models.CharField(
        _("name"), max_length=200, blank=True, help_text=_("What people call it, if it has a name")
    )
    description = models.CharField(
        _("description"),
        max_length=DESCRIPTION_LENGTH,
        blank=True,
        help_text=_("One sentence. No names of people, nothing about a person's case."),
    )
    target_groups = models.ManyToManyField(
        Term,
        blank=True,
        related_name="+",
        verbose_name=_("target groups"),
        limit_choices_to={"vocabulary": "target_groups"},
    )
    population_groups = models.ManyToManyField(
        Term,
        blank=True,
        related_name="+",
        verbose_name=_("population groups"),
        limit_choices_to={"vocabulary": "population_groups"},
    )
    people_targeted = models.PositiveIntegerField(
        _("people targeted"), null=True, blank=True, validators=[MinValueValidator(0)]
    )
    people_reached = models.PositiveIntegerField(
        _("people reached, last month"), null=True, blank=True, validators=[MinValueValidator(0)]
    )
    reach_adds_up = models.BooleanField(
        _("people reached may be added up"),
        default=True,
        help_text=_("Untick when the same people are counted in several rows"),
    )
    donors = models.ManyToManyField(Organization, blank=True, related_name="+", verbose_name=_("donors"))
    partners = models.ManyToManyField(Organization, blank=True, related_name="+", verbose_name=_("done with"))
    visibility = models.PositiveSmallIntegerField(
        _("who may see it"), choices=Visibility, default=Visibility.MEMBERS
    )
    confirmed_on = models.DateField(_("last confirmed"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    sector_text = models.CharField(_("sector as reported"), max_length=200, blank=True)
    activity_text = models.TextField(_("activity as reported"), blank=True)
    as_reported = models.JSONField(
        _("as reported"),
        default=dict,
        blank=True,
        help_text=_("The partner's own words beside each code, and columns we have no field for"),
    )
    row_key = models.CharField(
        max_length=100,
        blank=True,
        db_index=True,
        editable=False,
        help_text=_("Finds the row again in the next file"),
    )

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at", "-pk"]
        verbose_name = _("service")
        verbose_name_plural = _("services")
        indexes = [
            # All that a matrix groups, counts and asks about visibility, so that it reads no rows (fourws/folding.py).
            models.Index(
                fields=[
                    "place",
                    "activity",
                    "organization",
                    "visibility",
                    "point",
                    "sector",
                    "status",
                    "start",
                    "end",
                    "reach_adds_up",
                    "people_targeted",
                    "people_reached",
                ],
                condition=models.Q(deleted_at=None),
                name="service_fold",
            ),
            models.Index(fields=["sector", "place", "organization"], name="service_by_sector"),
            models.Index(fields=["-updated_at", "-id"], name="service_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end=None) | models.Q(start=None) | models.Q(end__gte=models.F("start")),
                name="service_ends_after_start",
                violation_error_message=_("The end is before the start. Change one of the two dates."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What it is called, or what it does, in the reader's language."""
        activity = self.activity.name if self.activity else ""
        return (
            self.name
            or activity
            or self.activity_text
            or (self.sector.name if self.sector else "")
            or self.sector_text
        )

    @property
    def audience(self) -> int:
        """The stricter of the service's own visibility and that of its point."""
        return max(self.visibility, self.point.visibility if self.point else Visibility.PUBLIC)

    @property
    def status_now(self) -> Service.Status:
        """What was last written, unless the end date has passed since."""
        over = self.end is not None and self.end < timezone.localdate()
        return self.Status.ENDED if over else self.Status(self.status)

    def freshness(self, today: date) -> Freshness:
        return freshness(self.confirmed_on, today)

    def clean(self) -> None:
        check_place_kept_secret(self.visibility, self.place if self.place_id else None)
        if not (self.activity_id or self.sector_id or self.activity_text or self.sector_text):
            raise ValidationError(
                {"activity": _("Choose an activity, or a reporting sector.")}, code="what_missing"
            )
        if self.point and self.point.organization_id != self.organization_id:
            raise ValidationError(
                {"point": _("This point belongs to another organisation. Choose one of this organisation.")}
            )


def default_visibility(*, sensitive: bool) -> Visibility:
    """The level a service gets when nobody chose one: what makes it sensitive is said in sectors/sensitive.py."""
    return Visibility.RESTRICTED if sensitive else Visibility.PUBLIC
