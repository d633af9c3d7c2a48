from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sectors.access import ScopedQuerySet, below, scope_of
from sectors.models.groups import Group
from sectors.models.people import User
from sectors.models.records import new_public_id

SLOW = timedelta(minutes=10)  # no mail server is given as long as this


class LetterQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> LetterQuerySet:
        """The mail of the groups one manages; that there is one, not what it says."""
        scope = scope_of(user)
        return self.all() if scope.everything else self.filter(below(scope.managed_groups, "group__path"))

    def editable_by(self, user: Any) -> LetterQuerySet:
        return self.visible_to(user)

    def due(self, now: Any) -> LetterQuerySet:
        return self.filter(state=Letter.State.WAITING, not_before__lte=now)

    def stuck(self, now: Any) -> LetterQuerySet:
        """Begun, and never heard of again: whoever sent them was ended in the middle."""
        return self.filter(state=Letter.State.SENDING, tried_at__lt=now - SLOW)


class Letter(models.Model):
    """An e-mail to a person, once for each kind and period, however often it is asked for.

    Its words are written when it is sent, in the language the person reads then; here stand only the ids of what it is
    about. A mail server cannot promise to take a mail exactly once, so a letter is sent at most once: if the line breaks
    after the server may have taken it, it is uncertain, and people decide.
    """

    class Kind(models.TextChoices):
        WELCOME = "welcome", _("Invitation to a group")
        MEETING = "meeting", _("Invitation to a meeting")
        MINUTES = "minutes", _("Minutes")
        DIGEST = "digest", _("My actions, each week")
        REMINDER = "reminder", _("Action due soon")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        UNCERTAIN = "uncertain", _("Perhaps sent")
        FAILED = "failed", _("Not sent")
        DROPPED = "dropped", _("No longer needed")

    IN_DOUBT = (State.FAILED, State.UNCERTAIN)  # people decide whether they go out once more

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    to = models.ForeignKey(User, models.CASCADE, related_name="letters", verbose_name=_("to"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    period = models.CharField(max_length=60, help_text=_("What makes it this letter and not the next one"))
    group = models.ForeignKey(Group, models.CASCADE, related_name="letters", verbose_name=_("group"))
    about = models.JSONField(default=dict, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    written_at = models.DateTimeField(auto_now_add=True)
    not_before = models.DateTimeField(default=timezone.now)
    not_after = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [models.UniqueConstraint(fields=["to", "kind", "period"], name="letter_once")]
        indexes = [models.Index(fields=["state", "not_before"], name="letter_by_state")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.to}"


class UnwantedQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> UnwantedQuerySet:
        return self.filter(user=user) if getattr(user, "pk", None) else self.none()

    def editable_by(self, user: Any) -> UnwantedQuerySet:
        return self.visible_to(user)


class Unwanted(models.Model):
    """A kind of letter a person said no to."""

    user = models.ForeignKey(User, models.CASCADE, related_name="unwanted")
    kind = models.CharField(max_length=10, choices=Letter.Kind)

    objects = UnwantedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="unwanted_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()}"
