"""What a person decided is obeyed, for one cell or for all like it; the partner's words stay."""

from __future__ import annotations

import pytest

from sectors.fourws import receipt
from sectors.fourws.answers import Answers, Synonyms
from sectors.fourws.words import fields
from tests.sectors.fourws.laid_out import check, checker, codes, one

pytestmark = pytest.mark.django_db
HEADERS = ["Organisation", "Governorate", "Sector", "Activity code", "Start date", "People reached"]
ENTRIES = [
    {"kind": "place", "field": "adm1n", "text": "Nenewa", "value": 12},
    {"kind": "organization", "field": "org", "text": "Hoope", "value": "new"},
    {"kind": "activity", "field": "activity", "text": "talks", "value": 3},
    {"kind": "text", "field": "start", "text": "soon", "value": "2026-03-01"},
    {"kind": "cell", "row": 12, "column": 3, "value": "120"},
    {"kind": "left_out", "row": 12},
    {"kind": "date_order", "column": 6, "value": "month_first"},
    {"kind": "duplicates", "value": "all"},
    {"kind": "only_mhpss", "value": True},
]


def ask(world, *cells, answers, **options):
    return one(world.iraq, list(cells), HEADERS, answers=answers, **options)


def test_answers_come_back_from_json_as_they_went():
    answers = Answers.from_json(ENTRIES)
    assert answers.to_json() == ENTRIES
    assert Answers.from_json(answers.to_json()) == answers


@pytest.mark.parametrize(
    "entry",
    [{}, {"kind": "magic"}, {"kind": "place"}, {"kind": "cell", "row": "x"}, {"kind": "date_order", "column": 1, "value": "?"}],
)  # fmt: skip
def test_an_entry_that_makes_no_sense_is_passed_over(entry):
    assert Answers.from_json([entry]) == Answers()


def test_a_later_answer_wins():
    entries = [{"kind": "text", "field": "start", "text": "soon", "value": text} for text in "ab"]
    assert Answers.from_json(entries).of("text") == {("start", "soon"): "b"}


def test_a_place_is_the_one_somebody_said_in_all_cells_like_it(world):
    answers = [{"kind": "place", "field": "adm1n", "text": "Nenewa", "value": world.ninewa.pk}]
    rows = [["HOPE", "Nenewa", "Health", "", "", str(n)] for n in (1, 2)]
    found = check(world.iraq, rows, HEADERS, answers=answers)
    assert [(row.values["place"], row.problems, row.notes) for row in found] == [
        (world.ninewa.pk, [], [])
    ] * 2
    assert found[0].values["as_reported"]["Governorate"] == "Nenewa"


def test_no_place_at_all_can_be_answered_too(world):
    answers = [{"kind": "place", "field": "adm1n", "text": "", "value": world.country.pk}]
    assert ask(world, "HOPE", "", "Health", answers=answers).values["place"] == world.country.pk


def test_a_place_of_another_country_is_no_answer(world):
    answers = [{"kind": "place", "field": "adm1n", "text": "Nenewa", "value": world.lac.pk}]
    assert codes(ask(world, "HOPE", "Nenewa", "Health", answers=answers).problems) == ["place_unknown"]


def test_an_organisation_is_the_one_somebody_said(world):
    answers = [{"kind": "organization", "field": "org", "text": "Hoope", "value": world.hope.pk}]
    row = ask(world, "Hoope", "Ninewa", "Health", answers=answers)
    assert (row.values["organization"], row.notes) == (world.hope.pk, [])
    assert row.values["as_reported"]["Organisation"] == "Hoope"


def test_an_organisation_somebody_called_new_is_new_and_nothing_is_asked(world):
    answers = [{"kind": "organization", "field": "org", "text": "Hope Initiatives", "value": "new"}]
    row = ask(world, "Hope Initiatives", "Ninewa", "Health", answers=answers)
    assert (row.values["organization"], row.values["organization_key"], row.notes) == (
        None,
        "hope initiatives",
        [],
    )


def test_an_organisation_the_asker_may_not_see_is_no_answer(world):
    answers = [{"kind": "organization", "field": "org", "text": "Somebody", "value": world.quiet.pk}]
    row = one(world.chad_group, ["Somebody", "Lac", "Health"], HEADERS[:3], answers=answers, by=world.lena)
    assert row.values["organization"] is None


def test_an_activity_code_is_the_one_somebody_said(world):
    answers = [{"kind": "activity", "field": "activity_code", "text": "99.9", "value": world.safe_spaces.pk}]
    row = ask(world, "HOPE", "Ninewa", "Health", "99.9", answers=answers)
    assert (row.values["activity"], row.problems) == (world.safe_spaces.pk, [])
    assert row.values["as_reported"]["Activity code"] == "99.9"


def test_a_text_is_read_instead_of_all_cells_like_it_also_of_a_failed_formula(world):
    answers = [
        {"kind": "text", "field": "start", "text": "soon", "value": "2026-03-01"},
        {"kind": "text", "field": "reached", "text": "#REF!", "value": "12"},
    ]
    rows = [["HOPE", "Ninewa", "Health", "", *cells] for cells in (("2026-02-01", "5"), ("soon ", "#REF!"))]
    row = check(world.iraq, rows, HEADERS, answers=answers)[1]
    assert (row.values["start"], row.values["reached"], row.problems) == ("2026-03-01", 12, [])


def test_a_cell_of_one_row_is_corrected_and_the_row_keeps_the_partners_words(world):
    rows = [["HOPE", "Nenewa", "Health", "", "", "x"], ["HOPE", "Nenewa", "Health", "", "", "y"]]
    answers = [
        {"kind": "cell", "row": 2, "column": 1, "value": "Ninewa"},
        {"kind": "cell", "row": 2, "column": 5, "value": "7"},
    ]
    rows += [["HOPE", "Ninewa", "Health", "", "", str(number)] for number in range(4)]
    first, second, *_good = check(world.iraq, rows, HEADERS, answers=answers)
    assert (first.values["place"], first.values["reached"], first.problems) == (world.ninewa.pk, 7, [])
    assert (first.cells, first.values["as_reported"]["Governorate"]) == (rows[0], "Nenewa")
    assert codes(second.problems) == ["place_unknown", "number_unreadable"]


def test_a_row_left_out_counts_as_left_out_and_nowhere_else(world):
    rows = [
        ["HOPE", "Ninewa", "Health"],
        ["HOPE", "Atlantis", "Health"],
        ["HOPE", "Ninewa", "Health"],
        ["HOPE", "", ""],
    ]
    found = check(world.iraq, rows, HEADERS, answers=[{"kind": "left_out", "row": row} for row in (3, 4, 5)])
    assert [row.left_out for row in found] == ["", "by_hand", "by_hand", "by_hand"]
    assert [(row.accepted, row.refused, row.same_as) for row in found] == [
        (True, False, None)
    ] + [(False, False, None)] * 3  # fmt: skip


def test_exact_duplicates_are_one_row_or_all_as_somebody_chose(world):
    rows = [["HOPE", "Ninewa", "Health"]] * 3
    assert [row.accepted for row in check(world.iraq, rows, HEADERS)] == [True, False, False]
    found = check(world.iraq, rows, HEADERS, answers=[{"kind": "duplicates", "value": "all"}])
    assert [row.accepted for row in found] == [True, True, True]
    assert [codes(row.notes) for row in found] == [[], ["same_as"], ["same_as"]]


class TestDateOrder:
    def test_a_column_nobody_can_tell_is_one_question_until_it_is_answered(self, world):
        rows = [["HOPE", "Ninewa", "Health", "", f"0{n}/04/2024"] for n in (3, 5, 6)]
        found = check(world.iraq, rows, HEADERS)
        problems = [row.problems[0] for row in found]
        assert [codes(row.problems) for row in found] == [["date_ambiguous"]] * 3
        assert {(one["column"], one["value"]) for one in problems} == {("E", "03/04/2024")}
        assert [one["label"] for one in problems[0]["about"]["candidates"]] == ["2024-04-03", "2024-03-04"]
        for order, start in (("day_first", "2024-04-05"), ("month_first", "2024-05-04")):
            answers = [{"kind": "date_order", "column": 4, "value": order}]
            row = check(world.iraq, rows, HEADERS, answers=answers)[1]
            assert (row.values["start"], row.problems) == (start, [])

    def test_another_cell_of_the_column_or_another_column_settles_it(self, world):
        headers = ["Organisation", "Governorate", "Sector", "Start date", "End date"]
        rows = [["HOPE", "Ninewa", "Health", "03/04/2024", "13/04/2024"]]
        assert one(world.iraq, rows[0], headers).values["start"] == "2024-04-03"
        rows = [["HOPE", "Ninewa", "Health", day, ""] for day in ("03/04/2024", "04/21/2024")]
        assert check(world.iraq, rows, headers)[0].values["start"] == "2024-03-04"

    def test_the_command_may_set_it_for_the_file(self, world):
        row = ["HOPE", "Ninewa", "Health", "", "03/04/2024"]
        found = one(world.iraq, row, HEADERS, fixed={"date_order": "month_first"})
        assert (found.values["start"], found.problems) == ("2024-03-04", [])
        assert "date_order" in fields()

    def test_a_day_that_is_the_same_both_ways_is_no_question(self, world):
        assert ask(world, "HOPE", "Ninewa", "Health", "", "04/04/2024", answers=[]).problems == []


def test_words_a_group_has_learned_need_nobody(world):
    learned = Synonyms(
        places={"the plain": "IQG15"}, activities={"talks": "8.1"}, sectors={"wellness": "HEA"}
    )
    headers = ["Organisation", "Governorate", "Sector", "Activity"]
    row = one(world.iraq, ["HOPE", "The Plain", "Wellness", "Talks"], headers, synonyms=learned)
    assert (row.values["place"], row.values["sector"], row.values["activity"]) == (
        world.ninewa.pk,
        world.health.pk,
        world.counselling.pk,
    )
    assert (row.problems, codes(row.notes)) == ([], ["place_read_as"])


def test_a_learned_word_does_not_change_what_a_word_of_the_list_means(world):
    learned = Synonyms(places={"duhok": "IQG15"}, sectors={"health": "PRO"})
    row = one(world.iraq, ["HOPE", "Duhok", "Health"], HEADERS[:3], synonyms=learned)
    assert (row.values["place"], row.values["sector"]) == (world.duhok.pk, world.health.pk)


def test_only_the_mhpss_rows_of_a_general_file(world):
    headers = ["Organisation", "Governorate", "Sector", "Activity"]
    rows = [
        ["HOPE", "Ninewa", "Health", "Counselling psychologique"],
        ["HOPE", "Ninewa", "WASH", "Water trucking"],
        ["HOPE", "Ninewa", "Protection", "Apoyo psicosocial a niñas"],
        ["HOPE", "Ninewa", "Health", "Training on trauma care of wounds"],
        ["HOPE", "Ninewa", "الحماية", "جلسات الدعم النفسي الاجتماعي"],
        ["HOPE", "Ninewa", "Protection", "Child friendly spaces"],
        ["HOPE", "Atlantis", "WASH", "Latrines"],
    ]
    found = check(world.iraq, rows, headers, answers=[{"kind": "only_mhpss", "value": True}])
    assert [row.left_out for row in found] == ["", "not_mhpss", "", "not_mhpss", "", "", "not_mhpss"]
    assert [row.refused for row in found] == [False] * 7
    assert codes(found[1].notes)[-1] == "not_mhpss"
    line = receipt.Line(3, found[1].cells, "left_out", found[1].problems, found[1].notes)
    assert receipt.refusal(line)["reason"] == "Left out: nothing in this row says that it is MHPSS."


def test_a_column_that_asks_whether_it_is_mhpss_decides(world):
    headers = ["Organisation", "Governorate", "Sector", "MHPSS?"]
    rows = [["HOPE", "Ninewa", "Health", said] for said in ("yes", "non", "نعم", "")]
    found = check(world.iraq, rows, headers, answers=[{"kind": "only_mhpss", "value": True}])
    assert [row.left_out for row in found] == ["", "not_mhpss", "", "not_mhpss"]


def test_what_is_asked_again_is_judged_like_the_whole_file(world):
    rows = [["HOPE", "Ninewa", "Health", "", day] for day in ("03/04/2024", "03/04/2024", "21/04/2024")]
    whole = checker(world.iraq, rows, HEADERS).run()
    again = checker(world.iraq, rows, HEADERS).run(about={3})
    assert (again[0].number, again[0].same_as) == (3, 2) == (whole[1].number, whole[1].same_as)
