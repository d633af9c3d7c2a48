from __future__ import annotations

from datetime import date
from itertools import cycle
from types import SimpleNamespace

import pytest
from django.http import QueryDict
from django.utils import translation

from sectors.access import visible
from sectors.filters import ServiceFilter
from sectors.fourws.asking import MatrixFilter
from sectors.fourws.dimensions import Frame
from sectors.fourws.matrix import DIMENSIONS, Cell, matrix, numbers
from sectors.fourws.tallies import COUNTS
from sectors.models import Reach, Service
from tests import make

TODAY = date(2026, 3, 10)


def ask(user, **asked):
    return MatrixFilter(asked, queryset=visible(Service, user), user=user, request=SimpleNamespace(user=user))


def behind(user, question):
    """The services the list shows for that question."""
    return (
        ServiceFilter(
            QueryDict(question),
            queryset=visible(Service, user),
            user=user,
            request=SimpleNamespace(user=user),
        )
        .apply()
        .count()
    )


def table(user, **asked):
    asking = ask(user, **asked)
    assert asking.is_valid(), asking.errors
    return asking.matrix(TODAY)


def filled(found):
    """{(row, column): number} of what is not empty, with "" for a rest."""
    return {(row.id, column.id): cell.value for row, column, cell in numbers(found) if cell.services}


def states(found):
    return {(row.id, column.id): cell.state for row, column, cell in numbers(found)}


@pytest.fixture
def response(cast):
    """A third province nobody works in, and codes in two levels."""
    cast.anbar = make.place("IQG01", "Al-Anbar", cast.country)
    cast.spaces = make.activity("4", "Safe spaces", layer=2)
    cast.safe_spaces.parent = cast.spaces
    cast.safe_spaces.save()
    return cast


def test_a_stranger_counts_public_services_only(cast):
    assert filled(table(None)) == {("IQG15", "4.1"): 1}
    assert table(None).total.value == 1


def test_everybody_counts_what_they_may_see(cast):
    for person in cast.everybody:
        assert table(person).total.value == visible(Service, person).count(), person


def test_a_coordinator_counts_all_of_the_area_and_the_whole_country_apart(cast):
    assert filled(table(cast.amina)) == {
        ("IRQ", "8.1"): 1,
        ("IQG09", "8.1"): 2,
        ("IQG15", "4.1"): 1,
        ("IQG15", "8.1"): 2,
    }
    whole = [key for key in table(cast.amina).row_keys if key.id == "IRQ"]
    assert [(key.label, key.rest) for key in whole] == [("Iraq, the whole country", True)]


def test_three_kinds_of_zero(response):
    found = states(table(response.amina, group="iraq"))
    assert found["IQG15", "4"] == "number"
    assert found["IQG09", "4"] == "gap"
    assert found["IQG01", "4"] == "not_reported"
    assert found["IRQ", "4"] == "nothing"


def test_a_gap_is_a_gap_even_when_the_filter_hides_the_report(response):
    found = states(table(response.amina, group="iraq", activity="4"))
    assert found["IQG09", "4"] == "gap"
    assert found["IQG01", "4"] == "not_reported"


def test_what_one_may_not_see_reports_for_nothing(response):
    found = states(table(None, group="iraq"))
    assert found["IQG09", "4"] == "not_reported"


def test_codes_roll_up_and_subcodes_do_not(response):
    make.service(response.hope, response.mosul, response.spaces)
    rolled = table(response.amina, rows="adm1", columns="activity")
    assert rolled.value("IQG15", "4") == 2
    apart = table(response.amina, rows="adm1", columns="subcode")
    assert apart.value("IQG15", "4") == 1
    assert apart.value("IQG15", "4.1") == 1


def test_services_without_a_code_have_a_column_of_their_own(cast):
    make.service(cast.hope, cast.mosul, None, sector=cast.health)
    found = table(cast.amina)
    assert found.value("IQG15", "") == 1
    assert [(key.label, key.rest) for key in found.column_keys if not key.id] == [("No activity code", True)]


