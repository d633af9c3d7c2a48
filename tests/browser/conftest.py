"""A real Chromium against a real server. Where there is no Chromium the tests are skipped; on the build server they fail.

SHOTS=var/shots make test        keeps the pictures the tests take
CHROMIUM=/path/to/it make test   another browser than the usual ones
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

USUAL = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
]
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


def chromium() -> str:
    for path in filter(None, [os.environ.get("CHROMIUM"), *USUAL]):
        if shutil.which(path):
            return path
    sentence = "No Chromium found. Install it (apt install chromium) or set CHROMIUM=/path/to/it."
    if os.environ.get("CI"):
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    # Playwright keeps an event loop in this thread; Django would refuse to read the database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield running
        running.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about. A test that wants a refusal looks at it and clears it."""
    return []


@pytest.fixture
def page(browser: Browser, live_server: Any, complaints: list[str]) -> Iterator[Page]:
    """A page that fails its test when anything was refused, broke, or was asked of another site."""
    context = browser.new_context(
        base_url=live_server.url, locale="en-GB", viewport={"width": 1280, "height": 900}
    )
    context.set_default_timeout(10_000)
    opened = context.new_page()

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"{opened.url}: {message.text}")

    def asked(request: Request) -> None:
        if not request.url.startswith((live_server.url, "data:", "blob:", "about:")):
            complaints.append(f"{opened.url} asked {request.url}")

    opened.on("console", heard)
    opened.on("pageerror", lambda error: complaints.append(f"{opened.url}: {error}"))
    opened.on("request", asked)
    yield opened
    context.close()
    assert complaints == []


@pytest.fixture
def sign_in(page: Page, live_server: Any) -> Callable[[Any], None]:
    """Signs a person in without the walk through the sign-in pages; those have a test of their own."""

    def as_person(user: Any) -> None:
        client = Client()
        client.force_login(user)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url, "httpOnly": True}]
        )

    return as_person


@pytest.fixture
def shot() -> Callable[..., None]:
    """Keeps a picture of the page when somebody asked for pictures."""

    def keep(page: Page, name: str, width: int | None = None) -> None:
        if not (folder := os.environ.get("SHOTS")):
            return
        if width:
            page.set_viewport_size({"width": width, "height": 900})
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)

    return keep


@pytest.fixture
def barriers() -> Callable[[Page], list[str]]:
    """What axe finds that keeps somebody out, one line each."""

    def look(page: Page) -> list[str]:
        found = Axe().run(page).response["violations"]
        return [f"{fault['id']}: {node['html'][:120]}" for fault in found for node in fault["nodes"]]

    return look
