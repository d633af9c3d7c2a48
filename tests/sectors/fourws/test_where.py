"""The place of a row: by code, by name within the place above, never guessed."""

from __future__ import annotations

from datetime import date

import pytest

from tests import make
from tests.sectors.fourws.laid_out import check, codes, one


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


def reading(cast, *cells, **options):
    """(place, problems, notes) of a row with these place cells."""
    row = one(cast.iraq, ["Hope Initiative", "Health", *cells], TestPlaces.HEADERS, **options)
    return row.values.get("place"), codes(row.problems), codes(row.notes)


@pytest.mark.parametrize(
    "name",
    ["Ninewa Governorate", "NINEWA", "Gouvernorat de Ninewa", "Provincia de Ninewa", "Wilaya Ninewa", "محافظة نينوى", "نينوي",
     "نـيـنـوى", "Muhafazat Ninewa", "نینوی"],
)  # fmt: skip
def test_the_kind_of_area_the_letters_and_the_case_do_not_matter(cast, name):
    cast.ninewa.other_names = ["نينوى"]
    cast.ninewa.save()
    assert reading(cast, "", name)[:2] == (cast.ninewa.pk, [])


@pytest.mark.parametrize("name", ["Nenewa", "Ninawa", "Nineveh", "Ninewaa", "Dohuk", "Duhook"])
def test_a_name_that_is_merely_alike_is_offered_never_taken(cast, name):
    row = one(cast.iraq, ["Hope Initiative", "Health", "", name], TestPlaces.HEADERS)
    assert codes(row.problems) == ["place_unknown"]
    meant = cast.duhok if name.startswith("D") else cast.ninewa
    offered = row.problems[0]["about"]["candidates"][0]
    assert (offered["kind"], offered["id"], offered["label"]) == ("place", meant.pk, meant.name)
    assert offered["why"]["code"] == "alike"
    assert 50 <= offered["why"]["percent"] < 100


@pytest.mark.parametrize("code", ["IQG15", "iqg15", "IQ-G15", " IQ G15 ", "IRQG15"])
def test_a_code_is_the_same_however_it_is_written(cast, code):
    assert reading(cast, code) == (cast.ninewa.pk, [], [])


def test_an_unknown_code_is_a_note_when_the_name_settles_it(cast):
    assert reading(cast, "IQ99", "Ninewa") == (cast.ninewa.pk, [], ["place_code_unknown"])
    assert reading(cast, "IQ99", "Atlantis") == (None, ["place_unknown"], [])


def test_a_code_of_an_older_list_leads_to_the_place_of_today(cast):
    make.place("IQ-OLD-1", "Al-Mosul", cast.ninewa, valid_to=date(2020, 1, 1))
    old = make.place("IQ-OLD-2", "Lost Quarter", cast.ninewa, valid_to=date(2020, 1, 1))
    assert reading(cast, "", "", "IQ-OLD-1") == (cast.mosul.pk, [], ["place_code_old"])
    assert reading(cast, "", "", "IQ-OLD-2") == (old.pk, [], [])  # nobody knows what became of it
    assert reading(cast, "", "Ninewa", "", "Al-Mosul") == (cast.mosul.pk, [], [])


@pytest.mark.parametrize(
    "name",
    [
        "Ninewa; Duhok",
        "Ninewa / Duhok",
        "Ninewa, Duhok",
        "Ninewa and Duhok",
        "Ninewa\nDuhok",
        "Ninewa & Duhok",
    ],
)
def test_several_places_in_one_cell_are_each_offered(cast, name):
    row = one(cast.iraq, ["Hope Initiative", "Health", "", name], TestPlaces.HEADERS)
    assert codes(row.problems) == ["several_places"]
    assert [one["id"] for one in row.problems[0]["about"]["candidates"]] == [cast.ninewa.pk, cast.duhok.pk]


def test_a_place_with_the_one_it_lies_in_is_one_place(cast):
    for name in ("Al-Mosul, Ninewa", "Ninewa - Al-Mosul"):
        assert reading(cast, "", "", "", name) == (cast.mosul.pk, [], ["place_read_as"])


def test_a_name_two_places_have_is_offered_twice_with_where_each_lies(cast):
    twin = make.place("IQG09Q09", "Al-Mosul", cast.duhok)
    row = one(cast.iraq, ["Hope Initiative", "Health", "", "", "", "Al-Mosul"], TestPlaces.HEADERS)
    assert [(one["id"], one["label"]) for one in row.problems[0]["about"]["candidates"]] == [
        (cast.mosul.pk, "Al-Mosul, Ninewa"),
        (twin.pk, "Al-Mosul, Duhok"),
    ]


def test_the_country_alone_is_no_place_where_finer_ones_are_asked_for(cast):
    headers = ["Organisation", "Sector", "Country", "Governorate"]
    row = one(cast.iraq, ["Hope Initiative", "Health", "Iraq", ""], headers)
    assert codes(row.problems) == ["place_missing"]
    assert [one["id"] for one in row.problems[0]["about"]["candidates"]] == [cast.country.pk]
    assert (
        one(cast.iraq, ["Hope Initiative", "Health", "Iraq"], headers[:3]).values["place"] == cast.country.pk
    )


def test_a_file_of_nonsense_is_looked_at_in_good_time(cast):
    headers = ["Organisation", "Sector", "Governorate"]
    rows = [["Hope Initiative", "Health", f"Nonsense {number}"] for number in range(2000)]
    found = check(cast.iraq, rows, headers)
    assert {tuple(codes(row.problems)) for row in found} == {("place_unknown",)}
