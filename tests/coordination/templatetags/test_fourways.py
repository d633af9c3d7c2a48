from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django import forms
from django.template import engines
from django.utils import timezone, translation

from coordination.templatetags import fourways as tags
from sectors.access import visible
from sectors.filters import ServiceFilter
from sectors.models import Service


def shown(source: str, **context) -> str:
    return engines["django"].from_string("{% load fourways %}" + source).render(context).strip()


@pytest.mark.parametrize(
    "language,expected", [("en", "4,839"), ("fr", "4\u202f839"), ("ar", "4,839"), ("es", "4\u00a0839")]
)
def test_numbers_are_grouped_the_readers_way_in_western_digits(language, expected):
    with translation.override(language):
        assert tags.number(4839) == expected


def test_no_number_is_no_text():
    assert (tags.number(None), tags.number(0)) == ("", "0")


@pytest.mark.parametrize(
    "language,expected",
    [("en", "3 Feb 2026"), ("fr", "3 février 2026"), ("ar", "3 فبراير 2026"), ("es", "3 de febrero de 2026")],
)
def test_days_are_written_out(language, expected):
    with translation.override(language):
        assert tags.day(date(2026, 2, 3)).replace(".", "").lower() == expected.lower()


def test_a_moment_is_shown_in_the_time_zone_of_the_reader():
    with timezone.override("Asia/Baghdad"):
        assert tags.weekday(datetime(2026, 2, 3, 22, 30, tzinfo=UTC)) == "Wednesday 4 Feb 2026"


@pytest.mark.parametrize(
    "days,expected",
    [
        (0, "Confirmed today"),
        (1, "Confirmed 1 day ago"),
        (35, "Confirmed 35 days ago"),
        (36, "Check before referring: confirmed "),
        (90, "Check before referring: confirmed "),
        (91, "Not confirmed since "),
        (None, "Never confirmed"),
    ],
)
def test_freshness_says_in_words_how_far_an_entry_can_be_trusted(days, expected):
    confirmed_on = None if days is None else timezone.localdate() - timedelta(days=days)

    assert expected in shown("{% freshness confirmed_on %}", confirmed_on=confirmed_on)


def test_a_phone_can_be_called_and_stays_left_to_right():
    assert shown("{% phone '+9647501234567' %}") == (
        '<a class="nowrap" href="tel:+9647501234567"><bdi dir="ltr">+964 750 123 4567</bdi></a>'
    )


@pytest.mark.parametrize("number", ["116 111", "<b>1</b>"])
def test_a_number_that_cannot_be_dialled_from_anywhere_is_text(number):
    assert "href" not in shown("{% phone number %}", number=number)
    assert "<b>" not in shown("{% phone number %}", number=number)


def test_strangers_are_told_the_district_and_members_the_site(cast):
    assert tags.place_line(cast.site, None) == "Al-Mosul, Ninewa"
    assert tags.place_line(cast.site, cast.mona) == "Al-Muhamadath, Ninewa"
    assert tags.place_line(cast.country, None) == "Iraq"


def test_filters_in_use_are_words_each_with_the_address_without_it(cast, rf):
    request = rf.get("/services/?place=IQG15&status=ongoing&q=&page=3&by=sector")
    request.user = cast.mona
    asked = ServiceFilter(request.GET, queryset=visible(Service, cast.mona), user=cast.mona, request=request)

    found = tags.active_filters({"request": request}, asked)

    assert [(item["label"], item["value"], item["without"]) for item in found] == [
        ("Place", "Ninewa", "?status=ongoing&q=&by=sector"),
        ("Status", "Ongoing", "?place=IQG15&q=&by=sector"),
    ]


class Form(forms.Form):
    name = forms.CharField(label="Name", help_text="As written")
    email = forms.EmailField(label="E-mail", required=False)


def test_a_field_has_label_hint_error_and_direction():
    html = shown('{% include "parts/_form.html" %}', form=Form({"name": "", "email": "a"}))

    assert 'href="#id_name">Name: This field is required.</a>' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_error"' in html
    assert '<input type="text" name="name" dir="auto"' in html
    assert '<input type="email" name="email" value="a" dir="ltr"' in html
    assert html.count("(optional)") == 1


@pytest.mark.parametrize(
    "words,expected",
    [
        ("Training / orienting (specify topic)", "Training / orienting"),
        ("التدريب (مع تحديد الموضوع)", "التدريب"),
        ("(all of it)", "(all of it)"),
    ],
)
def test_a_list_says_an_activity_without_its_examples(words, expected):
    assert tags.brief(words) == expected


def boxes(count: int, ticked: tuple[int, ...] = ()):
    choices = [(number, f"Group {number}") for number in range(count)]
    field = forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple)
    return type("Form", (forms.Form,), {"groups": field})(initial={"groups": list(ticked)})["groups"]


def test_a_long_list_of_boxes_shows_the_first_and_the_ticked_ones():
    found = tags.folded(boxes(33, ticked=(30,)))
    assert [box.data["label"] for box in found["shown"]] == [f"Group {n}" for n in (*range(12), 30)]
    assert len(found["rest"]) == 20


def test_a_short_list_of_boxes_is_whole():
    assert tags.folded(boxes(16)) is None


def test_a_number_as_a_button_can_be_called():
    assert shown('{% phone "+9647800000063" "button" %}').startswith(
        '<a class="button" href="tel:+9647800000063"><svg'
    )
