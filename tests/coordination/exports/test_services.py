from __future__ import annotations

import csv
import json
import zipfile
from datetime import date
from hashlib import sha256
from io import BytesIO, StringIO

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from coordination.exports.columns import COLUMNS
from coordination.exports.rows import ServiceRows
from sectors.access import Visibility, visible
from sectors.fourws import hxl, words
from sectors.fourws.fields import HEADS
from sectors.models import Service
from sectors.text import fold
from tests import make


def body(answer):
    assert answer.status_code == 200, answer
    return b"".join(answer.streaming_content)


def rows_of(user):
    found = ServiceRows(visible(Service, user), user)
    return list(found.dictionaries())


def sheets(content):
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def read_csv(content):
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


def checksum(sheet):
    """As the read-me says how, by somebody who has only the file."""
    digest = sha256()
    for row in sheet[1:]:
        digest.update(("\x1f".join(map(as_text, row)) + "\n").encode())
    return digest.hexdigest()


def as_text(cell):
    return (
        cell.isoformat() if isinstance(cell, date) else f"{cell:g}" if isinstance(cell, float) else str(cell)
    )


@pytest.mark.parametrize("format", ["xlsx", "csv", "hxl", "json"])
def test_a_file_holds_what_the_person_may_see(cast, browse, format):
    """The canary of restricted rows is in no file of those who may not see them."""
    for person in (None, cast.nour):
        content = body(browse(person).get(f"/services/export.{format}"))
        text = json.dumps(sheets(content), default=str) if format == "xlsx" else content.decode()
        assert "Sunrise" in text
        assert "CANARY" not in text
        assert "+964" not in text


def test_everybody_gets_as_many_rows_as_the_page_would_show(cast):
    for person in cast.everybody:
        assert len(rows_of(person)) == visible(Service, person).count(), person


def test_the_csv_has_a_head_then_tags_then_data(cast, browse):
    content = body(browse(None).get("/services/export.hxl"))
    assert content.startswith(b"\xef\xbb\xbf")
    rows = read_csv(content)
    assert rows[1][-2:] == ["#meta+id", "#meta+check"]
    assert all(tag.startswith("#") for tag in rows[1])
    assert rows[2][-2] == cast.public.public_id
    plain = read_csv(body(browse(None).get("/services/export.csv")))
    assert [plain[0], *plain[1:]] == [rows[0], *rows[2:]]


def test_strangers_learn_no_place_finer_than_admin_2_and_no_figures(cast):
    row = make.service(
        cast.hope,
        cast.site,
        cast.safe_spaces,
        people_reached=77,
        sector_text="Their words",
        as_reported={"x": "Their words"},
    )
    for person in (None, cast.nour, cast.lena):
        found = next(one for one in rows_of(person) if one["id"] == row.public_id)
        assert (found["adm2_code"], found["pcode"]) == ("IQG15Q05", "IQG15Q05")
        assert not {"adm3", "people_reached", "sector_text", "phone", "visibility"} & found.keys(), person
    found = next(one for one in rows_of(cast.mona) if one["id"] == row.public_id)
    assert (found["adm3"], found["pcode"], found["people_reached"]) == ("Al-Muhamadath", "IQG15Q05N04", 77)
    assert found["sector_text"] == "Their words"


def test_a_row_in_words(cast):
    cast.public.target_groups.add(cast.children)
    cast.public.population_groups.add(cast.displaced)
    cast.public.partners.add(cast.care)
    cast.public.donors.add(cast.quiet)
    Service.objects.filter(pk=cast.public.pk).update(start=date(2026, 1, 2))
    found = next(one for one in rows_of(cast.amina) if one["id"] == cast.public.public_id)
    assert found["organization"] == "Hope Initiative"
    assert found["organization_type"] == "National NGO"
    assert found["target_groups"] == "Children and adolescents"
    assert found["population_groups"] == "Internally displaced persons"
    assert (found["partners"], found["donors"]) == ("TICA", "CANARYQ")
    assert (found["activity_code"], found["activity"], found["layer"]) == ("4.1", "Child-friendly spaces", 2)
    assert (found["sector_code"], found["status"], found["start"]) == ("PRO", "Ongoing", date(2026, 1, 2))
    assert "donors" not in next(one for one in rows_of(None) if one["id"] == cast.public.public_id)


