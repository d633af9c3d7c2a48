"""Meetings in people's calendars: theirs behind a secret address, a group's dates for everybody."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from icalendar import Calendar

from meetings.changes import meetings as changes
from meetings.changes.calendars import make_calendar_key
from meetings.models import CalendarKey, Meeting
from sectors.models import Group
from tests import make

BAGHDAD = ZoneInfo("Asia/Baghdad")


@pytest.fixture
def meeting(cast):
    """A meeting of iraq, one of chad, one long ago."""
    cast.iraq.time_zone = "Asia/Baghdad"
    cast.iraq.save()
    later = (timezone.now() + timedelta(days=9)).astimezone(BAGHDAD)
    starts = datetime(later.year, later.month, later.day, 10, tzinfo=BAGHDAD)
    meeting = make.meeting(
        cast.iraq,
        title="Winter; plan, part 2",
        starts_at=starts,
        ends_at=starts + timedelta(minutes=90),
        venue="Blue hall",
        link="https://meet.example.org/x",
    )
    make.item(meeting, "Welcome", position=1)
    make.item(meeting, "Gaps\nand needs", position=2)
    make.meeting(cast.iraq, title="Long ago", starts_at=timezone.now() - timedelta(days=200))
    lake = make.meeting(cast.chad_group, title="CANARY lake", starts_at=timezone.now())
    make.item(lake, "CANARY item")
    return meeting


def address(client):
    """The address on the page that makes it."""
    return client.post("/account/calendar/").context["calendar_address"].removeprefix("http://testserver")


def read(answer):
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content)


def events(answer):
    return [component for component in read(answer).walk() if component.name == "VEVENT"]


def test_ones_calendar_holds_the_meetings_of_ones_groups(cast, browse, meeting):
    there = address(browse(cast.mona))
    found = events(browse(None).get(there))

    assert [str(event["summary"]) for event in found] == [f"{cast.iraq}: Winter; plan, part 2"]
    event = found[0]
    assert event["dtstart"].dt == meeting.starts_at
    assert event["dtstart"].params["TZID"] == "Asia/Baghdad"
    assert event["dtend"].dt == meeting.ends_at
    assert str(event["location"]) == "Blue hall"
    assert str(event["description"]).split("\n") == [
        "1. Welcome",
        "2. Gaps",
        "and needs",
        "https://meet.example.org/x",
        f"http://testserver/meetings/{meeting.public_id}/",
    ]


def test_the_zone_of_every_event_comes_with_its_rules(cast, browse, meeting):
    zones = [
        str(part["tzid"])
        for part in read(browse(None).get(address(browse(cast.root)))).walk()
        if part.name == "VTIMEZONE"
    ]
    assert zones == ["Asia/Baghdad"]


@pytest.mark.parametrize(
    ("who", "titles"),
    [("nour", []), ("lena", ["CANARY lake"]), ("karim", ["Winter; plan, part 2"])],
)
def test_a_calendar_shows_what_its_owner_may_see_whoever_opens_it(cast, browse, meeting, who, titles):
    there = address(browse(getattr(cast, who)))
    for reader in (None, cast.amina):
        words = [str(event["summary"]).split(": ")[1] for event in events(browse(reader).get(there))]
        assert words == titles


def test_a_key_is_kept_as_a_hash_and_shown_once(cast, browse, meeting):
    mona = browse(cast.mona)
    key = address(mona).removeprefix("/calendar/").removesuffix(".ics")
    kept = CalendarKey.objects.get()

    assert len(key) == 32
    assert key not in kept.hash
    assert key not in mona.get("/account/").content.decode()
    assert browse(None).get(f"/calendar/{kept.hash}.ics").status_code == 404


def test_a_calendar_closes_with_a_new_address_by_its_owner_and_with_the_account(cast, browse, meeting):
    mona = browse(cast.mona)
    first, second = address(mona), address(mona)
    assert [browse(None).get(there).status_code for there in (first, second)] == [404, 200]

    mona.post("/account/calendar/forget/")
    assert browse(None).get(second).status_code == 404

    third = address(mona)
    cast.mona.is_active = False
    cast.mona.save()
    assert browse(None).get(third).status_code == 404


def test_a_mail_program_that_writes_the_address_in_capitals_still_finds_it(cast, browse, meeting):
    there = address(browse(cast.mona))
    key = there.removeprefix("/calendar/").removesuffix(".ics")
    assert browse(None).get(f"/calendar/{key.upper()}.ics").status_code == 200


def test_a_moved_meeting_is_the_same_event_and_newer_and_a_removed_one_goes(cast, browse, meeting):
    there = address(browse(cast.mona))
    before = events(browse(None).get(there))[0]
    changes.change_meeting(meeting, by=cast.amina, starts_at=meeting.starts_at + timedelta(hours=1))
    after = events(browse(None).get(there))[0]

    assert after["uid"] == before["uid"]
    assert after["sequence"] == before["sequence"] + 1
    assert after["dtstart"].dt - before["dtstart"].dt == timedelta(hours=1)

    changes.remove_meeting(meeting, by=cast.amina)
    assert events(browse(None).get(there)) == []


def test_a_calendar_is_in_the_language_of_its_owner(cast, browse, meeting):
    cast.mona.language = "ar"
    cast.mona.save()
    untitled = make.meeting(cast.iraq, title="", starts_at=timezone.now() + timedelta(days=1))
    there = address(browse(cast.mona))
    words = str(events(browse(None).get(there, headers={"accept-language": "fr"}))[0]["summary"])

    assert words == f"{cast.iraq}: الاجتماع {untitled.number}"


def test_everybody_may_know_when_a_group_meets_and_nothing_else(cast, browse, meeting):
    answers = [browse(person).get("/groups/iraq/calendar.ics") for person in (None, cast.nour, cast.amina)]
    assert len({answer.content for answer in answers}) == 1
    event = events(answers[0])[0]

    assert sorted(event) == ["DTEND", "DTSTAMP", "DTSTART", "LAST-MODIFIED", "SEQUENCE", "SUMMARY", "UID"]
    assert str(event["summary"]) == f"Meeting of {cast.iraq}"
    assert event["dtstart"].dt == meeting.starts_at
    words = answers[0].content.decode()
    for secret in ("Winter", "Blue hall", "meet.example.org", "Welcome", meeting.public_id, "CANARY"):
        assert secret not in words


def test_one_meeting_goes_into_the_calendar_of_those_who_may_read_it(cast, browse, meeting):
    there = f"/meetings/{meeting.public_id}/meeting.ics"
    assert [browse(person).get(there).status_code for person in cast.everybody] == [302, 404, 404, *[200] * 7]
    assert there in browse(cast.mona).get(f"/meetings/{meeting.public_id}/").content.decode()
    assert [str(event["uid"]) for event in events(browse(cast.mona).get(there))] == [
        f"{meeting.public_id}@testserver"
    ]


def test_a_calendar_needs_as_many_queries_for_one_meeting_as_for_ten(
    cast, browse, meeting, django_assert_num_queries
):
    there, client = address(browse(cast.mona)), browse(None)
    client.get(there)
    with django_assert_num_queries(4):
        client.get(there)
    for number in range(9):
        make.item(make.meeting(cast.iraq, starts_at=timezone.now() + timedelta(days=number)), "More")
    with django_assert_num_queries(4):
        assert len(events(client.get(there))) == 10


def test_line_breaks_in_a_name_add_no_line_to_a_calendar(cast, browse, meeting):
    evil = "Iraq\r\nATTENDEE:mailto:evil@example.org\rX:\u2028Y"
    Group.objects.filter(pk=cast.iraq.pk).update(name=evil, name_en=evil)
    Meeting.objects.filter(pk=meeting.pk).update(title=evil, venue=evil)
    make.item(meeting, evil)

    for url in ("/groups/iraq/calendar.ics", f"/calendar/{make_calendar_key(cast.mona)}.ics"):
        content = browse(cast.mona).get(url).content
        assert not [line for line in content.splitlines() if line.startswith((b"ATTENDEE", b"X:"))]
        assert Calendar.from_ical(content)["X-WR-CALNAME"], url
