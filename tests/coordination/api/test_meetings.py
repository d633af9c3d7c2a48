"""Meetings and actions over the API."""

from __future__ import annotations

from datetime import date

from tests import make

MEETINGS, ACTIONS = "/api/v1/meetings/", "/api/v1/actions/"


def test_minutes_are_for_the_members_of_the_group(cast, ask):
    item = make.item(make.meeting(cast.iraq, title="CANARY minutes"))
    make.line(item, "CANARY said in confidence", kind="decision")
    for person, count in ((cast.nour, 0), (cast.lena, 0), (cast.mona, 1), (cast.amina, 1)):
        answer = ask(person).get(MEETINGS)
        assert answer.json()["count"] == count, person
        assert ("CANARY" in answer.content.decode()) == bool(count), person
    assert ask(None).get(MEETINGS).json()["count"] == 0


def test_a_meeting_reads_with_its_agenda_lines_and_attendance(cast, ask):
    meeting = make.meeting(cast.iraq)
    make.line(make.item(meeting, "Gaps in Sumail"), "Hope opens a second space", kind="decision")
    make.attendance(meeting, "Dina", organization=cast.hope)
    answer = ask(cast.mona).get(f"{MEETINGS}{meeting.public_id}/").json()
    assert [(item["title"], item["lines"][0]["text"]) for item in answer["items"]] == [
        ("Gaps in Sumail", "Hope opens a second space")
    ]
    assert answer["attendance"] == [
        {"name": "Dina", "organization": cast.hope.public_id, "mode": "in_person"}
    ]


def test_coordinators_call_meetings_and_others_do_not(cast, ask):
    data = {"group": "iraq", "title": "April meeting", "starts_at": "2026-04-07T10:00:00Z"}
    made = ask(cast.amina).post(MEETINGS, data)
    assert (made.status_code, made.json()["title"]) == (201, "April meeting")
    for person in (cast.mona, cast.hala, cast.lena):
        assert ask(person).post(MEETINGS, data).status_code in {400, 403}, person
    assert ask(cast.amina).get(MEETINGS).json()["count"] == 1


def test_a_meeting_cannot_end_before_it_begins(cast, ask):
    answer = ask(cast.amina).post(
        MEETINGS, {"group": "iraq", "starts_at": "2026-04-07T10:00:00Z", "ends_at": "2026-04-07T09:00:00Z"}
    )
    assert answer.status_code == 400
    assert "ends before it begins" in str(answer.json())


def test_actions_are_read_by_members_and_closed_by_their_owner(cast, ask):
    mine = make.action(cast.iraq, "CANARY share the list", organization=cast.hope, due=date(2026, 4, 1))
    address = f"{ACTIONS}{mine.public_id}/"
    assert ask(cast.lena).get(address).status_code == 404
    assert ask(cast.mona).post(f"{address}done/", {"version": 1}).status_code == 403
    done = ask(cast.hala).post(f"{address}done/", {"version": 1, "outcome": "Sent to all"})
    assert (done.status_code, done.json()["status"], done.json()["outcome"]) == (200, "done", "Sent to all")


def test_owners_report_and_do_not_rewrite_what_was_agreed(cast, ask):
    address = f"{ACTIONS}{make.action(cast.iraq, 'Share the list', organization=cast.hope).public_id}/"
    assert ask(cast.hala).patch(address, {"text": "Do nothing", "version": 1}).status_code == 403
    assert (
        ask(cast.hala)
        .post(ACTIONS, {"group": "iraq", "text": "Mine", "organization": cast.hope.public_id})
        .status_code
        == 403
    )
    assert ask(cast.hala).post(f"{address}start/").json()["status"] == "in_progress"
    assert ask(cast.hala).post(f"{address}reopen/").json()["status"] == "open"
    assert (
        ask(cast.amina).patch(address, {"text": "Share the new list", "version": 3}).json()["text"]
        == "Share the new list"
    )
    assert ask(cast.hala).get(ACTIONS).json()["count"] == 1


def test_members_read_who_does_it_and_managers_how_to_write_to_them(cast, ask):
    address = f"{ACTIONS}{make.action(cast.iraq, person=cast.salma).public_id}/"
    assert ask(cast.amina).get(address).json()["person"] == "salma@example.org"
    answer = ask(cast.mona).get(address)
    assert answer.json()["person_name"] == "Salma"
    assert "salma@example.org" not in answer.content.decode()


def test_an_action_gets_the_next_number_of_its_group(cast, ask):
    first = (
        ask(cast.amina)
        .post(ACTIONS, {"group": "iraq", "text": "Visit Sumail", "organization": cast.hope.public_id})
        .json()
    )
    second = ask(cast.amina).post(ACTIONS, {"group": "iraq", "text": "Visit Mosul"}).json()
    assert second["number"] == first["number"] + 1


def test_a_line_becomes_a_note_a_decision_or_an_action(cast, ask):
    meeting = make.meeting(cast.iraq)
    address = f"{MEETINGS}{meeting.public_id}/"
    item = ask(cast.amina).post(f"{address}items/", {"title": "Gaps in Sumail"}).json()["id"]
    assert (
        ask(cast.amina)
        .post(f"{address}capture/", {"item": item, "text": "! A second space opens"})
        .json()["kind"]
        == "decision"
    )
    action = ask(cast.amina).post(f"{address}capture/", {"item": item, "text": "> Find a room @hope"}).json()
    assert (action["kind"], action["questions"]) == ("action", [])
    assert ask(cast.hala).get(f"{ACTIONS}{action['id']}/").json()["organization"] == cast.hope.public_id
    assert ask(cast.mona).post(f"{address}capture/", {"item": item, "text": "Me too"}).status_code == 403
    assert ask(cast.lena).post(f"{address}capture/", {"item": item, "text": "Me too"}).status_code == 404


def test_the_number_of_queries_does_not_grow(cast, ask, django_assert_num_queries):
    def three(path):
        client = ask(cast.mona)
        client.get(path)
        with django_assert_num_queries(QUERIES[path]):
            client.get(path)
        for _number in range(3):
            meeting = make.meeting(cast.iraq)
            make.line(make.item(meeting))
            make.attendance(meeting, "Dina", organization=cast.hope)
            make.action(
                cast.iraq, organization=cast.hope, person=cast.hala, meeting=meeting, place=cast.mosul
            )
        with django_assert_num_queries(QUERIES[path]):
            client.get(path)

    make.line(make.item(make.meeting(cast.iraq)))
    make.action(cast.iraq)
    three(MEETINGS)
    three(ACTIONS)


QUERIES = {MEETINGS: 5, ACTIONS: 2}
