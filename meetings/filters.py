"""What may be asked of the lists of meetings and actions; page and API ask alike, and all of it is in the address."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from meetings.models import Action, AgendaItem, Meeting
from sectors.access import scope_of, visible
from sectors.filters import ScopedFilter, of
from sectors.models import Group, Organization, Sector


def my_groups(request: Any) -> QuerySet:
    """The groups whose meetings and actions the asking person may read."""
    user = getattr(request, "user", None)
    return visible(Group, user).joined_by(user)


class MeetingFilter(ScopedFilter):
    q = filters.CharFilter(method="search", label=_("Words in the minutes"))
    group = filters.ModelChoiceFilter(
        queryset=my_groups, to_field_name="slug", label=_("Group"), empty_label=_("All")
    )
    state = filters.ChoiceFilter(choices=Meeting.State, label=_("Minutes"), empty_label=_("All"))

    class Meta:
        model = Meeting
        fields: list[str] = []

    def search(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Every word, anywhere in the meeting: title, agenda, lines."""
        for word in value.split()[:8]:
            lines = AgendaItem._base_manager.filter(Q(title__icontains=word) | Q(lines__text__icontains=word))
            rows = rows.filter(Q(title__icontains=word) | Q(pk__in=lines.values("meeting_id")))
        return rows


class ActionFilter(ScopedFilter):
    q = filters.CharFilter(method="search", label=_("Words or number"))
    mine = filters.ChoiceFilter(
        choices=[("1", _("Mine"))], method="of_mine", label=_("Whose"), empty_label=_("Everybody's")
    )
    group = filters.ModelChoiceFilter(
        queryset=my_groups, to_field_name="slug", label=_("Group"), empty_label=_("All")
    )
    organization = filters.ModelChoiceFilter(
        queryset=of(Organization), to_field_name="public_id", label=_("Organisation"), empty_label=_("All")
    )
    sector = filters.ModelChoiceFilter(
        queryset=of(Sector), to_field_name="code", label=_("Sector"), empty_label=_("All")
    )
    status = filters.ChoiceFilter(
        choices=Action.Status, label=_("Status"), empty_label=_("Open and lately done")
    )

    class Meta:
        model = Action
        fields: list[str] = []

    def search(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Every word in the text, what was done or the owner; "A-114" and "114" find the number."""
        for word in value.split()[:8]:
            number = word.upper().removeprefix("A-")
            asked = (
                Q(text__icontains=word)
                | Q(outcome__icontains=word)
                | Q(organization__search_text__icontains=word)
            )
            if number.isdecimal() and len(number) < 9:
                asked |= Q(number=int(number))
            rows = rows.filter(asked)
        return rows

    def of_mine(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Those of the person, and those of the organisations they speak for that nobody in person has."""
        owned = [owner for owner, _path in scope_of(self.user).owned]
        mine: models.Q = Q(person=getattr(self.user, "pk", None)) if self.user else Q(pk__in=[])
        return rows.filter(mine | Q(organization__in=owned, person=None))
