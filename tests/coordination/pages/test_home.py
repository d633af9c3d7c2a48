from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coordination.pages.home import for_member, for_stranger
from coordination.pages.tasks import tasks_of
from sectors.access import Visibility
from tests import make


@pytest.fixture
def today():
    return timezone.localdate()


def lines(page) -> list[str]:
    return [task["words"] for task in page.context["tasks"]]


def test_a_stranger_finds_a_form_numbers_and_places_but_no_canary(cast, browse, today):
    cast.public.confirmed_on = today
    cast.public.save()

    page = browse(None).get("/")

    assert page.status_code == 200
    assert page.context["numbers"] == {
        "services": 1,
        "organizations": 1,
        "districts": 1,
        "with_care": 0,
        "confirmed": 1,
        "confirmed_percent": 100,
    }
    assert [
        (country["place"].name, [(area.place.name, area.count, share) for area, share in country["regions"]])
        for country in page.context["countries"]
    ] == [("Iraq", [("Ninewa", 1, 100)])]
    assert [(region.name, [d.name for d in districts]) for region, districts in page.context["choices"]] == [
        ("Ninewa", ["Al-Mosul"])
    ]
    assert [(need["code"], need["count"]) for need in page.context["needs"]] == [("4.1", 1)]
    assert "CANARY" not in page.content.decode()


def test_a_stranger_gets_no_cookie(cast, browse):
    assert browse(None).get("/").cookies == {}


def test_the_same_sentence_says_that_something_is_hidden_whether_or_not_it_is(db, browse):
    group = make.group("small", make.place("TST", "Testland"), email="twg@example.org")
    make.service(make.organization(groups=[group]), make.place("TST1", "North", group.place))

    assert "Some services are not shown here" in browse(None).get("/").content.decode()


def test_an_empty_response_says_so_instead_of_showing_zeros(db, browse):
    page = browse(None).get("/")

    assert page.status_code == 200
    assert "The service list is still empty" in page.content.decode()


def test_who_is_signed_in_without_a_group_sees_what_a_stranger_sees(cast, browse):
    page = browse(cast.nour).get("/")

    assert page.templates[0].name == "home/stranger.html"
    assert page.context["numbers"]["services"] == 1
    assert "CANARY" not in page.content.decode()


def test_a_coordinator_sees_what_waits_for_the_group(cast, browse, today):
    make.action(cast.iraq, due=today - timedelta(days=1))
    make.action(cast.iraq, due=today + timedelta(days=2))
    make.action(cast.iraq, due=today + timedelta(days=40))
    make.action(cast.chad_group, "CANARY", due=today - timedelta(days=1))

    assert lines(browse(cast.amina).get("/"))[:2] == ["1 action is overdue", "1 action is due this week"]


def test_a_focal_point_is_asked_about_the_services_of_their_organisation_only(cast, browse, today):
    for service in (cast.public, cast.members, cast.restricted, cast.behind_point):
        service.confirmed_on = today - timedelta(days=200)
        service.save()
    make.action(cast.iraq, "Somebody else's", organization=cast.care, due=today - timedelta(days=1))

    page = browse(cast.hala).get("/")

    assert lines(page) == ["Confirm 3 services: not confirmed for 90 days"]
    assert page.context["tasks"][0]["url"].endswith(
        f"?freshness=unconfirmed&organization={cast.hope.public_id}"
    )


def test_a_member_without_tasks_is_told_so(cast, browse):
    page = browse(cast.mona).get("/")

    assert lines(page) == []
    assert "Nothing waits for you" in page.content.decode()


def test_the_next_meeting_is_a_task_and_those_of_others_are_not(cast, today):
    soon = timezone.now() + timedelta(days=2)
    meeting = make.meeting(cast.iraq, title="Monthly meeting", starts_at=soon)
    make.item(meeting)
    make.meeting(cast.chad_group, title="CANARY", starts_at=timezone.now() + timedelta(days=1))

    task = tasks_of(cast.mona, today)[-1]

    assert task["words"].startswith("Monthly meeting on ")
    assert task["under"] == f"{cast.iraq}, agenda has 1 item"


def test_numbers_are_those_of_my_groups_area(cast, today):
    make.service(cast.lake, cast.lac, cast.counselling, visibility=Visibility.PUBLIC)

    assert for_member(cast.amina, today)["numbers"]["services"] == 6
    assert for_stranger(None, today)["numbers"]["services"] == 2


def test_how_many_actions_were_closed_by_their_day(cast, today):
    for late in (0, 0, 0, 4):
        make.action(
            cast.iraq,
            status="done",
            due=today - timedelta(days=9),
            closed_on=today - timedelta(days=9 - late),
        )

    assert for_member(cast.amina, today)["actions"] == {"closed": 4, "late": 1, "percent": 75}


@pytest.mark.parametrize("name", [None, "nour", "mona", "hala", "amina", "root"])
def test_the_number_of_queries_does_not_grow_with_the_rows(name, cast, browse, today):
    client = browse(getattr(cast, name) if name else None)
    client.get("/")
    with CaptureQueriesContext(connection) as few:
        client.get("/")
    for number in range(3):
        place = make.place(f"IQG2{number}", f"Region {number}", cast.country)
        make.service(cast.hope, make.place(f"IQG2{number}Q1", "District", place), cast.counselling)
        make.action(cast.iraq, due=today, organization=cast.hope)
        make.meeting(cast.iraq, starts_at=timezone.now() + timedelta(days=1))
    with CaptureQueriesContext(connection) as more:
        client.get("/")

    assert len(more) == len(few)
