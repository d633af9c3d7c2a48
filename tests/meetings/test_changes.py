"""What happens to meetings, lines and actions: once, in order, never over somebody else's text."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from meetings.changes import actions, agenda, attendance, lines, meetings
from meetings.models import Action, AgendaItem, Attendance, Line, Meeting
from meetings.people import expected_at
from sectors.changes.rows import Conflict, NothingToUndo
from tests import make

TODAY = date(2026, 3, 3)


@pytest.fixture
def meeting(cast):
    return make.meeting(cast.iraq)


@pytest.fixture
def item(meeting):
    return make.item(meeting)


def write(item, by, text, **extra):
    row, _questions = lines.capture_line(item, by=by, text=text, today=TODAY, **extra)
    return row


def test_numbers_go_up_in_each_group_and_removed_ones_are_not_given_again(cast):
    first = actions.create_action(by=cast.amina, group=cast.iraq, text="One")
    second = actions.create_action(by=cast.amina, group=cast.iraq, text="Two")
    elsewhere = actions.create_action(by=cast.lena, group=cast.chad_group, text="One")
    actions.remove_action(second, by=cast.amina)
    third = actions.create_action(by=cast.amina, group=cast.iraq, text="Three")

    assert [row.number for row in (first, second, third, elsewhere)] == [1, 2, 3, 1]


def test_a_form_sent_twice_makes_one_row(cast, meeting, item):
    for _time in range(2):
        write(item, cast.amina, "Heard", form_id="aaaaaaaaaa")
        write(item, cast.amina, "> Do it", form_id="bbbbbbbbbb")
        actions.create_action(by=cast.amina, group=cast.iraq, text="Once", form_id="cccccccccc")
        agenda.add_item(meeting, by=cast.amina, title="Once", form_id="dddddddddd")
        meetings.create_meeting(
            by=cast.amina, group=cast.iraq, starts_at=timezone.now(), form_id="eeeeeeeeee"
        )

    assert [
        Line.objects.count(),
        Action.objects.count(),
        AgendaItem.objects.count(),
        Meeting.objects.count(),
    ] == [1, 2, 2, 2]
    assert Line.objects.get().public_id == "aaaaaaaaaa"


def test_a_form_id_of_another_group_or_a_strange_one_makes_a_new_row(cast, item):
    theirs = actions.create_action(by=cast.lena, group=cast.chad_group, text="CANARY", form_id="aaaaaaaaaa")
    mine = actions.create_action(by=cast.amina, group=cast.iraq, text="Mine", form_id="aaaaaaaaaa")
    odd = actions.create_action(by=cast.amina, group=cast.iraq, text="Odd", form_id="../../<script>")

    assert mine.text == "Mine"
    assert len({theirs.public_id, mine.public_id, odd.public_id}) == 3
    assert "<" not in odd.public_id


def test_an_action_from_a_line_has_owner_day_and_the_gap_of_its_item(cast, meeting):
    item = agenda.put_gap(meeting, by=cast.amina, place=cast.sumail, activity=cast.counselling)
    action = write(item, cast.amina, "> Open a centre @hope /12 mar")

    assert (action.organization, action.due) == (cast.hope, date(2026, 3, 12))
    assert (action.place, action.activity) == (cast.sumail, cast.counselling)
    assert (action.meeting, action.item) == (meeting, item)
    assert agenda.put_gap(meeting, by=cast.amina, place=cast.sumail, activity=cast.counselling) == item


def test_an_alias_names_an_organization(cast, item):
    cast.hope.aliases.create(text="مبادرة الأمل")
    assert write(item, cast.amina, "> شارك القائمة @مبادرة الامل /غدا").organization == cast.hope
    assert write(item, cast.amina, "> Share @lake").organization is None


@pytest.mark.parametrize("text", ["", "!", "> @hope", ">   "])
def test_a_line_without_words_is_not_written(cast, item, text):
    with pytest.raises(ValidationError):
        write(item, cast.amina, text)
    assert not Line.objects.exists()
    assert not Action.objects.exists()


@pytest.mark.parametrize(
    ("text", "sentence"), [("x" * 100_000, "room for 10000"), ("> " + "x" * 501, "room for 500")]
)
def test_a_line_too_long_is_answered_in_words(cast, item, text, sentence):
    with pytest.raises(ValidationError, match=sentence):
        write(item, cast.amina, text)


def test_an_old_revision_never_overwrites(cast, item):
    line = write(item, cast.amina, "First")
    lines.rewrite_line(Line.objects.get(), by=cast.omar, text="Omar's", seen=line.revision)

    with pytest.raises(Conflict) as conflict:
        lines.rewrite_line(Line.objects.get(), by=cast.amina, text="Amina's", seen=line.revision)

    assert conflict.value.theirs.text == "Omar's"
    assert Line.objects.get().text == "Omar's"
    assert [record.text for record in line.history.all()] == ["Omar's", "First"]
    with pytest.raises(Conflict):
        agenda.change_item(item, by=cast.amina, seen=item.revision + 5, title="Late")


def test_a_line_becomes_an_action_and_a_note_again(cast, item):
    line = write(item, cast.amina, "Share the list\nsoon")
    action = lines.turn_line(line, by=cast.amina, kind="action")
    assert (action.text, action.item) == ("Share the list soon", item)
    assert not Line.objects.exists()

    actions.change_action(action, by=cast.amina, organization=cast.hope, due=TODAY)
    back = lines.turn_action(action, by=cast.amina, kind="decision")
    assert (back.kind, back.text) == ("decision", "Share the list soon (Hope Initiative, 2026-03-03)")
    assert not Action.objects.filter(deleted_at=None).exists()


def test_a_removed_line_comes_back_where_it_was(cast, meeting, item):
    kept = [write(item, cast.amina, text) for text in ("One", "Two", "Three")]
    gone = kept[1].public_id
    lines.remove_line(kept[1], by=cast.amina)

    for _time in range(2):
        lines.restore_line(meeting, by=cast.amina, public_id=gone)

    assert [line.text for line in item.lines.all()] == ["One", "Two", "Three"]
    assert lines.restore_line(make.meeting(cast.chad_group), by=cast.lena, public_id=gone) is None


def test_items_move_and_only_empty_ones_go(cast, meeting):
    first, second, third = (agenda.add_item(meeting, by=cast.amina, title=title) for title in ("A", "B", "C"))
    agenda.move_item(third, by=cast.amina, up=True)
    agenda.move_item(first, by=cast.amina, up=True)
    assert [item.title for item in meeting.items.all()] == ["A", "C", "B"]

    write(second, cast.amina, "Heard")
    with pytest.raises(ValidationError, match="stays on the agenda"):
        agenda.remove_item(second, by=cast.amina)
    agenda.remove_item(third, by=cast.amina)
    assert [item.title for item in meeting.items.all()] == ["A", "B"]


## THE NEXT MEETING


def test_the_next_meeting_keeps_settings_skeleton_and_wall_clock(cast):
    cast.iraq.time_zone = "Europe/Madrid"  # summer time begins on 29 March 2026
    cast.iraq.save()
    zone = ZoneInfo("Europe/Madrid")
    last = make.meeting(
        cast.iraq,
        starts_at=datetime(2026, 3, 24, 10, 0, tzinfo=zone),
        ends_at=datetime(2026, 3, 24, 11, 30, tzinfo=zone),
        venue="WHO office",
        chairs="Amina",
    )
    make.item(last, "Welcome", position=1, minutes=10)
    make.item(last, "Gap", position=2, gap_place=cast.sumail, gap_activity=cast.counselling)
    starts = meetings.next_time(last, datetime(2026, 3, 25, tzinfo=UTC))
    assert starts == datetime(2026, 4, 7, 10, 0, tzinfo=zone)

    new = meetings.create_next_meeting(last, by=cast.amina)
    assert (new.venue, new.chairs, new.previous, new.ends_at - new.starts_at) == (
        "WHO office", "Amina", last, timedelta(minutes=90),
    )  # fmt: skip
    assert [(item.title, item.follows_up) for item in new.items.all()] == [
        ("Follow-up of actions", True),
        ("Welcome", False),
    ]
    assert new.starts_at > timezone.now()
    assert meetings.create_next_meeting(last, by=cast.amina) == new


def test_a_series_keeps_its_interval(cast):
    first = make.meeting(cast.iraq, starts_at=datetime(2026, 3, 3, 10, tzinfo=UTC))
    second = make.meeting(cast.iraq, starts_at=datetime(2026, 3, 10, 10, tzinfo=UTC), previous=first)
    assert meetings.next_time(second, second.starts_at) == datetime(2026, 3, 17, 10, tzinfo=UTC)


def test_minutes_that_were_sent_say_when_they_changed(cast, meeting, item):
    line = write(item, cast.amina, "Heard")
    assert Meeting.objects.get().state == "draft"
    meetings.send_minutes(meeting, by=cast.amina)
    assert (Meeting.objects.get().state, Meeting.objects.get().amended_at) == ("sent", None)

    lines.rewrite_line(line, by=cast.amina, text="Heard better", seen=line.revision)
    amended = Meeting.objects.get()
    assert (amended.state, amended.amended_at is not None) == ("amended", True)


def test_what_becomes_of_an_action_does_not_amend_the_minutes(cast, meeting, item):
    action = write(item, cast.amina, "> Share it @hope")
    meetings.send_minutes(meeting, by=cast.amina)
    actions.close_action(action, by=cast.hala, outcome="Shared")
    assert Meeting.objects.get().state == "sent"
    actions.change_action(Action.objects.get(), by=cast.amina, text="Share it all")
    assert Meeting.objects.get().state == "amended"


def test_only_an_unwritten_meeting_is_removed(cast, meeting, item):
    write(item, cast.amina, "Heard")
    with pytest.raises(ValidationError, match="has minutes"):
        meetings.remove_meeting(meeting, by=cast.amina)
    empty = make.meeting(cast.iraq)
    assert meetings.remove_meeting(empty, by=cast.amina).deleted_at


## ACTIONS


def test_the_first_to_close_an_action_is_kept_and_the_second_is_told(cast):
    action = make.action(cast.iraq, organization=cast.hope)
    closed = actions.close_action(action, by=cast.hala, outcome="Shared")
    assert (closed.status, closed.closed_by, closed.closed_on) == ("done", cast.hala, timezone.localdate())

    assert actions.close_action(action, by=cast.hala).outcome == "Shared"
    assert actions.close_action(action, by=cast.hala, outcome="Shared by mail").outcome == "Shared by mail"
    with pytest.raises(actions.AlreadyClosed) as late:
        actions.close_action(action, by=cast.amina, outcome="Mine")
    assert late.value.theirs.closed_by == cast.hala
    assert Action.objects.get().outcome == "Shared by mail"


def test_an_action_is_reopened_postponed_and_taken_back(cast):
    action = actions.create_action(by=cast.amina, group=cast.iraq, text="Share", due=TODAY)
    actions.close_action(action, by=cast.amina)
    reopened = actions.reopen_action(Action.objects.get(), by=cast.amina)
    assert (reopened.status, reopened.closed_on, reopened.closed_by) == ("open", None, None)

    assert actions.postpone_action(reopened, by=cast.amina, today=TODAY).due == TODAY + timedelta(days=7)
    assert actions.undo_action(Action.objects.get(), by=cast.amina).due == TODAY
    late = actions.change_action(Action.objects.get(), by=cast.amina, due=TODAY - timedelta(days=30))
    assert actions.postpone_action(late, by=cast.amina, today=TODAY).due == TODAY + timedelta(days=7)


def test_a_button_pressed_on_an_old_page_keeps_what_others_wrote(cast, meeting, item):
    action = actions.create_action(by=cast.amina, group=cast.iraq, text="Share")
    line = write(item, cast.amina, "Heard")
    old_action, old_line, old_meeting = Action.objects.get(), Line.objects.get(), Meeting.objects.get()
    actions.change_action(action, by=cast.omar, text="Share all")
    lines.rewrite_line(line, by=cast.omar, text="Heard all", seen=1)
    meetings.change_meeting(meeting, by=cast.omar, venue="Erbil")

    actions.postpone_action(old_action, by=cast.amina, today=TODAY)
    lines.turn_line(old_line, by=cast.amina, kind="decision")
    meetings.send_minutes(old_meeting, by=cast.amina)

    assert (Action.objects.get().text, Line.objects.get().text) == ("Share all", "Heard all")
    assert Meeting.objects.get().venue == "Erbil"


def test_taking_back_the_first_change_removes_the_action_and_old_changes_stay(cast):
    action = actions.create_action(by=cast.amina, group=cast.iraq, text="Share")
    assert actions.undo_action(action, by=cast.amina).deleted_at
    old = actions.create_action(by=cast.amina, group=cast.iraq, text="Old")
    old.history.update(history_date=timezone.now() - timedelta(days=31))
    with pytest.raises(NothingToUndo):
        actions.undo_action(old, by=cast.amina)


## PEOPLE


def test_a_name_stands_once_and_ticking_changes_how_it_came(cast, meeting):
    attendance.add_attendance(meeting, by=cast.amina, name="Dr. Layla", organization=cast.care)
    attendance.add_attendance(meeting, by=cast.amina, name="dr. layla", mode="online")
    row = Attendance.objects.get()
    assert (row.name, row.organization, row.mode) == ("Dr. Layla", cast.care, "online")


def test_expected_are_the_members_and_those_of_the_last_three_meetings(cast):
    for week in range(1, 6):
        past = make.meeting(cast.iraq, starts_at=datetime(2026, 1, week, tzinfo=UTC))
        make.attendance(past, f"Guest {week}")
    make.attendance(make.meeting(cast.chad_group, starts_at=datetime(2026, 1, 6, tzinfo=UTC)), "CANARY")
    now = make.meeting(cast.iraq, starts_at=datetime(2026, 2, 1, tzinfo=UTC))

    names = [one.name for one in expected_at(now, cast.amina)]
    assert names == ["Amina", "Guest 3", "Guest 4", "Guest 5", "Hala", "Karim", "Mona", "Omar", "Salma"]
