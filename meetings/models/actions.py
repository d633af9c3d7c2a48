from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from meetings.models.agenda import AgendaItem
from meetings.models.meetings import Meeting, of_groups_i_manage, of_my_groups
from sectors.access import ScopedQuerySet, scope_of
from sectors.models import Activity, Group, Organization, Place, Sector, User
from sectors.models.records import Record


class ActionQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> ActionQuerySet:
        return self.filter(of_my_groups(user), deleted_at=None)

    def editable_by(self, user: Any) -> ActionQuerySet:
        """Coordinators change all actions of their groups; people change those they or their organisation own."""
        scope = scope_of(user)
        if scope.everything:
            return self.filter(deleted_at=None)
        mine = models.Q(person=user) | models.Q(organization__in=[owner for owner, _place in scope.owned])
        return self.filter(
            of_groups_i_manage(user)
            | (mine & models.Q(group__in=scope.groups) if scope.groups else models.Q(pk__in=[])),
            deleted_at=None,
        )

    def open(self) -> ActionQuerySet:
        return self.filter(status__in=[Action.Status.OPEN, Action.Status.IN_PROGRESS])

    def overdue(self, today: date) -> ActionQuerySet:
        return self.open().filter(due__lt=today)


class Action(Record):
    """What somebody agreed to do, by when, and where it came from."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        IN_PROGRESS = "in_progress", _("In progress")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    class Priority(models.TextChoices):
        NORMAL = "normal", _("Normal")
        HIGH = "high", _("High")

    group = models.ForeignKey(Group, models.PROTECT, related_name="actions", verbose_name=_("group"))
    number = models.PositiveIntegerField(_("number"), editable=False)
    text = models.CharField(_("what is to be done"), max_length=500)
    organization = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("organisation"),
    )
    person = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="actions", verbose_name=_("person")
    )
    due = models.DateField(_("due"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.OPEN)
    priority = models.CharField(_("priority"), max_length=10, choices=Priority, default=Priority.NORMAL)
    sector = models.ForeignKey(
        Sector, models.SET_NULL, null=True, blank=True, related_name="actions", verbose_name=_("sector")
    )
    place = models.ForeignKey(
        Place, models.SET_NULL, null=True, blank=True, related_name="actions", verbose_name=_("place")
    )
    activity = models.ForeignKey(
        Activity, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("activity")
    )
    meeting = models.ForeignKey(
        Meeting, models.SET_NULL, null=True, blank=True, related_name="actions", verbose_name=_("meeting")
    )
    item = models.ForeignKey(
        AgendaItem,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("agenda item"),
    )
    outcome = models.CharField(_("what was done"), max_length=500, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = [models.F("due").asc(nulls_last=True), "number"]
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        constraints = [models.UniqueConstraint(fields=["group", "number"], name="action_number_once")]

    def __str__(self) -> str:
        return self.text

    @property
    def is_open(self) -> bool:
        return self.status in {self.Status.OPEN, self.Status.IN_PROGRESS}