def test_districts_and_what_is_only_known_by_province(response):
    make.service(response.hope, response.ninewa, response.counselling)
    make.service(response.hope, response.site, response.counselling)
    found = table(response.amina, rows="adm2", columns="layer", place="IQG15")
    assert filled(found) == {("IQG15", "3"): 1, ("IQG15Q05", "2"): 1, ("IQG15Q05", "3"): 3}


def test_a_district_alone_stands_in_its_province(cast):
    found = table(cast.amina, place="IQG15Q05")
    assert [key.id for key in found.row_keys] == ["IQG15"]


def test_organisations_are_counted_once_also_in_totals(cast):
    make.service(cast.hope, cast.mosul, cast.counselling)
    make.service(cast.hope, cast.sumail, cast.safe_spaces)
    found = table(cast.amina, count="organizations")
    assert filled(found) == {
        ("IRQ", "8.1"): 1,
        ("IQG09", "4.1"): 1,
        ("IQG09", "8.1"): 2,
        ("IQG15", "4.1"): 1,
        ("IQG15", "8.1"): 2,
    }
    assert {line.key.id: line.total.value for line in found.lines} == {"IRQ": 1, "IQG09": 2, "IQG15": 2}
    assert [cell.value for cell in found.column_totals] == [1, 3]
    assert found.total.value == 3


def test_points_are_counted_once_and_a_service_without_one_is_no_gap(cast):
    make.service(cast.care, cast.mosul, cast.counselling, point=cast.secret_point)
    found = table(cast.amina, count="points")
    assert found.value("IQG15", "8.1") == 1
    assert states(found)["IQG15", "4.1"] == "number"


def test_people_are_added_only_where_they_add_up(cast):
    for reached, adds_up in ((100, True), (50, True)):
        make.service(cast.hope, cast.mosul, cast.safe_spaces, people_reached=reached, reach_adds_up=adds_up)
    make.service(cast.hope, cast.sumail, cast.safe_spaces, people_reached=70, reach_adds_up=False)
    found = table(cast.amina, count="reached")
    assert found.value("IQG15", "4.1") == 150
    assert found.value("IQG09", "4.1") == 70
    assert [(cell.value, cell.state) for cell in found.column_totals] == [
        (150, "at_least"),
        (None, "no_figure"),
    ]
    assert states(found)["IQG15", "8.1"] == "no_figure"


def test_figures_are_for_members_of_the_area(cast):
    cast.public.people_reached = 4321
    cast.public.save()
    for person in (None, cast.nour, cast.lena):
        assert 4321 not in [cell.value for _row, _column, cell in numbers(table(person, count="reached"))], (
            person
        )
    assert table(cast.mona, count="reached").total.value == 4321


def test_a_service_counts_in_every_month_it_runs_and_once_in_totals(cast):
    Service.objects.all().delete()
    make.service(cast.hope, cast.mosul, cast.safe_spaces, start=date(2026, 1, 31), end=date(2026, 2, 1))
    make.service(cast.hope, cast.mosul, cast.safe_spaces)
    make.service(cast.care, cast.sumail, cast.safe_spaces, start=date(2025, 1, 1), end=date(2025, 12, 31))
    found = table(cast.amina, rows="adm1", columns="month", since="2025-12", until="2026-03")
    assert filled(found) == {
        ("IQG09", "2025-12"): 1,
        ("IQG15", "2025-12"): 1,
        ("IQG15", "2026-01"): 2,
        ("IQG15", "2026-02"): 2,
        ("IQG15", "2026-03"): 1,
    }
    assert {line.key.id: line.total.value for line in found.lines} == {"IQG09": 1, "IQG15": 2}
    assert found.total.value == 3