def test_the_workbook_explains_itself(cast, browse):
    found = sheets(body(browse(cast.amina).get("/services/export.xlsx?group=iraq")))
    assert list(found) == ["Read me", "Services", "Matrix", "Codes", "lists"]
    readme = {row[0]: row[1] for row in found["Read me"]}
    assert readme["Group"] == "Group iraq"
    assert readme["Filter"] == "Group: Group iraq"
    assert readme["Rows"] == "6"
    assert readme["Made for"] == "Amina"
    assert readme["Activity codes"] == "IASC-4Ws-2012"
    assert readme["Checksum"] == checksum(found["Services"])
    assert len(found["Services"]) == 7
    matrix = {row[0]: row for row in found["Matrix"]}
    assert matrix["Ninewa"][:2] == ["Ninewa", "IQG15"]
    assert matrix["Total"][-1] == 6


def test_codes_stay_text_and_dates_are_dates(cast, browse):
    make.service(cast.hope, cast.mosul, make.activity("3.10", "Tenth"), start=date(2026, 1, 2))
    rows = sheets(body(browse(cast.amina).get("/services/export.xlsx?activity=3.10")))["Services"]
    found = dict(zip(rows[0], rows[1], strict=True))
    assert found["Activity code"] == "3.10"
    assert found["Start date"] == date(2026, 1, 2)


def test_the_same_filter_as_the_page(cast, browse):
    rows = json.loads(body(browse(cast.amina).get("/services/export.json?activity=4.1")))
    assert [row["id"] for row in rows["services"]] == [cast.public.public_id]
    assert rows["about"]["filter"] == {"Activity": "4.1 Child-friendly spaces"}


def test_nonsense_is_refused_and_not_answered_with_everything(cast, browse):
    assert browse(None).get("/services/export.json?place=nowhere").status_code == 400
    assert browse(None).get("/services/export.pdf").status_code == 404
    assert browse(None).post("/services/export.csv").status_code == 405


def test_an_arabic_workbook_reads_from_right_to_left(cast, browse):
    client = browse(None)
    client.cookies["django_language"] = "ar"
    content = body(client.get("/services/export.xlsx"))
    assert content[:2] == b"PK"
    assert b'rightToLeft="1"' in unzipped(content, "xl/worksheets/sheet2.xml")


def unzipped(content, name):
    with zipfile.ZipFile(BytesIO(content)) as package:
        return package.read(name)


def test_the_row_ids_are_hidden_and_the_codes_drop_down(cast, browse):
    content = body(browse(cast.amina).get("/services/export.xlsx"))
    sheet = unzipped(content, "xl/worksheets/sheet2.xml").decode()
    assert 'hidden="1"' in sheet
    assert 'type="list"' in sheet
    assert "<autoFilter" in sheet
    assert 'state="frozen"' in sheet
    assert 'name="lists" sheetId="5" state="hidden"' in unzipped(content, "xl/workbook.xml").decode()


def test_the_file_name_is_plain_and_dated(cast, browse):
    answer = browse(None).get("/services/export.csv?group=iraq")
    assert answer["Content-Disposition"].startswith('attachment; filename="fourways-services-iraq-2')
    answer = browse(None).get("/services/export.hxl?group=iraq")
    assert answer["Content-Disposition"].startswith('attachment; filename="fourways-services-hxl-iraq-2')


def test_the_number_of_queries_does_not_grow(cast, django_assert_num_queries):
    def write():
        return len(rows_of(cast.root))

    with django_assert_num_queries(15):
        assert write() == 7
    for number in range(20):
        make.service(
            make.organization(), make.place(f"IQX{number}", "X", cast.ninewa), make.activity(f"9.{number}")
        )
    with django_assert_num_queries(15):
        assert write() == 27


@pytest.mark.parametrize("language", ["en", "fr", "ar", "es"])
def test_our_words_are_understood_when_the_file_comes_back(language):
    """In every language they are translated into: heads, statuses, who may see it."""
    with translation.override(language):
        heads = {str(head): field for head, field in HEADS.values() if field}
        statuses = {str(status.label): status.value for status in Service.Status}
        levels = {str(level.label): level.name.lower() for level in Visibility}
    assert {
        head: field for head, field in heads.items() if field not in dict(words.fields_of(fold(head)))
    } == {}
    assert {text: words.value_of(fold(text), tuple(statuses.values())) for text in statuses} == statuses
    assert {text: words.value_of(fold(text), tuple(levels.values())) for text in levels} == levels


def test_no_two_tags_are_the_same():
    tags = [column.tag for column in COLUMNS]
    assert len(set(tags)) == len(tags)
    assert all(hxl.is_tag(tag) for tag in tags)
    assert hxl.field_of("#meta+id") == "record_id"
