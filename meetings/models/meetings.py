from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from meetings.zones import zone_of
from sectors.access import ScopedQuerySet, below, scope_of
from sectors.models import Group
from sectors.models.records import Record


def of_my_groups(user: Any, group: str = "group") -> models.Q:
    """Rows of the groups a person belongs to, and of all below the ones they manage."""
    scope = scope_of(user)
    if scope.everything:
        return models.Q()
    return models.Q(**{f"{group}__in": scope.groups}) | below(scope.managed_groups, f"{group}__path")


def of_groups_i_manage(user: Any, group: str = "group") -> models.Q:
    scope = scope_of(user)
    return models.Q() if scope.everything else below(scope.managed_groups, f"{group}__path")


class MeetingQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> MeetingQuerySet:
        return self.filter(of_my_groups(user), deleted_at=None)

    def editable_by(self, user: Any) -> MeetingQuerySet:
        return self.filter(of_groups_i_manage(user), deleted_at=None)


class Meeting(Record):
    """One meeting of a group; its minutes are a draft until they are sent."""

    class Kind(models.TextChoices):
        REGULAR = "regular", _("Regular meeting")
        EXTRAORDINARY = "extraordinary", _("Extraordinary meeting")
        SUBNATIONAL = "subnational", _("Sub-national meeting")
        TASK_TEAM = "task_team", _("Task team")
        WORK_PLAN = "work_plan", _("Work-plan review")

    class Repeats(models.TextChoices):
        NEVER = "", _("Does not repeat")
        WEEKLY = "weekly", _("Every week")
        FORTNIGHTLY = "fortnightly", _("Every two weeks")
        MONTHLY = "monthly", _("Every month, such as on the second Tuesday")
        MONTHLY_LAST = "monthly_last", _("Every month, such as on the last Tuesday")

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SENT = "sent", _("Sent")
        AMENDED = "amended", _("Amended")

    group = models.ForeignKey(Group, models.PROTECT, related_name="meetings", verbose_name=_("group"))
    number = models.PositiveIntegerField(_("number"), editable=False)
    title = models.CharField(_("title"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.REGULAR)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    repeats = models.CharField(
        _("comes again"),
        max_length=20,
        choices=Repeats,
        default=Repeats.NEVER,
        blank=True,
    )
    venue = models.CharField(_("where"), max_length=300, blank=True)
    link = models.URLField(_("link to join"), blank=True, max_length=500)
    chairs = models.CharField(_("chaired by"), max_length=300, blank=True)
    previous = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="next_meetings", editable=False
    )
    invited = models.CharField(
        max_length=32,
        blank=True,
        editable=False,
        help_text="What people were told of time and place, as a hash",
    )
    state = models.CharField(_("minutes"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    amended_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at"]
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="meeting_number_once"),
            models.CheckConstraint(
                condition=models.Q(ends_at=None) | models.Q(ends_at__gte=models.F("starts_at")),
                name="meeting_ends_after_start",
                violation_error_message=_("The meeting ends before it begins. Change one of the two times."),
            ),
        ]

    def __str__(self) -> str:
        return self.title or _("Meeting %(number)s") % {"number": self.number}

    @property
    def day(self) -> date:
        """The day it is held, by the calendar of the group's country."""
        return self.starts_at.astimezone(zone_of(self.group)).date()

    @property
    def hours(self) -> str:
        """10:00–11:30, by the clock of the group's country."""
        moments = [moment for moment in (self.starts_at, self.ends_at) if moment]
        return "–".join(moment.astimezone(zone_of(self.group)).strftime("%H:%M") for moment in moments)

    @property
    def told(self) -> str:
        """Changes with what an invitation says."""
        words = [self.title, self.starts_at.isoformat(), str(self.ends_at), self.venue, self.link]
        return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:32]

    @property
    def invitation_is_old(self) -> bool:
        """People were invited, and time, place or title are others now."""
        return bool(self.invited) and self.invited != self.told
