"""What may come in with a file: the file or pasted rows, its group, the period it does not name; which column is what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sectors.access import visible
from sectors.changes.imports import bringable
from sectors.fourws import days, reading, values
from sectors.fourws.columns import Column
from sectors.fourws.fields import LABELS
from sectors.models import Group, Import

FILES = ".xlsx,.xlsm,.xls,.ods,.csv,.tsv,.txt"


def groups_to_import_into(user: Any) -> Any:
    """The groups whose map the person may bring rows to."""
    rows = visible(Group, user).select_related("place")
    return rows.filter(pk__in=[group.pk for group in rows if bringable(user, group) != frozenset()])


class PeriodField(forms.CharField):
    """A month, quarter or year, as people write it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            max_length=40,
            label=_("Period of the report"),
            help_text=_("Only if the file does not say it in a column: a month such as 2026-03, or a year."),
            widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        text = values.clean(str(super().clean(value) or ""))
        try:
            found = days.period(text)
        except values.Unreadable:
            found = None
        if text and not found:
            raise forms.ValidationError(
                _("This is not a month or a year. Write it like 2026-03 or 2026, or leave it blank.")
            )
        return text


class UploadForm(forms.Form):
    group = forms.ModelChoiceField(queryset=None, label=_("Group"), empty_label=None)
    file = forms.FileField(
        required=False,
        allow_empty_file=True,
        label=_("File"),
        help_text=_(
            "XLSX, XLS, ODS, CSV or TSV, up to 20 MB and 50,000 rows. Any layout: we find the columns."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": FILES}),
    )
    pasted = forms.CharField(
        required=False,
        strip=False,
        label=_("Or paste rows from Excel"),
        help_text=_("Copy the rows with their header row, and paste them here."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto", "spellcheck": "false"}),
    )
    period = PeriodField()

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups_to_import_into(user)
        self.fields["file"].required = not self.data.get("pasted", "").strip()
        self.fields["file"].error_messages["required"] = _("Choose a file, or paste rows.")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > reading.MAX_BYTES:
            raise forms.ValidationError(
                _("The selected file must be smaller than %(limit)s MB."),
                params={"limit": reading.MAX_BYTES // 1024 // 1024},
            )
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        pasted = str(cleaned.get("pasted") or "").strip()
        if cleaned.get("file") and pasted:
            self.add_error("pasted", _("Choose a file or paste rows, not both. Empty one of the two."))
        return cleaned

    def content(self) -> tuple[str, bytes]:
        """(name, bytes) of what was chosen or pasted."""
        file = self.cleaned_data["file"]
        if file is not None:
            return file.name, file.read()
        return str(_("Pasted rows")), self.cleaned_data["pasted"].encode()

    def fixed(self) -> dict[str, str]:
        return {"period": self.cleaned_data["period"]} if self.cleaned_data["period"] else {}


class ColumnsForm(forms.Form):
    """Another sheet, the period of all rows, and what single columns are; asked for are only the columns in `asked`."""

    sheet = forms.ChoiceField(label=_("Sheet"))
    header_row = forms.IntegerField(
        label=_("Row with the column names"),
        min_value=1,
        max_value=200,
        help_text=_("Counted as in the file, from 1."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "size": 4}),
    )
    period = PeriodField()

    def __init__(
        self, *args: Any, batch: Import, found: list[Column], asked: list[int], **kwargs: Any
    ) -> None:
        initial = {
            "sheet": batch.sheet,
            "header_row": batch.header_row,
            "period": batch.fixed_values.get("period", ""),
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.batch = batch
        self.fields["header_row"].required = False
        sheets = batch.mapping["sheets"]
        self.fields["sheet"].choices = [
            (one["name"], one["name"].strip() or _("The table")) for one in sheets
        ]
        if len(sheets) < 2:
            del self.fields["sheet"]
        choices = [("", _("None of these: keep it as reported")), *LABELS.items()]
        for column in found:
            if column.index in asked:
                self.fields[f"column_{column.index}"] = forms.ChoiceField(
                    choices=choices,
                    initial=column.field,
                    required=False,
                    label=f"{column.letter} {column.header}",
                )

    def reading(self) -> dict[str, Any]:
        """How the file is to be read, beside what was chosen before."""
        batch, given = self.batch, self.cleaned_data
        before = {int(index): field for index, field in batch.mapping.get("chosen", {}).items()}
        header = given.get("header_row")
        return {
            "sheet": given.get("sheet") or batch.sheet,
            "header_row": header if header != batch.header_row else None,
            "chosen": before | self.chosen(),
            "fixed": {**batch.fixed_values, "period": given["period"]},
        }

    def chosen(self) -> dict[int, str]:
        return {
            int(name.removeprefix("column_")): field
            for name, field in self.cleaned_data.items()
            if name.startswith("column_") and field != self[name].initial
        }
