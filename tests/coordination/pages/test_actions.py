"""The action log: who sees and closes what, one click at a time, nothing lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from meetings.models import Action
from tests import make


@pytest.fixture
def log(cast):
    """Three actions of iraq, and one of chad that nobody here may see."""
    today = timezone.localdate()
    cast.hopes = make.action(
        cast.iraq, "Share the list", number=1, organization=cast.hope, due=today - timedelta(days=1)
    )
    cast.monas = make.action(
        cast.iraq, "Book the room", number=2, person=cast.mona, due=today, sector=cast.health
    )
    cast.nobodys = make.action(cast.iraq, "Map the camps", number=3)
    cast.theirs = make.action(cast.chad_group, "CANARY action", number=1, organization=cast.lake)
    return cast


def page(action, *rest):
    return "/".join(["/actions", action.public_id, *rest, ""])


def words_of(answer):
    return answer.content.decode()


def listed(answer):
    return [action.text for section in answer.context["sections"] for action in section.actions]


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


## WHO


def test_the_log_holds_only_actions_of_ones_groups(cast, browse, log):
    iraq = ["Share the list", "Book the room", "Map the camps"]
    found = {person.name: sorted(listed(browse(person).get("/actions/"))) for person in cast.everybody[1:]}
    names = ("Mona", "Salma", "Karim", "Hala", "Omar", "Amina")
    assert found == {
        "Nour": [], "Lena": ["CANARY action"], **dict.fromkeys(names, sorted(iraq)), "Root": sorted([*iraq, "CANARY action"]),
    }  # fmt: skip
    assert browse(None).get("/actions/").status_code == 302


def test_another_groups_actions_are_nowhere(cast, browse, log):
    for there in (
        "/actions/",
        "/actions/?q=canary",
        "/actions/?group=chad",
        "/actions/?status=open",
        "/actions/add/",
    ):
        words = words_of(browse(cast.amina).get(there)).replace("CANARY Quiet House", "")
        assert "CANARY action" not in words, there
        assert "Lake Aid" not in words, there


def test_an_action_page_is_for_the_group(cast, browse, log):
    assert [browse(person).get(page(cast.hopes)).status_code for person in cast.everybody] == [
        302,
        404,
        404,
        *[200] * 7,
    ]


@pytest.mark.parametrize(
    ("button", "data", "owner"),
    [
        ("done", {}, 302), ("status", {"status": "progress"}, 302), ("outcome", {"outcome": "x"}, 302),
        ("status", {"status": "drop"}, 403), ("postpone", {}, 403), ("undo", {}, 403), ("edit", {"text": "x", "seen": 1}, 403),
        ("turn", {"kind": "note"}, 403),
    ],
)  # fmt: skip
def test_owners_report_managers_change_others_look(cast, browse, log, button, data, owner):
    there = page(cast.hopes, button)
    answers = {
        name: browse(getattr(cast, name)).post(there, data).status_code
        for name in ("nour", "lena", "mona", "karim")
    }
    assert answers == {"nour": 404, "lena": 404, "mona": 403, "karim": 403}
    assert Action.objects.get(pk=cast.hopes.pk).version == 1
    assert browse(cast.hala).post(there, data).status_code == owner


def test_an_owner_may_undo_only_what_they_did(cast, browse, log):
    browse(cast.mona).post(page(cast.monas, "done"))
    browse(cast.mona).post(page(cast.monas, "undo"))
    assert Action.objects.get(pk=cast.monas.pk).status == "open"


## BUTTONS


def test_done_in_one_click_then_asks_what_was_done(cast, browse, log):
    client = browse(cast.hala)
    answer = client.post(page(cast.hopes, "done"), {"next": "/actions/?mine=1"})
    assert answer["Location"] == "/actions/?mine=1"
    words = words_of(client.get("/actions/?mine=1"))
    assert "A-1 is done." in words
    client.post(page(cast.hopes, "done"), {"outcome": "Sent to all", "next": "/actions/"})

    done = Action.objects.get(pk=cast.hopes.pk)
    assert (done.status, done.outcome, done.closed_by) == ("done", "Sent to all", cast.hala)
    assert "Sent to all" in words_of(client.get("/actions/"))


def test_the_way_back_leads_to_our_own_pages_only(cast, browse, log):
    for there in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", ""):
        answer = browse(cast.amina).post(page(cast.nobodys, "postpone"), {"next": there})
        assert answer["Location"] == page(cast.nobodys)


def test_the_second_to_close_sees_who_was_first_and_keeps_their_words(cast, browse, log):
    browse(cast.hala).post(page(cast.hopes, "done"), {"outcome": "By mail"})
    answer = browse(cast.amina).post(page(cast.hopes, "done"), {"outcome": "By phone too"})

    assert answer.status_code == 409
    words = words_of(answer)
    for expected in ("A-1 was closed already", "Hala", "By mail", "By phone too"):
        assert expected in words
    assert Action.objects.get(pk=cast.hopes.pk).outcome == "By mail"
    browse(cast.amina).post(page(cast.hopes, "outcome"), {"outcome": "By mail\nBy phone too"})
    after = Action.objects.get(pk=cast.hopes.pk)
    assert (after.outcome, after.closed_by) == ("By mail\nBy phone too", cast.hala)


def test_words_too_long_come_back(cast, browse, log):
    answer = browse(cast.hala).post(page(cast.hopes, "done"), {"outcome": "x" * 501})
    assert "x" * 501 in words_of(answer)
    assert Action.objects.get(pk=cast.hopes.pk).status == "open"


def test_one_week_more_and_reopen(cast, browse, log):
    today = timezone.localdate()
    browse(cast.amina).post(page(cast.hopes, "postpone"))
    assert Action.objects.get(pk=cast.hopes.pk).due == today + timedelta(days=7)
    browse(cast.amina).post(page(cast.hopes, "status"), {"status": "drop"})
    browse(cast.amina).post(page(cast.hopes, "status"), {"status": "reopen"})
    assert Action.objects.get(pk=cast.hopes.pk).closed_on is None
    assert browse(cast.amina).post(page(cast.hopes, "status"), {"status": "eaten"}).status_code == 400


def test_undo_says_so_and_undoing_the_creation_removes(cast, browse, log):
    client = browse(cast.amina)
    client.post("/actions/add/", {"group": cast.iraq.pk, "text": "New", "priority": "normal"})
    new = Action.objects.get(text="New")
    assert new.number == 4
    answer = client.post(page(new, "undo"))
    assert answer["Location"] == "/actions/"
    assert client.get(page(new)).status_code == 404
    old = make.action(cast.iraq, "No history kept")
    old.history.all().delete()
    assert said(client.post(page(old, "undo"))) == [
        "There is nothing to undo, or it is more than 30 days old."
    ]


## FORMS


NEW = {"text": "New", "priority": "normal", "form_id": "aaaaaaaaaa"}


def test_an_action_outside_a_meeting_is_made_once(cast, browse):
    data = NEW | {"group": cast.iraq.pk, "organization": cast.hope.pk, "due": "12 feb 2027"}
    for _time in range(2):
        browse(cast.amina).post("/actions/add/", data)
    action = Action.objects.get()
    assert (action.organization, str(action.due), action.public_id) == (cast.hope, "2027-02-12", "aaaaaaaaaa")
    assert browse(cast.mona).get("/actions/add/").status_code == 403


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        (
            {"due": "31 feb"},
            {"due": ["There is no such day as “31 feb”. Write it like 12 Feb or 2026-02-12."]},
        ),
        ({"text": ""}, {"text": ["Write what is to be done."]}),
    ],
)
def test_what_cannot_be_is_answered_in_words(cast, browse, data, errors):
    answer = browse(cast.amina).post("/actions/add/", NEW | {"group": cast.iraq.pk} | data)
    assert answer.context["form"].errors == errors
    assert not Action.objects.exists()


def test_owners_come_from_the_group(cast, browse):
    for field, stranger in (("organization", cast.lake), ("person", cast.lena)):
        answer = browse(cast.amina).post("/actions/add/", NEW | {"group": cast.iraq.pk, field: stranger.pk})
        assert list(answer.context["form"].errors) == [field]
        assert str(stranger) not in words_of(answer)
    answer = browse(cast.root).post(
        "/actions/add/", NEW | {"group": cast.iraq.pk, "organization": cast.lake.pk}
    )
    assert answer.context["form"].errors == {
        "organization": ["Lake Aid is not in Group iraq. Choose somebody of that group."]
    }


def test_two_coordinators_change_one_action(cast, browse, log):
    data = {"priority": "normal", "status": "open", "seen": 1}
    browse(cast.omar).post(
        page(cast.hopes, "edit"), data | {"text": "Omar's text", "organization": cast.care.pk}
    )
    answer = browse(cast.amina).post(page(cast.hopes, "edit"), data | {"text": "Amina's text"})

    assert answer.status_code == 409
    theirs = {str(label): value for label, value in answer.context["theirs"]}
    assert theirs == {"What is to be done": "Omar's text", "Organisation": "Tigris Care"}
    assert answer.context["form"]["text"].value() == "Amina's text"
    assert Action.objects.get(pk=cast.hopes.pk).text == "Omar's text"


def test_an_owner_who_left_the_group_does_not_block_a_change(cast, browse, log):
    action = make.action(cast.iraq, organization=cast.lake)
    data = {
        "text": "Changed",
        "priority": "normal",
        "status": "open",
        "seen": 1,
        "organization": cast.lake.pk,
    }
    browse(cast.amina).post(page(action, "edit"), data)
    assert Action.objects.get(pk=action.pk).text == "Changed"


## FILTERS


@pytest.mark.parametrize(
    ("person", "question", "expected"),
    [
        ("hala", "mine=1", ["Share the list"]),
        ("mona", "mine=1", ["Book the room"]),
        ("amina", "mine=1", []),
        ("amina", "sector=HEA", ["Book the room"]),
        ("amina", "q=A-3", ["Map the camps"]),
        ("amina", "q=hope", ["Share the list"]),
        ("amina", "q=share list", ["Share the list"]),
        ("amina", "group=iraq", ["Share the list", "Book the room", "Map the camps"]),
        ("amina", "group=chad", []),
        ("amina", "status=done", []),
        ("amina", "status=nonsense", []),
    ],
)
def test_filters(cast, browse, log, person, question, expected):
    assert listed(browse(getattr(cast, person)).get(f"/actions/?{question}")) == expected


def test_a_filter_by_organisation(cast, browse, log):
    assert listed(browse(cast.amina).get(f"/actions/?organization={cast.hope.public_id}")) == [
        "Share the list"
    ]


def test_long_done_actions_are_shown_when_asked_for(cast, browse, log):
    old = {"status": "done", "closed_on": timezone.localdate() - timedelta(days=40)}
    make.action(cast.iraq, "Long done", **old)
    assert "Long done" not in listed(browse(cast.amina).get("/actions/"))
    assert listed(browse(cast.amina).get("/actions/?status=done")) == ["Long done"]


## QUERIES


@pytest.mark.parametrize("person", ["amina", "hala"])
def test_the_log_asks_the_same_number_of_questions_however_long_it_is(
    cast, browse, django_assert_max_num_queries, person
):
    client, counts = browse(getattr(cast, person)), []
    meeting = make.meeting(cast.iraq)
    for number in (1, 3):
        for _each in range(number):
            make.action(cast.iraq, organization=cast.hope, person=cast.hala, meeting=meeting, status="open")
            make.action(cast.iraq, status="done", closed_by=cast.amina, closed_on=timezone.localdate())
        with django_assert_max_num_queries(14) as asked:
            client.get("/actions/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
