"""The page of long work: how far it is, where it leads, and what to do when it did not work."""

from __future__ import annotations

import io
import os
import re
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination import jobs, marks, working
from coordination.exports import files
from coordination.tasks import work_off
from sectors.changes import imports
from sectors.changes import work as changes
from sectors.models import Import, Membership, Work
from tests.sectors.fourws.test_applying import ROWS, file, imported

Kind, State = Work.Kind, Work.State


@pytest.fixture(autouse=True)
def _everything_is_large(settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(working, "LARGE_FILE", 10)
    monkeypatch.setattr(working, "LARGE_IMPORT", 0)


@pytest.fixture
def draft(cast):
    return imports.upload_file(group=cast.iraq, by=cast.karim, file_name="partners.tsv", content=file(ROWS))


def upload(browser, cast, content=None):
    data = {"group": cast.iraq.pk, "period": "", "pasted": ""}
    return browser.post(
        reverse("import-add"), data | {"file": SimpleUploadedFile("partners.tsv", content or file(ROWS))}
    )


def page(browser, work, **headers):
    return browser.get(reverse("work", args=[work.public_id]), headers=headers)


def text(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def at(name, row):
    return reverse(name, args=[row.public_id])


def test_a_large_file_is_read_while_one_may_leave(cast, browse):
    browser = browse(cast.amina)
    answer = upload(browser, cast)
    work = Work.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, at("work", work))
    shown = page(browser, work)
    assert "It waits for its turn." in text(shown)
    assert "You can leave this page" in text(shown)
    work_off()
    assert page(browser, work)["Location"] == at("import", Import.objects.get())


@pytest.mark.django_db(transaction=True)
def test_what_is_done_in_a_moment_shows_no_page_that_waits(cast, browse):
    browser = browse(cast.amina)
    answer = upload(browser, cast)
    batch = Import.objects.get()
    assert answer["Location"] == at("import", batch)
    assert browser.post(at("import-apply", batch))["Location"] == at("import", batch)
    assert imported().count() == 3
    assert browser.post(at("import-undo", batch))["Location"] == at("import", batch)
    assert imported().count() == 0
    wrong = upload(browser, cast, b"alpha,beta\n1,2\n")
    assert (wrong.status_code, "No column says who, where or what." in text(wrong)) == (200, True)


def test_a_running_one_says_how_far_it_is(cast, browse, draft):
    work = changes.ask(Kind.APPLY, by=cast.amina, batch=draft)
    changes.take_up(work.pk)
    with marks.held(work.public_id) as mark:
        mark(1200, 4000, "checking")
        shown = page(browse(cast.amina), work)
        assert (
            '<progress aria-labelledby="phase" max="4000" value="1200"></progress>' in shown.content.decode()
        )
        assert "Checking the rows 1,200 of 4,000 rows" in text(shown)
        mark(3, 6, "writing")
        shown = page(browse(cast.amina), work)
        assert 'max="6" value="3"' in shown.content.decode()
        assert "of 6 rows" not in text(shown)
    assert "It was interrupted. It begins anew by itself" in text(page(browse(cast.amina), work))


def test_the_page_looks_again_by_itself_and_more_slowly_after_a_while(cast, browse, draft):
    work = changes.ask(Kind.APPLY, by=cast.amina, batch=draft)
    for age, seconds in ((0, 2), (60, 5), (600, 15)):
        Work.objects.filter(pk=work.pk).update(asked_at=timezone.now() - timedelta(seconds=age))
        shown = page(browse(cast.amina), work).content.decode()
        assert f'<noscript><meta http-equiv="refresh" content="{seconds}"></noscript>' in shown
        assert f'hx-trigger="every {seconds}s"' in shown
        part = page(browse(cast.amina), work, HX_Request="true").content.decode()
        assert f'hx-trigger="every {seconds}s"' in part
        assert "<html" not in part


def test_with_script_it_leads_on_too(cast, browse, draft):
    work = changes.ask(Kind.APPLY, by=cast.amina, batch=draft)
    work_off()
    answer = page(browse(cast.amina), work, HX_Request="true")
    assert answer["HX-Redirect"] == at("import", draft)


def test_while_something_is_done_to_an_import_its_page_and_its_buttons_lead_there(cast, browse, draft):
    work = changes.ask(Kind.APPLY, by=cast.amina, batch=draft)
    for person in (cast.amina, cast.omar, cast.karim):
        browser = browse(person)
        assert browser.get(at("import", draft))["Location"] == at("work", work)
        for name in ("import-apply", "import-columns", "import-discard"):
            assert browser.post(at(name, draft))["Location"] == at("work", work), name
        assert page(browser, work).status_code == 200
    assert Work.objects.count() == 1


def test_pressing_twice_is_one_work(cast, browse, draft):
    first, second = browse(cast.amina), browse(cast.omar)
    there = first.post(at("import-apply", draft))["Location"]
    assert there == at("work", Work.objects.get())
    assert second.post(at("import-apply", draft))["Location"] == there
    work_off()
    assert (imported().count(), Work.objects.count()) == (1, 1)


def test_what_did_not_work_says_why_and_can_be_tried_again(cast, browse, draft, monkeypatch):
    def broken(work, progress):
        raise ZeroDivisionError

    work = changes.ask(Kind.APPLY, by=cast.amina, batch=draft)
    monkeypatch.setitem(jobs.JOBS, Kind.APPLY, broken)
    work_off()
    monkeypatch.setitem(jobs.JOBS, Kind.APPLY, jobs.apply)
    shown = page(browse(cast.omar), work)
    assert "Something went wrong here." in text(shown)
    assert at("work-again", work) in shown.content.decode()
    assert (
        at("work-again", work) not in page(browse(cast.karim), work).content.decode()
    )  # it would run with the rights of amina
    assert browse(cast.karim).post(at("work-again", work)).status_code == 403
    assert browse(cast.karim).get(at("import", draft)).status_code == 200
    browse(cast.omar).post(at("work-again", work))
    work_off()
    work.refresh_from_db()
    assert (work.state, imported().count()) == (State.DONE, 1)


def test_what_is_wrong_with_a_file_is_not_tried_again(cast, browse):
    browser = browse(cast.amina)
    upload(browser, cast, b"alpha,beta\n1,2\n")
    work_off()
    shown = text(page(browser, Work.objects.get()))
    assert "No column says who, where or what." in shown
    assert "Choose another file" in shown
    assert "Try again" not in shown


def test_what_waits_can_be_stopped(cast, browse):
    browser = browse(cast.amina)
    upload(browser, cast)
    work = Work.objects.get()
    assert "Stopped" in text(browser.post(at("work-stop", work), follow=True))
    assert (work_off(), Import.objects.count()) == (0, 0)


def test_those_who_manage_a_group_see_what_failed_there_and_others_do_not(cast, browse, draft):
    work = changes.ask(Kind.APPLY, by=cast.karim, batch=draft)
    changes.fail(changes.take_up(work.pk), "broken")
    line = "1 piece of work in the background did not work"
    for person, sees in ((cast.amina, True), (cast.karim, True), (cast.hala, False), (cast.lena, False)):
        browser = browse(person)
        assert (line in text(browser.get("/")), "partners.tsv" in text(browser.get("/work/"))) == (
            sees,
            sees,
        ), person


def test_the_list_needs_the_same_number_of_queries(cast, browse):
    def asked():
        browser = browse(cast.amina)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get("/work/").status_code == 200
        return len(queries)

    def some(number):
        for _number in range(number):
            batch = imports.upload_file(
                group=cast.iraq, by=cast.karim, file_name="partners.tsv", content=file(ROWS)
            )
            changes.fail(changes.take_up(changes.ask(Kind.APPLY, by=cast.karim, batch=batch).pk), "broken")

    some(1)
    one = asked()
    some(2)
    assert asked() == one


## FILES THAT WERE MADE


@pytest.fixture
def made(cast, tmp_path):
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "secret.made").write_bytes(b"a,b\n")
    return Work.objects.create(
        kind=Kind.EXPORT,
        state=State.DONE,
        asked_by=cast.karim,
        file_name="services.csv",
        finished_at=timezone.now(),
        result={
            "file": "secret.made",
            "name": "services.csv",
            "type": "text/csv",
            "rights": jobs.rights(cast.karim),
        },
    )


