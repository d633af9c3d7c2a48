"""What the small map of a page shows: how many services lie in each area, and the shape of each area.

The counts come from rows the person may see, so a map never tells more than the list beside it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count

from sectors.access import visible
from sectors.geometry import Frame, Geometry, point_inside, polygons, simplify
from sectors.models import Place
from sectors.models.places import PUBLIC_LEVEL

TINTS = 4
MOST_POINTS = 1100  # about 12 kB of SVG
WIDTH = 360  # of the drawing, near the width it is shown at, so that labels keep their size
Address = Callable[[Place], str]


@dataclass
class Area:
    """One place of the map: its count, its tint from 0 to 4, and how it is drawn."""

    place: Place
    count: int
    url: str
    tint: int = 0
    chosen: bool = False
    path: str = ""
    x: float = 0
    y: float = 0
    radius: float = 0


@dataclass
class SmallMap:
    """The areas below one place. Without shapes it is only a list."""

    parent: Place
    areas: list[Area]
    above: int = 0  # services that are of the parent as a whole, such as a hotline
    elsewhere: list[Area] = field(default_factory=list)  # other countries
    limits: list[int] = field(default_factory=list)
    width: int = 0
    height: int = 0
    outline: str = ""  # of the parent, where its areas have no shapes

    @property
    def drawn(self) -> bool:
        return self.width > 0

    @property
    def legend(self) -> list[tuple[int, int, int]]:
        """(tint, from, to) of each tint in use."""
        low = [1, *(limit + 1 for limit in self.limits)]
        return [(tint + 1, low[tint], high) for tint, high in enumerate(self.limits)]


def counts_by_path(services: Any) -> dict[str, int]:
    """How many of the services are exactly at each place. No filter gives a service twice, so nothing is sorted to see."""
    return dict(services.order_by().values_list("place__path").annotate(Count("pk")))


def rolled_up(counts: dict[str, int], parent: str) -> tuple[dict[str, int], int]:
    """Counts by the code of the areas directly below the parent's path, and of the parent itself."""
    below: dict[str, int] = {}
    above = 0
    for path, count in counts.items():
        if path == parent:
            above += count
        elif path.startswith(parent):
            code = path[len(parent) :].split("/", 1)[0]
            below[code] = below.get(code, 0) + count
    return below, above


def small_map(
    counts: dict[str, int], *, chosen: Place | None, address: Address, user: Any
) -> SmallMap | None:
    """The areas below the chosen place; without one, those of the country with most services, and the other countries."""
    countries, _none = rolled_up(counts, "")
    tops = (
        {row.pcode: row for row in _rows(user).filter(level=0, pcode__in=countries)} if chosen is None else {}
    )
    parent = (
        _around(chosen) if chosen else tops.get(max(countries, key=lambda code: countries[code], default=""))
    )
    if parent is None:
        return None
    found, above = rolled_up(counts, parent.path)
    rows = _rows(user).current().filter(parent=parent).order_by("pcode")
    shown = SmallMap(
        parent,
        [Area(row, found.get(row.pcode, 0), address(row), chosen=row == chosen) for row in rows],
        above,
    )
    shown.elsewhere = [
        Area(row, countries[code], address(row)) for code, row in sorted(tops.items()) if row != parent
    ]
    tint(shown)
    _draw(shown)
    return shown


def _rows(user: Any) -> Any:
    return visible(Place, user).defer("search_text", "other_names")


def _around(chosen: Place) -> Place | None:
    """The place whose areas are shown: a district is shown among its neighbours."""
    return chosen if chosen.level < PUBLIC_LEVEL else chosen.adm1 or chosen.parent


def tint(shown: SmallMap) -> None:
    """Four steps that grow by the same factor, so that one crowded district does not bleach all others."""
    most = max((area.count for area in shown.areas), default=0)
    steps = {math.ceil(most ** (step / TINTS)) for step in range(1, TINTS + 1)}
    shown.limits = sorted(step for step in steps if step) if most else []
    for area in shown.areas:
        area.tint = sum(1 for limit in shown.limits[:-1] if area.count > limit) + 1 if area.count else 0


def _draw(shown: SmallMap) -> None:
    shapes = {area.place.pcode: area.place.boundary for area in shown.areas if area.place.boundary}
    if shapes:
        return _draw_shapes(shown, _light(shapes))
    return _draw_bubbles(shown)


def _light(shapes: dict[str, Geometry]) -> dict[str, Geometry]:
    points = sum(len(ring) for shape in shapes.values() for polygon in polygons(shape) for ring in polygon)
    return simplify(shapes, budget=MOST_POINTS * 16) if points > MOST_POINTS else shapes


def _draw_shapes(shown: SmallMap, shapes: dict[str, Geometry]) -> None:
    frame = Frame.around(shapes.values(), width=WIDTH)
    shown.width, shown.height = frame.width, frame.height
    for area in shown.areas:
        if shape := shapes.get(area.place.pcode):
            area.path = frame.path(shape)
            area.x, area.y = frame.point(*_middle(area.place, shape))


def _middle(place: Place, shape: Geometry) -> tuple[float, float]:
    if place.longitude is not None and place.latitude is not None:
        return place.longitude, place.latitude
    return point_inside(shape)


def _draw_bubbles(shown: SmallMap) -> None:
    """Without boundaries: a circle at each centroid, its area as large as the count."""
    known = [
        area for area in shown.areas if area.place.longitude is not None and area.place.latitude is not None
    ]
    if len(known) < 2:
        return
    ring = [(area.place.longitude, area.place.latitude) for area in known]
    around: list[Geometry] = [{"type": "Polygon", "coordinates": [ring]}]
    border = shown.parent.boundary
    frame = Frame.around([*around, border] if border else around, width=WIDTH, margin=8 if border else 28)
    shown.width, shown.height = frame.width, frame.height
    shown.outline = frame.path(border) if border else ""
    most = max((area.count for area in known), default=0) or 1
    for area in known:
        area.x, area.y = frame.point(area.place.longitude, area.place.latitude)
        area.radius = round(4 + 14 * math.sqrt(area.count / most), 1)
