"""Services over the API: the page's twin."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sectors.access import Visibility
from sectors.models import Service
from tests import make

URL = "/api/v1/services/"


def titles(answer):
    return sorted(row["title"] for row in answer.json()["results"])


def test_strangers_read_public_services_only(cast, ask):
    for person in (None, cast.nour, cast.lena):
        answer = ask(person).get(URL, {"group": "iraq"})
        assert (answer.status_code, titles(answer), answer.json()["count"]) == (
            200,
            ["Sunrise child-friendly space"],
            1,
        ), person


def test_members_read_more_and_managers_all_of_their_area(cast, ask):
    assert len(titles(ask(cast.mona).get(URL))) == 3
    assert ask(cast.amina).get(URL).json()["count"] == Service.objects.exclude(pk=cast.elsewhere.pk).count()


def test_a_stranger_is_told_no_place_finer_than_admin_2_and_no_wording(cast, ask):
    row = make.service(
        cast.hope,
        cast.site,
        people_reached=12,
        as_reported={"location": "CANARY camp block 4"},
        visibility=Visibility.PUBLIC,
    )
    answer = ask(None).get(f"{URL}{row.public_id}/")
    assert answer.json()["place"] == "IQG15Q05"
    assert "CANARY" not in answer.content.decode()
    assert "people_reached" not in answer.json()
    assert ask(cast.mona).get(f"{URL}{row.public_id}/").json()["place"] == "IQG15Q05N04"


def test_what_one_may_not_see_is_not_there(cast, ask):
    for person in (None, cast.lena, cast.mona, cast.karim):
        assert ask(person).get(f"{URL}{cast.restricted.public_id}/").status_code == 404, person


def test_a_filter_that_makes_no_sense_is_answered_in_words(cast, ask):
    answer = ask(None).get(URL, {"place": "ATLANTIS"})
    assert (answer.status_code, list(answer.json())) == (400, ["place"])


def test_a_focal_point_adds_a_service_of_the_own_organisation(cast, ask):
    answer = ask(cast.hala).post(
        URL,
        {
            "organization": cast.hope.public_id,
            "activity": "8.1",
            "sector": "HEA",
            "place": "IQG09Q03",
            "name": "Help desk",
        },
    )
    assert answer.status_code == 201, answer.json()
    row = Service.objects.get(public_id=answer.json()["id"])
    assert (row.name, row.place, row.history.first().history_user) == ("Help desk", cast.sumail, cast.hala)


def test_nobody_adds_for_somebody_else_or_elsewhere(cast, ask):
    before = Service.objects.count()
    theirs = {"organization": cast.hope.public_id, "activity": "8.1", "place": "IQG09Q03"}
    abroad = {"organization": cast.hope.public_id, "activity": "8.1", "place": "TD07"}
    for person, data in (
        (cast.karim, theirs),
        (cast.mona, theirs),
        (cast.hala, abroad),
        (cast.amina, abroad),
    ):
        assert ask(person).post(URL, data).status_code == 403, person
    assert ask(None).post(URL, theirs).status_code == 401
    assert Service.objects.count() == before


def test_a_sensitive_sector_makes_it_restricted_unless_somebody_decides(cast, ask):
    data = {"organization": cast.hope.public_id, "activity": "8.1", "sector": "PRO-GBV", "place": "IQG09Q03"}
    assert ask(cast.hala).post(URL, data).json()["visibility"] == Visibility.RESTRICTED


def test_a_change_names_the_version_it_was_made_on(cast, ask):
    address = f"{URL}{cast.public.public_id}/"
    assert list(ask(cast.hala).patch(address, {"description": "New"}).json()) == ["version"]
    assert ask(cast.hala).patch(address, {"description": "New", "version": 1}).status_code == 200
    late = ask(cast.omar).patch(address, {"description": "Newer", "version": 1})
    assert late.status_code == 409
    cast.public.refresh_from_db()
    assert cast.public.description == "New"


def test_seen_but_not_changeable_is_403(cast, ask):
    assert ask(cast.mona).patch(f"{URL}{cast.public.public_id}/", {"version": 1}).status_code == 403


def test_end_confirm_and_undo(cast, ask):
    address = f"{URL}{cast.public.public_id}/"
    ended = ask(cast.hala).post(f"{address}end/", {"on": "2026-01-31", "version": 1}).json()
    assert (ended["status"], ended["end"]) == ("ended", "2026-01-31")
    assert ask(cast.hala).post(f"{address}undo/").json()["status"] == "ongoing"
    assert ask(cast.hala).post(f"{address}confirm/").json()["freshness"] == "confirmed"


def test_rules_of_the_model_are_answered_in_words(cast, ask):
    answer = ask(cast.hala).patch(
        f"{URL}{cast.public.public_id}/", {"start": "2026-02-01", "end": "2026-01-01", "version": 1}
    )
    assert answer.status_code == 400
    assert "end is before the start" in str(answer.json())


def test_the_number_of_queries_does_not_grow(cast, ask, django_assert_num_queries):
    client = ask(cast.mona)
    client.get(URL)
    with django_assert_num_queries(6):
        client.get(URL)
    for _number in range(3):
        make.service(cast.hope, cast.mosul, cast.safe_spaces).target_groups.add(cast.children)
    with django_assert_num_queries(6):
        client.get(URL)


@pytest.fixture
def full(cast):
    """Services of every kind of oddity, beside those of the cast."""
    make.service(
        cast.hope, cast.site, cast.counselling, point=make.point(cast.hope, cast.site), people_reached=12
    )
    make.service(
        cast.hope,
        cast.site,
        activity_text="Drama club",
        as_reported={"location": "Block 4"},
        end=date(2027, 1, 1),
    )
    make.service(
        cast.care,
        cast.country,
        sector=cast.protection,
        name_fr="Espace",
        description_ar="وصف",
        confirmed_on=None,
    )
    row = make.service(cast.hope, cast.mosul, cast.safe_spaces, start=date(2026, 1, 1), reach_adds_up=False)
    row.target_groups.set(
        [cast.children, make.term("target_groups", "adults"), make.term("target_groups", "a", position=9)]
    )
    row.population_groups.set([cast.displaced])
    return cast


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_line_of_the_list_says_the_same_as_the_service_alone(full, ask, language):
    for person in (None, full.mona, full.amina):
        client = ask(person)
        listed = client.get(URL, headers={"accept-language": language}).json()["results"]
        alone = [
            client.get(f"{URL}{row['id']}/", headers={"accept-language": language}).json() for row in listed
        ]
        assert [list(row.items()) for row in listed] == [list(row.items()) for row in alone], person
    assert len(listed) == 10


def test_following_the_cursor_gives_every_service_once_and_in_order(full, ask):
    Service.objects.filter(organization=full.hope).update(updated_at=datetime(2026, 3, 1, tzinfo=UTC))
    for person in (None, full.mona, full.amina):
        expected = [row["id"] for row in ask(person).get(URL).json()["results"]]
        found, address = [], f"{URL}?cursor=&page_size=2"
        while address:
            answer = ask(person).get(address).json()
            assert set(answer) == {"next", "results"}
            found += [row["id"] for row in answer["results"]]
            address = answer["next"]
        assert found == expected
    assert len(found) == 10


def test_a_cursor_keeps_the_question_and_costs_the_same_at_any_depth(full, ask):
    client = ask(full.amina)
    first = client.get(URL, {"cursor": "", "page_size": 2, "place": "IQG15"}).json()
    with CaptureQueriesContext(connection) as asked:
        second = client.get(first["next"]).json()
    assert {row["place"] for row in second["results"]} == {"IQG15Q05", "IQG15Q05N04"}
    assert not any("COUNT(" in query["sql"] for query in asked)


@pytest.mark.parametrize(
    "cursor", ["x", "2026-13-01T00:00~1", "2026-01-01T00:00:00+00:00~-1", "~", "1~9999999"]
)
def test_a_cursor_that_makes_no_sense_is_not_found(cast, ask, cursor):
    assert ask(None).get(URL, {"cursor": cursor}).status_code == 404
