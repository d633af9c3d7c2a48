"""The coordinator opens the next meeting and writes while chairing, without touching the mouse."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from meetings.models import Action, Meeting
from sectors.access import Role
from tests import make

WORDS = {
    "en": {
        "note": "Hope opened a centre.",
        "decision": "! We meet every two weeks",
        "action": "> Share the list @hope /tomorrow",
        "text": "Share the list",
    },
    "ar": {
        "note": "افتتحت الأمل مركزاً جديداً.",
        "decision": "! نجتمع كل أسبوعين",
        "action": "> شارك القائمة @مبادرة الأمل /غداً",
        "text": "شارك القائمة",
    },
}


@pytest.fixture
def amina(transactional_db):
    country = make.place("IRQ", "Iraq")
    group = make.group("iraq", country, name="MHPSS TWG Iraq")
    hope = make.organization("Hope Initiative", acronym="HOPE", groups=[group])
    hope.aliases.create(text="مبادرة الأمل")
    last = make.meeting(group, number=1, venue="WHO office")
    make.item(last, "Service mapping")
    make.action(group, "Send the calendar", number=1, meeting=last, organization=hope)
    return make.person("amina", group=group, role=Role.COORDINATOR)


def press_until(page: Page, selector: str) -> None:
    """Tab forward until the thing is in focus, as somebody without a mouse would."""
    for _press in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"{selector} is not reached by Tab")


def type_line(page: Page, text: str) -> None:
    """Into the capture line that has the focus; Enter, and the focus is in it again."""
    focused = "document.activeElement.id"
    before = page.evaluate(focused)
    page.keyboard.type(text)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.wait_for_function("id => document.activeElement.id === id", arg=before)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_meeting_by_keyboard(page, live_server, sign_in, shot, barriers, amina, language):
    words = WORDS[language]
    sign_in(amina)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])

    # One interaction: the next meeting, with what is open from the last.
    page.goto("/meetings/")
    press_until(page, "form[action$='/next/'] button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("#follow-up")).to_contain_text("Send the calendar")

    # Three lines, each typed and sent with Enter.
    press_until(page, ".agenda-item:last-of-type .capture [name=text]")
    for line in ("note", "decision", "action"):
        type_line(page, words[line])
    written = page.locator(".agenda-item:last-of-type .lines > li")
    expect(written).to_have_count(3)
    assert [one.get_attribute("class") for one in written.all()] == [
        "line note",
        "line decision",
        "line action",
    ]
    action = Action.objects.get(text=words["text"])
    assert (action.organization.acronym, action.due) == ("HOPE", date.today() + timedelta(days=1))
    assert barriers(page) == []
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        shot(page, f"meeting-{language}-{width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    # Done, then the minutes: read, and marked as sent. Two interactions.
    page.locator("h1").click()
    press_until(page, "a[href$='/minutes/']")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    press_until(page, "form[action$='/send/'] button")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert Meeting.objects.get(previous__number=1).state == "sent"
    chat = page.locator("#chat").input_value()
    assert words["text"] in chat
    assert len(chat) <= 1_500
    assert barriers(page) == []
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        shot(page, f"minutes-{language}-{width}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_an_action_is_done_in_one_click_and_says_so(page, sign_in, shot, barriers, amina):
    sign_in(amina)
    page.goto("/actions/")
    page.locator("form[action$='/done/'] button").click()
    expect(page.locator(".just-done")).to_contain_text("A-1 is done.")
    assert barriers(page) == []
    shot(page, "actions-done")
    page.get_by_label("What was done?").fill("Sent by mail")
    page.keyboard.press("Enter")
    expect(page.locator("#done")).to_contain_text("Sent by mail")


def test_the_room_works_without_scripts(browser, live_server, amina, sign_in, page):
    sign_in(amina)
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto("/meetings/")
    plain.locator("form[action$='/next/'] button").click()
    plain.locator(".capture [name=text]").last.fill("Heard")
    plain.locator(".capture-do").last.locator("button[value=decision]").click()
    expect(plain.locator(".lines > .decision")).to_contain_text("Heard")
    context.close()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_sticks_out_and_nobody_is_kept_out(
    page, live_server, sign_in, shot, barriers, amina, language
):
    sign_in(amina)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    meeting, action = Meeting.objects.get(), Action.objects.get()
    line = make.line(meeting.items.get(), "https://example.org/" + "long" * 60)
    addresses = {
        "meetings": "/meetings/",
        "meeting-add": "/meetings/add/",
        "meeting-last": f"/meetings/{meeting.public_id}/",
        "meeting-edit": f"/meetings/{meeting.public_id}/edit/",
        "item-edit": f"/items/{meeting.items.get().public_id}/edit/",
        "line-edit": f"/lines/{line.public_id}/edit/",
        "actions": "/actions/",
        "action-add": "/actions/add/",
        "action": f"/actions/{action.public_id}/",
        "action-edit": f"/actions/{action.public_id}/edit/",
    }
    for name, address in addresses.items():
        page.goto(address)
        for details in page.locator("main details:not(.drop)").all():
            details.evaluate("one => { one.open = true; }")
        for width in (320, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
            assert barriers(page) == [], (name, width)
            shot(page, f"{name}-{language}-{width}")
