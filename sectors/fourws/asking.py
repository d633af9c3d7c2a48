"""The question a matrix answers: the filter of the services, and what to count against what. All of it is in the address."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from sectors.access import in_member_area, scope_of, visible
from sectors.filters import ServiceFilter
from sectors.fourws.dimensions import Frame, Key
from sectors.fourws.matrix import DIMENSIONS, Matrix, matrix
from sectors.fourws.months import MOST_MONTHS, month_after, months_between
from sectors.fourws.tallies import COUNTS
from sectors.models import Group

MONTHS = {
    "input_formats": ["%Y-%m"],
    "widget": forms.TextInput(attrs={"type": "month", "placeholder": "2026-03"}),
}


AXES = [(name, title) for name, (title, _dimension) in DIMENSIONS.items()]
DEFAULTS = {"rows": "adm1", "columns": "activity", "count": "services"}


class MatrixForm(forms.Form):
    """What the fields cannot check alone."""

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("rows") == found.get("columns"):
            raise ValidationError(
                {"columns": _("Rows and columns are the same. Choose something else for the columns.")}
            )
        first, last = found.get("since"), found.get("until")
        if first and last and last < first:
            raise ValidationError({"until": _("The last month is before the first. Change one of the two.")})
        if (
            first
            and last
            and len(months_between(first, last)) == MOST_MONTHS
            and month_after(first, MOST_MONTHS) <= last
        ):
            too_many = _("The table shows at most %(number)d months. Choose a later first month.")
            raise ValidationError({"since": too_many % {"number": MOST_MONTHS}})
        return found


class MatrixFilter(ServiceFilter):
    """`apply()` gives the services, `matrix()` the table of them."""

    rows = filters.ChoiceFilter(choices=AXES, empty_label=None, method="keep", label=_("Rows"))
    columns = filters.ChoiceFilter(choices=AXES, empty_label=None, method="keep", label=_("Columns"))
    count = filters.ChoiceFilter(
        choices=[(name, counting.title) for name, counting in COUNTS.items()],
        empty_label=None,
        method="keep",
        label=_("Count"),
    )
    since = filters.DateFilter(method="keep", label=_("First month"), **MONTHS)
    until = filters.DateFilter(method="keep", label=_("Last month"), **MONTHS)

    class Meta(ServiceFilter.Meta):
        form = MatrixForm

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        asked = QueryDict(mutable=True)
        asked.update(data or {})
        for name, value in DEFAULTS.items():
            if not asked.get(name):
                asked[name] = value
        super().__init__(asked, *args, **kwargs)

    def keep(self, rows: QuerySet, name: str, value: Any) -> QuerySet:
        """These fields say how to count, not what."""
        return rows

    def chosen(self, name: str) -> Any:
        return self.form.cleaned_data.get(name) if self.is_valid() else DEFAULTS.get(name)

    def for_members(self) -> bool:
        """Figures and wording are for the members of a group over the place."""
        asked = [DIMENSIONS[self.chosen(axis)][1].members_only for axis in ("rows", "columns")]
        return any(asked) or COUNTS[self.chosen("count")].members_only

    def counted(self) -> QuerySet:
        """The services in the table."""
        return self.apply().filter(in_member_area(self.user)) if self.for_members() else self.apply()

    def reporting(self) -> QuerySet | None:
        """The services that show that somebody reports for an area, whatever else was asked; None when nothing else was."""
        if not self.of_the_list.keys() - {"group", "place"} and not self.for_members():
            return None
        area = {name: self.data[name] for name in ("group", "place") if self.data.get(name)}
        return ServiceFilter(area, queryset=self.queryset, user=self.user, request=self.request).apply()

    def frame(self, today: date) -> Frame:
        if not self.is_valid():
            return Frame(months=months_between(today, today))
        activity = self.chosen("activity")
        return Frame(
            self.areas(), self.months(today), activity.pk if activity else None, self.chosen("layer")
        )

    def areas(self) -> tuple[str, ...]:
        """Where rows are expected: the place that was asked for, the area of the group, of one's groups, of all groups."""
        if place := self.chosen("place"):
            return (place.path,)
        if group := self.chosen("group"):
            return (group.place.path,)
        groups = visible(Group, self.user)
        own = groups.joined_by(self.user) if scope_of(self.user).groups else groups
        return tuple(own.order_by("place__path").values_list("place__path", flat=True).distinct())

    def months(self, today: date) -> tuple[date, ...]:
        """The months that were asked for; else the half year up to now."""
        if month := self.chosen("month"):
            return (month,)
        last = self.chosen("until") or max(today, self.chosen("since") or today)
        return months_between(self.chosen("since") or month_after(last.replace(day=1), -5), last)

    @cached_property
    def of_the_list(self) -> dict[str, list[str]]:
        """What is asked of the services, without how to count them."""
        asked = {
            name: [value for value in self.data.getlist(name) if value] for name in ServiceFilter.base_filters
        }
        return {name: values for name, values in asked.items() if values}

    def behind(self, *keys: Key) -> str | None:
        """The question to the service list that shows the services behind a row, a column or their cell.

        The finer of two places, or of two codes, wins: in a table of one district its province means the district.
        """
        asked = dict(self.of_the_list)
        level = -1
        if place := self.chosen("place"):
            level = place.level
        for key in keys:
            if key.ask is None:
                return None
            if key.level is not None and key.level < level:
                continue
            level = level if key.level is None else key.level
            for name, values in key.ask.items():
                if name in ("only", "without"):
                    asked[name] = sorted({*asked.get(name, ()), *values})
                elif name != "activity" or len("".join(asked.get(name, ()))) <= len(values[0]):
                    asked[name] = values
        return urlencode(asked, doseq=True)

    def matrix(self, today: date) -> Matrix:
        return matrix(
            self.counted(),
            rows=self.chosen("rows"),
            columns=self.chosen("columns"),
            count=self.chosen("count"),
            today=today,
            frame=self.frame(today),
            reporting=self.reporting(),
        )
