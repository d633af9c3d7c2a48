from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from meetings.models.meetings import Meeting, of_groups_i_manage, of_my_groups
from sectors.access import ScopedQuerySet
from sectors.models import Activity, Place, User
from sectors.models.records import new_public_id


class AgendaItemQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> AgendaItemQuerySet:
        return self.filter(of_my_groups(user, "meeting__group"), meeting__deleted_at=None)

    def editable_by(self, user: Any) -> AgendaItemQuerySet:
        return self.filter(of_groups_i_manage(user, "meeting__group"), meeting__deleted_at=None)


class AgendaItem(models.Model):
    """A point of the agenda. It may come from a gap: a place and an activity where nothing is.

    Under the item that follows up, the meeting shows the actions still open from before.
    """

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("item"), max_length=300)
    presenter = models.CharField(_("presented by"), max_length=200, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes planned"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)
    follows_up = models.BooleanField(_("shows the open actions"), default=False)
    gap_place = models.ForeignKey(Place, models.SET_NULL, null=True, blank=True, related_name="+")
    gap_activity = models.ForeignKey(Activity, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")

    def __str__(self) -> str:
        return self.title


class LineQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> LineQuerySet:
        return self.filter(of_my_groups(user, "item__meeting__group"), item__meeting__deleted_at=None)

    def editable_by(self, user: Any) -> LineQuerySet:
        return self.filter(of_groups_i_manage(user, "item__meeting__group"), item__meeting__deleted_at=None)


class Line(models.Model):
    """A note or a decision under an agenda item, in the words it was said in. Each has its own revision."""

    class Kind(models.TextChoices):
        NOTE = "note", _("Note")
        DECISION = "decision", _("Decision")

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField(default=0)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.NOTE)
    text = models.TextField(_("text"), max_length=10_000)
    revision = models.PositiveIntegerField(default=1, editable=False)
    written_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField(auto_now=True)

    objects = LineQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text[:80]
