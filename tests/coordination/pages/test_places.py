from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make


def counted(response):
    return response.context["count"], {code: number for _name, number, code in response.context["layers"]}


def test_a_place_shows_what_is_in_it_by_layer_to_whom_it_is_for(cast, browse):
    assert counted(browse(None).get("/places/IQG15/")) == (1, {"4": 0, "3": 0, "2": 1, "1": 0})
    assert counted(browse(cast.amina).get("/places/IQG15/")) == (3, {"4": 0, "3": 2, "2": 1, "1": 0})
    assert "CANARY" not in browse(None).get("/places/IQG15/").content.decode()


def test_a_place_finer_than_a_district_tells_strangers_nothing(cast, browse):
    make.service(cast.hope, cast.site, cast.safe_spaces, name="In the camp")

    stranger, member = browse(None).get("/places/IQG15Q05N04/"), browse(cast.mona).get("/places/IQG15Q05N04/")

    assert (counted(stranger)[0], "In the camp" in stranger.content.decode()) == (0, False)
    assert (counted(member)[0], "In the camp" in member.content.decode()) == (1, True)


def test_children_have_their_counts_and_finer_ones_are_for_members(cast, browse):
    make.service(cast.hope, cast.site, cast.safe_spaces, name="In the camp")

    assert browse(None).get("/places/IQG15Q05/").context["children"] == []
    assert browse(cast.mona).get("/places/IQG15Q05/").context["children"] == [(cast.site, 1)]
    assert browse(None).get("/places/IQ/").status_code == 404


def test_the_places_above_lead_back(cast, browse):
    assert [row.name for row in browse(None).get("/places/IQG15Q05/").context["above"]] == ["Iraq", "Ninewa"]


@pytest.mark.parametrize("pcode", ["IRQ", "IQG15", "IQG15Q05"])
def test_the_page_asks_as_often_for_three_as_for_one(cast, browse, pcode):
    client = browse(cast.amina)

    def asked():
        with CaptureQueriesContext(connection) as found:
            client.get(f"/places/{pcode}/")
        return len(found)

    point = make.point(cast.hope, cast.site)
    make.service(cast.hope, cast.site, cast.safe_spaces, point=point).target_groups.set([cast.children])
    before = asked()
    for number in range(3):
        organization = make.organization(f"New {number}", groups=[cast.iraq])
        row = make.service(
            organization, cast.site, cast.counselling, point=make.point(organization, cast.site)
        )
        row.target_groups.set([cast.children])
    assert asked() == before
