"""The 4W matrix: where is nothing, where are too many. Every number is a link to the services behind it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from coordination.gate import Public
from coordination.pages.tables import MOST_COLUMNS, MOST_PANELS, MOST_ROWS, Shown, name_of
from coordination.shell import address
from sectors.access import below, scope_of, visible
from sectors.filters import ServiceFilter
from sectors.fourws.asking import HOW, MatrixFilter
from sectors.fourws.coverage import people_in_need
from sectors.fourws.dimensions import Key
from sectors.fourws.gaps import gaps, has_areas, overlaps, silent
from sectors.fourws.matrix import Matrix
from sectors.models import Need, Place, Service

MOST_LISTED = 8
AXES = ("rows", "columns", "count")


def asked_by(request: Any) -> MatrixFilter:
    """The question in the address, about the services this person may see."""
    return MatrixFilter(
        request.GET, queryset=visible(Service, request.user), user=request.user, request=request
    )


class MatrixPage(Public, TemplateView):
    template_name = "matrix/matrix.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asking, today = asked_by(self.request), timezone.localdate()
        table = asking.matrix(today)
        offer_areas(asking, self.request.user)
        name_the_rest(asking)
        how = [name for name in HOW if name not in AXES]
        page: dict[str, Any] = {
            "asking": asking,
            "axes": [asking.form[name] for name in AXES],
            "how": [asking.form[name] for name in how if name != "per" or self.is_member],
            "how_many": sum(bool(self.request.GET.get(name)) for name in how),
            "others": [field for field in asking.form.visible_fields() if field.name not in HOW],
            "filter": self.as_list(asking),
            "table": table,
            "name": name_of(table),
            "parts": Shown(table, asking).parts(),
            "more": len(table.lines) > MOST_ROWS
            or len(table.column_keys) > MOST_COLUMNS
            or len(table.panels) > MOST_PANELS,
            "question": asking.data.urlencode(),
            "listed": address("service-list") + "?" + (asking.behind() or ""),
            "has_areas": has_areas(table),
            "asof": asking.chosen("asof"),
        }
        if self.is_member and asking.is_valid() and not page["asof"]:
            page |= self.for_the_agenda(asking, table)
        return super().get_context_data(**kwargs) | page

    @property
    def is_member(self) -> bool:
        return scope_of(self.request.user).signed_in

    def as_list(self, asking: MatrixFilter) -> ServiceFilter:
        """The filter without rows, columns and count, for the words on top of the table."""
        return ServiceFilter(
            asking.data, queryset=asking.queryset, user=self.request.user, request=self.request
        )

    def for_the_agenda(self, asking: MatrixFilter, table: Matrix) -> dict[str, Any]:
        areas = [key.id for key in (*table.row_keys, *table.column_keys) if key.level is not None]
        found = (
            gaps(table, people_in_need(visible(Need, self.request.user), areas)) if has_areas(table) else []
        )
        services = asking.apply() if asking.chosen("month") else asking.apply().running(timezone.localdate())
        return {
            "gaps": found[:MOST_LISTED],
            "gaps_more": max(len(found) - MOST_LISTED, 0),
            "gaps_are_activities": {"activity", "subcode"} & {table.rows, table.columns},
            "silent": silent(table) if has_areas(table) else [],
            "overlaps": [
                (one, self.services_of(one.area, one.what)) for one in overlaps(services, MOST_LISTED)
            ],
            "for_members": True,
        }

    def services_of(self, *keys: Key) -> str:
        asking = asked_by(self.request)
        return f"{address('service-list')}?{asking.behind(*keys)}"


def offer_areas(asking: MatrixFilter, user: Any) -> None:
    """Of all places of the world, offer the provinces of the areas in question, and the districts of the one chosen."""
    chosen = asking.chosen("place") if asking.is_valid() else None
    areas = frozenset(asking.areas()) if asking.is_valid() and chosen is None else frozenset()
    country = frozenset([f"{chosen.country}/"]) if chosen else frozenset()
    wanted = below(areas | country, "path")
    offered = visible(Place, user).current().filter(wanted, level__lte=1)
    if chosen and chosen.level:
        province = "/".join(chosen.path.split("/")[:2]) + "/"
        offered |= visible(Place, user).current().filter(path__startswith=province, level__lte=2)
    rows = offered.order_by("path").distinct()
    field = asking.form.fields["place"]
    field.widget.choices = [
        ("", _("All places")),
        *((place.pcode, "\u2003" * place.level + str(place)) for place in rows),
    ]


def name_the_rest(asking: MatrixFilter) -> None:
    """An empty choice says what it means, and a month is chosen from a calendar where the browser has one."""
    for field in asking.form.fields.values():
        if getattr(field, "empty_label", None):
            field.empty_label = _("All")
    layers = asking.form.fields["layer"]
    layers.choices = [("", _("All")), *(choice for choice in layers.choices if choice[0])]
    asking.form.fields["month"].widget.input_type = "month"
    for name, nothing in (("split", _("No")), ("per", _("The number itself"))):
        field = asking.form.fields[name]
        field.choices = [("", nothing), *(choice for choice in field.choices if choice[0])]