def test_months_default_to_the_half_year_up_to_now(cast):
    found = table(cast.amina, columns="month")
    assert [key.id for key in found.column_keys] == [
        "2025-10",
        "2025-11",
        "2025-12",
        "2026-01",
        "2026-02",
        "2026-03",
    ]


def test_sectors_as_coded_and_as_reported(cast):
    Service.objects.all().delete()
    make.service(cast.hope, cast.mosul, sector=cast.protection, sector_text="General Protection")
    make.service(cast.hope, cast.mosul, sector=cast.gbv, sector_text="Protection: GBV")
    assert filled(table(cast.amina, columns="sector")) == {("IQG15", "PRO"): 1, ("IQG15", "PRO-GBV"): 1}
    reported = {("IQG15", "General Protection"): 1, ("IQG15", "Protection: GBV"): 1}
    assert filled(table(cast.amina, columns="sector_reported")) == reported
    assert filled(table(None, columns="sector_reported")) == {}


@pytest.mark.parametrize("rows", DIMENSIONS)
def test_any_dimension_against_any_other(cast, rows):
    counts = cycle(COUNTS)
    for columns in DIMENSIONS:
        if columns == rows:
            continue
        count = next(counts)
        found = table(cast.amina, rows=rows, columns=columns, count=count)
        assert found.total.services == 6, (rows, columns, count)


@pytest.mark.parametrize("rows", DIMENSIONS)
def test_the_services_behind_a_cell_are_as_many_as_it_says(response, rows):
    make.service(response.hope, response.mosul, sector=response.health, sector_text="Health & more")
    make.service(
        response.hope, response.ninewa, response.spaces, start=date(2026, 1, 1), end=date(2026, 1, 20)
    )
    for columns in set(DIMENSIONS) - {rows}:
        asking = ask(response.amina, rows=rows, columns=columns)
        for row, column, cell in numbers(asking.matrix(TODAY)):
            if cell.services:
                assert behind(response.amina, asking.behind(row, column)) == cell.services, (row, column)


@pytest.mark.parametrize(
    "asked",
    [{"place": "IQG15Q05"}, {"activity": "4.1"}, {"sector": "PRO"}, {"place": "IRQ", "only": "place"}],
)
def test_the_filter_stays_in_the_question_behind_a_cell(response, asked):
    asking = ask(response.amina, **asked)
    for line in asking.matrix(TODAY).lines:
        assert behind(response.amina, asking.behind(line.key)) == line.total.services, line.key


def test_names_are_in_the_readers_language_and_fall_back(cast):
    cast.ninewa.name_ar = "نينوى"
    cast.ninewa.save()
    with translation.override("ar"):
        names = {key.id: key.label for key in table(cast.amina).row_keys}
    assert names["IQG15"] == "نينوى"
    assert names["IQG09"] == "Duhok"


def test_the_number_of_queries_does_not_grow(cast, django_assert_num_queries):
    def count():
        services = visible(Service, cast.root)
        return matrix(
            services,
            rows="adm1",
            columns="activity",
            count="organizations",
            today=TODAY,
            frame=Frame(("IRQ/",)),
        )

    with django_assert_num_queries(4):
        count()
    for number in range(30):
        make.service(
            make.organization(), make.place(f"IQX{number}", "X", cast.ninewa), make.activity(f"9.{number}")
        )
    with django_assert_num_queries(4):
        assert count().total.value == 34


@pytest.mark.parametrize(
    "asked, field",
    [
        ({"rows": "adm1", "columns": "adm1"}, "columns"),
        ({"rows": "adm9"}, "rows"),
        ({"count": "money"}, "count"),
        ({"since": "2026-03", "until": "2026-01"}, "until"),
        ({"since": "2020-01", "until": "2026-01"}, "since"),
        ({"place": "nowhere"}, "place"),
    ],
)
def test_an_impossible_question_shows_nothing_and_says_which_field(cast, asked, field):
    asking = ask(cast.amina, **asked)
    assert list(asking.errors) == [field]
    assert asking.matrix(TODAY).total.services == 0


