"""An organisation as a form, with its other spellings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sectors.access import editable, visible
from sectors.forms.scoped import PhoneField, ScopedForm
from sectors.models import Group, Organization, OrganizationAlias
from sectors.similar import Alike, similar_organizations

MOST_ALIASES = 50


class OrganizationForm(ScopedForm):
    aliases = forms.CharField(
        label=_("Other spellings"),
        required=False,
        help_text=_("One a line, so that files match next time"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    phone = PhoneField(
        label=_("Role phone"), required=False, max_length=40, help_text=_("An office number, not a person's")
    )
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    different = forms.BooleanField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Organization
        fields = ["name", "acronym", "type", "groups", "email", "phone", "website", "hide_name"]
        widgets = {"groups": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.alike: list[Alike] = []
        if self.instance.pk:
            texts = OrganizationAlias.objects.filter(organization=self.instance).values_list(
                "text", flat=True
            )
            self.initial["aliases"] = "\n".join(texts)
        mine = list(self.fields["groups"].queryset)
        if not mine:
            del self.fields[
                "groups"
            ]  # a focal point does not decide which groups the organisation belongs to
        elif len(mine) == 1 and not self.instance.pk:
            self.initial["groups"] = mine
        if "groups" in self.fields:
            self.fields["groups"].required = True
            self.fields["groups"].error_messages["required"] = _("Choose at least one group it belongs to.")

    def rows(self, name: str, rows: Any) -> Any:
        if name == "groups":
            return editable(Group, self.user).filter(active=True)
        return super().rows(name, rows)

    def clean_groups(self) -> list[Group]:
        """The groups of others, which the person cannot tick, stay as they are."""
        chosen = list(self.cleaned_data["groups"])
        if not self.instance.pk:
            return chosen
        return chosen + list(self.instance.groups.exclude(pk__in=self.fields["groups"].queryset))

    def clean_aliases(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["aliases"].splitlines() if line.strip()]
        if len(lines) > MOST_ALIASES or any(len(line) > 300 for line in lines):
            raise forms.ValidationError(
                _("At most %(most)s spellings of 300 letters each."), params={"most": MOST_ALIASES}
            )
        return lines

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.instance.pk and not cleaned.get("different") and cleaned.get("name"):
            self.alike = similar_organizations(
                cleaned["name"],
                cleaned.get("acronym", ""),
                among=visible(Organization, self.user).current(),
                spellings=visible(OrganizationAlias, self.user),
            )
            if self.alike:
                self.add_error("name", _("This may be here already. Look at the list, then choose."))
        return cleaned

    def changes(self) -> dict[str, Any]:
        found = super().changes()
        if not self.instance.pk or "aliases" in self.changed_data:
            found["aliases"] = self.cleaned_data["aliases"]
        return found
