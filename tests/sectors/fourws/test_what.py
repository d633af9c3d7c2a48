"""What a row does: by code, by label, in the partner's words."""

from __future__ import annotations

import pytest

from tests import make
from tests.sectors.fourws.laid_out import check, codes, one


class TestWhat:
    def test_a_sector_that_is_not_in_the_list_is_kept_in_the_partners_words(self, cast):
        row = one(cast.iraq, ["HOPE", "", "Ninewa", "", "Underwater basket weaving"])
        assert (row.values["sector"], row.values["sector_text"], codes(row.notes)) == (
            None,
            "Underwater basket weaving",
            ["sector_unknown"],
        )

    def test_an_activity_in_words_becomes_a_code_only_when_it_is_the_label(self, cast):
        row = one(cast.iraq, ["HOPE", "", "Ninewa", "", "", "", "child friendly spaces"])
        assert row.values["activity"] == cast.safe_spaces.pk
        row = one(cast.iraq, ["HOPE", "", "Ninewa", "", "", "", "Child-friendly spaces for all"])
        assert (row.values["activity"], row.values["activity_text"]) == (
            None,
            "Child-friendly spaces for all",
        )
        row = one(cast.iraq, ["HOPE", "", "Ninewa", "", "", "", "4.1 Child-friendly spaces"])
        assert row.values["activity"] == cast.safe_spaces.pk

    @pytest.mark.parametrize("code", ["٤.١", "٤٫١", "۴.۱"])
    def test_a_code_in_arabic_or_persian_digits_is_the_same_code(self, cast, code):
        row = one(cast.iraq, ["HOPE", "", "Ninewa", "", "", code])
        assert (row.values["activity"], row.problems) == (cast.safe_spaces.pk, [])

    def test_an_unknown_code_of_our_list_is_a_problem_and_codes_of_another_list_are_words(self, cast):
        assert codes(one(cast.iraq, ["HOPE", "", "Ninewa", "", "", "99.9"]).problems) == ["activity_unknown"]
        row = one(cast.iraq, ["HOPE", "", "Ninewa", "", "Health", "2105"])
        assert (row.values["activity"], row.problems) == (None, [])

    def test_neither_activity_nor_sector_is_a_problem(self, cast):
        assert codes(one(cast.iraq, ["HOPE", "", "Ninewa"]).problems) == ["what_missing"]

    def test_a_national_code_counts_in_its_own_group_only(self, cast):
        own = make.activity("4.9", "Youth clubs", group=cast.iraq)
        assert one(cast.iraq, ["HOPE", "", "Ninewa", "", "", "4.9"]).values["activity"] == own.pk
        assert codes(one(cast.chad_group, ["Lake Aid", "", "Lac", "", "", "4.9"]).problems) == [
            "activity_unknown"
        ]

    def test_a_long_description_is_cut_and_kept_whole_as_reported(self, cast):
        row = one(
            cast.iraq,
            ["HOPE", "Ninewa", "Health", "word " * 100],
            ["Organisation", "Governorate", "Sector", "Description"],
        )
        assert len(row.values["description"]) <= 220
        assert row.values["as_reported"]["Description"] == ("word " * 100).strip()


def test_a_zero_the_spreadsheet_took_is_told_by_the_words_beside_it(cast):
    three, ten = make.activity("3.1", "Story telling"), make.activity("3.10", "Theatre groups")
    headers = ["Organisation", "Governorate", "Sector", "Activity code", "Activity"]
    rows = [
        ["HOPE", "Ninewa", "Health", "3.1", "Theatre groups"],
        ["HOPE", "Ninewa", "Health", "3.1", "Story telling"],
    ]
    found = check(cast.iraq, rows, headers)
    assert [row.values["activity"] for row in found] == [ten.pk, three.pk]
    rows.append(["HOPE", "Ninewa", "Health", "3.10", ""])
    assert [row.values["activity"] for row in check(cast.iraq, rows, headers)] == [
        three.pk,
        three.pk,
        ten.pk,
    ]
