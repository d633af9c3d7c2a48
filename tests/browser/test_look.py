"""The shell, the first page, signing in and the account: in four languages, on a phone and on a desk."""

from __future__ import annotations

import re

import brotli
import pytest
from django.core import mail
from django.core.cache import cache

LANGUAGES = {"en": "ltr", "fr": "ltr", "ar": "rtl", "es": "ltr"}
WIDTHS = [320, 360, 1280]


@pytest.fixture(autouse=True)
def _fresh_rate_limits():
    cache.clear()


@pytest.fixture
def cast(transactional_db, cast):
    return cast


@pytest.fixture
def looks_right(page, live_server, barriers, shot):
    """One address in four languages and three widths: right way round, nothing sticks out, nobody is kept out."""

    def look(address: str, name: str) -> None:
        for language, direction in LANGUAGES.items():
            page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
            page.goto(address)
            assert page.locator("html").get_attribute("dir") == direction
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (
                    address,
                    language,
                    width,
                )
                if language in {"en", "ar"} and width > 320:
                    shot(page, f"{name}-{language}-{width}")
            page.set_viewport_size({"width": 360, "height": 900})
            assert barriers(page) == []
            page.set_viewport_size({"width": 1280, "height": 900})
            assert barriers(page) == []

    return look


@pytest.mark.parametrize(
    "address,name",
    [("/", "home"), ("/about/", "about"), ("/accounts/login/", "sign-in"), ("/nothing/", "missing")],
)
def test_the_pages_of_strangers(address, name, cast, looks_right, complaints):
    looks_right(address, name)
    complaints[:] = [text for text in complaints if "404 (Not Found)" not in text]


@pytest.mark.parametrize(
    "address,name", [("/", "tasks"), ("/account/", "account"), ("/accounts/2fa/", "second-step")]
)
def test_the_pages_of_members(address, name, cast, sign_in, looks_right):
    sign_in(cast.amina)
    looks_right(address, name)


def test_signing_in_by_code_on_a_phone(page, cast, barriers, shot):
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("E-mail address").fill("amina@example.org")
    page.get_by_role("button", name="Send me a code").click()
    page.wait_for_url("**/confirm/**")
    assert barriers(page) == []
    page.locator("input[name=code]").fill("12")
    page.get_by_role("button", name="Go on").click()
    assert page.title().startswith("Error: ")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    assert barriers(page) == []
    shot(page, "sign-in-error-en-360")

    page.locator("input[name=code]").fill(re.search(r"^\d{6}$", mail.outbox[-1].body, re.MULTILINE)[0])
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/")

    assert page.get_by_role("heading", level=1).inner_text() == "Hello, Amina"


def test_the_menus_open_on_a_phone_and_close_with_escape(page, cast, sign_in, barriers, shot):
    sign_in(cast.amina)
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/")
    for menu in page.locator("header details").all():
        menu.locator("summary").click()
        assert menu.get_attribute("open") == ""
        assert barriers(page) == []
        box = menu.locator(":scope > :not(summary)").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        page.keyboard.press("Escape")
        assert menu.get_attribute("open") is None


def test_without_scripts_the_language_changes_and_the_page_stays(browser, live_server, cast):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto("/about/?place=IQG15")
    page.locator("header summary").last.click()
    page.get_by_role("button", name="العربية").click()

    assert page.url == f"{live_server.url}/about/?place=IQG15"
    assert page.locator("html").get_attribute("dir") == "rtl"
    context.close()


def test_everything_one_presses_in_the_shell_is_large_enough(page, cast, sign_in):
    sign_in(cast.amina)
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/")
    small = page.evaluate(
        """[...document.querySelectorAll("header a, header summary, main .button, .list-rows > li > a")]
        .map(one => [one.textContent.trim(), one.getBoundingClientRect()])
        .filter(([, box]) => box.height && (box.height < 43.5 || box.width < 43.5)).map(([text]) => text)"""
    )

    assert small == []


def test_the_skip_link_comes_first_and_is_seen(page, cast):
    page.goto("/")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0


@pytest.mark.parametrize("address", ["/", "/matrix/", "/services/", "/account/"])
def test_in_the_dark_nothing_gets_harder_to_read(address, page, cast, sign_in, barriers):
    sign_in(cast.amina)
    page.emulate_media(color_scheme="dark")
    page.goto(address)

    assert barriers(page) == []


def test_the_first_page_is_light(page, cast):
    """Everything it loads, compressed as a phone gets it, and nothing that is not ours."""
    loaded = {}
    page.on("response", lambda answer: loaded.update({answer.url: answer.body()}))
    page.goto("/")
    page.wait_for_load_state("networkidle")

    assert sum(len(brotli.compress(body)) for body in loaded.values()) <= 20_000
    assert len(loaded) <= 5
