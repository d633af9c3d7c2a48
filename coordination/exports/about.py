"""What a file says of itself: whose rows, which filter, when, for whom, how finely places are told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _

from sectors.access import scope_of
from sectors.models.activities import FOURWS_2012

SCHEMA = "fourways-services-1"  # grows when a column is renamed or taken away
ROWS, DIGEST = "\ue000rows", "\ue000digest"  # stand for what is known when the last row is written


@dataclass
class About:
    """`question` is the filter in words: (field, value)."""

    reader: Any
    made_at: datetime
    groups: list[str] = field(default_factory=list)
    question: list[tuple[str, str]] = field(default_factory=list)
    slug: str = ""

    @property
    def person(self) -> str:
        return str(getattr(self.reader, "name", "") or getattr(self.reader, "email", "") or _("the public"))

    @property
    def precision(self) -> str:
        if scope_of(self.reader).signed_in:
            return _("As recorded in the areas of your groups; the admin 2 area elsewhere")
        return _("The admin 2 area at the finest; no contacts, no figures of people")

    def lines(self) -> list[tuple[str, str]]:
        """The read-me, as (what, value). How many rows there are and their checksum is known when they are written."""
        question = "; ".join(f"{name}: {value}" for name, value in self.question)
        return [
            (_("Group"), ", ".join(self.groups)),
            (_("Filter"), question or _("none: everything the reader may see")),
            (_("Rows"), ROWS),
            (_("Made on"), f"{self.made_at:%Y-%m-%d %H:%M %Z}"),
            (_("Made for"), self.person),
            (_("Places"), self.precision),
            (_("Activity codes"), FOURWS_2012),
            (_("Edition of the columns"), SCHEMA),
            (
                _("People"),
                _("Rows marked “non-additive” may count the same people as other rows: do not add them up."),
            ),
            (_("Checksum"), DIGEST),
            (
                "",
                _(
                    "SHA-256 of the cells of “%(services)s” below the head: of each row the cells as text (days as 2026-03-31, "
                    "nothing for an empty cell) with the character U+001F between them and a line feed at the end, in UTF-8."
                )
                % {"services": _("Services")},
            ),
        ]

    def as_json(self) -> dict[str, Any]:
        return {
            "groups": self.groups,
            "filter": dict(self.question),
            "made_at": self.made_at.isoformat(timespec="seconds"),
            "precision": "exact" if scope_of(self.reader).signed_in else "adm2",
            "activity_edition": FOURWS_2012,
            "schema": SCHEMA,
        }

    def file_name(self, what: str, extension: str) -> str:
        parts = ("fourways", what, slugify(self.slug), f"{self.made_at:%Y-%m-%d}")
        return f"{'-'.join(part for part in parts if part)}.{extension}"


def in_words(form: forms.Form) -> list[tuple[str, str]]:
    """A filter as (label, value), as a reader would say it."""
    if not form.is_valid():
        return []
    found = []
    for name, value in form.cleaned_data.items():
        if value in (None, "", []) or name not in form.fields:
            continue
        found.append((str(form.fields[name].label or name), spoken(form.fields[name], value)))
    return found


def spoken(asked: forms.Field, value: Any) -> str:
    if isinstance(asked, forms.ModelChoiceField) or not hasattr(asked, "choices"):
        return f"{value:%Y-%m}" if hasattr(value, "year") else str(value)
    labels = {str(key): str(label) for key, label in asked.choices if not isinstance(label, list | tuple)}
    chosen = value if isinstance(value, list | tuple) else [value]
    return ", ".join(labels.get(str(one), str(one)) for one in chosen)
