"""Bringing in a file through the pages: three presses for a clean file, and nobody sees another's."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sectors.changes import imports
from sectors.changes.applied import apply_import
from sectors.fourws import reading
from sectors.models import Import, Service
from tests.sectors.fourws.test_applying import HEADERS, ROWS, file, imported

BAD = ["Hope Initiative", "", "", "CANARY Atlantis", "", "Health", "x", "2022-01", "", ""]


def stage(cast, rows=ROWS, by=None):
    return imports.upload_file(
        group=cast.iraq, by=by or cast.amina, file_name="partners.tsv", content=file(rows)
    )


def address(name, batch):
    return reverse(name, args=[batch.public_id])


def upload(browser, cast, content=None, **fields):
    data = {"group": cast.iraq.pk, "period": "", "pasted": ""} | fields
    if content is not None:
        data["file"] = SimpleUploadedFile("partners.tsv", content)
    return browser.post(reverse("import-add"), data)


def test_a_clean_file_takes_three_presses(cast, browse):
    browser = browse(cast.amina)
    answer = upload(browser, cast, file())
    batch = Import.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, address("import", batch))
    page = browser.get(answer["Location"]).content.decode()
    assert "Import 3 rows" in page
    assert imported().count() == 0
    answer = browser.post(address("import-apply", batch), follow=True)
    assert "3 rows were imported." in answer.content.decode()
    assert imported().count() == 3


def test_the_same_file_again_has_nothing_to_import(cast, browse):
    apply_import(stage(cast), by=cast.amina)
    page = browse(cast.amina).get(address("import", stage(cast))).content.decode()
    assert "Nothing to import: 0 new, 0 changed." in page


def test_rows_can_be_pasted(cast, browse):
    upload(browse(cast.amina), cast, pasted=file().decode(), period="2022")
    batch = Import.objects.get()
    assert (batch.counts["new"], batch.fixed_values) == (3, {"period": "2022"})


@pytest.mark.parametrize(
    "content, pasted, sentence",
    [
        (None, "", "Choose a file, or paste rows."),
        (b"", "", "The selected file is empty."),
        (b"%PDF-1.7", "", "The selected file must be a workbook"),
        (b"Row Labels,Count of x\nNinewa,3\nDuhok,4\n", "", "already a summary table"),
        (b"alpha,beta\n1,2\n", "", "No column says who, where or what."),
        (None, "one line", "has no rows of data."),
        (b"a,b\n", "c\td\n", "Choose a file or paste rows, not both."),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_in_the_form(cast, browse, content, pasted, sentence):
    answer = upload(browse(cast.amina), cast, content, pasted=pasted)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert Import.objects.count() == 0


def test_a_period_that_is_none_is_refused(cast, browse):
    assert (
        "This is not a month or a year."
        in upload(browse(cast.amina), cast, file(), period="soon").content.decode()
    )


def sheets_of(answer):
    book = reading.read("back.xlsx", answer.content)
    return {sheet.name: sheet.rows for sheet in book.sheets}


def test_problems_stand_together_and_the_file_comes_back_marked(cast, browse):
    batch = stage(cast, [*ROWS, BAD, [*BAD[:6], "=cmd|' /C calc'!A1", *BAD[7:]]])
    browser = browse(cast.amina)
    page = browser.get(address("import", batch)).content.decode()
    assert "Import the 3 good rows" in page
    assert page.count("is not in the place list of Iraq") == 1
    assert [f'rows/{row}/">{row}</a>' in page for row in (4, 5, 6)] == [False, True, True]
    rest = sheets_of(browser.get(address("import-marked", batch)))
    assert [row[:4] for row in rest["What is wrong"][1:]] == [
        ["5", "D", "Governorate", "CANARY Atlantis"],
        ["6", "D", "Governorate", "CANARY Atlantis"],
    ]
    assert [row[3:7] for row in rest["Rows"]] == [
        ["Governorate", "District", "Sector", "Activity"],
        ["CANARY Atlantis", "", "Health", "x"],
        ["CANARY Atlantis", "", "Health", "'=cmd|' /C calc'!A1"],
    ]
    assert len(sheets_of(browser.get(address("import-marked", batch) + "?rows=all"))["Rows"]) == 6


def test_the_marked_file_corrected_and_sent_again_brings_the_rest(cast, browse):
    batch = imports.upload_file(
        group=cast.iraq, by=cast.amina, file_name="partners.tsv", content=file([*ROWS, BAD])
    )
    back = sheets_of(browse(cast.amina).get(address("import-marked", batch) + "?rows=all"))["Rows"]
    apply_import(batch, by=cast.amina)
    corrected = "\n".join("\t".join(row) for row in back).replace("CANARY Atlantis", "Sumail")
    again = imports.upload_file(
        group=cast.iraq, by=cast.amina, file_name="back.tsv", content=corrected.encode()
    )
    assert {state: n for state, n in again.counts.items() if n} == {"rows": 4, "unchanged": 3, "new": 1}


def test_each_tab_of_a_draft_and_of_a_receipt_answers(cast, browse):
    apply_import(stage(cast), by=cast.amina)
    batch = stage(
        cast,
        [
            [*ROWS[0][:9], "150"],
            ROWS[1],
            ROWS[1],
            BAD,
            ["Fresh", "", "", "Duhok", "", "Health", "z", "2022-01", "", "2"],
        ],
    )
    browser = browse(cast.amina)
    for _time in range(2):
        for show in ("problem", "changed", "new", "unchanged", "duplicate", "notes", "nonsense"):
            assert browser.get(address("import", batch), {"show": show, "page": "x"}).status_code == 200, show
        page = browser.get(address("import", batch), {"show": "changed"}).content.decode()
        assert "<del><bdi>120</bdi></del>" in page
        assert "<ins><bdi>150</bdi></ins>" in page
        if batch.state == "draft":
            batch = apply_import(batch, by=cast.amina)


def test_a_column_can_be_corrected(cast, browse):
    batch, browser = stage(cast), browse(cast.amina)
    page = browser.get(address("import", batch), {"column": "9"}).content.decode()
    assert 'name="column_9"' in page
    assert 'name="column_8"' not in page
    browser.post(address("import-columns", batch), {"column_9": "targeted", "period": ""})
    assert batch.rows.get(number=2).values["targeted"] == 120
    answer = browser.post(
        address("import-columns", batch), {"column_9": "nonsense", "period": ""}, follow=True
    )
    assert "nonsense is not one of the available choices" in answer.content.decode()


def test_undo_from_the_receipt(cast, browse):
    batch = apply_import(stage(cast), by=cast.amina)
    answer = browse(cast.amina).post(address("import-undo", batch), follow=True)
    assert "3 rows were taken back." in answer.content.decode()
    assert imported().count() == 0
    answer = browse(cast.amina).post(address("import-undo", batch), follow=True)
    assert "can no longer be undone" in answer.content.decode()


def test_a_second_press_on_import_changes_nothing(cast, browse):
    batch = stage(cast)
    browser = browse(cast.amina)
    browser.post(address("import-apply", batch))
    answer = browser.post(address("import-apply", batch), follow=True)
    assert "no longer a draft" in answer.content.decode()
    assert imported().count() == 3


def test_a_draft_can_be_thrown_away(cast, browse):
    batch = stage(cast)
    assert browse(cast.amina).post(address("import-discard", batch))["Location"] == reverse("import-list")
    assert Import.objects.count() == 0


def test_a_focal_point_brings_own_rows_and_sees_own_files_only(cast, browse):
    theirs = stage(cast, [*ROWS, BAD])
    browser = browse(cast.hala)
    upload(browser, cast, file())
    mine = Import.objects.get(uploaded_by=cast.hala)
    assert (mine.counts["new"], mine.counts["problem"]) == (1, 2)
    assert "is not the organisation you speak for" in browser.get(address("import", mine)).content.decode()
    assert browser.get(address("import", theirs)).status_code == 404
    page = browser.get(reverse("import-list")).content.decode()
    assert (mine.public_id in page, theirs.public_id in page) == (True, False)


def test_a_group_one_does_not_serve_is_no_choice(cast, browse):
    answer = upload(browse(cast.lena), cast, file())
    assert answer.status_code == 200
    assert Import.objects.count() == 0


def test_nobody_else_finds_an_import_or_presses_its_buttons(cast, browse):
    batch = stage(cast, [*ROWS, BAD])
    buttons = (
        "import-apply", "import-undo", "import-discard", "import-columns", "import-forget", "import-answer",
        "import-leave-out", "import-choose", "import-take-back",
    )  # fmt: skip
    for person in (cast.nour, cast.lena, cast.mona, cast.salma, cast.karim):
        browser = browse(person)
        for name in ("import", "import-marked"):
            answer = browser.get(address(name, batch))
            assert (answer.status_code, b"CANARY Atlantis" in answer.content) == (404, False), (person, name)
        for name in buttons:
            assert browser.post(address(name, batch)).status_code == 404, (person, name)
    for name in ("import", "import-marked", *buttons):
        assert browse(None).get(address(name, batch)).status_code == 302, name
    assert Import.objects.get().state == "draft"
    assert Service.objects.exclude(row_key="").count() == 0


def test_who_may_open_the_list_and_the_form(cast, browse):
    for person, status in (
        (cast.amina, 200),
        (cast.hala, 200),
        (cast.root, 200),
        (cast.mona, 403),
        (cast.salma, 403),
        (cast.nour, 403),
    ):
        for name in ("import-list", "import-add"):
            assert browse(person).get(reverse(name)).status_code == status, (person, name)


def test_buttons_are_pressed_not_visited(cast, browse):
    batch = stage(cast)
    for name in ("import-apply", "import-undo", "import-discard", "import-columns"):
        assert browse(cast.amina).get(address(name, batch)).status_code == 405, name


def test_the_list_and_the_page_ask_the_same_number_of_questions_however_many_rows(cast, browse):
    def questions(url):
        browser = browse(cast.amina)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(url).status_code == 200
        return len(asked)

    first = stage(cast)
    alone = questions(reverse("import-list")), questions(address("import", first) + "?show=new")
    more = stage(cast, [[*ROWS[0][:6], f"Activity {n}", *ROWS[0][7:]] for n in range(40)])
    stage(cast)
    assert (questions(reverse("import-list")), questions(address("import", more) + "?show=new")) == alone


def test_names_of_persons_are_nowhere(cast, browse):
    content = file(
        [[*ROWS[0], "CANARY Jane Doe", "+964 770 000 0001"]], [*HEADERS, "Name of focal point", "Phone"]
    )
    browser = browse(cast.amina)
    upload(browser, cast, content)
    batch = Import.objects.get()
    apply_import(batch, by=cast.amina)
    pages = [
        browser.get(address("import", batch), {"show": show}).content.decode() for show in ("new", "notes")
    ]
    held = (
        str(list(batch.rows.values()))
        + str(Import.objects.values("mapping"))
        + str(list(imported().values()))
        + "".join(pages)
    )
    assert "CANARY" not in held
    assert "770" not in held


def test_the_preview_names_an_organisation_one_may_not_see_by_the_word_of_the_file(cast, browse):
    content = file([["CANARYQ", "", "", "Lac", "", "Health", "x", "2022-01", "", "1"]])
    browser = browse(cast.lena)
    upload(browser, cast, content, group=cast.chad_group.pk)
    page = browser.get(address("import", Import.objects.get()), {"show": "new"}).content.decode()
    assert "CANARYQ" in page
    assert "Quiet House" not in page
