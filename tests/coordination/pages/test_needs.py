from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sectors.models import Need
from tests import make

TABLE = (
    "P-code\tMonth\tPeople in need\tPopulation\nIQG15Q05\t2026-03\t30,000\t150,000\nIQG09\t2026-03\t٢٠٠٠٠\t\n"
)


def figures():
    rows = Need.objects.order_by("place__path", "month")
    return [(row.place.pcode, f"{row.month:%Y-%m}", row.people, row.population) for row in rows]


def test_a_figure_is_written_and_written_again_with_history(cast, browse):
    asked = {"place": "IQG15Q05", "month": "2026-03", "people": "30000", "population": "", "source": "HNO"}
    answer = browse(cast.amina).post("/needs/add/", asked, follow=True)
    assert "1 new figure, 0 changed, 0 as before." in answer.content.decode()
    browse(cast.omar).post("/needs/add/", asked | {"people": "", "population": "150000", "source": ""})
    assert figures() == [("IQG15Q05", "2026-03", 30000, 150000)]
    row = Need.objects.get()
    assert row.source == "HNO"
    assert [(one.history_user, one.population) for one in row.history.order_by("history_id")] == [
        (cast.amina, None),
        (cast.omar, 150000),
    ]


def test_a_table_is_pasted_and_pasted_again(cast, browse):
    answer = browse(cast.amina).post("/needs/paste/", {"text": TABLE}, follow=True)
    assert "2 new figures, 0 changed, 0 as before." in answer.content.decode()
    assert figures() == [("IQG09", "2026-03", 20000, None), ("IQG15Q05", "2026-03", 30000, 150000)]
    answer = browse(cast.amina).post(
        "/needs/paste/", {"text": TABLE.replace("30,000", "31 000")}, follow=True
    )
    assert "0 new figures, 1 changed, 1 as before." in answer.content.decode()


def test_a_file_is_read_with_the_month_it_does_not_name(cast, browse):
    file = SimpleUploadedFile("pin.csv", b"#adm2+code,#inneed\nIQG15Q05,7\n")
    browse(cast.amina).post("/needs/paste/", {"file": file, "month": "2026-02"})
    assert figures() == [("IQG15Q05", "2026-02", 7, None)]


@pytest.mark.parametrize(
    "line, words",
    [
        ("TD07\t2026-03\t5\t", "Line 4: “TD07” is no P-code of a place you keep figures for."),
        ("IQG15\tspring\t5\t", "Line 4: “spring” is no month. Write it like 2026-03."),
        ("IQG15\t2026-03\tmany\t", "Line 4: “many” is no number of people."),
        ("IQG15\t2026-03\t-5\t", "Line 4: “-5” is no number of people."),
        ("IQG15\t2026-03\t\t", "Line 4: There is no figure."),
        ("IQG09\t2026-03\t6\t", "IQG09 stands twice for the same month."),
    ],
)
def test_all_lines_or_none(cast, browse, line, words):
    answer = browse(cast.amina).post("/needs/paste/", {"text": TABLE + line})
    assert words in answer.content.decode()
    assert "30,000" in answer.content.decode()
    assert figures() == []


def test_a_table_without_a_head_is_explained(cast, browse):
    answer = browse(cast.amina).post("/needs/paste/", {"text": "IQG15\t5\n"})
    assert "The first row must name the columns" in answer.content.decode()


def test_only_those_who_manage_the_place_write_its_figures(cast, browse):
    asked = {"place": "IQG15Q05", "month": "2026-03", "people": "5"}
    for person in (cast.mona, cast.hala, cast.salma):
        assert browse(person).post("/needs/add/", asked).status_code == 403
    assert "No place here is called" in browse(cast.lena).post("/needs/add/", asked).content.decode()
    assert figures() == []


def test_a_figure_is_taken_away_and_its_history_stays(cast, browse):
    row = Need.objects.create(place=cast.mosul, month=date(2026, 3, 1), people=5)
    browse(cast.amina).post(f"/needs/{row.pk}/remove/")
    assert figures() == []
    assert [one.history_type for one in Need.history.filter(history_user=cast.amina)] == ["-"]


def test_the_list_shows_the_area_of_the_reader(cast, browse):
    Need.objects.create(place=cast.mosul, month=date(2026, 3, 1), people=54321)
    Need.objects.create(place=cast.lac, month=date(2026, 3, 1), people=98765)
    html = browse(cast.mona).get("/needs/").content.decode()
    assert "54,321" in html
    assert "98,765" not in html
    assert "/needs/add/" not in html
    assert "54,321" not in browse(cast.amina).get("/needs/?place=IQG09").content.decode()
    for path in ("/needs/", "/api/v1/needs/"):
        assert "54321" not in browse(cast.nour).get(path).content.decode().replace(",", "")


def test_the_api_writes_and_lists(cast, browse):
    client = browse(cast.amina)
    asked = {"place": "IQG15", "month": "2026-03", "people": 10, "population": 100, "source": "HNO"}
    answer = client.post("/api/v1/needs/", asked, content_type="application/json")
    shown = asked | {"population_group": None}
    assert (answer.status_code, answer.json()) == (201, shown)
    assert client.get("/api/v1/needs/?month=2026-03").json()["results"] == [shown]
    wrong = client.post(
        "/api/v1/needs/", {"place": "TD07", "month": "2026-03"}, content_type="application/json"
    )
    assert wrong.status_code == 400
    assert "place" in wrong.json()


def test_the_number_of_queries_does_not_grow(cast, browse):
    def count():
        with CaptureQueriesContext(connection) as seen:
            assert browse(cast.amina).get("/needs/").status_code == 200
        return len(seen)

    Need.objects.create(place=cast.mosul, month=date(2026, 3, 1), people=5)
    few = count()
    for number in range(3):
        place = make.place(f"IQX{number}", "X", cast.ninewa)
        Need.objects.create(place=place, month=date(2026, 3, 1), people=5)
    assert count() == few
