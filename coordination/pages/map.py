"""The large map, for those who ask for it: the same question as the list, drawn by Leaflet from our own files."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.generic import TemplateView, View

from coordination.finder import Finder, Spot
from coordination.gate import Public, Scoped
from sectors.models import Service


class LargeMap(Public, Scoped, TemplateView):
    model = Service
    template_name = "map/page.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        finder = Finder(self.request)
        return super().get_context_data(**kwargs) | finder.question() | {"spots": finder.spots()}


class MapData(Public, Scoped, View):
    """Places with how many services are there, each as finely as this person may know it. GeoJSON."""

    model = Service

    def get(self, request: HttpRequest) -> JsonResponse:
        finder = Finder(request)
        base, address = reverse("service-list"), finder.addresses()
        features = [
            feature(place, count, f"{base}?{address(place.pcode)}")
            for place, count in finder.spots()
            if place.longitude is not None and place.latitude is not None
        ]
        answer = {"type": "FeatureCollection", "features": [*self.areas(finder), *features]}
        return JsonResponse(
            answer, content_type="application/geo+json", json_dumps_params={"ensure_ascii": False}
        )

    def areas(self, finder: Finder) -> list[dict[str, Any]]:
        """The shapes of the small map, to find one's way by."""
        shown = finder.map()
        return [
            {"type": "Feature", "geometry": area.place.boundary, "properties": {"area": area.place.name}}
            for area in (shown.areas if shown else [])
            if area.place.boundary
        ]


def feature(place: Spot, count: int, url: str) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [place.longitude, place.latitude]},
        "properties": {
            "name": place.name,
            "in": place.above,
            "pcode": place.pcode,
            "level": place.level,
            "count": count,
            "url": url,
        },
    }
