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


def test_a_third_dimension_is_one_more_table_for_each_of_its_keys(cast, browse):
    cast.public.target_groups.add(cast.children)
    html = page(browse, cast.amina, "split=target").content.decode()
    assert re.findall(r'<caption>(?:<strong dir="auto">)?([^<]*)', html) == [
        "Services: Governorate or province by Activity. All together",
        "Target group: Children and adolescents",
        "Target group: No target group given",
    ]


@pytest.mark.parametrize("query", ["split=target", "split=status&rows=adm2&columns=layer"])
def test_a_number_of_a_part_is_a_link_to_as_many_services(cast, browse, rf, query):
    test_a_number_is_a_link_to_exactly_as_many_services(cast, browse, rf, query)


def test_change_is_said_with_a_sign_and_in_words(cast, browse):
    Service.objects.filter(pk=cast.public.pk).update(start=date(2026, 2, 10))
    html = page(browse, cast.amina, "month=2026-03&compare=2026-01").content.decode()
    change = '<span aria-hidden="true">▲\u202f1</span><span class="visually-hidden">1 more than in January 2026</span>'
    assert change in html
    assert "What runs in March 2026, compared with January 2026." in html


def test_coverage_is_for_members_and_says_what_it_counts(cast, browse):
    Need.objects.create(place=cast.ninewa, month=date(2026, 1, 1), people=20_000)
    answer = page(browse, cast.mona, "group=iraq&per=need")
    assert (
        answer.context["name"] == "Services: Governorate or province by Activity (for 100,000 people in need)"
    )
    words = [words for _css, _href, words in cells(answer)]
    unknown = "?people not known"
    assert words == ["gap", unknown, unknown, "5", "gap", "5", unknown, unknown, unknown]
    assert 'name="per"' not in page(browse, None).content.decode()


def test_the_past_has_no_links_and_says_its_day(cast, browse):
    answer = page(browse, cast.amina, "asof=2026-02-01")
    assert "As it stood on 1 Feb 2026" in answer.content.decode()
    assert answer.context["table"].total.services == 0
    assert {href for _css, href, _words in cells(page(browse, cast.amina, "asof=2026-02-01"))} <= {""}


@pytest.mark.parametrize("format", ["csv", "hxl", "json", "xlsx"])
def test_every_file_holds_every_table(cast, browse, format):
    query = "split=target&rows=adm2&columns=layer&per=need&compare=2026-01&month=2026-03"
    answer = browse(cast.amina).get(f"/matrix/export.{format}?{query}")
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content)
    if format in ("csv", "hxl"):
        head = content.decode().splitlines()[0]
        assert head == (
            '\ufeffTarget group,Code,District,Code,Layer of the pyramid,Code,"Services (for 100,000 people in need)",'
            "2026-01,Change,State"
        )
    assert len(content) > 100
