"""Shapes: light, without gaps between neighbours, with a point inside, drawn the right way up."""

from __future__ import annotations

import json
import math
from itertools import pairwise

import pytest

from sectors.geometry import Frame, area, bounds, covers, point_inside, polygons, simplify


def polygon(*ring: tuple[float, float]) -> dict:
    return {"type": "Polygon", "coordinates": [[list(point) for point in [*ring, ring[0]]]]}


def wavy(
    start: tuple[float, float], end: tuple[float, float], points: int = 200
) -> list[tuple[float, float]]:
    """A border with many small bends."""
    (x1, y1), (x2, y2) = start, end
    steps = [step / points for step in range(points + 1)]
    return [
        (x1 + (x2 - x1) * t + 0.05 * math.sin(60 * t), y1 + (y2 - y1) * t + 0.05 * math.sin(47 * t))
        for t in steps
    ]


def neighbours() -> dict[str, dict]:
    border = wavy((45.0, 30.0), (45.0, 34.0))
    west = polygon((40.0, 30.0), *border, (40.0, 34.0))
    east = polygon((50.0, 34.0), *border[::-1], (50.0, 30.0))
    return {"west": west, "east": east}


def edges(shape: dict) -> set[frozenset]:
    return {frozenset(pair) for found in polygons(shape) for ring in found for pair in pairwise(ring)}


def test_simplified_neighbours_share_the_same_border():
    light = simplify(neighbours(), budget=700)
    shared = edges(light["west"]) & edges(light["east"])
    outside = {"west": 3, "east": 3}
    assert {key: len(edges(shape) - shared) for key, shape in light.items()} == outside
    assert 3 < len(shared) < 40


def test_simplified_shapes_keep_to_the_budget_and_nearly_to_the_area():
    light = simplify(neighbours(), budget=1000)
    assert len(json.dumps(light, separators=(",", ":"))) < 1200
    before = area(polygons(neighbours()["west"])[0][0])
    assert area(polygons(light["west"])[0][0]) == pytest.approx(before, rel=0.01)


def test_a_small_shape_is_left_as_it_is():
    square = {"only": polygon((1.0, 1.0), (2.0, 1.0), (2.0, 2.0), (1.0, 2.0))}
    assert edges(simplify(square, budget=12_000)["only"]) == edges(square["only"])


def test_an_area_too_small_for_the_budget_still_has_a_shape():
    speck = polygon((10.0, 10.0), (10.01, 10.0), (10.01, 10.01), (10.0, 10.01))
    light = simplify({**neighbours(), "speck": speck}, budget=300)
    assert area(polygons(light["speck"])[0][0]) > 0


def test_specks_of_an_area_go_before_its_main_land():
    land, speck = (
        polygon((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0)),
        polygon((20.0, 0.0), (20.01, 0.0), (20.0, 0.01)),
    )
    both = {"type": "MultiPolygon", "coordinates": [land["coordinates"], speck["coordinates"]]}
    assert simplify({"land": both}, budget=64)["land"]["type"] == "Polygon"


def test_simplifying_again_changes_nothing():
    once = simplify(neighbours(), budget=1000)
    assert simplify(once, budget=1000) == once


def test_the_point_of_a_crescent_lies_inside_it():
    crescent = polygon((0, 0), (10, 0), (10, 10), (0, 10), (0, 9), (9, 9), (9, 1), (0, 1))
    assert covers(polygons(crescent)[0], point_inside(crescent))


def test_the_point_of_a_square_is_its_middle_and_not_in_its_hole():
    square = polygon((0, 0), (10, 0), (10, 10), (0, 10))
    assert point_inside(square) == (5.0, 5.0)
    square["coordinates"].append([[4, 4], [6, 4], [6, 6], [4, 6], [4, 4]])
    assert covers(polygons(square)[0], point_inside(square))


@pytest.mark.parametrize(
    "shape",
    [
        {"type": "Point", "coordinates": [1, 2]},
        {"type": "Polygon", "coordinates": [[[4_800_000, 3_300_000]]]},
        {"type": "Polygon", "coordinates": [[["east", "north"]]]},
        {"type": "Polygon"},
    ],
)
def test_what_is_not_an_area_on_the_globe_is_refused(shape):
    with pytest.raises(ValueError):
        polygons(shape)


def test_heights_are_dropped():
    shape = {"type": "Polygon", "coordinates": [[[1, 2, 300.0], [2, 2, 300.0], [2, 3, 0.0], [1, 2, 300.0]]]}
    assert polygons(shape) == [[[(1, 2), (2, 2), (2, 3), (1, 2)]]]


def test_a_frame_has_north_on_top_and_true_proportions():
    frame = Frame.around([polygon((40, 59), (42, 59), (42, 61), (40, 61))], width=216, margin=8)
    assert frame.point(40, 61) == (8.0, 8.0)
    assert frame.point(42, 59) == (
        208.0,
        408.0,
    )  # at 60° a degree of longitude is half as long as one of latitude
    assert (frame.width, frame.height) == (216, 416)


def test_a_path_draws_every_ring_and_closes_it():
    frame = Frame.around([polygon((0, 0), (1, 0), (1, 1), (0, 1))], width=116, margin=8)
    assert frame.path(polygon((0, 0), (1, 0), (1, 1))) == "M8,108L108,108L108,8L8,108Z"


def test_bounds_are_west_south_east_north_of_all():
    assert bounds([polygon((1, 2), (3, 2), (3, 5)), polygon((-1, 3), (0, 3), (0, 4))]) == (-1, 2, 3, 5)
