from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from sectors.access import ScopedQuerySet, below, scope_of
from sectors.models.groups import Group
from sectors.models.people import User
from sectors.models.records import Record
from sectors.models.services import Service


class ImportQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> ImportQuerySet:
        """One's own uploads while one belongs to their group, and those into the groups one manages."""
        scope = scope_of(user)
        if scope.everything:
            return self.filter(deleted_at=None)
        mine = models.Q(uploaded_by=user, group__in=scope.groups) if scope.signed_in else models.Q(pk__in=[])
        return self.filter(mine | below(scope.managed_groups, "group__path"), deleted_at=None)

    def editable_by(self, user: Any) -> ImportQuerySet:
        return self.visible_to(user)


class Import(Record):
    """A 4W file on its way in: what was read, how its columns were understood, what became of its rows."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being checked")
        APPLIED = "applied", _("Imported")
        UNDONE = "undone", _("Undone")

    group = models.ForeignKey(Group, models.PROTECT, related_name="imports", verbose_name=_("group"))
    uploaded_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="imports")
    file_name = models.CharField(_("file"), max_length=255)
    content = models.BinaryField(
        null=True, blank=True, editable=False, help_text=_("The file itself, until it is imported")
    )
    parsed = models.BinaryField(
        null=True, blank=True, editable=False, help_text=_("Its cells, packed, so that it is read once only")
    )
    sheet = models.CharField(_("sheet"), max_length=255, blank=True)
    header_row = models.PositiveIntegerField(default=1)
    header_chosen = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("The header row, chosen by hand")
    )
    mapping = models.JSONField(default=dict, blank=True)
    fixed_values = models.JSONField(
        default=dict, blank=True, help_text=_("Values set for every row, such as the period")
    )
    answers = models.JSONField(
        default=list, blank=True, help_text=_("What the person decided, one after the other")
    )
    counts = models.JSONField(default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.file_name


class ImportRowQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> ImportRowQuerySet:
        return self.filter(batch__in=Import.objects.visible_to(user))

    def editable_by(self, user: Any) -> ImportRowQuerySet:
        return self.filter(batch__in=Import.objects.editable_by(user))


class ImportRow(models.Model):
    """One row of the file: its number there, its cells as they are, and what it became."""

    class State(models.TextChoices):
        NEW = "new", _("New")
        CHANGED = "changed", _("Changed")
        UNCHANGED = "unchanged", _("Unchanged")
        PROBLEM = "problem", _("Needs you")
        DUPLICATE = "duplicate", _("Duplicate")
        LEFT_OUT = "left_out", _("Left out")

    batch = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    cells = models.JSONField(default=list)
    values = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=State)
    problems = models.JSONField(default=list, blank=True)
    notes = models.JSONField(default=list, blank=True)
    before = models.JSONField(null=True, blank=True, help_text=_("The service as it was, for undo"))
    service = models.ForeignKey(Service, models.SET_NULL, null=True, blank=True, related_name="import_rows")
    service_version = models.PositiveIntegerField(null=True, blank=True)
    mark = models.CharField(
        max_length=16,
        default="",
        db_default="",
        editable=False,
        help_text=_("Changes when anything else in the row does"),
    )

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["batch", "state", "number"], name="import_row_by_state")]

    def __str__(self) -> str:
        return str(self.number)
