"""A typed line in four languages."""

from __future__ import annotations

from datetime import date

import pytest

from meetings.capture import Known, read_line, who_is
from meetings.days import NoSuchDay, read_day

TODAY = date(2026, 2, 3)  # a Tuesday
ORGANIZATIONS = [
    Known("Hope Initiative", ("Hope Initiative", "HOPE", "مبادرة الأمل")),
    Known("Save the Children", ("Save the Children", "SCI")),
    Known("Care North", ("Care North", "CN")),
    Known("Care South", ("Care South", "CS")),
]


def read(text, kind=""):
    return read_line(text, today=TODAY, organizations=ORGANIZATIONS, kind=kind)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12 feb", date(2026, 2, 12)),
        ("12th of February", date(2026, 2, 12)),
        ("Feb 12", date(2026, 2, 12)),
        ("2 feb", date(2027, 2, 2)),
        ("3 feb", TODAY),
        ("12 february 2027", date(2027, 2, 12)),
        ("Thursday 12 Feb", date(2026, 2, 12)),
        ("tomorrow", date(2026, 2, 4)),
        ("next tuesday", date(2026, 2, 10)),
        ("friday", date(2026, 2, 6)),
        ("in 2 weeks", date(2026, 2, 17)),
        ("end of the month", date(2026, 2, 28)),
        ("29 feb", date(2028, 2, 29)),
        ("12 février", date(2026, 2, 12)),
        ("le 1er mars", date(2026, 3, 1)),
        ("mardi prochain", date(2026, 2, 10)),
        ("dans 10 jours", date(2026, 2, 13)),
        ("après-demain", date(2026, 2, 5)),
        ("12 de febrero", date(2026, 2, 12)),
        ("mañana", date(2026, 2, 4)),
        ("el próximo viernes", date(2026, 2, 6)),
        ("en 2 semanas", date(2026, 2, 17)),
        ("١٢ فبراير", date(2026, 2, 12)),
        ("١٢ شباط", date(2026, 2, 12)),
        ("1 كانون الثاني", date(2027, 1, 1)),
        ("5 تشرين الأول 2026", date(2026, 10, 5)),
        ("غدًا", date(2026, 2, 4)),
        ("الثلاثاء القادم", date(2026, 2, 10)),
        ("خلال ٣ أيام", date(2026, 2, 6)),
        ("2026-02-12", date(2026, 2, 12)),
        ("12/02/2026", date(2026, 2, 12)),
        ("12/2", date(2026, 2, 12)),
        ("١٢/٠٢/٢٠٢٦", date(2026, 2, 12)),
        ("12.2.26", date(2026, 2, 12)),
        ("soon", None),
        ("WHO", None),
        ("12", None),
        ("", None),
    ],
)
def test_a_day_in_words(text, expected):
    assert read_day(text, TODAY) == expected


@pytest.mark.parametrize("text", ["31 feb", "30 février", "31/4/2026", "2026-13-01", "٣١ فبراير", "0 mars"])
def test_a_day_that_does_not_exist(text):
    with pytest.raises(NoSuchDay):
        read_day(text, TODAY)


@pytest.mark.parametrize(
    ("text", "kind", "rest"),
    [
        ("Hope opens a centre", "note", "Hope opens a centre"),
        ("! We meet fortnightly", "decision", "We meet fortnightly"),
        ("!We meet fortnightly", "decision", "We meet fortnightly"),
        ("> Share the list", "action", "Share the list"),
        ("< شارك القائمة", "action", "شارك القائمة"),
        ("\u200f> شارك القائمة", "action", "شارك القائمة"),
        ("write to a@b.org /12 feb", "note", "write to a@b.org /12 feb"),
        ("¡ Acordado", "decision", "Acordado"),
        ("<b>bold</b>", "note", "<b>bold</b>"),
    ],
)
def test_the_sign_says_what_a_line_is(text, kind, rest):
    line = read(text)
    assert (line.kind, line.text, line.questions) == (kind, rest, [])


def test_a_button_says_it_without_a_sign_and_the_sign_wins():
    assert read("Share it", kind="decision").kind == "decision"
    assert read("> Share it", kind="decision").kind == "action"


@pytest.mark.parametrize(
    ("text", "rest", "owner", "due"),
    [
        ("> Share the list @hope /12 feb", "Share the list", "Hope Initiative", date(2026, 2, 12)),
        ("> Share the list /12 feb @hope", "Share the list", "Hope Initiative", date(2026, 2, 12)),
        (
            "> @Save the Children shares the list /next tuesday",
            "shares the list",
            "Save the Children",
            date(2026, 2, 10),
        ),
        ("> @sci shares it", "shares it", "Save the Children", None),
        (
            "> Partager la liste @hope /12 février 2026",
            "Partager la liste",
            "Hope Initiative",
            date(2026, 2, 12),
        ),
        ("> Compartir la lista @hope /mañana", "Compartir la lista", "Hope Initiative", date(2026, 2, 4)),
        ("> شارك القائمة @مبادرة الامل /١٢ فبراير", "شارك القائمة", "Hope Initiative", date(2026, 2, 12)),
        ("> Call 24/7 line and/or mail a@b.org", "Call 24/7 line and/or mail a@b.org", None, None),
        ("> Share /12 feb with all", "Share with all", None, date(2026, 2, 12)),
    ],
)
def test_an_action_with_owner_and_day(text, rest, owner, due):
    line = read(text)
    assert (line.text, line.organization, line.due, line.questions) == (rest, owner, due, [])


def test_an_unknown_owner_stays_in_the_text_and_is_asked_about():
    line = read("> Share the list @nobody /12 feb")
    assert (line.text, line.organization, line.due) == ("Share the list @nobody", None, date(2026, 2, 12))
    assert line.questions == ["No organisation here is called “nobody”. Choose the owner of this action."]


def test_two_possible_owners_are_named():
    line = read("> Share the list @care")
    assert (line.text, line.organization) == ("Share the list @care", None)
    assert line.questions == ["“care” may be Care North, Care South. Choose the owner of this action."]
    assert who_is("care n", ORGANIZATIONS) == ["Care North"]


def test_a_day_that_cannot_be_read_stays_in_the_text():
    assert read("> Ask /soonish").text == "Ask /soonish"
    line = read("> Ask /31 feb")
    assert (line.text, line.due) == ("Ask /31 feb", None)
    assert line.questions == ["There is no such day as “31 feb”. Set the due date again."]


def test_a_day_in_the_past_is_kept_and_asked_about():
    line = read("> Ask /2025-02-12")
    assert line.due == date(2025, 2, 12)
    assert line.questions == ["The due date, Feb. 12, 2025, has passed already. Check it."]


def test_control_characters_are_left_out_and_said():
    line = read("> Share\x00 the \x1blist")
    assert line.text == "Share the list"
    assert line.questions == ["Hidden control characters were left out of this line."]


def test_hostile_lines_are_read_quickly():
    for text in ("> " + "@" * 50_000, "> " + "@a " * 30_000, "/" * 100_000, "> /" + "1 " * 50_000):
        read(text)
