from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sectors.access import visible
from sectors.filters import ServiceFilter
from sectors.models import Need, Service
from tests import make


@pytest.fixture
def response(cast):
    Need.objects.create(place=cast.duhok, month=date(2026, 1, 1), people=12345)
    make.service(cast.hope, cast.site, cast.counselling)
    return cast


def test_gaps_stand_by_area_with_the_people_in_need_and_a_button_for_the_agenda(response, browse):
    answer = browse(response.amina).get("/gaps/?group=iraq")
    found = [
        (lack.area.id, lack.need, [gap.what.id for gap in lack.gaps])
        for lack, *_rest in answer.context["lacks"]
    ]
    assert found == [("IQG09", 12345, ["4.1"])]
    html = answer.content.decode()
    assert "12,345 people in need" in html
    assert (
        '<input type="hidden" name="place" value="IQG09"><input type="hidden" name="activity" value="4.1">'
        in html
    )
    assert "Put on next agenda" not in browse(response.mona).get("/gaps/?group=iraq").content.decode()


def test_gaps_of_districts_and_layers(response, browse, client):
    answer = browse(response.amina).get("/gaps/?group=iraq&rows=adm2&columns=layer")
    found = [(lack.area.id, [gap.what.id for gap in lack.gaps]) for lack, *_rest in answer.context["lacks"]]
    assert found == [("IQG09Q03", ["2", "1", "4"]), ("IQG15Q05", ["1", "4"])]


def test_a_sector_is_missing_only_where_others_have_it(response, browse):
    make.sector("LOG", "Logistics")
    answer = browse(response.amina).get("/gaps/?group=iraq&columns=sector")
    found = [(lack.area.id, [gap.what.id for gap in lack.gaps]) for lack, *_rest in answer.context["lacks"]]
    assert found == [("IQG09", ["PRO-GBV", "PRO"])]


def test_where_nobody_reports_there_is_silence_and_no_gap(response, browse):
    make.place("XYZ01", "North", country := make.place("XYZ", "Xyland"))
    make.group("new", country)
    html = browse(response.amina).get("/gaps/?group=new").content.decode()
    assert "Nobody has reported from here yet" in html
    assert "areas with gaps" not in html


def test_overlaps_are_for_the_same_people_at_the_same_time(response, browse):
    teachers = make.term("target_groups", "teachers", "Teachers")
    for row in Service.objects.filter(place__adm2=response.mosul, activity=response.counselling):
        row.target_groups.add(teachers if row.organization == response.care else response.children)
    answer = browse(response.amina).get("/overlaps/")
    assert [one.area.id for one, _there in answer.context["overlaps"]] == ["IQG09Q03"]
    Service.objects.filter(organization=response.quiet).update(end=date(2020, 1, 1))
    assert browse(response.amina).get("/overlaps/").context["overlaps"] == []
    shown = browse(response.amina).get("/overlaps/?month=2019-12").context["overlaps"]
    assert [one.organizations for one, _there in shown] == [["CANARYQ", "HOPE"]]


@pytest.mark.parametrize("page", ["/overlaps/", "/overlaps/?month=2026-02"])
def test_the_services_behind_an_overlap_are_all_that_are_there(response, browse, rf, page):
    found = browse(response.amina).get(page).context["overlaps"]
    assert len(found) == 2
    for one, there in found:
        request = rf.get(unescape(there))
        request.user = response.amina
        listed = ServiceFilter(
            request.GET, queryset=visible(Service, response.amina), user=response.amina, request=request
        ).apply()
        assert {row.organization.acronym for row in listed} == set(one.organizations)


def test_others_learn_nothing_of_what_they_may_not_see(response, browse):
    for person in (response.nour, response.lena):
        for page in (
            "/gaps/?group=iraq",
            "/gaps/?group=iraq&rows=adm2&columns=layer",
            "/overlaps/?group=iraq",
        ):
            assert not re.search("CANARY|TICA", browse(person).get(page).content.decode()), (person, page)
        assert browse(person).get("/overlaps/?group=iraq").context["overlaps"] == []


def test_the_api_lists_the_same(response, browse):
    def get(what):
        return browse(response.amina).get(f"/api/v1/{what}", headers={"accept": "application/json"}).json()

    assert get("gaps/?group=iraq") == {
        "count": 1,
        "results": [
            {
                "place": "IQG09", "name": "Duhok", "people_in_need": 12345,
                "missing": [{"id": "4.1", "name": "Child-friendly spaces", "elsewhere": 1}],
            }
        ],
        "not_reported": [],
    }  # fmt: skip
    found = get("overlaps/?place=IQG15")
    assert found["count"] == 1
    assert found["results"][0]["organizations"] == ["HOPE", "TICA"]
    assert [one["organizations"] for one in found["results"][0]["targets"]] == [["HOPE", "TICA"]]
    assert get("gaps/?rows=organization") == {
        "rows": ["Select a valid choice. organization is not one of the available choices."]
    }


@pytest.mark.parametrize("page", ["/gaps/?group=iraq&rows=adm2", "/overlaps/"])
def test_the_number_of_queries_does_not_grow(response, browse, page):
    def count():
        with CaptureQueriesContext(connection) as seen:
            assert browse(response.amina).get(page).status_code == 200
        return len(seen)

    few = count()
    for number in range(3):
        district = make.place(f"IQG15Q{number + 20}", f"X{number}", response.ninewa)
        for organization in (response.hope, response.care):
            make.service(organization, district, response.counselling)
    assert count() == few
