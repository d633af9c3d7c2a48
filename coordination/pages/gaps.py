"""The two lists that are read from the matrix: where nothing is, and where several do the same."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.utils import timezone
from django.views.generic import TemplateView

from coordination.gate import Page
from coordination.pages.matrix import name_the_rest, offer_areas
from coordination.shell import address
from sectors.access import visible
from sectors.fourws.asking import MatrixFilter
from sectors.fourws.coverage import people_in_need
from sectors.fourws.dimensions import Key
from sectors.fourws.gaps import GapFilter, area_codes, lacking, silent
from sectors.fourws.overlaps import described, overlapping
from sectors.models import Need, Service

A_PAGE = 50
FIRST = 4  # of the gaps of an area; the rest are folded
GAP_FIELDS = ("rows", "columns", "group", "place", "activity", "layer", "sector", "target", "month")
OVERLAP_FIELDS = ("group", "place", "activity", "layer", "sector", "target", "month")


class GapList(Page, TemplateView):
    template_name = "matrix/gaps.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asking = asked(GapFilter, self.request)
        lacks, quiet = gaps_of(asking, self.request.user)
        page = Paginator(lacks, A_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {
            **question(asking, self.request.user, GAP_FIELDS),
            "page": page,
            "lacks": [
                (lack, listed(asking, lack.area), lack.gaps[:FIRST], lack.gaps[FIRST:]) for lack in page
            ],
            "silent": quiet,
            "agenda": asking.chosen("columns") in ("activity", "subcode"),
        }


class OverlapList(Page, TemplateView):
    template_name = "matrix/overlaps.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asking = asked(MatrixFilter, self.request)
        services = at_one_time(asking)
        page = Paginator(overlapping(services), A_PAGE).get_page(self.request.GET.get("page"))
        found = described(services, list(page))
        return super().get_context_data(**kwargs) | {
            **question(asking, self.request.user, OVERLAP_FIELDS),
            "page": page,
            "overlaps": [(one, listed(asking, one.area, one.what)) for one in found],
        }


def asked(kind: type[MatrixFilter], request: Any) -> Any:
    """The question in the address, about the services this person may see."""
    return kind(request.GET, queryset=visible(Service, request.user), user=request.user, request=request)


def gaps_of(asking: GapFilter, user: Any) -> tuple[list[Any], list[Key]]:
    """What is missing by area, and the areas nobody reports for."""
    table = asking.matrix(timezone.localdate())
    need = people_in_need(visible(Need, user), area_codes(table))
    return lacking(table, need), silent(table)


def at_one_time(asking: MatrixFilter) -> Any:
    """The services of the month that was asked for, or those that run today: only these can overlap."""
    services = asking.apply()
    return services if asking.chosen("month") else services.running(timezone.localdate())


def question(asking: MatrixFilter, user: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """What the form of a list shows."""
    offer_areas(asking, user)
    name_the_rest(asking)
    return {"asking": asking, "filter": asking, "fields": [asking.form[name] for name in names]}


def listed(asking: MatrixFilter, *keys: Key) -> str:
    """The address of the services behind a line."""
    running = "" if asking.chosen("month") else "&running=1"
    return f"{address('service-list')}?{asking.behind(*keys)}{running}"
