"""Letters about actions: who gets them and when, what a press in one does, and what coordinators see of them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from coordination.outbox import deliver
from meetings.changes import actions as changes
from meetings.changes.reminders import write_action_letters
from meetings.models import Action
from sectors.models import Letter, Membership, Unwanted
from tests import make

# A Monday to come: the rows of the outbox are dated by the real clock.
_today = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0)
MONDAY = _today + timedelta(days=14 - _today.weekday())
DUE = MONDAY.date() + timedelta(days=2)
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def promised(cast):
    """What hala's organisation, karim himself and nobody promised; and something in another country."""
    make.action(cast.chad_group, "CANARY lake", organization=cast.lake, due=DUE)
    make.action(cast.iraq, "Done long ago", organization=cast.hope, status="done", due=DUE)
    make.action(cast.iraq, "Nobody's", due=DUE)
    make.action(cast.iraq, "Call the camp", person=cast.karim, due=DUE + timedelta(days=5), number=8)
    return make.action(cast.iraq, "Share the list", organization=cast.hope, due=DUE, number=7)


def letters():
    return sorted(Letter.objects.values_list("to__name", "kind"))


def at(moment, monkeypatch):
    """The clock of the outbox: letters that would come too late are not sent."""
    monkeypatch.setattr(timezone, "now", lambda: moment)


def address_in(message, what):
    return re.search(rf"http://testserver(/letters/\S+/{what}/\S*)", message.body)[1]


def test_two_days_before_it_is_due_whoever_promised_it_is_reminded_once(cast, promised):
    assert write_action_letters(TUESDAY - timedelta(days=7)) == 0
    write_action_letters(MONDAY)
    write_action_letters(MONDAY + timedelta(hours=1))
    assert [row for row in letters() if row[1] == "reminder"] == [("Hala", "reminder")]


def test_on_mondays_everybody_with_open_actions_hears_of_them_once_a_week(cast, promised):
    for hours in range(0, 48, 2):
        write_action_letters(MONDAY.replace(hour=0) + timedelta(hours=hours))
    weekly = [row for row in letters() if row[1] == "digest"]
    assert weekly == [("Hala", "digest"), ("Karim", "digest")]

    write_action_letters(MONDAY + timedelta(days=7))
    assert [row for row in letters() if row[1] == "digest"] == sorted(weekly * 2)


ZONES = [
    "Asia/Baghdad",
    "America/Bogota",
    "Asia/Kathmandu",
    "Pacific/Auckland",
    "Europe/Kyiv",
    "Africa/Cairo",
]


@pytest.mark.parametrize("zone", ZONES)
def test_nobody_is_written_to_at_night(cast, promised, zone):
    cast.iraq.time_zone = zone
    cast.iraq.save()
    start = MONDAY - timedelta(hours=33)
    hours = []
    for number in range(48):
        moment = start + timedelta(hours=number)
        if write_action_letters(moment):
            hours.append(moment.astimezone(ZoneInfo(zone)))

    assert hours
    assert all(7 <= moment.hour < 19 for moment in hours)


def test_who_left_the_group_hears_nothing_and_the_rest_is_not_told_about_it(cast, promised):
    Membership.objects.filter(user=cast.hala).update(active=False)
    Membership.objects.filter(user=cast.karim).update(active=False)
    assert write_action_letters(MONDAY) == 0


def test_the_weekly_letter_tells_what_is_overdue_first_and_only_ones_own(cast, promised, monkeypatch):
    make.action(cast.iraq, "Late thing", organization=cast.hope, due=DUE - timedelta(days=30), number=9)
    make.action(cast.iraq, "Some day", organization=cast.hope, number=10)
    at(MONDAY, monkeypatch)
    write_action_letters(MONDAY)
    deliver()
    message = next(m for m in mail.outbox if m.to == ["hala@example.org"] and "Your actions" in m.subject)

    assert message.subject == f"Your actions in {cast.iraq}: 3 open, 1 overdue"
    found = [line for line in message.body.splitlines() if line.isupper() or line.startswith("A-")]
    assert found == [
        "OVERDUE",
        "A-9 Late thing",
        "THIS WEEK",
        "A-7 Share the list",
        "LATER",
        "A-10 Some day",
    ]
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_reminder_of_what_is_done_meanwhile_is_not_sent(cast, promised, monkeypatch):
    at(TUESDAY - timedelta(days=1), monkeypatch)
    write_action_letters(MONDAY)
    changes.close_action(promised, by=cast.hala)
    Action.objects.filter(person=cast.karim).update(due=DUE + timedelta(days=30))
    deliver()
    assert [message.to for message in mail.outbox if "Due" in message.subject] == []


@pytest.fixture
def reminder(cast, promised, monkeypatch):
    """The mail hala got two days before."""
    with monkeypatch.context() as clock:
        clock.setattr(timezone, "now", lambda: MONDAY)
        write_action_letters(MONDAY)
        deliver()
    Letter.objects.update(written_at=timezone.now())
    return next(message for message in mail.outbox if message.subject.startswith("Due "))


