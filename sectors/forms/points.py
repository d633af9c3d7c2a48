"""A service point as a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sectors.access import editable, writes_at
from sectors.forms.places import PlaceField, offered_places, writable_places
from sectors.forms.scoped import PhoneField, ScopedForm, VisibilityField
from sectors.models import Organization, ServicePoint


def yes_no_unknown(value: Any) -> bool | None:
    return {"yes": True, "no": False}.get(value)


class PointForm(ScopedForm):
    free_texts = ("name", "directions", "hours", "languages")

    place = PlaceField(
        help_text=_("Begin to type a name in any language, or a P-code. For a hotline write the country.")
    )
    phone = PhoneField(
        label=_("Role phone"),
        required=False,
        max_length=40,
        help_text=_("A number that is answered, not a person's own"),
    )
    accepting = forms.TypedChoiceField(
        label=_("Accepting referrals"),
        required=False,
        coerce=yes_no_unknown,
        empty_value=None,
        widget=forms.RadioSelect,
        choices=[("yes", _("Yes")), ("no", _("No")), ("", _("Not known"))],
    )
    visibility = VisibilityField(choose_for_me=False)

    class Meta:
        model = ServicePoint
        fields = [
            "organization", "name", "place", "directions", "phone", "email", "hours", "languages", "accepting",
            "modality", "accessibility", "referral_method", "cost", "visibility",
        ]  # fmt: skip
        widgets = {"directions": forms.Textarea(attrs={"rows": 3, "maxlength": 600})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].rows = writable_places(self.user)
        self.initial["accepting"] = {True: "yes", False: "no"}.get(self.instance.accepting, "")
        if self.instance.pk:
            self.initial["place"] = self.instance.place

    def rows(self, name: str, rows: Any) -> Any:
        if name == "organization":
            return editable(Organization, self.user).current().order_by("name")
        return super().rows(name, rows)

    def offered_places(self) -> list[str]:
        return offered_places(self.user)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        place, organization = cleaned.get("place"), cleaned.get("organization")
        if place and organization and not writes_at(self.user, organization.pk, place.path):
            message = _(
                "You may not write for %(organization)s in %(place)s. Choose another place, or ask its coordinator."
            )
            self.add_error("place", message % {"organization": organization, "place": place})
        return cleaned
