"""A service as a form: one page, four groups, nine fields to fill at most."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from sectors.access import editable, scope_of, visible, writes_at
from sectors.forms.places import PlaceField, offered_places, writable_places
from sectors.forms.scoped import PhoneField, ScopedForm, VisibilityField
from sectors.models import Activity, Organization, Service, ServicePoint
from sectors.models.activities import FOURWS_2012
from sectors.models.services import DESCRIPTION_LENGTH

MOST_PLACES = 40


class ByParent(ModelChoiceIterator):
    """Activities under the heading of their code."""

    def __iter__(self) -> Any:
        yield ("", self.field.empty_label)
        rows = sorted(
            self.queryset,
            key=lambda row: (row.parent or row).position * 1000 + (row.position if row.parent else 0),
        )
        for parent, under in groupby(rows, key=lambda row: row.parent or row):
            yield (parent.name, [self.choice(row) for row in under])


class ActivityField(forms.ModelChoiceField):
    iterator = ByParent

    def label_from_instance(self, row: Activity) -> str:
        return f"{row.name} ({row.code})"


class PointField(forms.ModelChoiceField):
    def label_from_instance(self, row: ServicePoint) -> str:
        return f"{row.organization.short_name}: {row.name}, {row.place.name}"


class ServiceForm(ScopedForm):
    free_texts = ("name", "description")

    activity = ActivityField(
        queryset=Activity.objects.none(),
        required=False,
        label=_("Activity"),
        empty_label=_("Choose an activity"),
        help_text=_("If none fits, leave it and choose a sector"),
    )
    place = PlaceField(required=False, help_text=_("Begin to type a name in any language, or a P-code"))
    more_places = forms.CharField(
        label=_("The same service in more places"),
        required=False,
        help_text=_("One place a line; each becomes an entry of its own"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    point = PointField(
        queryset=ServicePoint.objects.none(),
        required=False,
        label=_("Service point"),
        empty_label=_("None, or a new one below"),
    )
    point_name = forms.CharField(label=_("Name of the new point"), max_length=200, required=False)
    point_phone = PhoneField(
        label=_("Role phone"),
        required=False,
        max_length=40,
        help_text=_("A number that is answered, not a person's own"),
    )
    point_hours = forms.CharField(
        label=_("Opening hours"), max_length=200, required=False, help_text=_("Such as Sun–Thu 9–15")
    )
    visibility = VisibilityField()
    different = forms.BooleanField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Service
        fields = [
            "organization", "activity", "sector", "description", "name", "target_groups", "population_groups", "place", "point",
            "status", "start", "end", "people_targeted", "people_reached", "reach_adds_up", "donors", "partners", "visibility",
        ]  # fmt: skip
        widgets = {
            "description": forms.Textarea(attrs={"rows": 3, "maxlength": DESCRIPTION_LENGTH}),
            "target_groups": forms.CheckboxSelectMultiple, "population_groups": forms.CheckboxSelectMultiple,
            "start": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "end": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "people_targeted": forms.TextInput(attrs={"inputmode": "numeric"}),
            "people_reached": forms.TextInput(attrs={"inputmode": "numeric"}),
            "donors": forms.SelectMultiple(attrs={"size": 6}), "partners": forms.SelectMultiple(attrs={"size": 6}),
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].rows = writable_places(self.user)
        if self.instance.pk:
            self.initial["place"] = self.instance.place
            del self.fields["more_places"]
        self._require_one_of("activity", "sector", _("Choose an activity, or a reporting sector."))
        self._require_one_of("place", "point", _("Write where it is: a place, or choose a service point."))
        mine = self.fields["organization"].queryset
        if not self.instance.pk and len(only := list(mine[:2])) == 1:
            self.fields["organization"].initial = only[0]

    def _require_one_of(self, name: str, other: str, sentence: Any) -> None:
        """The first of the two is asked for, unless the other one is given."""
        self.fields[name].required = not self.data.get(other)
        self.fields[name].error_messages["required"] = sentence

    def rows(self, name: str, rows: Any) -> Any:
        if name == "organization":
            return editable(Organization, self.user).current().order_by("name")
        if name == "activity":
            national = visible(Activity, self.user).filter(group__in=scope_of(self.user).groups)
            return (
                (visible(Activity, self.user).of(FOURWS_2012).filter(group=None) | national)
                .current()
                .select_related("parent")
            )
        if name == "point":
            return (
                editable(ServicePoint, self.user)
                .select_related("organization", "place")
                .order_by("organization__name", "name")
            )
        if name in {"donors", "partners"}:
            return rows.current().order_by("name")
        return super().rows(name, rows)

    def offered_places(self) -> list[str]:
        return offered_places(self.user)

    def clean_more_places(self) -> list[Any]:
        lines = [line.strip() for line in self.cleaned_data["more_places"].splitlines() if line.strip()]
        if len(lines) > MOST_PLACES:
            raise forms.ValidationError(
                _("At most %(most)s places at once. Enter the rest in a second go."),
                params={"most": MOST_PLACES},
            )
        return [self.fields["place"].find(line) for line in lines]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._clean_point(cleaned)
        for field, places in (
            ("place", [cleaned.get("place")]),
            ("more_places", cleaned.get("more_places") or []),
        ):
            self._check_area(field, [place for place in places if place], cleaned.get("organization"))
        return cleaned

    def _clean_point(self, cleaned: dict[str, Any]) -> None:
        """A service stands where its point stands; a new point is made in one place."""
        point = cleaned.get("point")
        new = [name for name in ("point_name", "point_phone", "point_hours") if cleaned.get(name)]
        if point and new:
            self.add_error("point", _("Choose a point or write a new one, not both. Empty one of the two."))
        elif new and not cleaned.get("point_name"):
            self.add_error(
                "point_name", _("Give the new point a name, such as “Primary health centre, room 4”.")
            )
        if point:
            cleaned["place"] = point.place
        if (point or new) and cleaned.get("more_places"):
            self.add_error(
                "more_places", _("A service point is in one place. Leave these places out, or the point.")
            )

    def _check_area(self, field: str, places: list[Any], organization: Organization | None) -> None:
        for place in places:
            if organization and not writes_at(self.user, organization.pk, place.path):
                message = _(
                    "You may not write for %(organization)s in %(place)s. Choose another place, or ask its coordinator."
                )
                self.add_error(field, message % {"organization": organization, "place": place})

    def places(self) -> list[Any]:
        """Every place once, in the order they were written."""
        return list(dict.fromkeys([self.cleaned_data["place"], *self.cleaned_data.get("more_places", [])]))

    def new_point(self) -> dict[str, Any] | None:
        if not self.cleaned_data.get("point_name"):
            return None
        return {name: self.cleaned_data[f"point_{name}"] for name in ("name", "phone", "hours")}


class EndForm(forms.Form):
    on = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
