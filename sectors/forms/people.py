"""Who is what in a group, as forms: the roles and organisations offered are those this person may give."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sectors.access import Role, roles_given_by, visible
from sectors.forms.scoped import INVISIBLE, MARKS
from sectors.models import Group, Membership, Organization

MEANING = {
    Role.COORDINATOR: _("runs the group, its services, meetings and people"),
    Role.INFORMATION_MANAGER: _("keeps services, meetings and people in order"),
    Role.FOCAL_POINT: _("writes the services of one organisation"),
    Role.CASE_MANAGEMENT: _("also sees restricted services, to refer people"),
    Role.MEMBER: _("sees what members see"),
}


class MembershipForm(forms.Form):
    """Another role or organisation for somebody who belongs already."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    organization = forms.ModelChoiceField(
        queryset=None,
        required=False,
        label=_("Organisation"),
        empty_label=_("None"),
        help_text=_("A focal point needs one. Is it missing here? Add it under Organisations first."),
    )

    def __init__(
        self, *args: Any, user: Any, group: Group, row: Membership | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        given = roles_given_by(user, group)
        self.fields["role"].choices = [
            (role.value, format_lazy("{}: {}", role.label, MEANING[role])) for role in Role if role in given
        ]
        self.fields["organization"].queryset = organizations_for(group, user, row)
        self.initial.setdefault("role", row.role if row else Role.FOCAL_POINT)
        if row:
            self.initial.setdefault("organization", row.organization_id)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen_nothing = not cleaned.get("organization") and "organization" not in self.errors
        if cleaned.get("role") == Role.FOCAL_POINT and chosen_nothing:
            self.add_error("organization", _("Choose the organisation this person is the focal point of."))
        return cleaned


class MemberForm(MembershipForm):
    """Somebody new, by their address."""

    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"})
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        help_text=_("As members of the group will see it"),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=_("Language of the invitation"), choices=settings.LANGUAGES, widget=forms.Select
    )

    field_order = ("email", "name", "role", "organization", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("language", get_language())

    def clean_email(self) -> str:
        address = str(self.cleaned_data["email"])
        if not address.isascii():
            raise forms.ValidationError(_("Write the address in Latin letters, such as name@example.org."))
        return address.lower()

    def clean_name(self) -> str:
        """One line, without signs that hide or turn text round."""
        text = str(self.cleaned_data["name"])
        if INVISIBLE.search(text):
            raise forms.ValidationError(
                _("There is an invisible sign in this text. Type it again instead of pasting it.")
            )
        return " ".join(MARKS.sub("", unicodedata.normalize("NFC", text)).split())


def organizations_for(group: Group, user: Any, row: Membership | None = None) -> Any:
    """The organisations of the group's whole tree, with the one the person speaks for now."""
    rows = visible(Organization, user)
    top = group.path.split("/")[0] + "/"
    wanted = Q(pk__in=rows.filter(groups__path__startswith=top).values("pk"), merged_into=None)
    if row and row.organization_id:
        wanted |= Q(pk=row.organization_id)
    return rows.filter(wanted).order_by("name")
