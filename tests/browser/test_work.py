"""Waiting for long work: the bar moves and leads on by itself, with script and without, in both directions of writing."""

from __future__ import annotations

import pytest
from django.conf import settings as real
from django.test import Client
from playwright.sync_api import expect

from coordination import jobs, marks
from sectors.changes import work as changes
from sectors.changes.imports import upload_file
from sectors.models import Work
from tests.conftest import make_cast
from tests.sectors.fourws.test_applying import file


@pytest.fixture
def cast(transactional_db, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return make_cast()


@pytest.fixture
def running(cast):
    batch = upload_file(group=cast.iraq, by=cast.amina, file_name="partners.tsv", content=file())
    return changes.take_up(changes.ask(Work.Kind.APPLY, by=cast.amina, batch=batch).pk)


def follow(page, work, look=lambda: None):
    with marks.held(work.public_id) as mark:
        mark(120, 400, "checking")
        page.goto(f"/work/{work.public_id}/")
        expect(page.locator("progress[value='120']")).to_have_count(1)
        look()
        mark(3, 6, "writing")
        expect(page.locator("progress[value='3']")).to_have_count(1)
        jobs.do(work, mark)
    page.wait_for_url("**/imports/*/")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_with_script(page, live_server, sign_in, cast, running, shot, barriers, language):
    def look():
        assert barriers(page) == []
        for width in (1280, 360, 320):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            shot(page, f"work-{language}-{width}")

    sign_in(cast.amina)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    follow(page, running, look)
    page.goto("/work/")
    assert barriers(page) == []


def test_without_script(browser, live_server, cast, running):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    client = Client()
    client.force_login(cast.amina)
    value = client.cookies[real.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": real.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    page = context.new_page()
    page.set_default_timeout(10_000)
    follow(page, running)
    context.close()