def test_an_action_is_done_with_two_interactions_from_the_mail_without_signing_in(
    cast, browse, reminder, promised
):
    stranger, there = browse(None), address_in(reminder, "done")
    page = stranger.get(there)
    assert "Share the list" in page.content.decode()
    assert page.headers["Referrer-Policy"] == "no-referrer"
    promised.refresh_from_db()
    assert promised.is_open

    answer = stranger.post(there, {"outcome": " Sent to  all "})
    promised.refresh_from_db()
    assert (promised.status, promised.closed_by, promised.outcome) == ("done", cast.hala, "Sent to all")
    assert "Thank you. It is done." in answer.content.decode()
    assert "It is closed already." in stranger.get(there).content.decode()


def test_two_presses_and_two_people_close_it_once(cast, browse, reminder, promised):
    there = address_in(reminder, "done")
    changes.close_action(promised, by=cast.amina, outcome="By phone")
    browse(None).post(there, {"outcome": "Mine"})
    promised.refresh_from_db()
    assert (promised.closed_by, promised.outcome) == (cast.amina, "By phone")


def wrong(there):
    """The same address, pointed at something else."""
    letter, sign = re.fullmatch(r"/letters/(\w+)/(\w+)/done/\w+/", there).groups()
    other = make.action(Letter.objects.get(public_id=letter).group, "CANARY other", number=99)
    return [
        there.replace(sign, sign[::-1]),
        there.replace(letter, "2222222222"),
        f"/letters/{letter}/{sign}/done/{other.public_id}/",
        f"/letters/{letter}/{sign}/stop/",
    ]


def test_an_address_opens_one_thing_only(cast, browse, reminder):
    for there in wrong(address_in(reminder, "done")):
        assert [browse(None).get(there).status_code, browse(None).post(there).status_code] == [404, 404]
    assert Action.objects.get(number=99).is_open
    assert not Unwanted.objects.exists()


def test_an_address_works_in_capitals_for_35_days_and_while_its_reader_belongs_here(cast, browse, reminder):
    there = address_in(reminder, "done")
    sign = there.split("/")[3]
    assert browse(None).get(there.replace(sign, sign.upper())).status_code == 200

    Letter.objects.update(written_at=timezone.now() - timedelta(days=36))
    assert browse(None).get(there).status_code == 404
    Letter.objects.update(written_at=timezone.now())
    Membership.objects.filter(user=cast.hala).update(active=False)
    assert browse(None).post(there).status_code == 404


def test_one_press_ends_letters_of_a_kind_also_from_a_mail_program_and_one_brings_them_back(
    cast, browse, reminder
):
    there = address_in(reminder, "stop")
    stranger = browse(None)
    stranger.get(there)
    assert not Unwanted.objects.exists()

    from_mail_program = browse(None)
    from_mail_program.handler.enforce_csrf_checks = True
    assert from_mail_program.post(there, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert list(Unwanted.objects.values_list("user", "kind")) == [(cast.hala.pk, "reminder")]
    Letter.objects.all().delete()
    write_action_letters(MONDAY)
    assert ("Hala", "reminder") not in letters()
    assert ("Hala", "digest") in letters()


def test_letters_one_said_no_to_can_be_had_again(cast, browse, reminder):
    there = address_in(reminder, "stop")
    browse(None).post(there)
    browse(None).post(there, {"again": "1"})
    assert not Unwanted.objects.exists()


def test_coordinators_see_what_became_of_letters_and_send_failed_ones_again(cast, browse, promised):
    write_action_letters(MONDAY)
    Letter.objects.filter(to=cast.karim).update(state="uncertain")
    theirs = Letter.objects.create(to=cast.lena, kind="digest", period="1", group=cast.chad_group)
    amina = browse(cast.amina)
    page = amina.get("/letters/").content.decode()
    assert "1 letter needs you" in page
    assert "Lena" not in page

    uncertain = Letter.objects.get(to=cast.karim)
    amina.post(f"/letters/{uncertain.public_id}/again/")
    uncertain.refresh_from_db()
    assert uncertain.state == "waiting"
    assert amina.post(f"/letters/{theirs.public_id}/again/").status_code == 404
    assert browse(cast.hala).get("/letters/").status_code == 403


def test_the_list_needs_as_many_queries_for_two_letters_as_for_twenty(
    cast, browse, promised, django_assert_num_queries
):
    write_action_letters(MONDAY)
    amina = browse(cast.amina)
    amina.get("/letters/")
    with django_assert_num_queries(6) as first:
        amina.get("/letters/")
    for number in range(20):
        Letter.objects.create(to=cast.mona, kind="digest", period=str(number), group=cast.iraq)
    with django_assert_num_queries(len(first)):
        amina.get("/letters/")
