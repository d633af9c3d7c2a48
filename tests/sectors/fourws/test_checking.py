"""Each row against what we know: matched, noted, or named as a problem of one cell."""

from __future__ import annotations

import pytest

from sectors.access import Visibility
from sectors.fourws.checking import Checker
from sectors.fourws.columns import match
from sectors.fourws.layout import Table
from sectors.fourws.measures import without_false_splits
from sectors.models import OrganizationAlias
from tests import make

HEADERS = ["Organisation", "Acronym", "Governorate", "District", "Sector", "Activity code", "Activity"]


def check(group, rows, headers=None, *, fixed=None, only=None):
    """The rows of a table, checked."""
    headers = headers or HEADERS
    rows = [[*row, *[""] * (len(headers) - len(row))] for row in rows]
    table = Table("", 1, [], 2, headers, [""] * len(headers), list(enumerate(rows, 2)))
    found = without_false_splits(match(headers, table.tags, rows), rows)
    return Checker(group, table, found, fixed=fixed, only=only).run()


def one(group, row, headers=None, **options):
    return check(group, [row], headers, **options)[0]


def codes(found):
    return [item["code"] for item in found]


def test_a_row_is_matched_from_end_to_end(cast):
    row = one(cast.iraq, ["hope initiative ", "HOPE", "Ninewa", "Al Mosul", "General protection", "4.1", ""])
    assert (row.problems, row.notes) == ([], [])
    assert (row.values["organization"], row.values["place"]) == (cast.hope.pk, cast.mosul.pk)
    assert (row.values["sector"], row.values["activity"]) == (cast.protection.pk, cast.safe_spaces.pk)


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


class TestOrganizations:
    def who(self, cast, *cells, headers=("Organisation", "Acronym", "Governorate", "Sector")):
        return one(cast.iraq, [*cells, "Ninewa", "Health"], list(headers))

    def test_by_name_acronym_alias_and_both_in_one(self, cast):
        OrganizationAlias.objects.create(organization=cast.hope, text="Initiative de l'Espoir")
        for name in (
            "HOPE INITIATIVE",
            "HOPE",
            "initiative de l’espoir",
            "Hope Initiative (HOPE)",
            "HOPE - Hope Initiative",
        ):
            assert self.who(cast, name, "").values["organization"] == cast.hope.pk, name

    def test_an_acronym_two_organisations_share_is_not_guessed(self, cast):
        make.organization("Home of Peace", acronym="HOPE")
        assert self.who(cast, "HOPE", "").values["organization"] == cast.hope.pk  # the one of this group
        make.organization("House of Peace", acronym="HOPE", groups=[cast.iraq])
        assert self.who(cast, "HOPE", "").values["organization"] is None

    def test_the_one_it_was_merged_into_answers(self, cast):
        make.organization("Old Hope", acronym="OH", merged_into=cast.hope)
        assert self.who(cast, "Old Hope", "").values["organization"] == cast.hope.pk

    def test_an_unknown_one_is_new_and_a_near_one_is_offered_not_taken(self, cast):
        row = self.who(cast, "Hope Initiatives", "")
        assert (row.values["organization"], row.values["organization_key"]) == (None, "hope initiatives")
        assert (row.problems, codes(row.notes)) == ([], ["organization_near"])

    def test_a_row_without_a_name_is_found_by_its_acronym_in_the_file_or_in_the_list(self, cast):
        rows = check(
            cast.iraq,
            [
                ["We World", "WW", "Ninewa", "Health"],
                ["", "WW", "Duhok", "Health"],
                ["", "TICA", "Duhok", "Health"],
                ["", "", "Duhok", "x"],
            ],
            ["Organisation", "Acronym", "Governorate", "Sector"],
        )
        assert [row.values.get("organization_key") for row in rows[:2]] == ["we world", "we world"]
        assert rows[2].values["organization"] == cast.care.pk
        assert [codes(row.notes) for row in rows[1:3]] == [["by_acronym"], ["by_acronym"]]
        assert codes(rows[3].problems) == ["organization_missing"]

    def test_no_partner_means_that_the_lead_does_it(self, cast):
        headers = ["Lead partner", "Implementing partner", "Governorate", "Sector"]
        row = one(cast.iraq, ["Hope Initiative", "No partner", "Ninewa", "Health"], headers)
        assert (row.values["organization"], codes(row.notes)) == (cast.hope.pk, ["lead_does_it"])
        row = one(cast.iraq, ["Hope Initiative", "Tigris Care", "Ninewa", "Health"], headers)
        assert (row.values["organization"], row.values["partners"]) == (cast.care.pk, [cast.hope.pk])

    def test_a_focal_point_brings_the_own_organisation_only(self, cast):
        rows = [
            ["Hope Initiative", "", "Ninewa", "", "Health"],
            ["Tigris Care", "", "Ninewa", "", "Health"],
            ["New One", "", "Ninewa", "", "x"],
        ]
        found = check(cast.iraq, rows, only=frozenset({cast.hope.pk}))
        assert [codes(row.problems) for row in found] == [
            [],
            ["organization_not_yours"],
            ["organization_not_yours"],
        ]


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


