"""What became of a row, in words."""

from __future__ import annotations

from datetime import date

from coordination.history import history_of
from meetings.changes import actions


def test_history_of_an_action_says_who_changed_what(cast):
    action = actions.create_action(by=cast.amina, group=cast.iraq, text="Share")
    actions.change_action(action, by=cast.omar, organization=cast.hope, due=date(2026, 3, 12))
    latest, first = history_of(action, cast.amina)

    assert (first.by, first.first) == (cast.amina, True)
    assert latest.by == cast.omar
    assert {(one.label, one.before, one.after) for one in latest.lines} == {
        ("Organisation", "", "Hope Initiative"), ("Due", "", "12 Mar 2026"),
    }  # fmt: skip


def test_what_the_reader_may_not_see_is_not_named(cast):
    action = actions.create_action(by=cast.amina, group=cast.iraq, text="Share")
    actions.change_action(action, by=cast.omar, person=cast.karim)
    latest, _first = history_of(action, None)

    assert [(one.label, one.after) for one in latest.lines] == [("Person", "…")]