def test_a_file_is_for_the_person_who_asked_for_it(cast, browse, made):
    answer = browse(cast.karim).get(at("work-file", made))
    assert b"".join(answer.streaming_content) == b"a,b\n"
    assert answer["Content-Disposition"] == 'attachment; filename="services.csv"'
    assert answer["Content-Type"] == "text/csv"
    for person in (cast.amina, cast.hala, cast.nour, cast.root):
        assert browse(person).get(at("work-file", made)).status_code == 404, person
    assert "The file is ready." in text(page(browse(cast.karim), made))


def test_who_may_see_other_rows_now_than_then_must_ask_again(cast, browse, made):
    Membership.objects.filter(user=cast.karim).update(active=False)
    assert browse(cast.karim).get(at("work-file", made)).status_code == 404


def test_a_file_that_is_gone_says_so(cast, browse, made, tmp_path):
    old = timezone.now().timestamp() - 25 * 60 * 60
    os.utime(tmp_path / "work" / "secret.made", (old, old))
    work_off()
    assert browse(cast.karim).get(at("work-file", made)).status_code == 404
    assert "The file is gone" in text(page(browse(cast.karim), made))


def test_a_large_workbook_is_made_in_the_background_and_a_small_one_at_once(cast, browse, monkeypatch):
    browser, address = browse(cast.karim), "/services/export.xlsx?group=iraq"
    small = browser.get(address)
    assert small["Content-Type"] == files.EXCEL
    monkeypatch.setattr(files, "LARGE", 2)
    there = browser.get(address)["Location"]
    assert browser.get(address)["Location"] == there  # pressed twice
    for other in ("/services/export.csv?group=iraq", "/services/export.xlsx?q=sunrise"):
        assert browser.get(other).streaming, other
    assert browse(None).get(address).streaming
    work_off()
    work = Work.objects.get()
    assert there == at("work", work)
    content = b"".join(browser.get(at("work-file", work)).streaming_content)
    assert rows_of(content) == rows_of(b"".join(small.streaming_content))
    assert work.result["name"] in small["Content-Disposition"]


def test_a_file_is_cut_to_what_its_person_may_see_when_it_is_made(cast, browse, monkeypatch):
    monkeypatch.setattr(files, "LARGE", 0)
    browse(cast.salma).get("/services/export.xlsx?group=iraq")
    Membership.objects.filter(user=cast.salma).update(active=False)
    work_off()
    content = b"".join(browse(cast.salma).get(at("work-file", Work.objects.get())).streaming_content)
    assert b"CANARY" not in rows_of(content)
    assert b"Sunrise" in rows_of(content)


def rows_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return book.read("xl/worksheets/sheet2.xml")
