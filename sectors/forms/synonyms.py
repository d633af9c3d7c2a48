"""A word of a group and what it means: written as it stands in the lists, kept as a code."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sectors.forms.fixes import typed
from sectors.fourws.fields import LABELS
from sectors.fourws.values import folded
from sectors.models import Group, Synonym

Kind = Synonym.Kind
CODES = {Kind.PLACE: "pcode", Kind.ACTIVITY: "code", Kind.SECTOR: "code"}


class SynonymForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("What it is"), choices=Kind.choices, initial=Kind.PLACE)
    text = forms.CharField(
        label=gettext_lazy("As it stands in the file"),
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    meaning = forms.CharField(
        label=gettext_lazy("What it means"),
        max_length=300,
        help_text=gettext_lazy(
            "The name or P-code of a place, the code of an activity or a sector, or the field of a column."
        ),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off", "list": "meanings"}),
    )

    def __init__(self, *args: Any, group: Group, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group, self.user = group, user

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind, meaning = cleaned.get("kind"), cleaned.get("meaning")
        if kind and meaning:
            try:
                cleaned["meaning"] = self.field(meaning) if kind == Kind.HEADER else self.code(kind, meaning)
            except forms.ValidationError as error:
                self.add_error("meaning", error)
        return cleaned

    def code(self, kind: str, text: str) -> str:
        return str(getattr(typed(kind, self.group, self.user, text), CODES[Kind(kind)]))

    def field(self, text: str) -> str:
        """A field by its name here, such as “Organisation that does it”."""
        named = {folded(str(label)): code for code, label in LABELS.items()} | {code: code for code in LABELS}
        if found := named.get(text) or named.get(folded(text)):
            return found
        raise forms.ValidationError(_("There is no such field. Choose one of the list."))
