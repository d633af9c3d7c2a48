"""A national code as a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sectors.access import editable, visible
from sectors.changes.activities import NAMES, prefix_of
from sectors.forms.scoped import INVISIBLE, MARKS
from sectors.models import Activity, Group, Term

LABELS = {
    "name_en": _("Name in English"),
    "name_fr": _("Name in French"),
    "name_ar": _("Name in Arabic"),
    "name_es": _("Name in Spanish"),
}


class SubcodeForm(forms.Form):
    group = forms.ModelChoiceField(queryset=None, label=_("Whose code it is"), empty_label=None)
    layer = forms.TypedChoiceField(
        label=_("Layer of the pyramid"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    ending = forms.CharField(
        label=_("Ending of the code"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    sensitive = forms.BooleanField(
        label=_("Sensitive"),
        required=False,
        help_text=_("Services under this code are restricted unless somebody decides otherwise"),
    )

    def __init__(self, *args: Any, user: Any, parent: Activity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parent = parent
        for name in NAMES:
            self.fields[name] = _name_field(name)
        self.order_fields([*NAMES, "group", "layer", "sensitive", "ending"])
        self._offer_groups(user)
        layers = visible(Term, user).of("layers")
        self.fields["layer"].choices = [
            *((row.code, f"{row.code}. {row.name}") for row in layers),
            ("", _("No layer")),
        ]
        self.initial.setdefault("layer", parent.layer or "")
        self.initial.setdefault("sensitive", parent.sensitive)

    def _offer_groups(self, user: Any) -> None:
        groups = editable(Group, user).filter(active=True).select_related("place").order_by("path")
        self.fields["group"].queryset = groups
        mine = list(groups[:50])
        if mine:
            self.initial.setdefault("group", mine[0])
            example = f"{self.parent.code}.{prefix_of(mine[0])}"
            self.fields["ending"].help_text = _(
                "What stands after %(start)s. Leave it empty for the next free number."
            ) % {"start": f"\u2068{example}\u2069"}
        if len(mine) == 1:
            self.fields["group"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in NAMES:
            text = str(cleaned.get(name) or "")
            if INVISIBLE.search(text):
                self.add_error(
                    name, _("There is an invisible sign in this text. Type it again instead of pasting it.")
                )
            cleaned[name] = " ".join(MARKS.sub("", text).split())
        if not any(cleaned[name] for name in NAMES) and not any(name in self.errors for name in NAMES):
            self.add_error("name_en", _("Write the name in at least one language."))
        return cleaned

    def changes(self) -> dict[str, Any]:
        """What `create_subcode` takes."""
        given = dict(self.cleaned_data)
        return {"parent": self.parent, "names": {name: given.pop(name) for name in NAMES}, **given}


def _name_field(name: str) -> forms.CharField:
    language = name.removeprefix("name_")
    attrs = {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}
    hint = _("One of the four languages is enough; the others can be empty.") if name == NAMES[0] else ""
    return forms.CharField(
        label=LABELS[name],
        max_length=300,
        required=False,
        help_text=hint,
        widget=forms.TextInput(attrs=attrs),
    )
