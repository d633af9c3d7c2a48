from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coordination.areas import Area, SmallMap, rolled_up, tint
from sectors.models import Place
from tests import make


def square(west, south):
    corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
    return {"type": "Polygon", "coordinates": [[[west + x, south + y] for x, y in corners]]}


@pytest.fixture
def shapes(cast):
    """Boundaries for the two governorates, and points for all places."""
    for number, row in enumerate((cast.ninewa, cast.duhok)):
        Place.objects.filter(pk=row.pk).update(boundary=square(42 + number, 36))
    for number, row in enumerate(Place.objects.all()):
        Place.objects.filter(pk=row.pk).update(longitude=42 + number / 10, latitude=36.5)
    return cast


def spots(response):
    found = [one["properties"] for one in response.json()["features"]]
    return {one["name"]: one["count"] for one in found if "name" in one}


def test_each_person_gets_their_own_points(shapes, browse):
    c = shapes
    make.service(c.hope, c.site, c.safe_spaces, name="In the camp")

    assert spots(browse(None).get("/services/map.json")) == {"Al-Mosul": 2}
    assert spots(browse(c.mona).get("/services/map.json")) == {"Al-Mosul": 1, "Al-Muhamadath": 1, "Sumail": 2}
    assert spots(browse(c.amina).get("/services/map.json")) == {
        "Al-Mosul": 3,
        "Al-Muhamadath": 1,
        "Sumail": 2,
    }


def test_the_points_answer_the_same_question_as_the_list(shapes, browse):
    page = browse(shapes.amina).get("/services/map.json", {"activity": "8.1", "place": "IQG09"})

    assert spots(page) == {"Sumail": 2}
    [point] = [one for one in page.json()["features"] if "name" in one["properties"]]
    assert point["properties"]["url"] == "/services/?activity=8.1&place=IQG09Q03"


def test_the_large_map_says_the_same_as_a_list(shapes, browse):
    page = browse(None).get("/map/", {"place": "IQG15"})

    assert [(place.name, count) for place, count in page.context["spots"]] == [("Al-Mosul", 1)]
    assert 'data-points="/services/map.json?place=IQG15"' in page.content.decode()
    assert "CANARY" not in page.content.decode()


def test_the_large_map_asks_as_often_for_three_as_for_one(shapes, browse):
    client = browse(shapes.amina)

    def asked(address):
        with CaptureQueriesContext(connection) as found:
            client.get(address)
        return len(found)

    before = [asked(address) for address in ("/map/", "/services/map.json")]
    for place in (shapes.site, shapes.sumail, shapes.duhok):
        make.service(shapes.hope, place, shapes.safe_spaces)
    assert [asked(address) for address in ("/map/", "/services/map.json")] == before


def test_the_small_map_is_drawn_with_a_link_and_a_title_for_each_area(shapes, browse):
    text = browse(None).get("/services/").content.decode()

    assert text.count('<path class="place') == 2
    assert "<title>Ninewa: 1 service</title>" in text
    assert 'href="?place=IQG15"' in text
    assert "style=" not in text


def test_a_district_is_shown_among_its_neighbours(shapes, browse):
    found = browse(None).get("/services/", {"place": "IQG15Q05"}).context["map"]

    assert (found.parent.name, [(area.place.name, area.chosen) for area in found.areas]) == (
        "Ninewa",
        [("Al-Mosul", True)],
    )


def test_without_boundaries_there_are_circles_and_without_anything_only_the_list(shapes, browse):
    Place.objects.update(boundary=None)
    text = browse(None).get("/services/").content.decode()
    assert (text.count("<circle"), text.count('<path class="place')) == (2, 0)

    Place.objects.update(longitude=None)
    found = browse(None).get("/services/").context["map"]
    assert (found.drawn, [area.count for area in found.areas]) == (False, [0, 1])


def test_with_services_in_two_countries_the_fuller_one_is_shown_and_the_other_named(shapes, browse):
    make.service(shapes.lake, shapes.lac, shapes.safe_spaces)
    make.service(shapes.hope, shapes.sumail, shapes.safe_spaces)

    found = browse(None).get("/services/").context["map"]

    assert (found.parent.name, [(area.place.name, area.count) for area in found.elsewhere]) == (
        "Iraq",
        [("Chad", 1)],
    )


def test_what_is_of_the_whole_country_is_counted_beside_its_areas():
    counts = {"IRQ/": 2, "IRQ/A/": 1, "IRQ/A/B/": 4, "IRQ/C/": 1, "TCD/": 9}

    assert rolled_up(counts, "IRQ/") == ({"A": 5, "C": 1}, 2)
    assert rolled_up(counts, "") == ({"IRQ": 8, "TCD": 9}, 0)


@pytest.mark.parametrize(
    ("counts", "tints"),
    [([0, 0], [0, 0]), ([1, 1], [1, 1]), ([0, 3], [0, 2]), ([1, 10, 100, 1000], [1, 2, 3, 4]), ([1000], [4])],
)
def test_four_tints_whatever_the_numbers(counts, tints):
    shown = SmallMap(Place(), [Area(Place(), count, "") for count in counts])

    tint(shown)

    assert [area.tint for area in shown.areas] == tints
