"""Meetings that come again: on the same weekday and at the same time on the wall, in every zone and season."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from meetings.changes import meetings as changes
from meetings.models import Meeting
from meetings.series import day_after, rule
from meetings.skeletons import SKELETONS
from tests import make

WEEKLY, FORTNIGHTLY, MONTHLY, LAST = (
    Meeting.Repeats.WEEKLY,
    Meeting.Repeats.FORTNIGHTLY,
    Meeting.Repeats.MONTHLY,
    Meeting.Repeats.MONTHLY_LAST,
)


@pytest.mark.parametrize(
    ("day", "repeats", "following", "rrule"),
    [
        (date(2026, 12, 29), WEEKLY, date(2027, 1, 5), {"FREQ": "WEEKLY", "INTERVAL": 1}),
        (date(2026, 2, 17), FORTNIGHTLY, date(2026, 3, 3), {"FREQ": "WEEKLY", "INTERVAL": 2}),
        (date(2026, 11, 10), MONTHLY, date(2026, 12, 8), {"FREQ": "MONTHLY", "BYDAY": "2TU"}),
        (date(2026, 12, 8), MONTHLY, date(2027, 1, 12), {"FREQ": "MONTHLY", "BYDAY": "2TU"}),
        (date(2026, 9, 29), MONTHLY, date(2026, 10, 27), {"FREQ": "MONTHLY", "BYDAY": "-1TU"}),
        (date(2026, 10, 27), LAST, date(2026, 11, 24), {"FREQ": "MONTHLY", "BYDAY": "-1TU"}),
        (date(2026, 11, 24), LAST, date(2026, 12, 29), {"FREQ": "MONTHLY", "BYDAY": "-1TU"}),
    ],
)
def test_the_day_after_a_day_of_a_series(day, repeats, following, rrule):
    assert day_after(day, repeats) == following
    assert rule(day, repeats) == rrule


def test_what_does_not_repeat_has_no_rule():
    assert rule(date(2026, 11, 10), "") == {}


ZONES = [
    "Asia/Baghdad", "Africa/Ndjamena", "Asia/Damascus", "Europe/Kyiv", "America/Bogota", "Asia/Kathmandu", "Africa/Cairo",
    "America/Port-au-Prince", "Asia/Kabul", "Pacific/Auckland", "America/Caracas", "Asia/Beirut",
]  # fmt: skip


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("repeats", [WEEKLY, FORTNIGHTLY, MONTHLY, LAST])
def test_a_year_of_meetings_stays_at_ten_on_the_wall(cast, zone, repeats):
    cast.iraq.time_zone = zone
    cast.iraq.save()
    wall = ZoneInfo(zone)
    first = datetime(2026, 1, 13, 10, tzinfo=wall)
    meeting = make.meeting(cast.iraq, starts_at=first, repeats=repeats)
    moments = []
    for _number in range(12):
        meeting.starts_at = changes.next_time(meeting, meeting.starts_at)
        moments.append(meeting.starts_at.astimezone(wall))

    assert {(moment.weekday(), moment.hour, moment.minute) for moment in moments} == {(1, 10, 0)}
    days = [moment.date() for moment in moments]
    if repeats in (WEEKLY, FORTNIGHTLY):
        weeks = 1 if repeats == WEEKLY else 2
        assert [(day - first.date()).days for day in days] == [7 * weeks * number for number in range(1, 13)]
    else:
        assert [day.month for day in days] == [*range(2, 13), 1]
    if repeats == LAST:
        assert all((date.fromordinal(day.toordinal() + 7)).month != day.month for day in days)


def test_the_next_meeting_of_a_series_missed_for_months_is_still_to_come(cast):
    wall = ZoneInfo("Asia/Baghdad")
    cast.iraq.time_zone = "Asia/Baghdad"
    cast.iraq.save()
    old = make.meeting(cast.iraq, starts_at=datetime(2026, 1, 13, 10, tzinfo=wall), repeats=MONTHLY)

    assert changes.next_time(old, datetime(2026, 6, 9, 12, tzinfo=wall)) == datetime(
        2026, 7, 14, 10, tzinfo=wall
    )


def test_the_next_meeting_repeats_like_the_last(cast):
    first = make.meeting(cast.iraq, repeats=WEEKLY)
    assert changes.create_next_meeting(first, by=cast.amina).repeats == WEEKLY


@pytest.mark.parametrize("kind", Meeting.Kind.values)
def test_every_kind_of_meeting_starts_from_its_own_agenda_and_looks_back_once(cast, kind):
    meeting = changes.create_meeting(
        by=cast.amina,
        group=cast.iraq,
        kind=kind,
        example_agenda=True,
        starts_at=datetime(2026, 3, 3, 10, tzinfo=ZoneInfo("UTC")),
    )
    written = [(item.title, item.minutes, item.follows_up) for item in meeting.items.order_by("position")]

    assert written == [
        (str(title), minutes, looks_back) for title, minutes, looks_back in SKELETONS[Meeting.Kind(kind)]
    ]
    assert [looks_back for _title, _minutes, looks_back in written].count(True) == 1
