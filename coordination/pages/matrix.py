"""The 4W matrix: where is nothing, where are too many. Every number is a link to the services behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from coordination.gate import Public
from coordination.shell import address
from coordination.templatetags.fourways import number
from sectors.access import below, scope_of, visible
from sectors.filters import ServiceFilter
from sectors.fourws.asking import MatrixFilter
from sectors.fourws.dimensions import Key
from sectors.fourws.gaps import gaps, has_areas, overlaps, people_in_need, silent
from sectors.fourws.matrix import AT_LEAST, GAP, NO_FIGURE, NOT_REPORTED, NUMBER, Cell, Line, Matrix
from sectors.models import Need, Place, Service

MOST_ROWS, MOST_COLUMNS, MOST_LISTED = 400, 60, 8
WORDS = {
    GAP: (_("gap"), "gap", ""),
    NOT_REPORTED: ("·", "not-reported", _("not reported")),
    NO_FIGURE: ("?", "", _("no figure given")),
}
COUNTED = {NUMBER, AT_LEAST}
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
        page: dict[str, Any] = {
            "asking": asking,
            "axes": [asking.form[name] for name in AXES],
            "others": [field for field in asking.form.visible_fields() if field.name not in AXES],
            "filter": self.as_list(asking),
            "table": table,
            "lines": Shown(table, asking).lines(),
            "heads": table.column_keys[:MOST_COLUMNS],
            "more_rows": max(len(table.lines) - MOST_ROWS, 0),
            "more_columns": max(len(table.column_keys) - MOST_COLUMNS, 0),
            "question": asking.data.urlencode(),
            "listed": address("service-list") + "?" + (asking.behind() or ""),
            "has_areas": has_areas(table),
        }
        if scope_of(self.request.user).signed_in and asking.is_valid():
            page |= self.for_the_agenda(asking, table)
        return super().get_context_data(**kwargs) | page

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


def figure(cell: Cell) -> str:
    return ("≥\u00a0" if cell.state == AT_LEAST else "") + number(cell.value)


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


@dataclass
class Shown:
    """The table as it is drawn: text, class, words for those who listen, and a link, cell by cell."""

    table: Matrix
    asking: MatrixFilter

    def __post_init__(self) -> None:
        cells = [cell.value or 0 for line in self.table.lines for cell in line.cells]
        self.most = max(cells, default=0)
        self.list = address("service-list")
        self.total_links = "month" not in (self.table.rows, self.table.columns)

    def lines(self) -> list[dict[str, Any]]:
        """The rows; the last one, marked `foot`, has the totals."""
        lines = [self.line(line) for line in self.table.lines[:MOST_ROWS]]
        pairs = zip(self.table.column_keys, self.table.column_totals, strict=True)
        totals = [self.total(cell, key) for key, cell in pairs][:MOST_COLUMNS]
        return [*lines, {"label": _("Total"), "cells": [*totals, self.total(self.table.total)], "foot": True}]

    def line(self, line: Line) -> dict[str, Any]:
        pairs = zip(self.table.column_keys[:MOST_COLUMNS], line.cells, strict=False)
        cells = [self.cell(cell, line.key, key) for key, cell in pairs]
        return {"label": line.key.label, "cells": [*cells, self.total(line.total, line.key)]}

    def cell(self, cell: Cell, *keys: Key) -> dict[str, Any]:
        text, css, words = WORDS.get(cell.state, ("", "", ""))
        if cell.state in COUNTED:
            text, css = figure(cell), f"h{self.heat(cell.value or 0)}"
        return {"text": text, "css": css, "words": words, "href": self.href(*keys) if cell.services else ""}

    def total(self, cell: Cell, *keys: Key) -> dict[str, Any]:
        """A service that runs in several months is one service: what a list of one month shows is not the total."""
        linked = self.total_links or any(set(key.ask or ()) == {"month"} for key in keys)
        text, _css, words = WORDS[NO_FIGURE] if cell.state == NO_FIGURE else (figure(cell), "", "")
        return {
            "text": text,
            "css": "total",
            "words": words,
            "href": self.href(*keys) if cell.services and linked else "",
        }

    def heat(self, value: int) -> int:
        return max(1, -(-4 * value // self.most)) if value and self.most else 0

    def href(self, *keys: Key) -> str:
        behind = self.asking.behind(*keys)
        return "" if behind is None else f"{self.list}?{behind}"
