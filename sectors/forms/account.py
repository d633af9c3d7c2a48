"""What a person says about themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sectors.models import User


class ProfileForm(forms.ModelForm):
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        help_text=_("For these pages and for the mails you get"),
        choices=[("", _("As this browser says")), *settings.LANGUAGES],
    )

    class Meta:
        model = User
        fields = ["name", "language"]
        help_texts = {"name": _("As the members of your groups see it")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["name"].error_messages["required"] = _(
            "Write your name, so that others know who you are."
        )
        self.fields["name"].widget.attrs["autocomplete"] = "name"
