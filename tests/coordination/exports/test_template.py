"""The workbook partners fill in: it knows their rows, and comes back without a question in any language."""

from __future__ import annotations

import json
from io import BytesIO, StringIO

import pytest
import xlsxwriter
from django.core.management import call_command
from django.utils import translation
from python_calamine import CalamineWorkbook

from coordination.exports import files
from coordination.exports.template import columns
from sectors.fourws.fields import HEADS
from sectors.models import Service
from tests import make

NEW = {
    "organization": "Hope Initiative", "pcode": "IQG15Q05", "activity_code": "8", "activity_subcode": "8.1",
    "sector": "Health", "description": "Sessions for parents", "people_reached": 120, "start": "2026-03-01",
    "name": "Parents' circle",
}  # fmt: skip


@pytest.fixture
def group(cast):
    cast.eight = make.activity("8", "Psychological intervention")
    cast.counselling.parent = cast.eight
    cast.counselling.save()
    return cast


def book_of(file):
    return CalamineWorkbook.from_filelike(BytesIO(b"".join(file.parts)))


def rows_of(book, sheet=1):
    return book.get_sheet_by_index(sheet).to_python(skip_empty_area=False)


def names_in(cast, person, organization=None):
    head, *rows = rows_of(book_of(files.template_of(cast.iraq, person, organization)))
    return sorted(row[head.index("Service name")] for row in rows)


def test_a_focal_point_finds_the_rows_of_their_organisation(group):
    found = names_in(group, group.hala)
    assert found == ["CANARY staff counselling", "CANARY women's centre", "Sunrise child-friendly space"]


def test_who_keeps_the_list_gets_all_rows_or_those_of_one_organisation(group):
    assert len(names_in(group, group.omar)) == 6
    assert names_in(group, group.omar, group.care) == ["CANARY behind the door", "CANARY safe line"]


def test_others_get_it_empty(group):
    for person in (None, group.nour, group.lena, group.mona, group.salma):
        assert names_in(group, person) == [], person


def test_it_brings_the_places_of_the_group_and_the_codes(group):
    book = book_of(files.template_of(group.ninewa_group, group.hala))
    assert book.sheet_names == ["How to", "Services", "Places", "Codes", "lists"]
    assert rows_of(book, 2) == [
        ["P-code", "Level", "Name", "In"],
        ["IQG15", 1, "Ninewa", ""],
        ["IQG15Q05", 2, "Al-Mosul", "Ninewa"],
        ["IQG15Q05N04", 3, "Al-Muhamadath", "Al-Mosul"],
    ]
    assert ["Activity", "8.1", "Basic counselling for individuals"] in rows_of(book, 3)
    told = {row[1] for row in rows_of(book, 0)}
    assert {str(column.title) for column in columns() if not column.hidden} <= told


@pytest.mark.parametrize("person", ["stranger", "nour", "lena"])
def test_whoever_is_not_of_the_area_reads_no_camp_in_it(group, person):
    book = book_of(files.template_of(group.ninewa_group, getattr(group, person, None)))
    assert rows_of(book, 2)[1:] == [
        ["IQG15", 1, "Ninewa", ""],
        ["IQG15Q05", 2, "Al-Mosul", "Ninewa"],
    ]


def filled(cast, person, path):
    """As a partner does it: one row more in the sheet of services, all others as they were."""
    book = book_of(files.template_of(cast.iraq, person))
    heads, *rows = rows_of(book)
    new = {str(HEADS[key][0]): value for key, value in NEW.items()}
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as copy:
        for number, name in enumerate(book.sheet_names):
            sheet = copy.add_worksheet(name)
            table = (
                [heads, *rows, [new.get(head, "") for head in heads]]
                if number == 1
                else rows_of(book, number)
            )
            day = copy.add_format({"num_format": "yyyy-mm-dd"})
            for at, row in enumerate(table):
                for place, value in enumerate(row):
                    if hasattr(value, "year"):
                        sheet.write_datetime(at, place, value, day)
                    elif value != "":
                        sheet.write(at, place, value)
    return path


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_filled_in_it_comes_back_without_a_question(group, tmp_path, language):
    with translation.override(language):
        path = filled(group, group.hala, tmp_path / "filled.xlsx")
    said = StringIO()
    call_command("import_4w", str(path), group="iraq", json=True, stdout=said)
    found = json.loads(said.getvalue())
    assert (found["created"], found["changed"], found["unchanged"], found["refused"]) == (1, 0, 3, [])
    row = Service.objects.get(people_reached=120)
    assert (row.organization, row.place, row.activity, row.sector) == (
        group.hope,
        group.mosul,
        group.counselling,
        group.health,
    )
    assert (row.name, str(row.start)) == ("Parents' circle", "2026-03-01")


def test_the_page_offers_what_the_file_gives(group, browse):
    page = browse(group.omar).get("/groups/iraq/template/").content.decode()
    assert [name in page for name in ("Hope Initiative", "Tigris Care", "CANARY Quiet House")] == [True] * 3
    assert "<select" not in browse(None).get("/groups/iraq/template/").content.decode()
    answer = browse(group.hala).get("/groups/iraq/template.xlsx")
    assert answer["Content-Disposition"].startswith('attachment; filename="fourways-template-iraq-')
    assert browse(group.hala).get("/groups/iraq/template.xlsx?organization=nobody").status_code == 404
