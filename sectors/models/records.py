"""What every row people write has in common: a stable public id, a version, dates, and a way back from deletion."""

from __future__ import annotations

import secrets
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


def new_public_id() -> str:
    """Ten letters nobody can guess or misread (about 49 bits): for addresses and for files that come back."""
    return "".join(secrets.choice(LETTERS) for _number in range(10))


def new_public_ids(count: int) -> list[str]:
    """The same for many rows at once: each letter is one random byte of those that divide evenly."""
    most = 256 - 256 % len(LETTERS)
    letters: list[str] = []
    while len(letters) < 10 * count:
        letters += [LETTERS[byte % len(LETTERS)] for byte in secrets.token_bytes(12 * count) if byte < most]
    return ["".join(letters[start : start + 10]) for start in range(0, 10 * count, 10)]


def person(by: Any) -> Any:
    """Who did it, for history; a command or a job is nobody."""
    return by if getattr(by, "pk", None) else None


class Record(models.Model):
    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False, help_text=_("Grows with every change"))
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class Label(models.Model):
    """A code with names in four languages, and what is known about where they come from."""

    code = models.CharField(_("code"), max_length=60)
    name = models.CharField(_("name"), max_length=300)
    hint = models.TextField(_("hint"), blank=True)
    aliases = models.JSONField(_("other words for it"), default=list, blank=True)
    sensitive = models.BooleanField(
        _("sensitive"),
        default=False,
        help_text=_("Services under this code are restricted unless somebody decides otherwise"),
    )
    edition = models.CharField(_("edition"), max_length=60, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    label_status = models.JSONField(
        _("state of each translation"),
        default=dict,
        blank=True,
        help_text=_("official, draft or machine, by language"),
    )
    position = models.PositiveIntegerField(default=0)
    active = models.BooleanField(_("in use"), default=True, help_text=_("Codes are retired, never deleted"))

    class Meta:
        abstract = True
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name
