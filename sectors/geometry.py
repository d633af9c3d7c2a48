"""Shapes on the globe, as GeoJSON geometries: making them light, finding a point inside, drawing them flat.

Simplifying keeps neighbours together: rings are cut into arcs wherever three areas meet, each arc is simplified
once, and both neighbours get the same line back.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Point = tuple[float, float]
Ring = list[Point]
Geometry = dict[str, Any]

DECIMALS = 3  # about 110 m
BYTES_PER_POINT = 16  # "[44.123,36.123],"


## READING


def polygons(geometry: Geometry) -> list[list[Ring]]:
    """The polygons of a Polygon or MultiPolygon as rings of (lon, lat); heights are dropped.

    Raises ValueError when it is neither, or when a coordinate is not a place on the globe.
    """
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in {"Polygon", "MultiPolygon"} or not isinstance(coordinates, list):
        raise ValueError(kind)
    found = [coordinates] if kind == "Polygon" else coordinates
    return [[[_point(pair) for pair in ring] for ring in polygon] for polygon in found]


def is_point(geometry: Geometry) -> bool:
    """Whether it is a Point; raises ValueError if it is one that is nowhere on the globe."""
    if geometry.get("type") != "Point":
        return False
    _point(geometry.get("coordinates"))
    return True


def _point(pair: Any) -> Point:
    try:
        x, y = float(pair[0]), float(pair[1])
    except (TypeError, ValueError, IndexError, KeyError) as error:
        raise ValueError(repr(pair)[:60]) from error
    if not (-180 <= x <= 180 and -90 <= y <= 90):
        raise ValueError(f"{x}, {y}")
    return x, y


def to_geometry(found: list[list[Ring]]) -> Geometry:
    """GeoJSON again: a Polygon when there is one, else a MultiPolygon."""
    plain = [[[[x, y] for x, y in ring] for ring in polygon] for polygon in found]
    if len(plain) == 1:
        return {"type": "Polygon", "coordinates": plain[0]}
    return {"type": "MultiPolygon", "coordinates": plain}


def bounds(geometries: Iterable[Geometry]) -> tuple[float, float, float, float]:
    """West, south, east, north of them all."""
    points = [point for geometry in geometries for polygon in polygons(geometry) for point in polygon[0]]
    if not points:
        raise ValueError("no points")
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def area(ring: Ring) -> float:
    """Square degrees, without a sign; good for comparing neighbours, not for land registers."""
    return abs(_twice_area(ring)) / 2


def _twice_area(ring: Ring) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in _sides(ring))


def _sides(ring: Ring) -> Iterator[tuple[Point, Point]]:
    return zip(ring, ring[1:] + ring[:1], strict=True)


## A POINT INSIDE


def point_inside(geometry: Geometry) -> Point:
    """A point to stand for the area, always inside it: the centroid if it is, else the middle of the widest row."""
    if is_point(geometry):
        x, y = _point(geometry["coordinates"])
        return round(x, 4), round(y, 4)
    largest = max(polygons(geometry), key=lambda polygon: area(polygon[0]))
    middle = _centroid(largest[0])
    found = middle if covers(largest, middle) else _widest(largest, middle[1])
    return round(found[0], 4), round(found[1], 4)


def _centroid(ring: Ring) -> Point:
    twice = _twice_area(ring)
    if not twice:
        return ring[0]
    cross = [(a, b, a[0] * b[1] - b[0] * a[1]) for a, b in _sides(ring)]
    x = sum((a[0] + b[0]) * weight for a, b, weight in cross) / (3 * twice)
    y = sum((a[1] + b[1]) * weight for a, b, weight in cross) / (3 * twice)
    return x, y


def covers(polygon: list[Ring], point: Point) -> bool:
    """Whether the point lies in the polygon and in none of its holes."""
    return sum(1 for x in _crossings(polygon, point[1]) if x > point[0]) % 2 == 1


def _crossings(polygon: list[Ring], y: float) -> list[float]:
    return sorted(
        x1 + (y - y1) * (x2 - x1) / (y2 - y1)
        for ring in polygon
        for (x1, y1), (x2, y2) in _sides(ring)
        if (y1 > y) != (y2 > y)
    )


def _widest(polygon: list[Ring], middle: float) -> Point:
    """The middle of the widest stretch inside, on the row of the centroid or one of nineteen others."""
    ys = [y for _x, y in polygon[0]]
    south, north = min(ys), max(ys)
    best = (0.0, polygon[0][0])
    for y in [middle, *(south + (north - south) * (step + 0.5) / 19 for step in range(19))]:
        xs = _crossings(polygon, y)
        for left, right in zip(xs[::2], xs[1::2], strict=False):
            best = max(best, (right - left, ((left + right) / 2, y)))
    return best[1]


## MAKING LIGHT


def simplify(shapes: dict[str, Geometry], *, budget: int, decimals: int = DECIMALS) -> dict[str, Geometry]:
    """The same shapes with fewer points, together about `budget` bytes of JSON; shared borders stay shared."""
    rings = {
        key: [[_rounded(ring, decimals) for ring in p] for p in polygons(shape)]
        for key, shape in shapes.items()
    }
    knots = _knots(ring for found in rings.values() for polygon in found for ring in polygon)
    cut = {
        key: [[_arcs(ring, knots) for ring in polygon] for polygon in found] for key, found in rings.items()
    }
    weights: dict[tuple[Point, ...], list[float]] = {}
    used = [arc for found in cut.values() for polygon in found for ring in polygon for arc in ring]
    for arc in used:
        if _one_way(arc) not in weights:
            weights[_one_way(arc)] = _weights(_one_way(arc))
    limit = _limit([weight for arc in used for weight in weights[_one_way(arc)]], budget // BYTES_PER_POINT)
    return {key: to_geometry(_thinned(found, weights, limit)) for key, found in cut.items()}


def _rounded(ring: Ring, decimals: int) -> Ring:
    """On the grid, without repeated points and without the closing one."""
    found: Ring = []
    for x, y in ring:
        point = (round(x, decimals), round(y, decimals))
        if not found or found[-1] != point:
            found.append(point)
    while len(found) > 1 and found[0] == found[-1]:
        found.pop()
    return found


def _knots(rings: Iterable[Ring]) -> set[Point]:
    """Points where borders part: those whose two neighbours are not the same in every ring."""
    neighbours: dict[Point, frozenset[Point]] = {}
    knots = set()
    for ring in rings:
        for index, point in enumerate(ring):
            around = frozenset((ring[index - 1], ring[(index + 1) % len(ring)]))
            if neighbours.setdefault(point, around) != around:
                knots.add(point)
    return knots


def _arcs(ring: Ring, knots: set[Point]) -> list[tuple[Point, ...]]:
    """The ring from knot to knot; with fewer than two knots it is cut at the point farthest from the first."""
    cuts = [index for index, point in enumerate(ring) if point in knots]
    if len(cuts) < 2:
        first = cuts[0] if cuts else ring.index(min(ring))
        far = max(range(len(ring)), key=lambda index: (math.dist(ring[first], ring[index]), ring[index]))
        cuts = sorted({first, far})
    if len(cuts) < 2:
        return []
    closed = ring + ring
    ends = [*cuts[1:], cuts[0] + len(ring)]
    return [tuple(closed[start : end + 1]) for start, end in zip(cuts, ends, strict=True)]


def _one_way(arc: tuple[Point, ...]) -> tuple[Point, ...]:
    """An arc and its reverse are the same border."""
    return min(arc, arc[::-1])


def _weights(arc: tuple[Point, ...]) -> list[float]:
    """How much each inner point matters (Visvalingam and Whyatt): the area lost when it goes; ends never go."""
    count = len(arc)
    squeeze = math.cos(math.radians(arc[0][1]))
    before, after = list(range(-1, count - 1)), list(range(1, count + 1))

    def lost(index: int) -> float:
        (ax, ay), (bx, by), (cx, cy) = arc[before[index]], arc[index], arc[after[index]]
        return abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2 * squeeze

    weights = [math.inf] * count
    now = {index: lost(index) for index in range(1, count - 1)}
    queue = [(weight, index) for index, weight in now.items()]
    heapq.heapify(queue)
    floor = 0.0
    while queue:
        weight, index = heapq.heappop(queue)
        if now.get(index) != weight:
            continue  # it was weighed again since
        floor = weights[index] = max(floor, weight)
        del now[index]
        left, right = before[index], after[index]
        after[left], before[right] = right, left
        for neighbour in (left, right):
            if neighbour in now:
                now[neighbour] = lost(neighbour)
                heapq.heappush(queue, (now[neighbour], neighbour))
    return weights


def _limit(weights: list[float], points: int) -> float:
    """The weight below which points go, so that about `points` are left."""
    ordered = sorted(weights, reverse=True)
    return 0.0 if len(ordered) <= points else ordered[max(points - 1, 0)]


def _thinned(
    found: list[list[list[tuple[Point, ...]]]], weights: dict[tuple[Point, ...], list[float]], limit: float
) -> list[list[Ring]]:
    """Rings put together again; islands and holes too small to draw go, but never the last piece of an area."""
    kept = []
    for polygon in found:
        thin = [ring for arcs in polygon if len(ring := _joined(arcs, weights, limit)) > 3]
        if thin and len(_joined(polygon[0], weights, limit)) > 3:
            kept.append(thin)
    if kept:
        return kept
    largest = max(found, key=lambda polygon: area(_joined(polygon[0], weights, 0)))
    return [[_joined(largest[0], weights, 0)]]


def _joined(
    arcs: list[tuple[Point, ...]], weights: dict[tuple[Point, ...], list[float]], limit: float
) -> Ring:
    ring: Ring = []
    for arc in arcs:
        there = weights[_one_way(arc)]
        there = there if arc == _one_way(arc) else there[::-1]
        ring += [point for point, weight in zip(arc, there, strict=True) if weight >= limit][:-1]
    return [*ring, ring[0]] if ring else []


## DRAWING FLAT


@dataclass(frozen=True)
class Frame:
    """A flat picture of a part of the globe: longitudes are squeezed so that the middle has its true shape."""

    west: float
    north: float
    squeeze: float
    scale: float
    width: int
    height: int

    @classmethod
    def around(cls, geometries: Iterable[Geometry], *, width: int = 600, margin: int = 8) -> Frame:
        """A frame `width` wide and as high as the shapes need."""
        west, south, east, north = bounds(geometries)
        squeeze = math.cos(math.radians((south + north) / 2))
        scale = (width - 2 * margin) / max((east - west) * squeeze, (north - south) / 3, 1e-6)
        height = round((north - south) * scale) + 2 * margin
        return cls(west - margin / scale / squeeze, north + margin / scale, squeeze, scale, width, height)

    def point(self, longitude: float, latitude: float) -> Point:
        x = (longitude - self.west) * self.squeeze * self.scale
        return round(x, 1), round((self.north - latitude) * self.scale, 1)

    def path(self, geometry: Geometry) -> str:
        """The `d` of an SVG path; holes work with fill-rule evenodd."""
        drawn = []
        for polygon in polygons(geometry):
            for ring in polygon:
                pairs = [f"{x:g},{y:g}" for x, y in (self.point(*point) for point in ring)]
                drawn.append(f"M{'L'.join(pairs)}Z")
        return "".join(drawn)
