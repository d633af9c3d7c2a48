"""The text for a chat, the sections of the log, history in words."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import translation

from meetings.log import in_order, sections
from meetings.minutes import LONGEST, chat_text
from meetings.models import Action
from meetings.room import open_from_before, read_room
from tests import make

TODAY = date(2026, 3, 10)


def test_the_chat_text_says_decisions_then_who_does_what(cast):
    meeting = make.meeting(cast.iraq, number=14)
    item = make.item(meeting)
    make.line(item, "Heard something.")
    make.line(item, "We meet\nfortnightly.", kind="decision")
    make.action(
        cast.iraq,
        "Share the list",
        number=114,
        meeting=meeting,
        organization=cast.hope,
        due=date(2026, 3, 12),
    )

    assert chat_text(read_room(meeting, cast.amina)) == (
        "Group iraq: Meeting 14\nTuesday 3 Mar 2026, 10:00\n"
        "\nDecisions:\n• We meet fortnightly.\n"
        "\nActions:\n• A-114 Share the list (HOPE, 12 Mar)"
    )


def test_in_arabic_every_line_runs_from_right_to_left(cast):
    meeting = make.meeting(cast.iraq)
    make.action(cast.iraq, "شارك القائمة", meeting=meeting, organization=cast.hope)
    with translation.override("ar"):
        lines = chat_text(read_room(meeting, cast.amina)).split("\n")
    assert [line[0] for line in lines if line and not line.endswith(":")] == ["\u200f"] * 3


def test_a_long_chat_text_says_how_much_is_left_out(cast):
    meeting = make.meeting(cast.iraq)
    item = make.item(meeting)
    for number in range(20):
        make.line(item, f"Decision {number} " + "word " * 30, kind="decision")
    text = chat_text(read_room(meeting, cast.amina))

    assert len(text) <= LONGEST
    assert text.count("•") + int(text.split("\n")[-1].split()[0]) == 20


def test_the_log_is_in_sections(cast):
    def due(days):
        return TODAY + timedelta(days=days)

    for number, extra in enumerate(
        [{"due": due(7)}, {"due": due(6)}, {"due": due(0)}, {"due": due(-1)}, {}, {"status": "done", "closed_on": due(-2)},
         {"status": "dropped", "closed_on": due(-1), "due": due(-9)}, {"due": due(-5), "status": "in_progress"}]
    ):  # fmt: skip
        make.action(cast.iraq, number=number + 1, **extra)

    found = sections(in_order(Action.objects.all()), TODAY)
    assert [(section.key, [action.number for action in section.actions]) for section in found] == [
        ("overdue", [8, 4]), ("week", [3, 2]), ("later", [1]), ("no-date", [5]), ("done", [7, 6]),
    ]  # fmt: skip


def test_a_meeting_follows_up_what_was_open_on_its_day(cast):
    before = make.meeting(cast.iraq, starts_at="2026-02-03T10:00Z")
    meeting = make.meeting(cast.iraq)
    meeting.refresh_from_db()
    after = make.meeting(cast.iraq, starts_at="2026-03-17T10:00Z")
    kept = make.action(cast.iraq, "Open", meeting=before)
    since = make.action(cast.iraq, "Done since", meeting=before, status="done", closed_on=date(2026, 3, 5))
    make.action(cast.iraq, "Done before", meeting=before, status="done", closed_on=date(2026, 2, 20))
    make.action(cast.iraq, "Own", meeting=meeting)
    make.action(cast.iraq, "Later", meeting=after)
    make.action(cast.chad_group, "CANARY", meeting=None)

    assert list(open_from_before(meeting, cast.amina)) == [kept, since]
