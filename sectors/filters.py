"""What may be asked of a list. One filter serves page, API, matrix and export, and all of it is in the address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import django_filters as filters
from django.db.models import Q, QuerySet
from django.forms import HiddenInput, MultipleHiddenInput
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sectors.access import Role, in_member_area, outside_member_area, visible
from sectors.models import (
    Activity,
    Freshness,
    Group,
    Membership,
    Organization,
    Place,
    Sector,
    Service,
    ServicePoint,
    Synonym,
    Term,
)
from sectors.models.activities import FOURWS_2012
from sectors.models.places import PUBLIC_LEVEL
from sectors.text import fold

YES_NO = [("true", _("Yes")), ("false", _("No"))]
LAYERS = [
    ("", _("All")),
    (1, _("1 Basic services and security")),
    (2, _("2 Community and family supports")),
    (3, _("3 Focused, non-specialised supports")),
    (4, _("4 Specialised services")),
]
ITSELF = [("place", _("Place")), ("activity", _("Activity")), ("sector", _("Sector"))]
MISSING = [
    *ITSELF[1:],
    ("layer", _("Layer of the pyramid")),
    ("target", _("Target group")),
    ("wording", _("Sector, as reported")),
]
NOT_GIVEN = {
    "activity": Q(activity=None),
    "layer": Q(activity__layer=None),
    "sector": Q(sector=None),
    "target": Q(target_groups=None),
    "wording": Q(sector_text=""),
}


class ScopedFilter(filters.FilterSet):
    """A filter whose choices are cut to what the person may see; `user` comes with the request."""

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def apply(self) -> QuerySet:
        """The filtered rows; none at all if the question makes no sense, so that nonsense never shows everything."""
        return self.qs if self.is_valid() else self.queryset.none()


def of(model: Any) -> Any:
    """The rows of a model the asking person may see, for a filter's choices."""

    def rows(request: Any) -> QuerySet:
        return visible(model, getattr(request, "user", None))

    return rows


def terms(vocabulary: str) -> Any:
    return lambda request: visible(Term, getattr(request, "user", None)).of(vocabulary)


