"""Dates, months, numbers and blanks in the forms people write them."""

from __future__ import annotations

from datetime import date

import pytest

from sectors.fourws import days, values
from sectors.fourws.guard import guard


@pytest.mark.parametrize(
    "text, clean",
    [
        ("  Hope\u00a0 Foundation \u200b", "Hope Foundation"),
        ("#N/A", ""),
        ("#REF!", ""),
        ("<Null>", ""),
        ("'=1+1", "=1+1"),
        ("'-5", "-5"),
        ("'quoted'", "'quoted'"),
        ("line one\r\nline two", "line one\nline two"),
    ],
)
def test_what_nobody_sees_is_taken_off(text, clean):
    assert values.clean(text) == clean


@pytest.mark.parametrize(
    "text", ["=1+1", "+964 770", "-5", "@SUM(A1)", "|calc", "%x", "\t=1", "\u200b=1", " =1"]
)
def test_a_guard_against_formulas_comes_off_again(text):
    assert guard(text).startswith("'")
    assert values.clean(guard(text)) == values.clean(text)


@pytest.mark.parametrize("text", ["", "-", "–", "n/a", "N/A", "Néant", "No aplica", "لا يوجد", "null"])
def test_blanks_in_four_languages(text):
    assert values.blank(text)
    assert values.number(text) is None
    assert days.day(text) is None


@pytest.mark.parametrize(
    "text, number",
    [("120", 120), ("1,234", 1234), ("1.234", 1234), ("1 234", 1234), ("1\u202f234", 1234), ("١٬٢٣٤", 1234), ("۴۵", 45),
     ("12.0", 12), ("1.234,00", 1234), ("1,234.00", 1234), ("1’234", 1234), ("0", 0), ("-5", -5)],
)  # fmt: skip
def test_numbers_of_any_locale(text, number):
    assert values.number(values.clean(text)) == number


@pytest.mark.parametrize("text", ["lots", "12 people", "1.5", "1-2", "12,5", "9" * 40])
def test_what_is_no_whole_number_is_said(text):
    with pytest.raises(values.Unreadable):
        values.number(text)


@pytest.mark.parametrize(
    "text",
    [
        "2021-07-21",
        "2021-07-21 00:00:00",
        "2021-07-21T09:30:00Z",
        "21/07/2021",
        "21.7.21",
        "20210721",
        "44398",
        "21 July 2021",
        "Jul 21, 2021",
        "21-Jul-21",
        "21 juil. 2021",
        "21 de julio de 2021",
        "٢١/٠٧/٢٠٢١",
        "٢١ تموز ٢٠٢١",
        "21 يوليو 2021",
    ],
)
def test_dates_in_every_form(text):
    assert days.day(text) == date(2021, 7, 21)


@pytest.mark.parametrize("text", ["01/01/1970", "1970-01-01", "0", "00/00/0000", "1900-01-01"])
def test_dates_that_mean_no_date(text):
    assert days.day(text) is None


@pytest.mark.parametrize("text", ["31/02/2021", "soon", "2021", "13/13/2021", "1"])
def test_what_is_no_date_is_said(text):
    with pytest.raises(values.Unreadable):
        days.day(text)


def test_a_column_says_itself_whether_the_day_stands_first():
    assert days.order(["03/04/2021", "21/04/2021"]) == "day_first"
    assert days.order(["03/04/2021", "04/21/2021"]) == "month_first"
    assert days.order(["03/04/2021", "05/04/2021", "2021-04-21"]) == ""
    assert days.order(["21/04/2021", "04/21/2021", "03/04/2021"]) == ""
    assert days.day("03/04/2021", True) == date(2021, 4, 3)
    assert days.day("03/04/2021", False) == date(2021, 3, 4)


@pytest.mark.parametrize(
    "text",
    [
        "2022-02",
        "02/2022",
        "2022/2",
        "202202",
        "Feb 2022",
        "février 2022",
        "Febrero de 2022",
        "شباط ٢٠٢٢",
        "Feb-22",
    ],
)
def test_months(text):
    assert days.period(text) == (date(2022, 2, 1), date(2022, 2, 28))


def test_years_quarters_and_days_are_periods():
    assert days.period("2024") == (date(2024, 1, 1), date(2024, 12, 31))
    assert days.period("Q2 2024") == (date(2024, 4, 1), date(2024, 6, 30))
    assert days.period("15/03/2024") == (date(2024, 3, 15), date(2024, 3, 15))
    assert days.period("") is None