class TestWhenAndHowMany:
    HEADERS = [
        "Organisation",
        "Governorate",
        "Sector",
        "Month",
        "Start date",
        "End date",
        "People reached",
        "Boys",
        "Girls",
        "Basis",
    ]

    def measure(self, cast, *cells, **options):
        return one(cast.iraq, ["HOPE", "Ninewa", "Health", *cells], self.HEADERS, **options)

    def test_a_month_is_its_first_and_last_day(self, cast):
        row = self.measure(cast, "2022-02")
        assert (row.values["start"], row.values["end"], row.values["month"]) == (
            "2022-02-01",
            "2022-02-28",
            "2022-02-01",
        )

    def test_a_period_set_for_the_file_fills_blanks_and_gives_a_month_its_year(self, cast):
        assert self.measure(cast, fixed={"period": "2022"}).values["end"] == "2022-12-31"
        assert self.measure(cast, "March", fixed={"period": "2022"}).values["end"] == "2022-03-31"

    def test_the_rows_own_dates_come_before_the_period(self, cast):
        row = self.measure(cast, "2022-02", "31/03/2021", "01/01/1970")
        assert (row.values["start"], row.values["end"]) == ("2021-03-31", "2022-02-28")

    @pytest.mark.parametrize(
        "cells, code, column",
        [
            (("", "2022-05-01", "2022-04-01"), "end_before_start", "F"),
            (("", "soon"), "date_unreadable", "E"),
            (("", "01/01/0222"), "date_implausible", "E"),
            (("whenever",), "date_unreadable", "D"),
            (("", "", "", "lots"), "number_unreadable", "G"),
            (("", "", "", "-5"), "number_negative", "G"),
            (("", "", "", "9999999999"), "number_too_large", "G"),
            (("", "", "", "10", "3", "x"), "number_unreadable", "I"),
            (("", "", "", "10", "3", "4"), "parts_do_not_add_up", "H"),
        ],
    )
    def test_each_wrong_cell_is_named(self, cast, cells, code, column):
        good = ["HOPE", "Ninewa", "Health", "2022-01", "2022-01-01", "2022-02-01", "5", "2", "3", ""]
        row = check(cast.iraq, [good, good[:3] + list(cells)], self.HEADERS)[1]
        assert [(problem["code"], problem["column"]) for problem in row.problems] == [(code, column)]

    def test_parts_that_add_up_are_kept_and_make_the_total(self, cast):
        row = self.measure(cast, "", "", "", "٧", "3", "4")
        assert (row.values["reached"], row.values["parts"]) == (7, {"m_child": 3, "f_child": 4})
        assert self.measure(cast, "", "", "", "", "3", "4").values["reached"] == 7

    def test_columns_that_hardly_ever_add_up_are_no_split(self, cast):
        rows = [["HOPE", "Ninewa", "Health", "", "", "", str(100 + n), "3", "4"] for n in range(30)]
        found = check(cast.iraq, rows, self.HEADERS)
        assert {
            (tuple(codes(row.problems)), tuple(row.values["parts"]), row.values["as_reported"]["Boys"])
            for row in found
        } == {((), (), "3")}

    def test_a_basis_that_forbids_adding_is_kept(self, cast):
        assert self.measure(cast).values["adds_up"]
        assert not self.measure(
            cast, "", "", "", "9", "", "", "Counted once per place. NON-ADDITIVE: never sum."
        ).values["adds_up"]


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