class ServiceFilter(ScopedFilter):
    q = filters.CharFilter(method="search", label=_("Words"))
    group = filters.ModelChoiceFilter(
        queryset=of(Group), to_field_name="slug", method="in_group", label=_("Group")
    )
    place = filters.ModelChoiceFilter(
        queryset=of(Place), to_field_name="pcode", method="in_place", label=_("Place")
    )
    sector = filters.ModelChoiceFilter(
        queryset=of(Sector), to_field_name="code", method="in_sector", label=_("Sector")
    )
    activity = filters.ModelChoiceFilter(
        queryset=lambda request: visible(Activity, None).of(FOURWS_2012).current(),
        to_field_name="code",
        method="with_activity",
        label=_("Activity"),
    )
    layer = filters.TypedChoiceFilter(
        choices=LAYERS, coerce=int, field_name="activity__layer", label=_("Layer of the pyramid")
    )
    target = filters.ModelChoiceFilter(
        queryset=terms("target_groups"),
        to_field_name="code",
        field_name="target_groups",
        label=_("Target group"),
    )
    organization = filters.ModelChoiceFilter(
        queryset=of(Organization),
        to_field_name="public_id",
        field_name="organization",
        label=_("Organisation"),
    )
    organization_type = filters.ModelChoiceFilter(
        queryset=terms("organization_types"),
        to_field_name="code",
        field_name="organization__type",
        label=_("Type of organisation"),
    )
    status = filters.ChoiceFilter(choices=Service.Status, method="of_status", label=_("Status"))
    running = filters.ChoiceFilter(choices=[("1", _("Today"))], method="running_today", label=_("Running"))
    freshness = filters.ChoiceFilter(choices=Freshness, method="of_freshness", label=_("Confirmed"))
    accepting = filters.ChoiceFilter(choices=YES_NO, method="that_accept", label=_("Accepting referrals"))
    month = filters.DateFilter(method="in_month", input_formats=["%Y-%m"], label=_("Month"))
    # What a cell of the matrix asks beyond the fields of the form:
    only = filters.MultipleChoiceFilter(
        choices=ITSELF, method="only_itself", widget=MultipleHiddenInput, label=_("Without what is below")
    )
    without = filters.MultipleChoiceFilter(
        choices=MISSING, method="without_it", widget=MultipleHiddenInput, label=_("Not given")
    )
    wording = filters.CharFilter(method="worded", widget=HiddenInput, label=_("Sector, as reported"))

    class Meta:
        model = Service
        fields: list[str] = []

    def search(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Every word, in any of: organisation, place, activity, name, description, and the partner's own words.

        Of place and own words only what the person is shown: a search must not answer what the page does not say.
        """
        known = in_member_area(self.user)
        exact = Q(place__level__lte=PUBLIC_LEVEL) | known
        worded = known | Q(activity=None)
        titled = known | Q(activity=None, activity_text="", sector=None)
        for word in fold(value).split()[:8]:
            rows = rows.filter(
                Q(organization__search_text__contains=word)
                | (exact & Q(place__search_text__contains=word))
                | Q(place__adm2__search_text__contains=word)
                | Q(place__adm1__search_text__contains=word)
                | Q(name__icontains=word)
                | Q(description__icontains=word)
                | Q(activity__in=visible(Activity, None).filter(Q(name__icontains=word) | Q(code=word)))
                | (worded & Q(activity_text__icontains=word))
                | (titled & Q(sector_text__icontains=word))
            )
        return rows

    def in_group(self, rows: QuerySet, name: str, value: Group) -> QuerySet:
        return rows.in_place(value.place)

    def in_place(self, rows: QuerySet, name: str, value: Place) -> QuerySet:
        """Asking for a place finer than a stranger may be told finds only what the person may know exactly."""
        return (
            rows.in_place(value)
            if value.level <= PUBLIC_LEVEL
            else rows.in_place(value).filter(in_member_area(self.user))
        )

    def in_sector(self, rows: QuerySet, name: str, value: Sector) -> QuerySet:
        """A cluster includes its areas of responsibility: Protection shows Child Protection too."""
        return rows.filter(Q(sector=value) | Q(sector__parent=value))

    def with_activity(self, rows: QuerySet, name: str, value: Activity) -> QuerySet:
        """A code includes its subcodes."""
        return rows.filter(Q(activity=value) | Q(activity__parent=value))

    def that_accept(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """A door that takes referrals takes none for a service that has ended or is suspended."""
        if value == "true":
            return rows.of_status(Service.Status.ONGOING, timezone.localdate()).filter(point__accepting=True)
        return rows.filter(point__accepting=False)

    def of_status(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.of_status(value, timezone.localdate())

    def running_today(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.running(timezone.localdate())

    def of_freshness(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.of_freshness(value, timezone.localdate())

    def only_itself(self, rows: QuerySet, name: str, values: list[str]) -> QuerySet:
        """Exactly the place, activity or sector that was asked for: the whole country, not what lies in it."""
        asked = {value: self.form.cleaned_data.get(value) for value in values}
        place = asked.pop("place", None)
        if place is not None:
            finer = Q(place__path__startswith=place.path) & outside_member_area(self.user)
            rows = rows.filter(Q(place=place) | finer if place.level == PUBLIC_LEVEL else Q(place=place))
        return rows.filter(**{value: row for value, row in asked.items() if row is not None})

    def without_it(self, rows: QuerySet, name: str, values: list[str]) -> QuerySet:
        for value in values:
            rows = rows.filter(NOT_GIVEN[value], in_member_area(self.user) if value == "wording" else Q())
        return rows

    def worded(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """The partner's own words are for the members of a group over the place."""
        return rows.filter(in_member_area(self.user), sector_text=value)

    def in_month(self, rows: QuerySet, name: str, value: Any) -> QuerySet:
        """Running at some time in that month; rows without dates are always running."""
        end = (value.replace(day=28) + timedelta(days=4)).replace(day=1)
        return rows.filter(Q(start=None) | Q(start__lt=end), Q(end=None) | Q(end__gte=value))


class OrganizationFilter(ScopedFilter):
    q = filters.CharFilter(method="search", label=_("Name or acronym"))
    type = filters.ModelChoiceFilter(
        queryset=terms("organization_types"), to_field_name="code", label=_("Type")
    )
    group = filters.ModelChoiceFilter(
        queryset=of(Group), to_field_name="slug", field_name="groups", label=_("Group")
    )

    class Meta:
        model = Organization
        fields: list[str] = []

    def search(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        for word in fold(value).split()[:8]:
            rows = rows.filter(search_text__contains=word)
        return rows


class PlaceFilter(ScopedFilter):
    q = filters.CharFilter(method="search", label=_("Name or P-code"))
    level = filters.NumberFilter(field_name="level", label=_("Level"))
    within = filters.ModelChoiceFilter(
        queryset=of(Place), to_field_name="pcode", method="in_place", label=_("Within")
    )

    class Meta:
        model = Place
        fields: list[str] = []

    def search(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        for word in fold(value).split()[:8]:
            rows = rows.filter(search_text__contains=word)
        return rows

    def in_place(self, rows: QuerySet, name: str, value: Place) -> QuerySet:
        return rows.within(value)


class ActivityFilter(ScopedFilter):
    edition = filters.CharFilter(label=_("Edition"))
    layer = filters.NumberFilter(label=_("Layer of the pyramid"))

    class Meta:
        model = Activity
        fields: list[str] = []


class TermFilter(ScopedFilter):
    vocabulary = filters.CharFilter(label=_("Vocabulary"))

    class Meta:
        model = Term
        fields: list[str] = []


class ServicePointFilter(ScopedFilter):
    place = filters.ModelChoiceFilter(
        queryset=of(Place), to_field_name="pcode", method="in_place", label=_("Place")
    )
    organization = filters.ModelChoiceFilter(
        queryset=of(Organization), to_field_name="public_id", label=_("Organisation")
    )
    accepting = filters.BooleanFilter(label=_("Accepting referrals"))

    class Meta:
        model = ServicePoint
        fields: list[str] = []

    def in_place(self, rows: QuerySet, name: str, value: Place) -> QuerySet:
        found = rows.filter(place__path__startswith=value.path)
        return found if value.level <= PUBLIC_LEVEL else found.filter(in_member_area(self.user))


class MembershipFilter(ScopedFilter):
    group = filters.ModelChoiceFilter(queryset=of(Group), to_field_name="slug", label=_("Group"))
    role = filters.ChoiceFilter(choices=Role, label=_("Role"))
    active = filters.BooleanFilter(label=_("Active"))

    class Meta:
        model = Membership
        fields: list[str] = []


class SynonymFilter(ScopedFilter):
    q = filters.CharFilter(method="search", label=_("Word"))
    kind = filters.ChoiceFilter(choices=Synonym.Kind.choices, label=_("What it is"), empty_label=_("All"))
    group = filters.CharFilter(field_name="group__slug", widget=HiddenInput)

    class Meta:
        model = Synonym
        fields: list[str] = []

    def search(self, rows: QuerySet, name: str, text: str) -> QuerySet:
        return rows.filter(Q(folded__contains=fold(text)) | Q(meaning__iexact=text.strip()))
