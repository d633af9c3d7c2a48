from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sectors.access import NONE, ScopedQuerySet, below, scope_of
from sectors.models.groups import Group
from sectors.models.imports import Import
from sectors.models.people import User
from sectors.models.records import new_public_id


class WorkQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> WorkQuerySet:
        """What one asked for, what was asked for in the groups one manages, and whatever is done to one's imports."""
        return self._of(user, Q(batch__in=Import.objects.visible_to(user))).defer("content")

    def editable_by(self, user: Any) -> WorkQuerySet:
        """Work runs with the rights of whoever asked for it, so nobody below them may set it going again."""
        return self._of(user)

    def _of(self, user: Any, others: Q = NONE) -> WorkQuerySet:
        scope = scope_of(user)
        if scope.everything:
            return self.all()
        if not getattr(user, "is_active", False):
            return self.none()
        mine = Q(asked_by=user) & (Q(group=None) | Q(group__in=scope.groups))
        return self.filter(mine | below(scope.managed_groups, "group__path") | others)

    def open(self) -> WorkQuerySet:
        return self.filter(state__in=Work.OPEN)


class Work(models.Model):
    """Something that takes longer than a person should wait for a page: who asked for it, and what became of it.

    How far it is while it runs stands beside the database (`coordination/marks.py`): its own transaction hides it here.
    """

    class Kind(models.TextChoices):
        READ = "read", _("Checking a file")
        REREAD = "reread", _("Checking a file again")
        APPLY = "apply", _("Importing a file")
        UNDO = "undo", _("Undoing an import")
        EXPORT = "export", _("Making a file")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Did not work")
        STOPPED = "stopped", _("Stopped")

    OPEN = (State.WAITING, State.RUNNING)

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    asked_by = models.ForeignKey(User, models.CASCADE, related_name="work")
    asked_at = models.DateTimeField(auto_now_add=True)
    language = models.CharField(max_length=10, default="en")
    group = models.ForeignKey(Group, models.CASCADE, null=True, blank=True, related_name="work")
    batch = models.ForeignKey(Import, models.SET_NULL, null=True, blank=True, related_name="work")
    file_name = models.CharField(_("file"), max_length=255, blank=True)
    content = models.BinaryField(
        null=True, blank=True, editable=False, help_text=_("The file that came in, until it is read")
    )
    arguments = models.JSONField(default=dict, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict, blank=True)
    error = models.CharField(max_length=30, blank=True)
    error_about = models.JSONField(default=dict, blank=True)

    objects = WorkQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("work")
        verbose_name_plural = _("work")
        indexes = [models.Index(fields=["state", "asked_at"], name="work_by_state")]
        constraints = [
            models.UniqueConstraint(  # so that nobody imports a draft twice, nor while it is being read again
                fields=["batch"], condition=Q(state__in=["waiting", "running"]), name="one_work_for_an_import"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.file_name}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN
