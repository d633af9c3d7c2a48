"""Each row against what we know: matched, noted, or named as a problem of one cell."""

from __future__ import annotations

from sectors.access import Visibility
from sectors.fourws import matching
from sectors.fourws.answers import Answers, Synonyms
from sectors.fourws.checking import Checker
from sectors.fourws.columns import match
from sectors.fourws.layout import Table
from sectors.fourws.what import ActivityCodes, read_words
from tests import make
from tests.sectors.fourws.laid_out import check, codes, one


def test_a_row_is_matched_from_end_to_end(cast):
    row = one(cast.iraq, ["hope initiative ", "HOPE", "Ninewa", "Al Mosul", "General protection", "4.1", ""])
    assert (row.problems, row.notes) == ([], [])
    assert (row.values["organization"], row.values["place"]) == (cast.hope.pk, cast.mosul.pk)
    assert (row.values["sector"], row.values["activity"]) == (cast.protection.pk, cast.safe_spaces.pk)


class TestVisibility:
    def seen_by(self, cast, sector="Health", activity="Counselling", said=""):
        headers = ["Organisation", "Governorate", "Sector", "Activity", "Visibility"]
        return one(cast.iraq, ["HOPE", "Ninewa", sector, activity, said], headers)

    def test_public_unless_a_code_or_a_word_is_sensitive(self, cast):
        assert self.seen_by(cast).values["visibility"] == Visibility.PUBLIC
        assert self.seen_by(cast, sector="GBV").values["visibility"] == Visibility.RESTRICTED
        assert (
            self.seen_by(cast, activity="Support in a safe house for survivors").values["visibility"]
            == Visibility.RESTRICTED
        )

    def test_the_file_may_say_it(self, cast):
        assert self.seen_by(cast, sector="GBV", said="Members").values["visibility"] == Visibility.MEMBERS
        assert codes(self.seen_by(cast, said="perhaps").problems) == ["visibility_unknown"]

    def test_contact_only_keeps_no_place_anywhere(self, cast):
        row = self.seen_by(cast, said="contact only")
        assert row.values["place"] == cast.country.pk
        assert "Ninewa" not in str(row.values) + str(row.cells)


def test_persons_are_not_kept(cast):
    headers = ["Organisation", "Governorate", "Sector", "Focal point", "Phone", "Remark"]
    row = one(cast.iraq, ["HOPE", "Ninewa", "Health", "Jane Doe", "+964 770 000 0001", "mine"], headers)
    assert row.values["as_reported"]["Remark"] == "mine"
    assert "Jane" not in str(row.values)
    assert "770" not in str(row.values)


def test_a_remark_about_one_person_is_not_kept_and_said(cast):
    headers = ["Organisation", "Governorate", "Sector", "Remark", "Stock number"]
    row = one(cast.iraq, ["HOPE", "Ninewa", "Health", "Call Jane on 0770 123 4567", "12168783"], headers)
    assert (codes(row.notes), row.notes[0]["column"], row.notes[0]["value"]) == (["person_left_out"], "D", "")
    assert "Jane" not in str(row)
    assert row.values["as_reported"]["Stock number"] == "12168783"


def test_accepted_refused_and_duplicates_are_all_rows(cast):
    good, bad = ["HOPE", "", "Ninewa", "", "Health"], ["HOPE", "", "Atlantis", "", "Health"]
    found = check(cast.iraq, [good, bad, [" HOPE\u00a0", "", "Ninewa ", "", "Health"], good, bad])
    assert [row.same_as for row in found] == [None, None, 2, 2, 3]
    assert (sum(row.accepted for row in found), sum(row.refused for row in found)) == (1, 1)


def test_the_number_of_queries_does_not_grow_with_the_rows(cast, django_assert_max_num_queries):
    rows = [["HOPE", "", "Ninewa", "Al-Mosul", "Health", "8.1", f"Activity {n}"] for n in range(300)]
    with django_assert_max_num_queries(14):
        assert len(check(cast.iraq, rows)) == 300


def test_a_hidden_organisation_is_recognised_but_never_named_to_strangers(cast):
    headers = ["Organisation", "Acronym", "Governorate", "Sector"]
    rows = [["CANARY Quiet Houses", "", "Lac", "Health"], ["CANARYQ", "", "Lac", "Health"]]
    table = Table("", 1, [], 2, headers, [""] * 4, list(enumerate(rows, 2)))
    found = Checker(cast.chad_group, table, match(headers, [""] * 4, rows), by=cast.lena).run()
    assert [codes(row.notes) for row in found] == [[], []]
    assert [row.values["organization"] for row in found] == [None, cast.quiet.pk]
    assert "Quiet House" not in str(found[1].values)


def test_a_row_is_listed_as_python_would_so_that_what_is_stored_stays_comparable():
    words = {"b": "it's “x”", "a": "\n\u200f", "n": 3}
    assert matching.listed(words) == str(sorted(words.items()))


def test_a_code_of_two_equal_numbers_is_not_its_parent_twice(cast):
    whole = make.activity("3", "Community support")
    part = make.activity("3.3", "Supports to vulnerable people", parent=whole)
    found = ActivityCodes.judge(
        read_words(cast.iraq, Synonyms()).activities, {"activity_code": ["3.3", "3"]}, Answers()
    )

    assert [found.find({"activity_code": text}).label.id for text in ("3.3", "3", "3. Community support")] == [
        part.pk, whole.pk, whole.pk,
    ]  # fmt: skip
