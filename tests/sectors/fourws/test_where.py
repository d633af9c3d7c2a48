"""The place of a row: by code, by name within the place above, never guessed."""

from __future__ import annotations

import pytest

from tests import make
from tests.sectors.fourws.laid_out import codes, one


class TestPlaces:
    HEADERS = [
        "Organisation",
        "Sector",
        "ADM1_PCODE",
        "Governorate",
        "ADM2_PCODE",
        "District",
        "ADM3_PCODE",
        "Sub-district",
    ]

    def place(self, cast, *cells, group=None):
        return one(group or cast.iraq, ["Hope Initiative", "Health", *cells], self.HEADERS)

    def test_the_code_beats_the_name_and_the_difference_is_a_note(self, cast):
        row = self.place(cast, "IQG15", "Nineveh Governorate", "IQG15Q05", "Mosul")
        assert (row.values["place"], row.problems, codes(row.notes)) == (
            cast.mosul.pk,
            [],
            ["place_name_differs"],  # Mosul is Al-Mosul
        )

    def test_a_name_is_looked_up_within_the_place_above(self, cast):
        twin = make.place("IQG09Q09", "Al-Mosul", cast.duhok)
        assert self.place(cast, "", "Duhok", "", "Al-Mosul").values["place"] == twin.pk
        assert self.place(cast, "", "Ninewa", "", "Al-Mosul").values["place"] == cast.mosul.pk
        assert codes(self.place(cast, "", "", "", "Al-Mosul").problems) == ["place_unknown"]

    def test_accents_spaces_articles_and_arabic_letters_do_not_matter(self, cast):
        cast.mosul.other_names = ["الموصل"]
        cast.mosul.save()
        for name in ("AL MOSUL", "al-mosul", "Mosul", "ألموصل", "AlMosul"):
            assert self.place(cast, "", "Ninewa", "", name).values["place"] == cast.mosul.pk, name

    def test_an_unknown_finer_place_is_a_note_and_the_words_stay(self, cast):
        row = self.place(cast, "IQG15", "Ninewa", "IQG15Q05", "Al-Mosul", "IQG15Q05N99", "Somewhere")
        assert (row.values["place"], row.problems) == (cast.mosul.pk, [])
        assert row.values["as_reported"]["Sub-district"] == "Somewhere"
        assert codes(row.notes) == ["place_kept_above", "place_kept_above"]

    def test_a_place_nobody_knows_is_a_problem_with_near_names(self, cast):
        row = self.place(cast, "", "Nenewa")
        assert (codes(row.problems), row.problems[0]["about"]["near"]) == (["place_unknown"], "Ninewa")
        assert (row.problems[0]["column"], row.problems[0]["value"]) == ("D", "Nenewa")

    def test_a_place_outside_the_area_of_the_group_is_a_problem(self, cast):
        assert codes(self.place(cast, "IQG09", "Duhok", group=cast.ninewa_group).problems) == [
            "place_outside"
        ]
        assert codes(self.place(cast, "TD07", "Lac").problems) == ["place_outside"]
        assert self.place(cast, "", "Lac").problems[0]["about"]["text"] == "Lac"

    @pytest.mark.parametrize(
        "cells", [("IQ00", "National"), ("IRQ", ""), ("", "Nationwide"), ("", "على مستوى البلاد")]
    )
    def test_nationwide_is_the_country(self, cast, cells):
        row = self.place(cast, *cells)
        assert (row.values.get("place"), row.problems) == (cast.country.pk, [])

    def test_no_place_is_a_problem(self, cast):
        assert codes(self.place(cast).problems) == ["place_missing"]

    def test_a_finer_place_that_does_not_lie_in_the_one_above_is_noted(self, cast):
        row = self.place(cast, "IQG09", "", "IQG15Q05", "")
        assert (row.values["place"], codes(row.notes)) == (cast.mosul.pk, ["place_disagrees"])
