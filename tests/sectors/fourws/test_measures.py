"""When, and how many."""

from __future__ import annotations

import pytest

from tests.sectors.fourws.laid_out import check, codes, one


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