def test_a_third_dimension_gives_the_same_table_for_each_of_its_keys(response):
    response.public.target_groups.add(response.children, make.term("target_groups", "teachers", "Teachers"))
    found = table(response.amina, group="iraq", split="target")
    parts = {key.id: {**filled(part), "all": part.total.value} for key, part in found.panels}
    assert parts == {
        "children": {("IQG15", "4"): 1, "all": 1},
        "teachers": {("IQG15", "4"): 1, "all": 1},
        "": {("IRQ", "8.1"): 1, ("IQG09", "8.1"): 2, ("IQG15", "8.1"): 2, "all": 5},
    }
    assert found.total.value == 6
    assert [part.row_keys for _key, part in found.panels] == [found.row_keys] * 3


@pytest.mark.parametrize("count", COUNTS)
def test_the_parts_of_a_table_by_status_are_the_table(response, count):
    make.service(response.hope, response.ninewa, response.spaces, status="suspended", people_reached=7)
    found = table(response.amina, split="status", count=count)
    assert [key.id for key, _part in found.panels] == ["ongoing", "suspended"]
    assert sum(part.total.services for _key, part in found.panels) == found.total.services == 7
    for asked in ("ongoing", "suspended"):
        alone = table(response.amina, status=asked, count=count)
        part = next(part for key, part in found.panels if key.id == asked)
        assert filled(part) == filled(alone)
        assert part.total == alone.total


def test_gaps_of_a_part_are_gaps_of_a_target_group_but_not_of_a_status(response):
    response.public.target_groups.add(response.children)
    found = table(response.amina, group="iraq", split="target")
    assert states(found.panels[0][1])["IQG09", "4"] == "gap"
    found = table(response.amina, group="iraq", split="status")
    assert states(found.panels[0][1])["IQG09", "4"] == "nothing"


def test_change_since_a_month_counts_what_ran_then(cast):
    Service.objects.all().delete()
    make.service(cast.hope, cast.mosul, cast.safe_spaces, start=date(2026, 1, 1))
    make.service(cast.hope, cast.mosul, cast.safe_spaces, start=date(2026, 3, 5))
    make.service(cast.care, cast.sumail, cast.safe_spaces, end=date(2026, 1, 31))
    found = table(cast.amina, compare="2026-01", month="2026-03")
    changes = {(row.id, column.id): cell.change for row, column, cell in numbers(found)}
    assert {key: change for key, change in changes.items() if change} == {
        ("IQG15", "4.1"): 1,
        ("IQG09", "4.1"): -1,
    }
    assert found.total == Cell(2, "number", 2, 2)
    assert found.compared == date(2026, 1, 1)


def test_who_is_gone_since_still_has_a_row(cast):
    Service.objects.all().delete()
    make.service(cast.care, cast.sumail, cast.safe_spaces, end=date(2026, 1, 31))
    found = table(cast.amina, rows="organization", compare="2026-01", month="2026-03")
    assert [(line.key.label, line.total.value, line.total.change) for line in found.lines] == [
        ("Tigris Care", 0, -1)
    ]


def test_people_reached_are_compared_by_the_months_they_were_reported_for(cast):
    for month, people in ((date(2026, 1, 1), 40), (date(2026, 3, 1), 25)):
        Reach.objects.create(service=cast.public, month=month, total=people)
    found = table(cast.amina, count="reached", compare="2026-01", month="2026-03", activity="4.1")
    assert found.total == Cell(25, "number", 1, 40)


def test_codes_nobody_uses_stand_in_the_table_too(response):
    make.activity("10", "Specialised care", layer=4)
    found = table(response.amina, group="iraq")
    assert [key.id for key in found.column_keys] == ["10", "4", "8.1"]
    assert states(found)["IQG09", "10"] == "gap"
    assert [key.id for key in table(response.amina, group="iraq", layer="4").column_keys] == ["10"]
