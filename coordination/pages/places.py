"""A place: what there is, by layer and by organisation, and the places above and below it."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.views.generic import DetailView

from coordination.areas import counts_by_path, rolled_up, small_map
from coordination.gate import Public, Scoped
from sectors.access import knows_place, visible
from sectors.models import Organization, Place, Service, Term
from sectors.models.places import PUBLIC_LEVEL

SHOWN = 20


class PlacePage(Public, Scoped, DetailView):
    model = Place
    slug_field = "pcode"
    slug_url_kwarg = "pcode"
    template_name = "places/page.html"
    context_object_name = "place"

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("parent__parent__parent", "adm1", "adm2")

    def services(self) -> Any:
        """What runs here. Below admin 2 only for those who may know exact places."""
        place, user = self.object, self.request.user
        rows = visible(Service, user).running(timezone.localdate()).in_place(place)
        return rows if place.level <= PUBLIC_LEVEL or knows_place(user, place.path) else rows.none()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        place, user, services = self.object, self.request.user, self.services()
        counts = counts_by_path(services)
        return super().get_context_data(**kwargs) | {
            "count": sum(counts.values()),
            "layers": self.layers(services),
            "organizations": self.organizations(services),
            "services": self.latest(services),
            "children": self.children(counts),
            "above": self.above(),
            "map": small_map(counts, chosen=place, address=address_of, user=user)
            if place.level < PUBLIC_LEVEL
            else None,
            "query": f"place={place.pcode}",
        }

    def latest(self, services: Any) -> list[Service]:
        """Those confirmed last. The keys are sorted first: a country may have a hundred thousand."""
        keys = list(services.order_by("-confirmed_on", "-pk").values_list("pk", flat=True)[:SHOWN])
        rows = (
            visible(Service, self.request.user).with_labels().prefetch_related("target_groups").in_bulk(keys)
        )
        return [rows[key] for key in keys]

    def layers(self, services: Any) -> list[tuple[str, int, str]]:
        """The four layers of the pyramid, those without anything too: a gap is news."""
        counts = dict(services.order_by().values_list("activity__layer").annotate(Count("pk")))
        names = {term.code: term.name for term in visible(Term, self.request.user).of("layers")}
        rows = [
            (names.get(str(layer), str(layer)), counts.get(layer, 0), str(layer)) for layer in (4, 3, 2, 1)
        ]
        return rows + ([("", counts[None], "")] if counts.get(None) else [])

    def organizations(self, services: Any) -> list[tuple[Organization, int]]:
        counts = dict(services.order_by().values_list("organization").annotate(Count("pk")))
        rows = visible(Organization, self.request.user).filter(pk__in=counts)
        return sorted(((row, counts[row.pk]) for row in rows), key=lambda pair: (-pair[1], pair[0].name))

    def children(self, counts: dict[str, int]) -> list[tuple[Place, int]]:
        """Places below, with counts; those finer than admin 2 only for those who may know them exactly."""
        place, user = self.object, self.request.user
        if place.level >= PUBLIC_LEVEL and not knows_place(user, place.path):
            return []
        below, _own = rolled_up(counts, place.path)
        rows = (
            visible(Place, user)
            .current()
            .filter(parent=place)
            .defer("boundary", "search_text")
            .order_by("name")
        )
        return [(row, below.get(row.pcode, 0)) for row in rows]

    def above(self) -> list[Place]:
        found, place = [], self.object.parent
        while place is not None:
            found.insert(0, place)
            place = place.parent
        return found


def address_of(place: Place) -> str:
    return reverse("place", args=[place.pcode])
