"""Figures of need: one place and month, or a table of many."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sectors.access import below, scope_of, visible
from sectors.forms.places import PlaceField, offered_places
from sectors.fourws import reading
from sectors.fourws.needs import MOST, Figure, read_table
from sectors.fourws.sentences import FileProblem
from sectors.models import Place

SHOWN = 20  # problems of a table


class MonthField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m", attrs={"type": "month", "placeholder": "2026-03"})
        super().__init__(input_formats=["%Y-%m"], widget=widget, label=_("Month"), **kwargs)


class NeedForm(forms.Form):
    place = PlaceField()
    month = MonthField()
    people = forms.IntegerField(label=_("People in need"), required=False, min_value=0, max_value=2**31 - 1)
    population = forms.IntegerField(
        label=_("People living there"), required=False, min_value=0, max_value=2**31 - 1
    )
    source = forms.CharField(label=_("Source"), required=False, max_length=200)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].rows = places_of(user)  # type: ignore[attr-defined]
        self.offered_places = offered_places(user)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors and found.get("people") is None and found.get("population") is None:
            self.add_error("people", _("Write how many people are in need, or how many live there."))
        return found

    def figures(self) -> list[Figure]:
        data = self.cleaned_data
        return [Figure(data["place"], data["month"], data["people"], data["population"])]


class NeedTableForm(forms.Form):
    text = forms.CharField(
        required=False,
        label=_("Lines"),
        help_text=_("Copied from a sheet, with its first row: P-code, People in need, Population, Month."),
        widget=forms.Textarea(attrs={"rows": 8, "dir": "ltr"}),
        strip=False,
    )
    file = forms.FileField(
        required=False, label=_("Or a file"), help_text=_("XLSX, ODS or CSV with the same columns.")
    )
    month = MonthField(required=False, help_text=_("For lines that do not name one."))
    source = forms.CharField(label=_("Source"), required=False, max_length=200)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.found: list[Figure] = []

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        field = "file" if data.get("file") else "text"
        self.read(field, data.get("file"), data.get("text") or "", data.get("month"))
        return data

    def read(self, field: str, file: Any, text: str, month: date | None) -> None:
        name, content = (file.name, file.read()) if file else ("lines.tsv", text.encode())
        try:
            book = reading.read(name, content, max_rows=MOST)
        except FileProblem as problem:
            self.add_error(field, str(problem))
            return
        table = read_table(book.sheets[0], places_of(self.user), month)
        for problem_text in table.problems[:SHOWN]:
            self.add_error(field, problem_text)
        self.found = table.figures

    def figures(self) -> list[Figure]:
        return self.found


def places_of(user: Any) -> Any:
    """The places whose figures the person keeps: those of the groups they manage."""
    scope = scope_of(user)
    rows = visible(Place, user).current()
    return rows if scope.everything else rows.filter(below(scope.managed_paths, "path"))
