"""What every form of ours has: choices cut to what the person may see, clean text, and safety against a bad line."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext_lazy as _

from sectors.access import Visibility
from sectors.models.records import new_public_id
from sectors.personal import ARABIC_DIGITS, personal_details

# Signs that turn text around or hide in it; left-to-right marks alone are harmless and simply dropped.
INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
MARKS = re.compile("[\u200e\u200f]")
DASHES = "---------"  # what Django shows where nothing is chosen
PHONE = re.compile(r"\+?[\d ()./-]{3,30}(?: ?(?:x|ext\.?) ?\d{1,6})?")


class ScopedForm(forms.ModelForm):
    """`once` makes a form sent five times one record: it is the public id the new row will get, signed for this person.

    `version` is the state of the row the person was looking at.
    """

    free_texts: tuple[str, ...] = ()

    once = forms.CharField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    not_a_person = forms.BooleanField(label=_("This is not about a person"), required=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.personal: list[str] = []
        self.fields["once"].initial = self._signer().sign(new_public_id())
        self.fields["version"].initial = self.instance.version if self.instance.pk else None
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = self.rows(name, field.queryset.all().visible_to(user))
                if field.empty_label == DASHES:
                    field.empty_label = _("Choose one")
            if isinstance(field, forms.CharField):
                field.widget.attrs.setdefault("dir", "auto")

    def rows(self, name: str, rows: Any) -> Any:
        """The choices of one field, already cut to what is visible; forms narrow them further."""
        return (
            rows.filter(active=True) if any(f.name == "vocabulary" for f in rows.model._meta.fields) else rows
        )

    def _signer(self) -> Signer:
        return Signer(salt=f"once:{self._meta.model.__name__}:{getattr(self.user, 'pk', '')}")

    def add_error(self, field: str | None, error: Any) -> None:
        """The same sentence once, also when both the form and the row itself say it."""
        found = error if isinstance(error, forms.ValidationError) else forms.ValidationError(error)
        parts = found.error_dict if hasattr(found, "error_dict") else {field: found.error_list}
        for name, errors in parts.items():
            said = self.errors.get(name or NON_FIELD_ERRORS, [])
            new = [one for one in errors if not set(one.messages) <= set(said)]
            if new:
                super().add_error(None if name == NON_FIELD_ERRORS else name, new)

    def clean_once(self) -> str:
        return self.once_given() or new_public_id()

    def once_given(self) -> str | None:
        """The id this form was given, if it was given to this very person."""
        try:
            return str(self._signer().unsign(self.data.get("once", "")))
        except BadSignature:
            return None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, value in list(cleaned.items()):
            if isinstance(value, str) and name != "once":
                cleaned[name] = self._clean_text(name, value)
        self._ask_about_people(cleaned)
        return cleaned

    def _clean_text(self, name: str, text: str) -> str:
        if INVISIBLE.search(text):
            self.add_error(
                name, _("There is an invisible sign in this text. Type it again instead of pasting it.")
            )
        return MARKS.sub("", unicodedata.normalize("NFC", text)).strip()

    def _ask_about_people(self, cleaned: dict[str, Any]) -> None:
        for name in self.free_texts:
            found = personal_details(str(cleaned.get(name) or ""))
            if not found:
                continue
            self.personal += found
            if not cleaned.get("not_a_person"):
                sentence = _(
                    "This looks like %(what)s. Take out what is about one person, or tick “This is not about a person”."
                )
                self.add_error(name, sentence % {"what": ", ".join(found)})

    def changes(self) -> dict[str, Any]:
        """What the person wrote: everything of a new row; of an existing one only what they changed.

        So a name shown in English because it has no Arabic one is not written down as Arabic by saving the form.
        """
        names = [name for name in self._meta.fields or () if name in self.cleaned_data]
        if self.instance.pk:
            names = [name for name in names if name in self.changed_data]
        return {name: self.cleaned_data[name] for name in names}


class PhoneField(forms.CharField):
    """A phone number as people write it; digits of any script."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget",
            forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "dir": "ltr", "autocomplete": "off"}),
        )
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(MARKS.sub("", str(value or "")).translate(ARABIC_DIGITS).strip())
        if text and not PHONE.fullmatch(text):
            raise forms.ValidationError(
                _("This is not a phone number. Write digits, such as +964 770 000 0000, or leave it blank.")
            )
        return str(text)


class VisibilityField(forms.TypedChoiceField):
    """Who may see it; left alone, the app chooses from what the service is about."""

    def __init__(self, *, choose_for_me: bool = True, **kwargs: Any) -> None:
        first = [("", _("Choose for me"))] if choose_for_me else []
        kwargs = {"choices": [*first, *Visibility.choices], "coerce": int, "empty_value": None, **kwargs}
        super().__init__(
            required=not choose_for_me, label=_("Who may see it"), widget=forms.RadioSelect, **kwargs
        )
