"""Days, months and spans in the forms people write them; what is doubtful is asked, what is no date is said."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sectors.dates import MONTH_NAMES
from sectors.fourws import days
from sectors.fourws.values import Unreadable

DAYS = some.dates(date(1990, 2, 1), date(2049, 12, 31))
YEAR_FIRST = [
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y-%m-%dT%H:%M:%S+03:00", "%Y-%m-%dT%H:%MZ", "%Y-%m-%d 09:30 UTC",
]  # fmt: skip
ARABIC, PERSIAN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"), str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


@given(DAYS, some.sampled_from(YEAR_FIRST))
def test_the_year_first_is_read_whatever_the_column_says(day, form):
    text = day.strftime(form)
    for digits in (text, text.translate(ARABIC), text.translate(PERSIAN)):
        assert days.day(digits, True) == days.day(digits, False) == day


@given(DAYS, some.sampled_from("/.-"), some.booleans(), some.booleans())
def test_day_and_month_are_read_in_the_order_of_the_column(day, sign, first, short):
    one, two = (day.day, day.month) if first else (day.month, day.day)
    year = f"{day.year % 100:02}" if short else str(day.year)
    assert days.day(f"{one}{sign}{two}{sign}{year}", first) == day
    assert days.day(f"{one:02}{sign}{two:02}{sign}{year} 10:15:00 AM", first) == day


@given(DAYS, some.data())
def test_months_in_words_of_four_languages_and_three_arabic_regions(day, data):
    name = data.draw(some.sampled_from(MONTH_NAMES[day.month - 1].split())).replace("-", " ")
    assert days.day(f"{day.day} {name} {day.year}") == day
    assert days.period(f"{name} {day.year}".translate(ARABIC)) == days.month_of(day.year, day.month)


@given(some.dates(date(1995, 1, 1), date(2049, 12, 31)))
def test_serial_numbers_of_excel(day):
    assert days.day(str((day - date(1899, 12, 30)).days)) == day
    assert days.day(f"{(day - date(1904, 1, 1)).days}.5", epoch=days.EPOCH_1904) == day


@given(some.lists(DAYS, min_size=1, max_size=20), some.booleans())
def test_the_order_of_a_column_is_never_decided_wrongly(written, first):
    form = "%d/%m/%Y" if first else "%m/%d/%Y"
    texts = [day.strftime(form) for day in written]
    order = days.order(texts)
    assert order in ("", "day_first" if first else "month_first") or len(set(texts)) >= days.FIRSTS
    if any(day.day > 12 for day in written):
        assert order == ("day_first" if first else "month_first")


def test_the_firsts_of_months_settle_the_order():
    assert days.order(["01/02/2024", "01/03/2024", "01/04/2024"]) == "day_first"
    assert days.order(["2/1/2024", "3/1/2024", "4/1/2024"]) == "month_first"
    assert days.order(["01/02/2024", "01/03/2024"]) == ""


@given(some.text(max_size=30))
def test_any_text_is_a_date_nothing_or_said(text):
    assert {outcome(days.day, text), outcome(days.period, text)} <= {
        "", "date_unreadable", "date_hijri", "date_without_year",
    }  # fmt: skip


def outcome(read, text):
    try:
        read(text)
    except Unreadable as wrong:
        return wrong.code
    return ""


@pytest.mark.parametrize(
    "text",
    ["Jan–Mar 2024", "January to March 2024", "Jan 2024 - Mar 2024", "01/2024 – 03/2024", "2024-01 to 2024-03", "Q1 2024",
     "2024 Q1", "T1 2024", "1er trimestre 2024", "01/01/2024 - 31/03/2024", "2024-01-01 to 2024-03-31",
     "du 1er janvier au 31 mars 2024", "de enero a marzo de 2024", "janvier - mars 2024", "من يناير إلى مارس 2024",
     "كانون الثاني - آذار ٢٠٢٤", "1 January – 31 March 2024", "Q1/24"],
)  # fmt: skip
def test_the_first_quarter(text):
    assert days.period(text) == (date(2024, 1, 1), date(2024, 3, 31))


def test_other_spans():
    assert days.period("1-15 March 2024") == (date(2024, 3, 1), date(2024, 3, 15))
    assert days.period("Nov 2023 - Jan 2024") == (date(2023, 11, 1), date(2024, 1, 31))
    assert days.period("2023/24") == days.period("2023-2024") == (date(2023, 1, 1), date(2024, 12, 31))
    assert days.period("H2 2024") == days.period("S2 2024") == (date(2024, 7, 1), date(2024, 12, 31))


@pytest.mark.parametrize(
    "text",
    ["31/02/2024", "2024-13-01", "Mar–Jan 2024", "31-02-2024", "30 Feb 2024", "12 families", "2024-2023", "5-30 Feb 2024",
     "Q5 2024", "1/2/3/4", "٣٢/٠١/٢٠٢٤"],
)  # fmt: skip
def test_what_is_no_date_is_said(text):
    with pytest.raises(Unreadable) as wrong:
        days.period(text)
    assert wrong.value.code == "date_unreadable"


@pytest.mark.parametrize(
    "text",
    ["1445-09-01", "15/09/1445", "1 Ramadan 1445 AH", "١ رمضان ١٤٤٥", "1402/05/12", "12 حمل 1403", "15 ramazan 1445", "1445"],
)  # fmt: skip
def test_a_hijri_date_is_named_never_guessed(text):
    with pytest.raises(Unreadable) as wrong:
        days.period(text)
    assert wrong.value.code == "date_hijri"


@pytest.mark.parametrize("text", ["March", "mars", "Marzo", "آذار", "كانون الثاني", "Mar."])
def test_a_month_without_a_year_is_named(text):
    with pytest.raises(Unreadable) as wrong:
        days.period(text)
    assert wrong.value.code == "date_without_year"


def test_a_date_far_away_is_not_likely():
    today = date(2026, 3, 1)
    likely = [days.plausible(today + timedelta(days=365 * years), today) for years in (-40, -30, 0, 20, 60)]
    assert likely == [False, True, True, True, False]
