"""Invitations and minutes by mail: to whom, what they say, and how a calendar takes them."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar

from coordination.outbox import deliver
from meetings.changes import meetings as changes
from meetings.models import Meeting
from sectors.models import Letter, Membership, User
from tests import make

BAGHDAD = ZoneInfo("Asia/Baghdad")
READERS = {"amina", "omar", "hala", "karim", "salma", "mona"}


@pytest.fixture
def meeting(cast):
    cast.iraq.time_zone, cast.iraq.email = "Asia/Baghdad", "twg@example.org"
    cast.iraq.save()
    later = (timezone.now() + timedelta(days=9)).astimezone(BAGHDAD)
    starts = datetime(later.year, later.month, later.day, 10, tzinfo=BAGHDAD)
    meeting = make.meeting(cast.iraq, title="Winter plan", starts_at=starts, venue="Blue hall")
    item = make.item(meeting, "Gaps")
    make.line(item, "Two districts have no counselling.")
    make.line(item, "Hope opens a centre.", kind="decision")
    make.action(
        cast.iraq, "Send the list", number=7, meeting=meeting, item=item, organization=cast.hope, due=starts
    )
    make.line(make.item(make.meeting(cast.chad_group, title="CANARY lake")), "CANARY line")
    return meeting


def press(client, meeting, what):
    return client.post(f"/meetings/{meeting.public_id}/{what}/", follow=True).content.decode()


def names(messages):
    return {message.to[0].split("@")[0] for message in messages}


def event_in(message):
    [(content, mime)] = message.alternatives
    part = next(part for part in Calendar.from_ical(content).walk() if part.name == "VEVENT")
    return part, mime


def test_everybody_who_belongs_to_the_group_is_invited_once(cast, browse, meeting):
    client = browse(cast.amina)
    Membership.objects.filter(user=cast.mona).update(active=False)
    User.objects.filter(pk=make.person("also", group=cast.iraq).pk).update(is_active=False)
    words = [press(client, meeting, "invite") for _time in range(2)]
    deliver()

    assert names(mail.outbox) == READERS - {"mona"}
    assert len(mail.outbox) == 5
    assert "On its way to 5 people." in words[0]
    assert "Everybody has it already." in words[1]


def test_an_invitation_says_when_where_and_what_about_and_carries_the_event(cast, browse, meeting):
    press(browse(cast.amina), meeting, "invite")
    deliver()
    message = next(message for message in mail.outbox if message.to == ["hala@example.org"])
    event, mime = event_in(message)
    meeting.refresh_from_db()

    day = f"{meeting.day:%A} {meeting.day.day} {meeting.day:%B} {meeting.day.year}"
    assert message.subject == f"{cast.iraq}: Winter plan, {day} 10:00"
    assert message.body.split("\n\n") == [
        f"{cast.iraq}: Winter plan\n{day}, 10:00 (Asia/Baghdad)",
        "Blue hall",
        "1. Gaps",
        f"http://testserver/meetings/{meeting.public_id}/\n",
    ]
    assert mime == "text/calendar; method=REQUEST"
    assert str(event["uid"]) == f"{meeting.public_id}@testserver"
    assert event["dtstart"].dt == meeting.starts_at
    assert event["sequence"] == meeting.version
    assert (str(event["organizer"]), str(event["attendee"])) == (
        "mailto:twg@example.org",
        "mailto:hala@example.org",
    )
    assert 'Content-Type: text/calendar; method="REQUEST"' in message.message().as_string()


def test_an_invitation_is_in_the_language_of_each_reader(cast, browse, meeting):
    cast.hala.language, cast.omar.language = "ar", "fr"
    cast.hala.save()
    cast.omar.save()
    press(browse(cast.amina), meeting, "invite")
    deliver()
    subjects = {message.to[0].split("@")[0]: message.subject for message in mail.outbox}

    assert "الثاني" in subjects["hala"] or "٢" in subjects["hala"] or "ال" in subjects["hala"]
    assert len({subjects["hala"], subjects["omar"], subjects["amina"]}) == 3


def test_a_moved_meeting_is_told_again_and_replaces_the_event(cast, browse, meeting):
    client = browse(cast.amina)
    press(client, meeting, "invite")
    deliver()
    first, _mime = event_in(mail.outbox[0])
    mail.outbox.clear()
    meeting.refresh_from_db()
    changes.change_meeting(meeting, by=cast.amina, starts_at=meeting.starts_at + timedelta(hours=2))
    page = client.get(f"/meetings/{meeting.public_id}/").content.decode()
    assert "Time, place or title changed since people were invited." in page

    press(client, meeting, "invite")
    deliver()
    second, _mime = event_in(mail.outbox[0])
    assert second["uid"] == first["uid"]
    assert second["sequence"] > first["sequence"]
    assert second["dtstart"].dt - first["dtstart"].dt == timedelta(hours=2)
    assert "changed since" not in client.get(f"/meetings/{meeting.public_id}/").content.decode()


def test_what_does_not_matter_for_a_calendar_is_not_told_again(cast, browse, meeting):
    client = browse(cast.amina)
    press(client, meeting, "invite")
    meeting.refresh_from_db()
    changes.change_meeting(meeting, by=cast.amina, chairs="Somebody")
    assert "Everybody has it already." in press(client, meeting, "invite")


def test_who_was_invited_hears_that_the_meeting_is_off(cast, browse, meeting):
    Letter.objects.all().delete()
    bare = make.meeting(cast.iraq, title="Bare", starts_at=timezone.now() + timedelta(days=1))
    press(browse(cast.amina), bare, "invite")
    deliver()
    mail.outbox.clear()
    bare.refresh_from_db()
    changes.remove_meeting(bare, by=cast.amina)
    deliver()

    assert names(mail.outbox) == READERS
    event, mime = event_in(mail.outbox[0])
    assert mail.outbox[0].subject.startswith(f"Off: {cast.iraq}: Bare, ")
    assert (str(event["status"]), mime) == ("CANCELLED", "text/calendar; method=CANCEL")


def test_nobody_hears_that_a_meeting_is_off_that_they_never_heard_of(cast, browse, meeting):
    bare = make.meeting(cast.iraq, title="Bare", starts_at=timezone.now() + timedelta(days=1))
    press(browse(cast.amina), bare, "invite")
    bare.refresh_from_db()
    changes.remove_meeting(bare, by=cast.amina)
    assert [deliver(), mail.outbox] == [0, []]


def test_minutes_go_out_in_two_interactions_with_decisions_first(cast, browse, meeting):
    client = browse(cast.amina)
    page = client.get(f"/meetings/{meeting.public_id}/minutes/").content.decode()
    assert "Send to 6 people" in page

    answer = press(client, meeting, "send")
    deliver()
    message = next(message for message in mail.outbox if message.to == ["mona@example.org"])
    parts = message.body.split("\n\n")

    assert "On its way to 6 people. Changes from now on are shown as amendments." in answer
    assert names(mail.outbox) == READERS
    assert parts[1] == "DECISIONS\n• Hope opens a centre."
    assert parts[2].startswith("ACTIONS\n• A-7 Send the list (HOPE, ")
    assert parts[3] == "NOTES\n1. Gaps\nTwo districts have no counselling."
    assert "CANARY" not in message.body
    assert Meeting.objects.get(pk=meeting.pk).state == Meeting.State.SENT


def test_minutes_do_not_go_to_who_left_before_they_were_sent(cast, browse, meeting):
    press(browse(cast.amina), meeting, "send")
    Membership.objects.filter(user=cast.mona).update(active=False)
    deliver()
    assert names(mail.outbox) == READERS - {"mona"}


@pytest.mark.parametrize("what", ["invite", "send"])
def test_the_api_does_the_same_for_those_who_manage_the_group(cast, client, meeting, what):
    answers = []
    for person in (cast.nour, cast.mona, cast.amina):
        token = person.auth_token_set.create()[1]
        answers.append(
            client.post(
                f"/api/v1/meetings/{meeting.public_id}/{what}/", headers={"authorization": f"Token {token}"}
            )
        )
    assert [answer.status_code for answer in answers] == [404, 403, 200]
    assert answers[-1].json() == {"people": 6}
