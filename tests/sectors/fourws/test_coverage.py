from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from sectors.access import visible
from sectors.fourws.asking import MatrixFilter
from sectors.fourws.matrix import Cell, numbers
from sectors.models import Need, Service
from tests import make

TODAY = date(2026, 3, 10)


def table(user, **asked):
    asking = MatrixFilter(
        asked, queryset=visible(Service, user), user=user, request=SimpleNamespace(user=user)
    )
    assert asking.is_valid(), asking.errors
    return asking.matrix(TODAY)


def values(found):
    return {(row.id, column.id): (cell.value, cell.state) for row, column, cell in numbers(found)}


@pytest.fixture
def response(cast):
    """Ninewa with figures of its districts, Duhok with one of its own, Anbar without services and figures."""
    make.place("IQG01", "Al-Anbar", cast.country)
    tel_afar = make.place("IQG15Q09", "Telafar", cast.ninewa)
    for place, people, population in (
        (cast.mosul, 30_000, 150_000),
        (tel_afar, 10_000, 50_000),
        (cast.duhok, 20_000, None),
    ):
        Need.objects.create(place=place, month=date(2026, 1, 1), people=people, population=population)
    Need.objects.create(place=cast.mosul, month=date(2025, 1, 1), people=1, population=1)
    return cast


def test_services_for_the_people_in_need(response):
    found = table(response.amina, group="iraq", per="need")
    assert values(found) == {
        ("IRQ", "4.1"): (0, "nothing"),
        ("IRQ", "8.1"): (1.7, "number"),  # the whole country: the sum of its parts
        ("IQG01", "4.1"): (0, "not_reported"),
        ("IQG01", "8.1"): (0, "not_reported"),
        ("IQG09", "4.1"): (0, "gap"),
        ("IQG09", "8.1"): (10.0, "number"),
        ("IQG15", "4.1"): (2.5, "number"),
        ("IQG15", "8.1"): (5.0, "number"),
    }
    assert found.total.value == 10.0


def test_where_the_people_are_not_known_the_number_says_nothing_and_a_gap_stays_a_gap(response):
    found = table(response.amina, group="iraq", per="population")
    assert values(found)["IQG09", "8.1"] == (None, "no_need")
    assert values(found)["IQG09", "4.1"] == (0, "gap")
    assert values(found)["IQG15", "8.1"] == (1.0, "number")
    assert (found.total.value, found.total.state, found.total.services) == (None, "no_need", 6)


def test_people_of_people_in_need_are_a_share(response):
    make.service(response.hope, response.mosul, response.safe_spaces, people_reached=4_000)
    found = table(response.amina, group="iraq", per="need", count="reached")
    assert values(found)["IQG15", "4.1"] == (10.0, "number")
    assert values(found)["IQG15", "8.1"] == (None, "no_figure")


def test_figures_that_do_not_add_up_stay_at_least(response):
    for people in (4_000, 6_000):
        make.service(
            response.hope, response.mosul, response.safe_spaces, people_reached=people, reach_adds_up=False
        )
    found = table(response.amina, group="iraq", per="need", count="reached")
    assert values(found)["IQG15", "4.1"] == (15.0, "at_least")


def test_a_table_without_areas_is_counted_for_all_people_of_the_question(response):
    found = table(response.amina, group="iraq", rows="activity", columns="status", per="need")
    assert values(found) == {("4.1", "ongoing"): (1.7, "number"), ("8.1", "ongoing"): (8.3, "number")}
    found = table(response.amina, place="IQG15", rows="activity", columns="status", per="need")
    assert values(found)["4.1", "ongoing"] == (2.5, "number")


def test_coverage_changes_too(response):
    Service.objects.filter(pk=response.public.pk).update(start=date(2026, 2, 1))
    found = table(response.amina, group="iraq", per="need", month="2026-03", compare="2026-01")
    cells = {(row.id, column.id): cell for row, column, cell in numbers(found)}
    assert cells["IQG15", "4.1"] == Cell(2.5, "number", 1, 0.0)
    assert cells["IQG15", "4.1"].change == 2.5


def test_strangers_are_told_no_coverage(response):
    for person in (None, response.nour):
        assert table(person, per="need").total.services == 0
