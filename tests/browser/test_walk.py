"""The whole walk: a stranger starts the demo, signs in, brings in a partner's file, sees it on the map and in the
matrix, exports the workbook, logs a meeting with an action, and reads all of it back over the API."""

from __future__ import annotations

import io
import re
from pathlib import Path
from zipfile import ZipFile

import pytest
import xlsxwriter
from django.core import mail
from django.core.management import call_command
from playwright.sync_api import Page, expect

from meetings.models import Meeting

COLUMNS = {
    "Month": "#date +reported",
    "ADM1_PCODE": "#adm1 +code",
    "Governorate": "#adm1 +name",
    "ADM2_PCODE": "#adm2 +code",
    "District": "#adm2 +name",
    "Cluster": "#sector +cluster",
    "Beneficiary Type": "#beneficiary +name",
    "Category": "#org +impl",
    "Acronym": "#org +acronym",
    "Full Name": "#org +name",
}
ROWS = [
    [
        "2026-01",
        "IQG15",
        "Ninewa",
        "IQG15Q05",
        "Al-Mosul",
        "Health",
        "Returnees",
        "Primary",
        "SWLW",
        "Swallow Works",
    ],
    [
        "2026-01",
        "IQG15",
        "Ninewa",
        "IQG15Q05",
        "Al-Mosul",
        "Education",
        "Returnees",
        "Primary",
        "SWLW",
        "Swallow Works",
    ],
    ["2026-02", "IQG13", "Kirkuk", "", "", "Health", "Returnees", "Primary", "SWLW", "Swallow Works"],
]


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Like the files partners publish: prose on the first sheet, a stray space, tags under the header, one of them wrong."""
    path = tmp_path / "partners_2026.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("Metadata").write(0, 0, "What the columns mean, in prose")
    sheet = book.add_worksheet("3W longtable Jan-Feb 2026 ")
    for number, row in enumerate([list(COLUMNS), list(COLUMNS.values()), *ROWS]):
        sheet.write_row(number, 0, row)
    book.close()
    return path


@pytest.fixture
def demo(transactional_db) -> None:
    call_command("load_reference", verbosity=0)
    call_command("demo", verbosity=0)


def sign_in_by_code(page: Page, email: str) -> None:
    page.goto("/accounts/login/code/")
    page.locator("input[name=email]").fill(email)
    page.locator("input[name=email]").press("Enter")
    page.wait_for_url("**/accounts/login/code/confirm/")
    code = re.search(r"^\d{6}$", mail.outbox[-1].body, re.MULTILINE)[0]
    page.locator("input[name=code]").fill(code)
    page.locator("input[name=code]").press("Enter")
    page.wait_for_function("!location.pathname.startsWith('/accounts/login')")


def submit(page: Page, selector: str) -> None:
    with page.expect_navigation():
        page.locator(selector).first.click()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_walk(page, live_server, shot, demo, workbook, language):
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    sign_in_by_code(page, "amina@example.org")
    assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")

    # The file: chosen, checked, imported.
    page.goto("/imports/add/?group=iraq")
    page.locator("input[type=file]").set_input_files(workbook)
    submit(page, "form.form button.button")
    assert "3W longtable Jan-Feb 2026" in page.content()
    shot(page, f"walk-check-{language}")
    submit(page, "form[action$='/apply/'] button")
    expect(page.locator("form[action$='/undo/']")).to_be_visible()

    # On the map, and in the matrix.
    page.goto("/services/?q=swallow")
    assert page.get_by_text("Swallow Works").count() >= 3
    shot(page, f"walk-map-{language}")
    page.goto("/matrix/?rows=adm1&columns=sector&q=swallow")
    row = page.locator("tbody tr", has_text="Ninewa" if language == "en" else "نينوى")
    assert [cell for cell in row.locator("td").all_inner_texts() if cell.strip().isdigit()] == ["1", "1", "2"]
    shot(page, f"walk-matrix-{language}")

    # The workbook.
    with page.expect_download() as download:
        page.locator("details:has(a[href*='export.xlsx']) summary").click()
        page.locator("a[href*='export.xlsx']").first.click()
    names = ZipFile(io.BytesIO(Path(download.value.path()).read_bytes())).namelist()
    assert "xl/worksheets/sheet1.xml" in names

    # A meeting with an action.
    page.goto("/meetings/?group=iraq")
    coming = Meeting.objects.filter(group__slug="iraq").latest("starts_at")
    submit(page, f"main a[href='/meetings/{coming.public_id}/']")
    page.locator(".agenda-item .capture [name=text]").last.fill("> Visit Swallow Works in Mosul")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.goto("/actions/?q=Swallow")
    expect(page.get_by_text("Visit Swallow Works in Mosul")).to_have_count(1)
    shot(page, f"walk-actions-{language}")

    # And all of it back over the API.
    def read(address: str) -> dict:
        return page.request.get(f"{live_server.url}/api/v1/{address}").json()

    assert read("services/?q=swallow")["count"] == 3
    assert read("matrix/?rows=adm1&columns=sector&q=swallow")["total"]["value"] == 3
    (action,) = read("actions/?q=Swallow")["results"]
    meeting = read(f"meetings/{action['meeting']}/")
    assert (action["text"], meeting["group"]) == ("Visit Swallow Works in Mosul", "iraq")
    assert read("imports/")["results"][0]["counts"]["new"] == 3
