from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from sectors.access import visible
from sectors.fourws.asking import MatrixFilter
from sectors.fourws.coverage import people_in_need
from sectors.fourws.gaps import gaps, silent
from sectors.fourws.overlaps import overlaps
from sectors.models import Need, Service
from tests import make

TODAY = date(2026, 3, 10)


def table(user, **asked):
    asking = MatrixFilter(
        asked, queryset=visible(Service, user), user=user, request=SimpleNamespace(user=user)
    )
    return asking.matrix(TODAY)


@pytest.fixture
def response(cast):
    cast.anbar = make.place("IQG01", "Al-Anbar", cast.country)
    cast.erbil = make.place("IQG11", "Erbil", cast.country)
    make.service(cast.hope, cast.erbil, cast.counselling)
    return cast


def test_gaps_are_weighed_by_the_people_in_need(response):
    found = gaps(table(response.amina, group="iraq"), {"IQG09": 10, "IQG11": 5000})
    assert [(gap.area.id, gap.what.id, gap.need) for gap in found] == [
        ("IQG11", "4.1", 5000),
        ("IQG09", "4.1", 10),
    ]


def test_gaps_are_found_whichever_way_the_table_lies(response):
    found = gaps(table(response.amina, group="iraq", rows="activity", columns="adm1"), {})
    assert {(gap.area.id, gap.what.id) for gap in found} == {("IQG11", "4.1"), ("IQG09", "4.1")}


def test_areas_nobody_reports_for_are_named_apart(response):
    assert [key.id for key in silent(table(response.amina, group="iraq"))] == ["IQG01"]
    assert [
        key.id for key in silent(table(response.amina, group="iraq", rows="activity", columns="adm1"))
    ] == ["IQG01"]


def test_need_is_the_newest_figure_and_provinces_add_their_districts(response):
    for place, month, people in (
        (response.mosul, date(2026, 1, 1), 100),
        (response.mosul, date(2026, 2, 1), 80),
        (response.sumail, date(2026, 1, 1), 7),
        (response.duhok, date(2025, 1, 1), 9),
    ):
        Need.objects.create(place=place, month=month, people=people)
    Need.objects.create(
        place=response.erbil, month=date(2026, 1, 1), people=3, population_group=response.displaced
    )
    Need.objects.create(
        place=response.erbil, month=date(2026, 1, 1), people=4, population_group=response.children
    )
    found = people_in_need(visible(Need, response.amina), ["IQG15", "IQG09", "IQG11", "IQG01", "IQG15Q05"])
    assert found == {"IQG15": 80, "IQG09": 9, "IQG11": 7, "IQG15Q05": 80}
    assert people_in_need(visible(Need, None), ["IQG15"]) == {}


def test_overlaps_are_two_organisations_doing_the_same_in_a_district(response):
    make.service(response.hope, response.site, response.counselling)
    found = overlaps(visible(Service, response.amina))
    assert [(one.area.id, one.what.id, one.organizations) for one in found] == [
        ("IQG09Q03", "8.1", ["CANARYQ", "HOPE"]),
        ("IQG15Q05", "8.1", ["HOPE", "TICA"]),
    ]


def test_a_stranger_finds_no_overlap_with_what_they_may_not_see(response):
    assert overlaps(visible(Service, None)) == []
