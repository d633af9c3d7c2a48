from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sectors.access import visible
from sectors.filters import ServiceFilter
from sectors.models import Need, Service
from tests import make

CELL = re.compile(r'<td(?: class="([^"]*)")?>(?:<a href="([^"]*)">)?(.*?)(?:</a>)?</td>')


def page(browse, person, query=""):
    answer = browse(person).get(f"/matrix/?{query}")
    assert answer.status_code == 200
    return answer


def cells(answer):
    """(class, address, words) of every cell of the table, as a reader finds them."""
    found = CELL.findall(answer.content.decode())
    return [(css, unescape(href), re.sub(r"<[^>]+>", "", text).strip()) for css, href, text in found]


def test_everybody_may_open_it_and_strangers_see_public_services_only(cast, browse):
    for person in (None, cast.nour):
        answer = page(browse, person)
        assert "CANARY" not in answer.content.decode()
        assert answer.context["table"].total.value == 1


@pytest.mark.parametrize(
    "query",
    [
        "", "rows=adm2&columns=layer", "rows=organization&columns=sector", "rows=status&columns=month", "place=IQG15",
        "group=iraq&activity=8.1", "rows=adm1&columns=sector_reported", "q=counselling",
    ],
)  # fmt: skip
def test_a_number_is_a_link_to_exactly_as_many_services(cast, browse, rf, query):
    """The address behind each number, asked with the filter of the list, finds what the number says."""
    make.service(cast.hope, cast.mosul, sector=cast.health, sector_text="Health")
    found = 0
    for _css, href, words in cells(page(browse, cast.amina, query)):
        if not href:
            continue
        request = rf.get(href)
        request.user = cast.amina
        listed = ServiceFilter(
            request.GET, queryset=visible(Service, cast.amina), user=cast.amina, request=request
        )
        assert listed.is_valid(), href
        assert listed.apply().count() == int(words), href
        found += 1
    assert found >= 2


def test_the_page_behind_a_number_lists_as_many(cast, browse):
    for _css, href, words in cells(page(browse, cast.amina, "group=iraq")):
        if href:
            listed = browse(cast.amina).get(href).content.decode()
            services = Service.objects.filter(public_id__in=re.findall(r'href="/services/(\w{10})/"', listed))
            assert services.count() == int(words), href


def test_three_kinds_of_nothing_are_told_apart_in_words(cast, browse):
    make.place("IQG01", "Al-Anbar", cast.country)
    html = page(browse, cast.amina, "group=iraq").content.decode()
    assert '<td class="gap">gap</td>' in html
    assert '<span class="visually-hidden">not reported</span>' in html
    assert "gap: reports come from here, but nobody does this" in html
    assert "not reported: nobody has reported anything from here" in html


def test_the_table_is_one_a_screen_reader_can_read(cast, browse):
    html = page(browse, cast.amina).content.decode()
    assert '<div class="scroll" role="region" tabindex="0" aria-label="Services: ' in html
    assert "<caption>Services: " in html
    assert html.count('scope="col"') == 4
    assert html.count('scope="row"') == 4


def test_gaps_and_overlaps_are_for_the_signed_in(cast, browse):
    make.service(cast.hope, cast.mosul, cast.counselling)
    Need.objects.create(place=cast.duhok, month=date(2026, 1, 1), people=12345)
    for person in (None, cast.nour):
        html = page(browse, person).content.decode()
        assert "Biggest gaps" not in html
        assert "12,345" not in html
    html = page(browse, cast.mona, "group=iraq").content.decode()
    assert "12,345 people in need" in html
    assert "Put on next agenda" not in html
    assert f'href="{reverse("overlap-list")}"' in html


def test_who_manages_a_group_puts_a_gap_on_the_agenda(cast, browse):
    html = page(browse, cast.amina, "group=iraq").content.decode()
    assert f'action="{reverse("gap-to-agenda")}"' in html
    assert (
        '<input type="hidden" name="place" value="IQG09"><input type="hidden" name="activity" value="4.1">'
        in html
    )


def test_the_files_are_asked_for_with_the_same_question(cast, browse):
    html = page(browse, cast.amina, "rows=adm2&place=IQG15").content.decode()
    for format in ("xlsx", "hxl", "json"):
        assert re.search(rf'href="/matrix/export.{format}\?[^"]*place=IQG15', html)
        assert re.search(rf'href="/matrix/export.{format}\?[^"]*rows=adm2', html)


@pytest.mark.parametrize(
    "query, words",
    [
        ("rows=adm1&columns=adm1", "Rows and columns are the same."),
        ("place=nowhere", "Select a valid choice"),
        ("since=2026-03&until=2026-01", "The last month is before the first."),
    ],
)
def test_an_impossible_question_is_explained(cast, browse, query, words):
    html = page(browse, cast.amina, query).content.decode()
    assert "There is a problem" in html
    assert words in html
    assert '<table class="matrix">' not in html


def test_only_the_provinces_in_question_are_offered_as_places(cast, browse):
    html = page(browse, cast.amina, "group=iraq").content.decode()
    places = html[html.index('name="place"') :]
    places = places[: places.index("</select>")]
    assert re.findall(r'value="(\w*)"', places) == ["", "IRQ", "IQG09", "IQG15"]
    chosen = page(browse, cast.amina, "place=IQG15Q05").content.decode()
    assert '<option value="IQG15Q05" selected>' in chosen


def test_an_empty_response_says_what_to_do(db, browse):
    html = page(browse, None).content.decode()
    assert "No service to count" in html


def test_the_number_of_queries_does_not_grow(cast, browse):
    few = queries_of(browse, cast.amina)
    for number in range(3):
        make.service(
            make.organization(), make.place(f"IQX{number}", "X", cast.ninewa), make.activity(f"9.{number}")
        )
    assert queries_of(browse, cast.amina) == few


def test_five_thousand_services_need_no_more_queries_than_six(cast, browse):
    """And the page stays small: the numbers grow, the table does not."""
    few = queries_of(browse, cast.amina)
    Service.objects.bulk_create(
        Service(
            organization=(cast.hope, cast.care)[n % 2],
            place=cast.mosul,
            activity=cast.counselling,
            name_en=f"Number {n}",
        )
        for n in range(5_000)
    )
    assert queries_of(browse, cast.amina) == few
    answer = page(browse, cast.amina)
    assert answer.context["table"].total.value == 5_006
    assert len(answer.content) < 60_000


def queries_of(browse, person):
    with CaptureQueriesContext(connection) as seen:
        page(browse, person)
    return len(seen)
