"""A file comes in: bytes → sheets of text cells, with the row numbers of the file kept.

Everything that could hurt is refused before a parser sees it; spreadsheets are parsed in a process of their own.
"""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from sectors.fourws.sentences import FileProblem

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 300 * 1024 * 1024
MAX_ENTRIES = 2000
MAX_COLUMNS = 300
MEGABYTES, SECONDS = 1536, 30
COMMAND_ROWS, PAGE_ROWS = 200_000, 50_000
SPARE_ROWS = 40  # banners, headers and tags above the data do not count against the limit

CHILD = Path(__file__).with_name("spreadsheet_process.py")
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
NOT_TABLES = (
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"MZ", b"\x7fELF",
)  # fmt: skip
MARKUP = re.compile(rb"^\s*<(\?xml|!doctype|html|table|svg)", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass
class Sheet:
    """`rows[0]` is row 1 of the file."""

    name: str
    rows: list[list[str]]
    hidden: bool = False


@dataclass
class Workbook:
    name: str
    sheets: list[Sheet] = field(default_factory=list)

    def sheet(self, name: str) -> Sheet:
        """By name, forgiving edge spaces and case; the exact name wins."""
        for same in (lambda a, b: a == b, lambda a, b: a.strip().casefold() == b.strip().casefold()):
            for sheet in self.sheets:
                if same(sheet.name, name):
                    return sheet
        raise FileProblem("no_sheet", sheet=name, sheets=", ".join(repr(sheet.name) for sheet in self.sheets))


def read(name: str, data: bytes, *, max_rows: int = COMMAND_ROWS) -> Workbook:
    """The sheets of a file. Raises FileProblem with one of the named sentences, never anything else."""
    if not data.strip(b"\x00\t\r\n \xef\xbb\xbf"):
        raise FileProblem("empty")
    if len(data) > MAX_BYTES:
        raise FileProblem("too_large", limit=MAX_BYTES // 1024 // 1024)
    if data.startswith(ZIP):
        check_zip(data)
        sheets = read_spreadsheet(data, max_rows)
    elif data.startswith(OLE):
        if ENCRYPTED in data:
            raise FileProblem("password")
        sheets = read_spreadsheet(data, max_rows)
    else:
        sheets = [Sheet("", read_text(data))]
    for sheet in sheets:
        tidy(sheet, max_rows)
    if not any(sheet.rows for sheet in sheets):
        raise FileProblem("empty")
    return Workbook(name, sheets)


def tidy(sheet: Sheet, max_rows: int) -> None:
    """Drop blank tails, to the right and below; make all rows equally wide."""
    rows = sheet.rows
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    if len(rows) > max_rows + SPARE_ROWS:
        raise FileProblem("too_many_rows", limit=f"{max_rows:,}")
    width = max((last_filled(row) for row in rows), default=0)
    if width > MAX_COLUMNS:
        raise FileProblem("too_many_columns", limit=MAX_COLUMNS)
    sheet.rows = [row[:width] + [""] * (width - len(row)) for row in rows]


def last_filled(row: list[str]) -> int:
    for index in range(len(row), 0, -1):
        if row[index - 1].strip():
            return index
    return 0


def check_zip(data: bytes) -> None:
    """The limits that hold before anything is unpacked, from the directory of the archive."""
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise FileProblem("unreadable") from None
    names = {entry.filename for entry in entries}
    if not any(name.startswith("xl/workbook") or name == "content.xml" for name in names):
        raise FileProblem("wrong_type")
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileProblem("password")
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise FileProblem("unpacks_too_large", limit=MAX_UNPACKED // 1024 // 1024)


def read_spreadsheet(data: bytes, max_rows: int) -> list[Sheet]:
    command = [sys.executable, "-I", str(CHILD), str(max_rows + SPARE_ROWS + 1), str(MEGABYTES), str(SECONDS)]
    try:
        child = subprocess.run(  # noqa: S603  (our own script, no shell; the file goes in as data)
            command, input=data, capture_output=True, timeout=SECONDS + 5, check=False
        )
        answer: dict[str, Any] = (
            json.loads(child.stdout) if child.returncode == 0 else {"problem": "unreadable"}
        )
    except (subprocess.TimeoutExpired, ValueError):
        answer = {"problem": "unreadable"}
    if "problem" in answer:
        raise FileProblem(answer["problem"])
    return [Sheet(sheet["name"], sheet["rows"], sheet["hidden"]) for sheet in answer["sheets"]]


def read_text(data: bytes) -> list[list[str]]:
    if data.startswith(NOT_TABLES) or MARKUP.match(data[:200]):
        raise FileProblem("wrong_type")
    text = decode(data)
    if len(CONTROL.findall(text[:4000])) > 20:
        raise FileProblem("wrong_type")
    separator = find_separator(text)
    try:
        return list(csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=separator))
    except csv.Error:
        raise FileProblem("unreadable") from None


def decode(data: bytes) -> str:
    """By the byte order mark; else UTF-16 by its zero bytes; else UTF-8; else the Windows page the letters point to."""
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace")
    head = data[:2000]
    if head.count(0) > len(head) // 4:
        return data.decode(
            "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be", errors="replace"
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode(windows_page(data), errors="replace")


def windows_page(data: bytes) -> str:
    """Arabic letters stand in runs, accented Latin ones stand alone between plain letters."""
    high = [index for index, byte in enumerate(data[:100_000]) if byte > 0x7F]
    in_runs = sum(1 for before, after in pairwise(high) if after - before == 1)
    if in_runs > len(high) * 0.5:
        return "cp1256"
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        return "latin-1"
    return "cp1252"


def find_separator(text: str) -> str:
    """The sign that cuts the first rows into the most columns, most evenly."""
    head = text[:64_000]
    if head[:5].lower().startswith("sep=") and len(head) > 4:
        return head[4]

    def evenness(sign: str) -> tuple[int, int]:
        try:
            widths = Counter(
                len(row)
                for row in list(csv.reader(io.StringIO(head, newline=""), delimiter=sign))[:60]
                if row
            )
        except csv.Error:
            return (0, 0)
        width, times = widths.most_common(1)[0] if widths else (0, 0)
        return (times * (width - 1), width)

    return max(",;\t|", key=evenness)
