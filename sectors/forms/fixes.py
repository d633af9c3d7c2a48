"""What a person may answer about a draft: chosen with one tap or typed, always something they may use here."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sectors.access import manages, visible
from sectors.changes.imports import bringable
from sectors.fourws import ended, meanwhile
from sectors.fourws.answers import LONGEST, NEW
from sectors.fourws.decisions import CELLS, DATES, DUPLICATES, LEFT_OUT, ONLY_MHPSS, Decision
from sectors.fourws.fields import LABELS
from sectors.fourws.values import folded
from sectors.fourws.what import paths_above
from sectors.models import Activity, Group, Import, Organization, Place, Sector
from sectors.models.activities import FOURWS_2012

MOST_CHOICES = 1500
CODE_BEHIND = re.compile(r"^.*\(([^()]+)\)$")
NOT_FOUND = {
    "place": gettext_lazy(
        "There is no place “%(text)s” in the area of this group. Write its name or its P-code."
    ),
    "organization": gettext_lazy(
        "There is no organisation “%(text)s”. Write its name as it stands in the directory."
    ),
    "activity": gettext_lazy("There is no activity “%(text)s”. Write its code, such as 8.1."),
    "sector": gettext_lazy("There is no sector “%(text)s”. Write its code or its name."),
}
SEVERAL = gettext_lazy("Several are called “%(text)s”. Write the code as well.")


def choices(kind: str, group: Group, user: Any) -> Any:
    """The rows an answer of this kind can mean, for this person in this group."""
    if kind == "place":
        return visible(Place, user).filter(path__startswith=group.place.path).order_by("level", "name")
    if kind == "organization":
        only = bringable(user, group)
        rows = visible(Organization, user).current().order_by("name")
        return rows if only is None else rows.filter(pk__in=only)
    if kind == "activity":
        shared = Q(edition=FOURWS_2012, group=None) | Q(group__path__in=paths_above(group))
        return visible(Activity, user).filter(shared, active=True).order_by("position", "code")
    return visible(Sector, user).filter(active=True).order_by("position", "code")


def written(kind: str, row: Any) -> str:
    """As it stands in the list to choose from, and is understood when typed."""
    if kind == "place":
        return f"{row.name} ({row.pcode})"
    return row.name if kind == "organization" else f"{row.code} {row.name}"


def listed(kind: str, group: Group, user: Any) -> list[str]:
    return [written(kind, row) for row in choices(kind, group, user)[:MOST_CHOICES]]


def typed(kind: str, group: Group, user: Any, text: str) -> Any:
    """The row somebody wrote: by its code, else by its name. Raises ValidationError."""
    rows, wanted = choices(kind, group, user), folded(text)
    code = (behind[1] if (behind := CODE_BEHIND.match(text)) else text).strip()
    if kind == "place":
        found = list(rows.filter(pcode__iexact=code)[:2]) or [
            row for row in rows.filter(search_text__contains=wanted)[:200] if called(row, wanted)
        ]
    elif kind == "organization":
        near = rows.filter(search_text__contains=wanted)[:200]
        found = list(rows.filter(public_id=text)) or [
            row for row in near if wanted in (folded(row.name), folded(row.acronym))
        ]
    else:
        words = text.split()
        found = list(rows.filter(code__in=[text, *words[:1]])) or [row for row in rows if called(row, wanted)]
    if len(found) != 1:
        sentence = SEVERAL if found else NOT_FOUND[kind]
        raise forms.ValidationError(sentence, params={"text": text[:LONGEST]})
    return found[0]


def called(row: Any, wanted: str) -> bool:
    names = (row.name, row.name_en, row.name_fr, row.name_ar, row.name_es)
    return wanted in {folded(name) for name in names if name}


class AnswerForm(forms.Form):
    """An answer to all cells of a field that say the same: `tap` is the candidate tapped, `typed` what was written.

    A tap is a kind and a value, such as "organization:12" or "organization:new".
    """

    kind = forms.ChoiceField(choices=[(kind, kind) for kind in CELLS])
    field = forms.ChoiceField(choices=list(LABELS.items()))
    text = forms.CharField(required=False, max_length=LONGEST, strip=False)
    value = forms.CharField(required=False, max_length=LONGEST)
    tap = forms.CharField(required=False, max_length=LONGEST + 20)
    typed = forms.CharField(required=False, max_length=2000)
    blank = forms.BooleanField(required=False)
    remember = forms.BooleanField(required=False)

    def __init__(self, *args: Any, batch: Import, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch, self.user = batch, user

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind, _colon, tapped = cleaned.get("tap", "").partition(":")
        if kind in CELLS:
            cleaned |= {"kind": kind, "value": tapped}
        if (kind := cleaned.get("kind")) and not self.errors:
            cleaned["meaning"] = self.words() if kind == "text" else self.row(kind)
        return cleaned

    def words(self) -> str:
        text = self.cleaned_data["value"] or self.cleaned_data["typed"]
        if not text and not self.cleaned_data["blank"]:
            raise forms.ValidationError(_("Write what the cell should say."))
        return str(text)

    def row(self, kind: str) -> Any:
        value, text = self.cleaned_data["value"], self.cleaned_data["typed"].strip()
        if kind == "organization" and value == NEW:
            if bringable(self.user, self.batch.group) is not None:
                raise forms.ValidationError(
                    _("Only who manages the group can add organisations with a file.")
                )
            return NEW
        if not value:
            if not text:
                raise forms.ValidationError(_("Choose one, or write it."))
            return typed(kind, self.batch.group, self.user, text).pk
        row = (
            choices(kind, self.batch.group, self.user)
            .filter(pk=int(value) if value.isdecimal() else 0)
            .first()
        )
        if row is None:
            raise forms.ValidationError(_("This cannot be chosen any more. Look at the line again."))
        return row.pk

    def decision(self) -> Decision:
        given = self.cleaned_data
        return {
            "kind": given["kind"], "field": given["field"], "text": given["text"], "value": given["meaning"],
        }  # fmt: skip

    def remembers(self) -> bool:
        return bool(self.cleaned_data["remember"]) and manages(self.user, self.batch.group)


class ChoiceForm(forms.Form):
    """A choice: the order of dates in a column, duplicates, only the rows of mental health; whose words count in a row
    somebody changed meanwhile; when what is no longer in the file has ended."""

    FITTING = {
        DATES: ("day_first", "month_first"),
        DUPLICATES: ("one", "all"),
        ONLY_MHPSS: ("yes", "no"),
        meanwhile.KIND: (meanwhile.MINE, meanwhile.THEIRS),
        ended.KIND: (),
    }
    kind = forms.ChoiceField(choices=[(kind, kind) for kind in FITTING])
    column = forms.IntegerField(required=False, min_value=0, max_value=300)
    row = forms.IntegerField(required=False, min_value=1)
    value = forms.CharField(max_length=20)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind, value = cleaned.get("kind"), cleaned.get("value", "")
        if kind == ended.KIND:
            cleaned["value"] = self.day(value)
        elif kind and value not in self.FITTING[kind]:
            self.add_error("value", _("This is no answer to that question."))
        for needs, name in ((DATES, "column"), (meanwhile.KIND, "row")):
            if kind == needs and cleaned.get(name) is None:
                self.add_error(name, _("Say which one."))
        return cleaned

    def day(self, value: str) -> str:
        try:
            return value if value == ended.LEAVE else date.fromisoformat(value).isoformat()
        except ValueError:
            raise forms.ValidationError(_("Write the day like 2026-03-31.")) from None

    def decision(self) -> Decision:
        kind, value = self.cleaned_data["kind"], self.cleaned_data["value"]
        found = {"kind": kind, "value": value == "yes" if kind == ONLY_MHPSS else value}
        if kind == DATES:
            found["column"] = self.cleaned_data["column"]
        return found | ({"row": self.cleaned_data["row"]} if kind == meanwhile.KIND else {})


class RowForm(forms.Form):
    """The cells of one row, as they count now; columns about persons are not kept, so not shown."""

    def __init__(
        self, *args: Any, columns: list[Any], cells: list[str], now: dict[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.cells = cells
        for column in columns:
            text = cells[column.index]
            self.fields[f"cell_{column.index}"] = forms.CharField(
                required=False,
                max_length=5000,
                strip=False,
                label=f"{column.letter} {column.header}".strip(),
                initial=now.get(str(column.index), text),
                widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"})
                if len(text) < 80 and "\n" not in text
                else forms.Textarea(attrs={"dir": "auto", "rows": 3}),
            )

    def edits(self) -> dict[str, str]:
        """column → text, where it is no longer what the file says."""
        found = {name.removeprefix("cell_"): text for name, text in self.cleaned_data.items()}
        return {index: text for index, text in found.items() if text != self.cells[int(index)]}


def leave_out(rows: list[int]) -> Decision:
    return {"kind": LEFT_OUT, "rows": sorted(rows)}
