"""The question a matrix answers: the filter of the services, and what to count against what. All of it is in the address."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import FilteredRelation, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from sectors.access import in_member_area, scope_of, visible
from sectors.filters import ServiceFilter
from sectors.fourws.coverage import PER, covered
from sectors.fourws.dimensions import Frame, Key
from sectors.fourws.matrix import DIMENSIONS, Matrix, matrix
from sectors.fourws.months import MOST_MONTHS, month_after, months_between
from sectors.fourws.past import past
from sectors.fourws.small import without_small
from sectors.fourws.tallies import COUNTS, REACHED_IN_MONTH
from sectors.models import Group, Need

MONTHS = {
    "input_formats": ["%Y-%m"],
    "widget": forms.TextInput(attrs={"type": "month", "placeholder": "2026-03"}),
}


AXES = [(name, title) for name, (title, _dimension) in DIMENSIONS.items()]
SPLITS = (
    "target",
    "status",
    "month",
    "layer",
    "sector",
    "activity",
)  # few enough to stand one under the other
DEFAULTS = {"rows": "adm1", "columns": "activity", "count": "services", "split": "", "per": ""}
HOW = ("rows", "columns", "count", "split", "per", "compare", "since", "until", "asof")


class MatrixForm(forms.Form):
    """What the fields cannot check alone."""

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("rows") == found.get("columns"):
            raise ValidationError(
                {"columns": _("Rows and columns are the same. Choose something else for the columns.")}
            )
        if found.get("split") and found["split"] in (found.get("rows"), found.get("columns")):
            same = _("The table is divided by this already. Choose something else, or nothing.")
            raise ValidationError({"split": same})
        self.check_past(found)
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

    def check_past(self, found: dict[str, Any]) -> None:
        """History keeps the fields of a service, but not its links to many others."""
        asked = {found.get(name) for name in ("rows", "columns", "split")}
        if found.get("asof") and (
            "target" in asked or found.get("target") or "target" in found.get("without", ())
        ):
            raise ValidationError(
                {"asof": _("History does not keep target groups. Leave them out, or ask for today.")}
            )
        if found.get("asof") and found["asof"] > timezone.localdate():
            raise ValidationError({"asof": _("This day has not come yet. Choose an earlier one.")})
        if found.get("compare") and found.get("month") and found["compare"] >= found["month"]:
            raise ValidationError({"compare": _("Choose a month before the one that is shown.")})


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
    split = filters.ChoiceFilter(
        choices=[(name, DIMENSIONS[name][0]) for name in SPLITS], method="keep", label=_("One table for each")
    )
    per = filters.ChoiceFilter(choices=list(PER.items()), method="keep", label=_("Coverage"))
    compare = filters.DateFilter(method="keep", label=_("Compare with the month"), **MONTHS)
    asof = filters.DateFilter(
        method="keep",
        label=_("As it stood on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    since = filters.DateFilter(method="keep", label=_("First month"), **MONTHS)
    until = filters.DateFilter(method="keep", label=_("Last month"), **MONTHS)

    class Meta(ServiceFilter.Meta):
        form = MatrixForm

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        asked = QueryDict(mutable=True)
        asked.update(data or {})
        for name, value in DEFAULTS.items():
            if value and not asked.get(name):
                asked[name] = value
        if asked.get("compare") and not asked.get("month"):
            asked["month"] = f"{timezone.localdate():%Y-%m}"
        super().__init__(asked, *args, **kwargs)

    def keep(self, rows: QuerySet, name: str, value: Any) -> QuerySet:
        """These fields say how to count, not what."""
        return rows

    def chosen(self, name: str) -> Any:
        return self.form.cleaned_data.get(name) if self.is_valid() else DEFAULTS.get(name)

    def apply(self) -> QuerySet:
        """The services, or on a day in the past the rows of their history."""
        day = self.chosen("asof") if self.is_valid() else None
        return self.filter_queryset(past(self.user, day)) if day else super().apply()

    def for_members(self) -> bool:
        """Figures and wording are for the members of a group over the place."""
        asked = [DIMENSIONS[self.chosen(axis)][1].members_only for axis in ("rows", "columns")]
        return any(asked) or COUNTS[self.chosen("count")].members_only or bool(self.chosen("per"))

    def counted(self) -> QuerySet:
        """The services in the table."""
        return self.apply().filter(in_member_area(self.user)) if self.for_members() else self.apply()

    def reporting(self) -> QuerySet | None:
        """The services that show that somebody reports for an area, whatever else was asked; None when nothing else was."""
        if not self.of_the_list.keys() - {"group", "place"} and not self.for_members():
            return None
        return self.asking_only("group", "place", "asof").apply()

    def asking_only(self, *names: str, **instead: str) -> MatrixFilter:
        """The same reader with another question."""
        asked = QueryDict(mutable=True)
        for name in names:
            asked.setlist(name, self.data.getlist(name))
        for name, value in instead.items():
            asked[name] = value
        return MatrixFilter(asked, queryset=self.queryset, user=self.user, request=self.request)

    def earlier(self) -> QuerySet | None:
        """The services of the month to compare with."""
        if not self.chosen("compare"):
            return None
        rest = [name for name in self.data if name not in ("month", "compare")]
        return self.asking_only(*rest, month=f"{self.chosen('compare'):%Y-%m}").counted()

    def frame(self, today: date) -> Frame:
        if not self.is_valid():
            return Frame(months=months_between(today, today))
        activity = self.chosen("activity")
        return Frame(
            self.areas(), self.months(today), activity.pk if activity else None, self.chosen("layer") or None
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
        if self.chosen("asof"):
            return None  # the list shows today
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
        services, earlier, counting = self.counted(), self.earlier(), None
        if earlier is not None and self.chosen("count") == "reached" and not self.chosen("asof"):
            services = reached_in(services, self.chosen("month"))
            earlier, counting = reached_in(earlier, self.chosen("compare")), REACHED_IN_MONTH
        table = matrix(
            services,
            rows=self.chosen("rows"),
            columns=self.chosen("columns"),
            count=self.chosen("count"),
            split=self.chosen("split") or "",
            today=today,
            frame=self.frame(today),
            reporting=self.reporting(),
            earlier=earlier,
            counting=counting,
        )
        table = replace(table, compared=self.chosen("compare"))
        table = table if scope_of(self.user).signed_in else without_small(table)
        if not (per := self.chosen("per")):
            return table
        until = self.chosen("month") or self.chosen("asof") or today
        return covered(table, per, visible(Need, self.user), until, self.areas())


def reached_in(services: QuerySet, month: date) -> QuerySet:
    """With what each of them reported for the month: there is one figure at most."""
    return services.annotate(of_month=FilteredRelation("reach", condition=Q(reach__month=month)))
