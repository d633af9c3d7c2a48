"""S-15: no text of ours ever runs in a spreadsheet, and every text comes back as it was."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import zipfile
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from coordination.exports import files
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
    """Every payload as the name of a service, of an organisation and of a place, and as what a partner wrote."""
    payloads = [payload for payload in PAYLOADS if "\x00" not in payload]  # a database holds no zero byte
    for number, payload in enumerate(payloads):
        place = make.place(f"IQG15Q{number + 50}", payload, cast.ninewa)
        partner = make.organization(payload, acronym=payload[:30], groups=[cast.iraq])
        row = make.service(
            partner, place, cast.safe_spaces, sector=cast.protection, name=payload, description=payload,
            activity_text=payload, sector_text=payload, as_reported={payload: payload},
        )  # fmt: skip
        row.donors.add(partner)
    cast.payloads = payloads
    return cast


def bytes_of(kind, format, person, **asked):
    return b"".join(files.make(kind, format, {"group": "iraq"} | asked, person).parts)


TEXTS = [
    (kind, name)
    for kind, formats in files.KINDS.items()
    for name, one in formats.items()
    if one.ending == "csv"
]
BOOKS = [
    (kind, name)
    for kind, formats in files.KINDS.items()
    for name, one in formats.items()
    if one.ending == "xlsx"
]


def test_a_csv_field_never_starts_a_formula(hostile):
    for kind, format in TEXTS:
        text = bytes_of(kind, format, hostile.amina, rows="adm2", columns="organization").decode("utf-8-sig")
        rows = list(csv.reader(StringIO(text, newline="")))
        assert len(rows) > len(hostile.payloads), format
        assert [cell for row in rows for cell in row if RUNS.match(cell)] == [], format


def test_every_text_comes_back_from_a_csv(hostile):
    rows = list(
        csv.reader(StringIO(bytes_of("services", "csv", hostile.amina).decode("utf-8-sig"), newline=""))
    )
    column = rows[0].index("Service name")
    assert set(hostile.payloads) <= {unguard(row[column]) for row in rows[1:]}


def test_a_workbook_has_text_and_no_formula(hostile):
    books = [bytes_of(*book, hostile.amina, rows="adm2", columns="organization") for book in BOOKS]
    books.append(b"".join(files.template_of(hostile.iraq, hostile.amina).parts))
    for content in books:
        assert formulas(content) == []
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        rows = book.get_sheet_by_index(1).to_python(skip_empty_area=False)
        column = rows[0].index("Service name")
        names = {str(row[column]).replace("\r\n", "\n") for row in rows[1:]}
        assert {payload for payload in hostile.payloads if "\r" not in payload} <= names


def formulas(content):
    """What would be computed or opened in any sheet. The drop-downs have formulas of their own, which are ours."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
        assert len(sheets) >= 4
        return [found for name in sheets for found in ACTIVE.findall(package.read(name).decode())]


ACTIVE = re.compile(r"<f[ >]|<hyperlink|t=\"(?:str|e)\"")


@pytest.mark.skipif(not shutil.which("soffice"), reason="there is no LibreOffice")
def test_libreoffice_computes_nothing(hostile, tmp_path):
    """It opens the workbook, recalculates all of it and writes down what it sees: the payloads, word for word."""
    path = tmp_path / "hostile.xlsx"
    path.write_bytes(bytes_of("services", "xlsx", hostile.amina))
    options = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", options, "--outdir", str(tmp_path), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    (written,) = tmp_path.glob("*.csv")
    rows = list(csv.reader(StringIO(written.read_text(encoding="utf-8"), newline="")))
    column = rows[0].index("Service name")
    names = {row[column] for row in rows[1:]}
    plain = {one for one in hostile.payloads if one.isprintable() and one == one.strip()}
    assert len(plain) > 20
    assert plain <= names


@given(st.text(max_size=60) | st.sampled_from(PAYLOADS))
def test_what_is_guarded_comes_back_as_it_was(text):
    assert unguard(guard(text)) == text
    assert not RUNS.match(guard(text))


def test_plain_text_is_left_alone():
    for text in ("Hope", "3.10", "a=b", "", "d'Ivoire", "'quoted'"):
        assert guard(text) == text
        assert not risky(text)
