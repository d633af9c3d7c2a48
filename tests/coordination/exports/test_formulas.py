"""S-15: no text of ours ever runs in a spreadsheet, and every text comes back as it was."""

from __future__ import annotations

import csv
import re
import zipfile
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from sectors.fourws.guard import guard, risky, unguard
from tests import make

BEFORE = ["", " ", "\t", "\n", "\r", "\ufeff", "\u200b", "\u00a0", "'", "''", "\u202e", "\x00"]
FORMULAS = [
    "=1+1",
    "+961 1 234567",
    "-1.29",
    "@SUM(A1)",
    "|calc",
    "%0A",
    "=cmd|'/c calc'!A1",
    '=HYPERLINK("http://x","y")',
]
PAYLOADS = [before + formula for before in BEFORE for formula in FORMULAS]
RUNS = re.compile(
    r"[\s\x00-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\-@|%]|[\t\r\n\x00]"
)


@pytest.fixture
def hostile(cast):
    """Every payload as the name of a service, and the file of each format."""
    payloads = [payload for payload in PAYLOADS if "\x00" not in payload]  # a database holds no zero byte
    for payload in payloads:
        make.service(cast.hope, cast.mosul, cast.safe_spaces, name=payload, description=payload)
    cast.payloads = payloads
    return cast


def test_a_csv_field_never_starts_a_formula(hostile, browse):
    for format in ("csv", "hxl"):
        answer = browse(hostile.amina).get(f"/services/export.{format}")
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        rows = list(csv.reader(StringIO(text, newline="")))
        assert len(rows) > len(hostile.payloads)
        assert [cell for row in rows for cell in row if RUNS.match(cell)] == []
        column = rows[0].index("Service name")
        names = [unguard(row[column]) for row in rows[1:]]
        assert set(hostile.payloads) <= set(names)


def test_a_workbook_has_text_and_no_formula(hostile, browse):
    answer = browse(hostile.amina).get("/services/export.xlsx")
    content = b"".join(answer.streaming_content)
    with zipfile.ZipFile(BytesIO(content)) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/"):
                sheet = package.read(name).decode()
                assert "<f>" not in sheet
                assert "<f " not in sheet
                assert "<hyperlink" not in sheet
    rows = (
        CalamineWorkbook.from_filelike(BytesIO(content))
        .get_sheet_by_name("Services")
        .to_python(skip_empty_area=False)
    )
    column = rows[0].index("Service name")
    names = {str(row[column]).replace("\r\n", "\n") for row in rows[1:]}
    assert {payload for payload in hostile.payloads if "\r" not in payload} <= names


@given(st.text(max_size=60) | st.sampled_from(PAYLOADS))
def test_what_is_guarded_comes_back_as_it_was(text):
    assert unguard(guard(text)) == text
    assert not RUNS.match(guard(text))


def test_plain_text_is_left_alone():
    for text in ("Hope", "3.10", "a=b", "", "d'Ivoire", "'quoted'"):
        assert guard(text) == text
        assert not risky(text)
