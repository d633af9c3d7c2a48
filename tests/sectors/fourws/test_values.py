"""Dates, months, numbers and blanks in the forms people write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sectors.fourws import days, values
from sectors.fourws.guard import guard
from sectors.fourws.spreadsheet_process import as_text

GROUPS = [",", ".", " ", "'", "’", "\u00a0", "\u202f", "٬"]


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


@pytest.mark.parametrize(
    "code, texts",
    [
        ("number_unreadable", ["lots", "1.5", "12,5", "9" * 40, "1 234,5", "12 34", "1,23,45", "50%", "1.2E+05", "1.234.00"]),
        ("number_of_what", ["12 people", "12 families", "٥ عائلات"]),
        ("number_range", ["1-2", "100 – 150", "100 à 150"]),
        ("number_about", ["~120", "environ 1 200", "120+", "> 50", "حوالي ١٢٠"]),
    ],
)  # fmt: skip
def test_what_is_no_whole_number_is_said_and_why(code, texts):
    for text in texts:
        with pytest.raises(values.Unreadable) as wrong:
            values.number(values.clean(text))
        assert wrong.value.code == code, text


def test_the_number_in_an_estimate_is_offered():
    with pytest.raises(values.Unreadable) as wrong:
        values.number("environ 1 200")
    assert wrong.value.meant == "1200"


@given(some.integers(0, 10**9), some.sampled_from(GROUPS), some.sampled_from(["", "0", "00"]))
def test_a_number_survives_every_way_of_writing_it(number, group, zeros):
    text = f"{number:,}".replace(",", group)
    if zeros and group not in ",.٬":
        text += f",{zeros}"
    for digits in ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९"):
        written = f" {text.translate(str.maketrans('0123456789', digits))}\u200f "
        assert values.number(values.clean(written)) == number
        assert values.number(values.clean(f"-{written.strip()}")) == -number


@given(some.integers(1, 10**9))
def test_lakhs_and_accounting_brackets(number):
    head, tail = str(number)[:-3], str(number)[-3:]
    pairs = [head[max(end - 2, 0) : end] for end in range(len(head), 0, -2)][::-1]
    assert values.number(",".join([*pairs, tail])) == number
    assert values.number(f"({number})") == -number


@given(some.text(max_size=20))
def test_any_text_is_a_number_a_blank_or_said(text):
    try:
        found = values.number(values.clean(text))
    except values.Unreadable:
        return
    assert found is None or isinstance(found, int)


@pytest.mark.parametrize("text", ["yes", "Oui", "SÍ", "نعم", "x", "✓", "1"])
def test_yes_in_four_languages(text):
    assert values.yes_no(text) is True


@pytest.mark.parametrize(
    "text, said", [("No", False), ("non", False), ("لا", False), ("0", False), ("perhaps", None), ("", None)]
)
def test_no_and_neither(text, said):
    assert values.yes_no(text) is said


@pytest.mark.parametrize(
    "text", ["#REF!", "#N/A", "#VALUE!", "#NOM?", "#¡REF!", "#N/D", "#¿NOMBRE?", "#¡DIV/0!", "#VALEUR!", " #NUL! ", "Err:502"]
)  # fmt: skip
def test_a_failed_formula_in_the_languages_of_excel(text):
    assert values.is_error(text)
    assert values.clean(text) == ""


@pytest.mark.parametrize("text", ["#1 clinic", "# 12", "Erbil", "#reached", "N/A"])
def test_what_only_looks_like_a_failed_formula(text):
    assert not values.is_error(text)


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


def test_a_fraction_of_a_spreadsheet_is_not_taken_for_thousands():
    assert [as_text(cell) for cell in (33.125, 1234.0, 0.5, 3.1)] == ["33.1250", "1234", "0.5", "3.1"]
    with pytest.raises(values.Unreadable):
        values.number(as_text(33.125))
