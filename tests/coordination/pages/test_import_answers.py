"""A draft asks, a person answers: one tap for all equal cells, each answer taken back, nothing lost between two people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sectors.changes import imports
from sectors.changes.applied import apply_import
from sectors.fourws import questions
from sectors.models import Import, Layout, OrganizationAlias, Service, Synonym
from tests.sectors.fourws.test_applying import HEADERS, ROWS, file

NEAR = ["Hope Initiative", "", "", "Ninevah", "", "Health", "x", "2022-01", "", "4"]
WORSE = ["Hope Initiative", "", "", "Duhok", "", "Health", "y", "soon", "", "many"]


def stage(cast, rows, by=None, headers=HEADERS):
    return imports.upload_file(
        group=cast.iraq, by=by or cast.amina, file_name="partners.tsv", content=file(rows, headers)
    )


def near(times):
    return [[*NEAR[:6], f"x{number}", *NEAR[7:]] for number in range(times)]


def address(name, batch, *more):
    return reverse(name, args=[batch.public_id, *more])


def line_of(batch, user, field):
    return next(line for line in questions.problems(batch, user) if line.name == field)


def tap(browser, batch, line, **given):
    data = {"kind": line.kind, "field": line.name, "text": line.value, "key": line.key, "show": "problem"}
    return browser.post(address("import-answer", batch), data | {"version": batch.version} | given)


def counts(batch):
    batch.refresh_from_db()
    return {state: n for state, n in batch.counts.items() if n}


def test_one_tap_answers_all_equal_cells_and_one_takes_it_back(cast, browse):
    batch, browser = stage(cast, [*ROWS, *near(12), WORSE]), browse(cast.amina)
    line = line_of(batch, cast.amina, "adm1n")
    assert [offer["label"] for offer in line.offers] == ["Ninewa"]
    page = browser.get(address("import", batch)).content.decode()
    assert f'value="{line.offers[0]["tap"]}"' in page

    answer = tap(browser, batch, line, tap=line.offers[0]["tap"])
    assert answer["Location"].startswith(address("import", batch) + "?show=problem&done=1")
    assert answer["Location"].endswith("#done")
    page = browser.get(answer["Location"].partition("#")[0]).content.decode()
    assert "12 rows fixed." in page
    assert "1 still needs you." in page
    assert counts(batch) == {"rows": 16, "new": 15, "problem": 1}
    assert set(batch.rows.filter(number__gt=4, number__lt=17).values_list("values__place", flat=True)) == {
        cast.ninewa.pk
    }

    browser.post(address("import-take-back", batch), {"number": "1"})
    assert counts(batch) == {"rows": 16, "new": 3, "problem": 13}
    assert batch.answers == []


def test_a_double_tap_is_one_answer(cast, browse):
    batch, browser = stage(cast, [*ROWS, NEAR]), browse(cast.amina)
    line = line_of(batch, cast.amina, "adm1n")
    for _time in range(2):
        assert tap(browser, batch, line, tap=line.offers[0]["tap"])["Location"].endswith("done=1#done")
    batch.refresh_from_db()
    assert len(batch.answers) == 1


@pytest.mark.parametrize("text", ["IQG15", "Ninewa", "ninewa (IQG15)", "Ninewa (IQG15)"])
def test_a_typed_place_is_found_by_its_code_or_its_name(cast, browse, text):
    batch = stage(cast, [*ROWS, NEAR])
    tap(browse(cast.amina), batch, line_of(batch, cast.amina, "adm1n"), typed=text)
    assert batch.rows.get(number=5).values["place"] == cast.ninewa.pk


@pytest.mark.parametrize(
    "given, sentence",
    [
        ({"typed": "Atlantis <b>"}, "There is no place “Atlantis &lt;b&gt;” in the area of this group."),
        ({"typed": "TD07"}, "There is no place “TD07”"),
        ({}, "Choose one, or write it."),
        ({"tap": "place:0"}, "This cannot be chosen any more."),
    ],
)
def test_what_cannot_be_taken_comes_back_at_its_line_as_it_was_typed(cast, browse, given, sentence):
    batch = stage(cast, [*ROWS, NEAR])
    answer = tap(browse(cast.amina), batch, line_of(batch, cast.amina, "adm1n"), **given)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert (
        f'name="typed" dir="auto" autocomplete="off" value="{given.get("typed", "").replace("<b>", "&lt;b&gt;")}"'
        in page
    )
    assert counts(batch)["problem"] == 1


def test_a_date_and_a_number_are_written_anew_or_read_as_blank(cast, browse):
    batch, browser = stage(cast, [*ROWS, WORSE]), browse(cast.amina)
    tap(browser, batch, line_of(batch, cast.amina, "period"), typed="2022-02")
    tap(browser, batch, line_of(batch, cast.amina, "reached"), blank="on")
    values = batch.rows.get(number=5).values
    assert (counts(batch), values["month"], values["reached"]) == (
        {"rows": 4, "new": 4},
        "2022-02-01",
        None,
    )


def test_the_rows_of_a_line_are_left_out_and_come_back(cast, browse):
    batch, browser = stage(cast, [*ROWS, *near(3)]), browse(cast.amina)
    line = line_of(batch, cast.amina, "adm1n")
    browser.post(address("import-leave-out", batch), {"key": line.key, "show": "problem"})
    assert counts(batch) == {"rows": 6, "new": 3, "left_out": 3}
    page = browser.get(address("import", batch), {"show": "decided"}).content.decode()
    assert "3 rows are left out: 5, 6, 7" in page
    browser.post(address("import-take-back", batch), {"number": "1"})
    assert counts(batch) == {"rows": 6, "new": 3, "problem": 3}


def test_one_row_is_corrected_in_its_own_page_and_its_wording_kept(cast, browse):
    batch, browser = stage(cast, [*ROWS, WORSE]), browse(cast.amina)
    url = address("import-row", batch, 5)
    page = browser.get(url).content.decode()
    assert "“soon” is not a date." in page
    cells = {f"cell_{index}": text for index, text in enumerate(WORSE)}
    answer = browser.post(url, cells | {"cell_7": "2022-03", "version": batch.version})
    assert answer["Location"] == url  # the number still is no number
    answer = browser.post(url, cells | {"cell_7": "2022-03", "cell_9": "12", "version": batch.version})
    assert answer["Location"] == address("import", batch)
    row = batch.rows.get(number=5)
    assert (row.values["month"], row.values["reached"], row.cells[7]) == ("2022-03-01", 12, "soon")
    assert "In the file: <bdi>soon</bdi>" in browser.get(url).content.decode()
    browser.post(url, cells)
    assert counts(batch) == {"rows": 4, "new": 3, "problem": 1}


def test_a_row_is_left_out_in_its_own_page(cast, browse):
    batch, browser = stage(cast, [*ROWS, WORSE]), browse(cast.amina)
    browser.post(address("import-row", batch, 5), {"leave_out": "on"})
    assert counts(batch) == {"rows": 4, "new": 3, "left_out": 1}


def test_of_two_people_the_second_is_told_and_nothing_is_lost(cast, browse):
    batch = stage(cast, [*ROWS, NEAR, WORSE])
    line = line_of(batch, cast.amina, "adm1n")
    tap(browse(cast.omar), batch, line, tap=line.offers[0]["tap"])
    answer = tap(browse(cast.amina), batch, line, typed="Duhok")
    page = browse(cast.amina).get(answer["Location"])
    assert page.status_code == 200
    batch.refresh_from_db()
    assert [one["value"] for one in batch.answers] == [cast.ninewa.pk]
    other = line_of(batch, cast.amina, "period")  # another question of the same, older page is answered
    tap(browse(cast.amina), batch, other, typed="2022-02", version="1")
    batch.refresh_from_db()
    assert len(batch.answers) == 2


def test_two_people_at_the_same_row(cast, browse):
    batch = stage(cast, [*ROWS, WORSE])
    cells = {f"cell_{index}": text for index, text in enumerate(WORSE)}
    url = address("import-row", batch, 5)
    browse(cast.omar).post(url, cells | {"cell_7": "2022-03", "version": "1"})
    answer = browse(cast.amina).post(url, cells | {"cell_7": "2022-04", "version": "1"})
    page = answer.content.decode()
    assert "Somebody else changed this row meanwhile." in page
    assert 'value="2022-04"' in page
    batch.refresh_from_db()
    assert [one["cells"] for one in batch.answers] == [{"7": "2022-03"}]


def test_a_manager_teaches_the_group_and_the_next_file_needs_nobody(cast, browse):
    batch, browser = stage(cast, [*ROWS, NEAR]), browse(cast.amina)
    tap(browser, batch, line_of(batch, cast.amina, "adm1n"), tap=f"place:{cast.ninewa.pk}", remember="on")
    assert [(one.group, one.kind, one.text, one.meaning) for one in Synonym.objects.all()] == [
        (cast.iraq, "place", "Ninevah", "IQG15")
    ]
    assert counts(stage(cast, [*ROWS, NEAR])) == {"rows": 4, "new": 4}
    assert counts(stage(cast, [NEAR], by=cast.hala)) == {"rows": 1, "new": 1}
    browser.post(address("import-take-back", batch), {"number": "1"})
    assert counts(stage(cast, [NEAR])) == {"rows": 1, "problem": 1}


def test_a_focal_point_answers_own_rows_but_teaches_nobody(cast, browse):
    batch = stage(cast, [NEAR], by=cast.hala)
    line = line_of(batch, cast.hala, "adm1n")
    page = browse(cast.hala).get(address("import", batch)).content.decode()
    assert "Remember for the next file" not in page
    tap(browse(cast.hala), batch, line, tap=line.offers[0]["tap"], remember="on")
    assert (counts(batch), Synonym.objects.count()) == ({"rows": 1, "new": 1}, 0)


def test_a_focal_point_cannot_fix_rows_into_another_organisation(cast, browse):
    batch, browser = (
        stage(cast, [["Nobody Known", *NEAR[1:3], "Duhok", *NEAR[4:]]], by=cast.hala),
        browse(cast.hala),
    )
    given = {"kind": "organization", "field": "org", "text": "Nobody Known", "show": "problem"}
    for tapped in (f"organization:{cast.care.pk}", "organization:new"):
        browser.post(address("import-answer", batch), given | {"tap": tapped})
        assert counts(batch) == {"rows": 1, "problem": 1}
    browser.post(address("import-answer", batch), given | {"tap": f"organization:{cast.hope.pk}"})
    assert counts(batch) == {"rows": 1, "new": 1}
    cells = {f"cell_{index}": text for index, text in enumerate(NEAR)}
    browser.post(address("import-row", batch, 2), cells | {"cell_0": "Tigris Care", "cell_3": "Duhok"})
    assert counts(batch) == {"rows": 1, "problem": 1}


def test_a_new_organisation_is_one_we_have_or_it_is_new(cast, browse):
    batch, browser = stage(cast, [["Hope Initiativ", *NEAR[1:3], "Duhok", *NEAR[4:]]]), browse(cast.amina)
    page = browser.get(address("import", batch), {"show": "notes"}).content.decode()
    assert f'value="organization:{cast.hope.pk}"' in page
    given = {
        "kind": "organization",
        "field": "org",
        "text": "Hope Initiativ",
        "show": "notes",
        "remember": "on",
    }
    browser.post(address("import-answer", batch), given | {"tap": f"organization:{cast.hope.pk}"})
    assert batch.rows.get().values["organization"] == cast.hope.pk
    assert [one.text for one in OrganizationAlias.objects.filter(organization=cast.hope)] == [
        "Hope Initiativ"
    ]
    browser.post(address("import-answer", batch), given | {"tap": "organization:new"})
    batch.refresh_from_db()
    assert [one["name"] for one in batch.mapping["new_organizations"]] == ["Hope Initiativ"]


def test_an_answer_forgets_no_new_organisation_of_other_rows(cast, browse):
    new = ["New World", *ROWS[0][1:]]
    batch, browser = stage(cast, [new, ["Fresh", *NEAR[1:]]]), browse(cast.amina)
    tap(browser, batch, line_of(batch, cast.amina, "adm1n"), tap=f"place:{cast.ninewa.pk}")
    batch.refresh_from_db()
    assert [(one["name"], one["rows"]) for one in batch.mapping["new_organizations"]] == [
        ("Fresh", 1), ("New World", 1),
    ]  # fmt: skip
    browser.post(address("import-apply", batch))
    batch.refresh_from_db()
    assert (batch.state, counts(batch)) == ("applied", {"rows": 2, "new": 2})


def test_exact_duplicates_are_one_or_all(cast, browse):
    batch, browser = stage(cast, [*ROWS, ROWS[0]]), browse(cast.amina)
    assert counts(batch) == {"rows": 4, "new": 3, "duplicate": 1}
    browser.post(address("import-choose", batch), {"kind": "duplicates", "value": "all"})
    assert counts(batch) == {"rows": 4, "new": 4}
    browser.post(address("import-choose", batch), {"kind": "duplicates", "value": "one"})
    assert counts(batch) == {"rows": 4, "new": 3, "duplicate": 1}


def test_what_the_file_before_named_can_end_with_the_import(cast, browse):
    heads = [*HEADERS[:7], "Start date", *HEADERS[8:]]
    talks, games = ([*ROWS[0][:6], name, "2022-01-15", *ROWS[0][8:]] for name in ("Talks", "Games"))
    apply_import(stage(cast, [talks, games], headers=heads), by=cast.amina)
    batch, browser = stage(cast, [talks], headers=heads), browse(cast.amina)
    page = browser.get(address("import", batch)).content.decode()
    assert "1 service of the file before is not in this one" in page
    assert "Games" in page
    browser.post(address("import-choose", batch), {"kind": "ended", "value": "2022-03-31"})
    apply_import(Import.objects.get(pk=batch.pk), by=cast.amina)
    assert list(Service.objects.filter(end="2022-03-31").values_list("activity_text", flat=True)) == ["Games"]


def test_only_the_mhpss_rows_of_a_general_file(cast, browse):
    other = [*ROWS[0][:5], "Water", "Latrines", *ROWS[0][7:]]
    mine = [*ROWS[0][:5], "MHPSS", "Counselling", *ROWS[0][7:]]
    batch, browser = stage(cast, [mine, other]), browse(cast.amina)
    assert "1 row is of another sector than MHPSS." in browser.get(address("import", batch)).content.decode()
    browser.post(address("import-choose", batch), {"kind": "only_mhpss", "value": "yes"})
    assert counts(batch) == {"rows": 2, "new": 1, "left_out": 1}
    browser.post(address("import-choose", batch), {"kind": "only_mhpss", "value": "no"})
    assert counts(batch) == {"rows": 2, "new": 2}


def test_columns_chosen_by_hand_are_used_for_the_next_file_and_can_be_forgotten(cast, browse):
    first, browser = stage(cast, ROWS), browse(cast.amina)
    browser.post(address("import-columns", first), {"column_9": "targeted", "period": "", "header_row": "1"})
    again = stage(cast, ROWS)
    assert again.rows.get(number=2).values["targeted"] == 120
    page = browser.get(address("import", again)).content.decode()
    assert "Sheet and columns as you set them on" in page
    browser.post(address("import-forget", again))
    again.refresh_from_db()
    assert (again.rows.get(number=2).values["reached"], Layout.objects.count()) == (120, 0)
    assert "as you set them" not in browser.get(address("import", again)).content.decode()


def test_a_focal_points_columns_are_not_everybodys(cast, browse):
    mine = stage(cast, ROWS[:1], by=cast.hala)
    browse(cast.hala).post(address("import-columns", mine), {"column_9": "targeted", "period": ""})
    assert Layout.objects.get().organization == cast.hope
    assert stage(cast, ROWS[:1], by=cast.hala).rows.get().values["targeted"] == 120
    assert stage(cast, ROWS[:1]).rows.get().values["targeted"] is None


def test_the_header_row_can_be_said(cast, browse):
    batch = stage(cast, [["Organisation", *[""] * 9], *ROWS])
    browse(cast.amina).post(address("import-columns", batch), {"header_row": "2", "period": ""})
    batch.refresh_from_db()
    assert (batch.header_row, batch.header_chosen) == (2, 2)


def test_the_list_asks_the_same_number_of_questions_however_many_lines(cast, browse):
    def asked(batch):
        browser = browse(cast.amina)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address("import", batch)).status_code == 200
        return len(queries)

    few = asked(stage(cast, [NEAR]))
    many = stage(cast, [[*NEAR[:3], f"Nineva{letter}", *NEAR[4:]] for letter in "bcdefgh"])
    assert asked(many) == few


def test_hostile_words_are_shown_as_words(cast, browse):
    evil = "<script>alert(1)</script>"
    batch = stage(cast, [[*NEAR[:3], evil, *NEAR[4:]]])
    for url in (address("import", batch), address("import-row", batch, 2)):
        page = browse(cast.amina).get(url).content.decode()
        assert (evil in page, "&lt;script&gt;alert(1)" in page) == (False, True)


def test_an_answer_to_what_is_no_draft_any_more_changes_nothing(cast, browse):
    batch = stage(cast, [*ROWS, NEAR])
    line = line_of(batch, cast.amina, "adm1n")
    Import.objects.update(state="applied")
    browser = browse(cast.amina)
    answer = tap(browser, batch, line, tap=line.offers[0]["tap"])
    assert "no longer a draft" in browser.get(answer["Location"]).content.decode()
    batch.refresh_from_db()
    assert batch.answers == []


def test_a_draft_nobody_touched_for_30_days_lets_its_file_go_and_says_so(cast, browse):
    old, fresh = stage(cast, [*ROWS, NEAR]), stage(cast, ROWS)
    line = line_of(old, cast.amina, "adm1n")
    Import.objects.filter(pk=old.pk).update(updated_at=timezone.now() - timedelta(days=31))
    assert (imports.let_files_go(), imports.let_files_go()) == (1, 0)
    assert list(Import.objects.filter(content=None, parsed=None)) == [old]
    browser = browse(cast.amina)
    answer = tap(browser, old, line, tap=line.offers[0]["tap"])
    assert "was let go after 30 days" in browser.get(answer["Location"]).content.decode()
    assert fresh.rows.count() == 3


def test_the_list_says_how_many_rows_need_somebody(cast, browse):
    stage(cast, [*ROWS, NEAR, WORSE])
    assert "2 need you" in browse(cast.amina).get(reverse("import-list")).content.decode()
