from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO
from xml.etree import ElementTree

import pytest
from python_calamine import CalamineWorkbook

from coordination.exports.stream import escape_text
from sectors.fourws.columns import letter
from sectors.models import Service
from tests import make


@pytest.mark.parametrize(
    "text, written",
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("bell\x07", "bell"),
        ("line\r\nbreak", "line\nbreak"),
        ("_x0007_", "_x005F_x0007_"),
        ("\ufffe", ""),
        ("مرحبا", "مرحبا"),
    ],
)
def test_any_text_becomes_xml_excel_reads_back(text, written):
    assert escape_text(text) == written


def test_columns_are_lettered_as_in_excel():
    assert [letter(number) for number in (0, 25, 26, 51, 52, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]


def test_whatever_stands_in_a_row_the_sheet_stays_well_formed(cast, browse):
    texts = ["]]>", "<script>", "&amp;", "\x07\x1b", "_x0041_", "\ufffe\uffff", "😀", "ـــ", "x" * 200]
    for text in texts:
        make.service(cast.hope, cast.mosul, cast.safe_spaces, name=text)
    make.service(cast.hope, cast.mosul, cast.safe_spaces, name="old", start=date(1899, 1, 1))
    content = b"".join(browse(cast.amina).get("/services/export.xlsx").streaming_content)
    with zipfile.ZipFile(BytesIO(content)) as package:
        assert package.testzip() is None
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(package.read(name))
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name("Services").to_python()
    by_name = {row[rows[0].index("Service name")]: row for row in rows[1:]}
    assert {"]]>", "<script>", "&amp;", "😀", "ـــ", "x" * 200} <= set(by_name)
    assert by_name["old"][rows[0].index("Start date")] == "1899-01-01"
    assert len(rows) == 1 + Service.objects.exclude(place__country="TCD").count()


def test_an_empty_list_is_a_file_too(db, browse):
    content = b"".join(browse(None).get("/services/export.xlsx").streaming_content)
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name("Services").to_python()
    assert len(rows) == 1
