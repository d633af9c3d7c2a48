"""Files of the matrix. What the list files hold is asked in tests/coordination/exports/."""

from __future__ import annotations

import csv
import json
from io import BytesIO, StringIO

import pytest
from python_calamine import CalamineWorkbook

from tests import make


def body(answer):
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_the_matrix_as_json_is_the_matrix_of_the_page(cast, browse):
    found = json.loads(
        body(browse(cast.amina).get("/matrix/export.json?columns=layer&count=organizations&group=iraq"))
    )
    assert found["rows"]["dimension"] == "adm1"
    assert [key["id"] for key in found["rows"]["keys"]] == ["IRQ", "IQG09", "IQG15"]
    assert [key["id"] for key in found["columns"]["keys"]] == ["1", "2", "3", "4"]
    assert [cell["value"] for cell in found["cells"][2]] == [0, 1, 2, 0]
    assert [cell["state"] for cell in found["cells"][2]] == ["gap", "number", "number", "gap"]
    assert found["total"] == {"value": 3, "state": "number"}
    assert found["about"]["groups"] == ["Group iraq"]


def test_the_matrix_as_hxl_has_one_line_a_cell_and_no_totals(cast, browse):
    content = body(browse(cast.amina).get("/matrix/export.hxl?group=iraq"))
    rows = list(csv.reader(StringIO(content.decode("utf-8-sig"))))
    assert rows[1] == [
        "#adm1+name",
        "#adm1+code",
        "#activity+name",
        "#activity+code",
        "#indicator+services+num",
        "#indicator+state",
    ]
    assert ["Ninewa", "IQG15", "Basic counselling for individuals", "8.1", "2", "number"] in rows
    assert ["Duhok", "IQG09", "Child-friendly spaces", "4.1", "0", "gap"] in rows
    assert len(rows) == 2 + 3 * 2


def test_the_matrix_as_a_workbook_has_the_list_beside_it(cast, browse):
    make.place("IQG01", "Al-Anbar", cast.country)
    content = body(browse(cast.amina).get("/matrix/export.xlsx?columns=layer&group=iraq"))
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    rows = {row[0]: row[2:] for row in book.get_sheet_by_name("Matrix").to_python(skip_empty_area=False)}
    assert rows["Ninewa"] == ["gap", 1, 2, "gap", 3]
    assert rows["Al-Anbar"] == ["not reported"] * 5
    assert len(book.get_sheet_by_name("Services").to_python()) == 7


@pytest.mark.parametrize("format", ["json", "csv", "hxl", "xlsx"])
def test_strangers_get_public_services_only(cast, browse, format):
    for person in (None, cast.nour):
        content = body(browse(person).get(f"/matrix/export.{format}?rows=organization&columns=activity"))
        if format == "xlsx":
            book = CalamineWorkbook.from_filelike(BytesIO(content))
            content = json.dumps(
                [book.get_sheet_by_name(name).to_python() for name in book.sheet_names], default=str
            ).encode()
        assert b"Hope Initiative" in content
        assert b"CANARY" not in content
        assert b"Tigris" not in content


def test_nonsense_gets_no_file(cast, browse):
    assert browse(None).get("/matrix/export.json?rows=adm1&columns=adm1").status_code == 400
    assert browse(None).get("/matrix/export.docx").status_code == 404
    assert browse(None).post("/matrix/export.json").status_code == 405
