"""Meetings: who may read and write them, what the room keeps, what it says about bad input."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from meetings.models import Action, AgendaItem, Attendance, Line, Meeting
from tests import make


@pytest.fixture
def meeting(cast):
    """A meeting of iraq with something in it, and one of chad that nobody here may see."""
    cast.theirs = make.meeting(cast.chad_group, title="CANARY meeting")
    there = make.item(cast.theirs, "CANARY item")
    cast.their_line = make.line(there, "CANARY line")
    make.attendance(cast.theirs, "CANARY person")
    make.action(cast.chad_group, "CANARY action", meeting=cast.theirs, item=there)
    meeting = make.meeting(cast.iraq, title="March meeting")
    cast.item = make.item(meeting, "Service mapping", position=1, follows_up=True)
    cast.line = make.line(cast.item, "Hope opened a centre.", written_by=cast.amina)
    return meeting


def address(meeting, *rest):
    return "/".join(["/meetings", meeting.public_id, *rest, ""])


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def visible_words(answer):
    return answer.content.decode()


## WHO


@pytest.mark.parametrize("page", ["", "minutes"])
def test_members_read_others_find_nothing(cast, browse, meeting, page):
    there = address(meeting, *([page] if page else []))
    answers = [browse(person).get(there).status_code for person in cast.everybody]
    assert answers == [302, 404, 404, 200, 200, 200, 200, 200, 200, 200]


def test_the_list_holds_only_meetings_of_ones_groups(cast, browse, meeting):
    found = {}
    for person in cast.everybody[1:]:
        answer = browse(person).get("/meetings/")
        found[person.name] = sorted(m.title for m in answer.context["object_list"])
    only_iraq, both = ["March meeting"], ["CANARY meeting", "March meeting"]
    names = ("Mona", "Salma", "Karim", "Hala", "Omar", "Amina")
    assert found == {"Nour": [], "Lena": ["CANARY meeting"], **dict.fromkeys(names, only_iraq), "Root": both}


def test_another_groups_words_are_nowhere(cast, browse, meeting):
    for there in (
        "/meetings/",
        "/meetings/?q=canary",
        address(meeting),
        address(meeting, "minutes"),
        "/meetings/?group=chad",
    ):
        for person in (cast.amina, cast.mona):
            words = (
                visible_words(browse(person).get(there))
                .replace("CANARY Quiet House", "")
                .replace("CANARYQ", "")
            )
            assert "CANARY" not in words, there


POSTS = [
    ("/meetings/{meeting}/next/", {}),
    ("/meetings/{meeting}/send/", {}),
    ("/meetings/{meeting}/remove/", {}),
    ("/meetings/{meeting}/people/", {"mode": "online"}),
    ("/meetings/{meeting}/people/add/", {"name": "Guest", "mode": "online"}),
    ("/meetings/{meeting}/items/add/", {"title": "More"}),
    ("/meetings/{meeting}/lines/restore/", {"line": "x"}),
    ("/meetings/{meeting}/edit/", {"title": "Other"}),
    ("/items/{item}/edit/", {"title": "Other", "seen": 1}),
    ("/items/{item}/move/", {"to": "up"}),
    ("/items/{item}/remove/", {}),
    ("/items/{item}/lines/add/", {"text": "More"}),
    ("/lines/{line}/edit/", {"text": "Other", "seen": 1}),
    ("/lines/{line}/turn/", {"kind": "decision"}),
    ("/lines/{line}/remove/", {}),
]


@pytest.mark.parametrize(("there", "data"), POSTS, ids=[there for there, _data in POSTS])
def test_only_those_who_manage_the_group_write(cast, browse, meeting, there, data):
    there = there.format(meeting=meeting.public_id, item=cast.item.public_id, line=cast.line.public_id)
    before = [
        list(model.objects.order_by("pk").values()) for model in (Meeting, AgendaItem, Line, Attendance)
    ]
    answers = [browse(person).post(there, data).status_code for person in cast.everybody[:7]]

    assert answers == [302, 404, 404, 403, 403, 403, 403]
    assert [
        list(model.objects.order_by("pk").values()) for model in (Meeting, AgendaItem, Line, Attendance)
    ] == before
    assert browse(cast.omar).post(there, data).status_code in {200, 302}


@pytest.mark.parametrize("there", ["/meetings/{meeting}/edit/", "/items/{item}/edit/", "/lines/{line}/edit/"])
def test_a_form_shows_what_it_changes_to_those_who_may(cast, browse, meeting, there):
    there = there.format(meeting=meeting.public_id, item=cast.item.public_id, line=cast.line.public_id)
    assert [browse(person).get(there).status_code for person in cast.everybody] == [
        302,
        404,
        404,
        *[403] * 4,
        *[200] * 3,
    ]


def test_buttons_are_not_links(cast, browse, meeting):
    for there in ("next", "send", "remove", "people", "items/add"):
        assert browse(cast.amina).get(address(meeting, there)).status_code == 405
    assert browse(cast.amina).get("/meetings/gap/").status_code == 405


def test_members_see_no_buttons(cast, browse, meeting):
    words = visible_words(browse(cast.mona).get(address(meeting)))
    assert "Hope opened a centre." in words
    assert "capture-" not in words
    assert "/send/" not in words


## WRITING


def write(browse, person, item, text, **data):
    return browse(person).post(f"/items/{item.public_id}/lines/add/", {"text": text} | data)


def test_the_capture_line_writes_and_leads_back_to_itself(cast, browse, meeting):
    answer = write(browse, cast.amina, cast.item, "! We meet fortnightly")
    assert answer["Location"] == f"{address(meeting)}#capture-{cast.item.public_id}"
    write(browse, cast.amina, cast.item, "Share it @care", kind="action")

    assert [(line.kind, line.text) for line in cast.item.lines.all()] == [
        ("note", "Hope opened a centre."), ("decision", "We meet fortnightly"),
    ]  # fmt: skip
    assert [(action.text, action.organization) for action in cast.item.actions.all()] == [
        ("Share it @care", None)
    ]


def test_what_could_not_be_read_is_asked_beside_the_line(cast, browse, meeting):
    client = browse(cast.amina)
    client.post(f"/items/{cast.item.public_id}/lines/add/", {"text": "> Share @nobody /31 feb"})
    words = visible_words(client.get(address(meeting)))
    action = Action.objects.get(meeting=meeting)

    assert action.text == "Share @nobody /31 feb"
    assert "No organisation here is called “nobody”." in words
    assert "There is no such day as “31 feb”." in words
    assert f"/actions/{action.public_id}/edit/" in words
    assert "is called “nobody”" not in visible_words(client.get(address(meeting)))


def test_a_line_sent_twice_is_written_once(cast, browse, meeting):
    for _time in range(2):
        write(browse, cast.amina, cast.item, "Once", form_id="aaaaaaaaaa")
    assert cast.item.lines.filter(text="Once").count() == 1


def test_100_kb_in_a_line_come_back_with_words(cast, browse, meeting):
    long = "word " * 20_000
    answer = write(browse, cast.amina, cast.item, long)
    words = visible_words(answer)
    assert "A line has room for 10000 characters, this one has 99999." in words
    assert long.strip() in words
    assert cast.item.lines.count() == 1


def test_control_characters_are_left_out_and_said(cast, browse, meeting):
    client = browse(cast.amina)
    client.post(f"/items/{cast.item.public_id}/lines/add/", {"text": "Heard\x00 it\x1b"})
    assert cast.item.lines.last().text == "Heard it"
    assert "Hidden control characters were left out" in visible_words(client.get(address(meeting)))


def test_markup_in_minutes_is_text(cast, browse, meeting):
    write(browse, cast.amina, cast.item, "<script>alert(1)</script>")
    for page in ("", "minutes"):
        words = visible_words(browse(cast.amina).get(address(meeting, *([page] if page else []))))
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in words
        assert "<script>alert" not in words


def test_two_writers_both_keep_their_text(cast, browse, meeting):
    there = f"/lines/{cast.line.public_id}/edit/"
    browse(cast.omar).post(there, {"text": "Omar's words", "seen": 1})
    answer = browse(cast.amina).post(there, {"text": "Amina's words", "seen": 1})

    assert answer.status_code == 409
    assert "Omar&#x27;s words" in visible_words(answer)
    assert "Amina&#x27;s words" in visible_words(answer)
    assert Line.objects.get(pk=cast.line.pk).text == "Omar's words"

    browse(cast.amina).post(there, {"text": "Both", "seen": answer.context["form"]["seen"].value()})
    assert Line.objects.get(pk=cast.line.pk).text == "Both"


def test_two_coordinators_change_the_meeting(cast, browse, meeting):
    there, data = (
        address(meeting, "edit"),
        {"kind": "regular", "day": "2026-03-03", "begins": "10:00", "seen": 1},
    )
    browse(cast.omar).post(there, data | {"title": "Omar's title", "venue": "Erbil"})
    answer = browse(cast.amina).post(there, data | {"title": "Amina's title"})
    assert answer.status_code == 409
    assert {str(label): value for label, value in answer.context["theirs"]} == {
        "Title": "Omar's title",
        "Where": "Erbil",
    }
    assert answer.context["form"]["title"].value() == "Amina's title"
    assert Meeting.objects.get(pk=meeting.pk).title == "Omar's title"


def test_a_removed_line_can_be_brought_back(cast, browse, meeting):
    client = browse(cast.amina)
    client.post(f"/lines/{cast.line.public_id}/remove/")
    assert f'value="{cast.line.public_id}"' in visible_words(client.get(address(meeting)))
    client.post(address(meeting, "lines", "restore"), {"line": cast.line.public_id})
    assert cast.item.lines.get().text == "Hope opened a centre."


def test_another_groups_line_is_not_brought_back(cast, browse, meeting):
    client = browse(cast.amina)
    answer = client.post(address(meeting, "lines", "restore"), {"line": cast.their_line.public_id})
    assert said(answer) == ["There is no such line any more."]


## PLANNING


PLAN = {
    "group": "",
    "kind": "regular",
    "day": "2026-04-07",
    "begins": "10:00",
    "ends": "11:30",
    "form_id": "aaaaaaaaaa",
}


def test_a_meeting_is_planned_once_by_the_clock_of_its_country(cast, browse):
    cast.iraq.time_zone = "Asia/Baghdad"
    cast.iraq.save()
    for _time in range(2):
        browse(cast.amina).post("/meetings/add/", PLAN | {"group": cast.iraq.pk, "begins": "١٠:٠٠"})
    planned = Meeting.objects.get()
    assert planned.starts_at.isoformat() == "2026-04-07T07:00:00+00:00"
    assert [item.title for item in planned.items.all()][1] == "Follow-up of actions"


@pytest.mark.parametrize(
    ("data", "field", "sentence"),
    [
        ({"ends": "09:00"}, "ends", "The meeting ends before it begins. Change one of the two times."),
        (
            {"day": "2026-02-31"},
            "day",
            "There is no such day as “2026-02-31”. Write it like 12 Feb or 2026-02-12.",
        ),
        (
            {"day": "sometime"},
            "day",
            "“sometime” is not a day we can read. Write it like 12 Feb or 2026-02-12.",
        ),
        ({"begins": "25:00"}, "begins", "Write the time like 10:00."),
        ({"day": ""}, "day", "Write the day of the meeting."),
    ],
)
def test_a_plan_that_cannot_be_is_answered_in_words(cast, browse, data, field, sentence):
    answer = browse(cast.amina).post("/meetings/add/", PLAN | {"group": cast.iraq.pk, "title": "Kept"} | data)
    assert answer.context["form"].errors == {field: [sentence]}
    assert 'value="Kept"' in visible_words(answer)
    assert not Meeting.objects.exists()


def test_one_plans_only_in_groups_one_manages(cast, browse):
    answer = browse(cast.amina).post("/meetings/add/", PLAN | {"group": cast.chad_group.pk})
    assert list(answer.context["form"].errors) == ["group"]
    assert [str(group) for group in answer.context["form"].fields["group"].queryset] == [
        "Group iraq",
        "Group ninewa",
    ]
    assert browse(cast.mona).get("/meetings/add/").status_code == 403


def test_the_next_meeting_shows_what_is_open_and_copies_no_row(cast, browse, meeting):
    open_one = make.action(cast.iraq, "Share it", meeting=meeting, item=cast.item)
    make.action(cast.iraq, "Done long ago", meeting=meeting, status="done", closed_on="2026-03-04")
    answer = browse(cast.amina).post(address(meeting, "next"))
    room = browse(cast.amina).get(answer["Location"]).context["room"]

    assert (room.meeting.previous, room.from_before, room.actions) == (meeting, [open_one], [])
    assert Action.objects.filter(group=cast.iraq).count() == 2
    assert browse(cast.amina).post(address(meeting, "next"))["Location"] == answer["Location"]


def test_a_group_without_a_coming_meeting_is_offered_one(cast, browse, meeting):
    assert browse(cast.amina).get("/meetings/").context["without_next"] == [meeting]
    assert browse(cast.mona).get("/meetings/").context["without_next"] == []


## A GAP


def test_a_gap_goes_on_the_agenda_of_the_next_meeting(cast, browse, meeting):
    soon = make.meeting(cast.iraq, starts_at=timezone.now() + timedelta(days=3))
    make.meeting(cast.iraq, starts_at=timezone.now() + timedelta(days=9))
    gap = {"group": "iraq", "place": "IQG09Q03", "activity": "8.1"}
    for _time in range(2):
        answer = browse(cast.amina).post("/meetings/gap/", gap)
    item = soon.items.get()
    assert answer["Location"] == f"{address(soon)}#item-{item.public_id}"
    assert (item.title, item.gap_place) == ("Gap: Basic counselling for individuals in Sumail", cast.sumail)


def test_a_gap_without_a_group_goes_to_the_group_of_the_place(cast, browse, meeting):
    """The matrix knows no groups: it names place and activity only."""
    yusuf = make.person("yusuf", group=cast.ninewa_group, role="coordinator")
    for group in (cast.iraq, cast.ninewa_group):
        make.meeting(group, starts_at=timezone.now() + timedelta(days=3))
    for person, group in ((yusuf, "ninewa"), (cast.amina, "iraq"), (cast.root, "iraq")):
        browse(person).post("/meetings/gap/", {"place": "IQG15Q05", "activity": "4.1"})
        assert AgendaItem.objects.get(gap_place=cast.mosul).meeting.group.slug == group
        AgendaItem.objects.filter(gap_place=cast.mosul).delete()


def test_without_a_coming_meeting_the_gap_waits_for_the_one_being_planned(cast, browse, meeting):
    answer = browse(cast.amina).post(
        "/meetings/gap/", {"group": "iraq", "place": "IQG09Q03", "activity": "8.1"}
    )
    assert answer["Location"] == "/meetings/add/?group=iraq&place=IQG09Q03&activity=8.1"
    browse(cast.amina).post(answer["Location"], PLAN | {"group": cast.iraq.pk})
    assert AgendaItem.objects.get(gap_place=cast.sumail).gap_activity == cast.counselling


@pytest.mark.parametrize(
    ("person", "gap", "status"),
    [
        ("nour", {}, 403),
        ("mona", {}, 403),
        ("lena", {}, 403),
        ("lena", {"group": ""}, 403),
        ("amina", {"group": "chad"}, 403),
        ("amina", {"place": "NOWHERE"}, 404),
    ],
)
def test_only_managers_put_gaps_on_an_agenda(cast, browse, meeting, person, gap, status):
    data = {"group": "iraq", "place": "IQG09Q03", "activity": "8.1"} | gap
    assert browse(getattr(cast, person)).post("/meetings/gap/", data).status_code == status


## PEOPLE


def test_people_are_ticked_and_organisations_counted(cast, browse, meeting):
    make.attendance(
        make.meeting(cast.iraq, starts_at="2026-02-03T10:00Z"), "Dr. Layla", organization=cast.care
    )
    client = browse(cast.amina)
    room = client.get(address(meeting)).context["room"]
    keys = {one.name: one.key for one in room.expected}
    client.post(
        address(meeting, "people"),
        {"who": [keys["Hala"], keys["Dr. Layla"], keys["Karim"]], "mode": "in_person"},
    )
    client.post(
        address(meeting, "people"),
        {"who": [f"r{meeting.attendance.get(name='Karim').pk}"], "mode": "apologies"},
    )

    room = client.get(address(meeting)).context["room"]
    assert sorted(one.name for one in room.present) == ["Dr. Layla", "Hala"]
    assert [one.name for one in room.apologies] == ["Karim"]
    assert room.organizations_present == 2
    assert "Hala" not in {one.name for one in room.expected}


def test_somebody_of_another_meeting_cannot_be_ticked(cast, browse, meeting):
    stranger = Attendance.objects.get(name="CANARY person")
    browse(cast.amina).post(
        address(meeting, "people"), {"who": [f"a{stranger.pk}", f"r{stranger.pk}"], "mode": "online"}
    )
    assert not meeting.attendance.exists()
    assert Attendance.objects.get(name="CANARY person").mode == "in_person"


def test_a_guest_is_added_with_the_organisation_as_written(cast, browse, meeting):
    client = browse(cast.amina)
    client.post(address(meeting, "people", "add"), {"name": "Sara", "organization": "hope", "mode": "online"})
    client.post(
        address(meeting, "people", "add"), {"name": "Ali", "organization": "New House", "mode": "online"}
    )
    assert [(one.name, one.organization) for one in meeting.attendance.all()] == [
        ("Ali (New House)", None),
        ("Sara", cast.hope),
    ]


## MINUTES


def test_minutes_are_sent_and_later_changes_are_marked(cast, browse, meeting):
    browse(cast.amina).post(address(meeting, "send"))
    assert "amended" not in visible_words(browse(cast.mona).get(address(meeting, "minutes")))
    browse(cast.amina).post(
        f"/lines/{cast.line.public_id}/edit/", {"text": "Hope opened two centres.", "seen": 1}
    )

    answer = browse(cast.mona).get(address(meeting, "minutes"))
    assert answer.context["meeting"].state == "amended"
    assert '<span class="tag">amended' in visible_words(answer)


## QUERIES


def filled(cast, number):
    """A meeting with so many of everything."""
    meeting = make.meeting(cast.iraq)
    before = make.meeting(cast.iraq, starts_at="2026-02-03T10:00Z")
    for count in range(number):
        item = make.item(meeting, gap_place=cast.sumail, gap_activity=cast.counselling, follows_up=count == 0)
        for _each in range(number):
            make.line(item, written_by=cast.amina)
            make.action(cast.iraq, meeting=meeting, item=item, organization=cast.hope, person=cast.hala)
            make.action(cast.iraq, meeting=before, organization=cast.hope, person=cast.hala)
        make.attendance(meeting, f"Guest {count}", organization=cast.hope)
        make.attendance(before, f"Before {count}", organization=cast.hope)
    return meeting


@pytest.mark.parametrize(("page", "person"), [("", "amina"), ("", "mona"), ("minutes", "amina")])
def test_the_room_asks_the_same_number_of_questions_however_full_it_is(
    cast, browse, django_assert_max_num_queries, page, person
):
    client = browse(getattr(cast, person))
    counts = []
    for number in (1, 3):
        there = address(filled(cast, number), *([page] if page else []))
        with django_assert_max_num_queries(24) as asked:
            client.get(there)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_list_asks_the_same_number_of_questions_however_long_it_is(
    cast, browse, django_assert_max_num_queries
):
    client, counts = browse(cast.amina), []
    for number in (1, 3):
        for _each in range(number):
            filled(cast, 1)
            make.meeting(cast.iraq, starts_at=timezone.now() + timedelta(days=3))
        with django_assert_max_num_queries(14) as asked:
            client.get("/meetings/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
