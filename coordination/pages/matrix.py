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
from sectors.fourws.gaps import area_codes, has_areas, lacking, silent
from sectors.fourws.matrix import Matrix
from sectors.models import Need, Place, Service

MOST_LISTED, FIRST = 8, 3
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
            "compared_month": asking.chosen("month"),
            "signed_in": self.is_member,
        }
        if self.is_member and asking.is_valid() and not page["asof"]:
            page |= self.for_the_agenda(table)
        return super().get_context_data(**kwargs) | page

    @property
    def is_member(self) -> bool:
        return scope_of(self.request.user).signed_in

    def as_list(self, asking: MatrixFilter) -> ServiceFilter:
        """The filter without rows, columns and count, for the words on top of the table."""
        return ServiceFilter(
            asking.data, queryset=asking.queryset, user=self.request.user, request=self.request
        )

    def for_the_agenda(self, table: Matrix) -> dict[str, Any]:
        """The areas in which most is missing; the lists of gaps and overlaps have pages of their own."""
        need = people_in_need(visible(Need, self.request.user), area_codes(table)) if has_areas(table) else {}
        lacks = lacking(table, need)
        return {
            "lacks": [(lack, "", lack.gaps[:FIRST], ()) for lack in lacks[:MOST_LISTED]],
            "lacks_more": max(len(lacks) - MOST_LISTED, 0),
            "agenda": {"activity", "subcode"} & {table.rows, table.columns},
            "silent": silent(table) if has_areas(table) else [],
            "for_members": True,
        }


def offer_areas(asking: MatrixFilter, user: Any) -> None:
    """Of all places of the world, offer the provinces of the areas in question, and the districts of the one chosen."""
    valid = asking.is_valid()
    offer_places(asking.form, frozenset(asking.areas()) if valid else frozenset(), user)


def offer_places(form: Any, areas: frozenset[str], user: Any) -> None:
    chosen = form.cleaned_data.get("place") if form.is_valid() else None
    wanted = below(frozenset([f"{chosen.country}/"]) if chosen else areas, "path")
    offered = visible(Place, user).current().filter(wanted, level__lte=1)
    if chosen and chosen.level:
        province = "/".join(chosen.path.split("/")[:2]) + "/"
        offered |= visible(Place, user).current().filter(path__startswith=province, level__lte=2)
    form.fields["place"].widget.choices = [
        ("", _("All places")),
        *(
            (place.pcode, "\u2003" * place.level + str(place))
            for place in offered.order_by("path").distinct()
        ),
    ]


def name_the_rest(asking: MatrixFilter) -> None:
    """An empty choice says what it means, and a month is chosen from a calendar where the browser has one."""
    for field in asking.form.fields.values():
        if getattr(field, "empty_label", None):
            field.empty_label = _("All")
    layers = asking.form.fields["layer"]
    layers.choices = [("", _("All")), *(choice for choice in layers.choices if choice[0])]
    asking.form.fields["month"].widget.input_type = "month"
    asking.form.fields["split"].empty_label = _("No")
    asking.form.fields["per"].empty_label = _("The number itself")
