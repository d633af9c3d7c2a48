"""An information manager fixes a partner's file on a telephone, in Arabic, with script and without."""

from __future__ import annotations

import pytest

from sectors.changes import imports
from tests.sectors.fourws.test_applying import ROWS, file

PHONE = {"width": 360, "height": 780}


def draft(cast):
    """Forty bad cells of three kinds, and a row of its own trouble."""
    cast.ninewa.name_ar = "نينوى"
    cast.ninewa.save()
    row = ROWS[0]
    bad = [[*row[:3], "Ninevah", "", "Health", f"a{n}", *row[7:]] for n in range(24)]
    bad += [[*row[:6], f"b{n}", "soon", *row[8:]] for n in range(12)]
    bad += [[*row[:6], f"c{n}", *row[7:9], "about 40"] for n in range(4)]
    return imports.upload_file(
        group=cast.iraq, by=cast.amina, file_name="شركاء.tsv", content=file([*ROWS, *bad])
    )


def fix(opened, batch, shot):
    """The places with one tap, the dates with one word, the rest left out; one answer taken back and given again."""
    opened.goto(f"/imports/{batch.public_id}/")
    shot(opened, f"import-needs-you-{opened.viewport_size['width']}")
    question = opened.locator(".question", has_text="Ninevah")
    question.locator("button[name=tap]:visible").first.click()
    opened.wait_for_selector("#done")
    shot(opened, f"import-answered-{opened.viewport_size['width']}")
    opened.locator("#done button").click()
    opened.wait_for_load_state()
    opened.locator(".question", has_text="Ninevah").locator("button[name=tap]:visible").first.click()
    opened.wait_for_selector("#done")
    question = opened.locator(".question", has_text="soon")
    question.locator("input[name=typed]").fill("2022-02")
    question.locator("input[name=typed]").press("Enter")
    opened.wait_for_selector("#done")
    opened.locator(".question", has_text="about 40").locator("form[action$='leave-out/'] button").click()
    opened.wait_for_selector("#done, .tabs")
    shot(opened, f"import-decided-{opened.viewport_size['width']}")


def wide(opened):
    """How far the page is wider than its window."""
    return opened.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


@pytest.mark.parametrize("script", [True, False])
def test_forty_bad_cells_on_a_telephone_in_arabic(
    cast, browser, live_server, sign_in, page, barriers, shot, script
):
    batch = draft(cast)
    sign_in(cast.amina)
    page.context.add_cookies([{"name": "django_language", "value": "ar", "url": live_server.url}])
    if script:
        page.set_viewport_size(PHONE)
        fix(page, batch, shot)
        assert (barriers(page), wide(page)) == ([], 0)
    else:
        bare = browser.new_context(base_url=live_server.url, java_script_enabled=False, viewport=PHONE)
        bare.add_cookies(page.context.cookies())
        fix(bare.new_page(), batch, shot)
        bare.close()
    batch.refresh_from_db()
    assert {state: n for state, n in batch.counts.items() if n} == {"rows": 43, "new": 39, "left_out": 4}
    assert set(batch.rows.filter(cells__3="Ninevah").values_list("values__place", flat=True)) == {
        cast.ninewa.pk
    }
    assert len(batch.answers) == 3
