"""A file comes in: bytes → sheets of text cells, with the row numbers of the file kept.

Everything that could hurt is refused before a parser sees it; spreadsheets are parsed in a process of their own.
"""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from sys import intern
from threading import BoundedSemaphore, Timer
from typing import IO, cast

from sectors.fourws import plain, spreadsheet_process
from sectors.fourws.sentences import FileProblem
from sectors.fourws.spreadsheet_process import BREAK, CELL, END, PROBLEM, SHEET

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_ENTRIES = 2000
MAX_COLUMNS = 300
MEGABYTES, COMMAND_MEGABYTES, SECONDS = 512, 1536, 30
COMMAND_ROWS, PAGE_ROWS = 200_000, 50_000
SPARE_ROWS = 40  # banners, headers and tags above the data do not count against the limit

AT_ONCE = BoundedSemaphore(
    2
)  # so many files are parsed side by side; the next one waits, and the memory lasts
CHILD = Path(spreadsheet_process.__file__)
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


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
        sheets = [Sheet("", plain.read_rows(data, max_rows + SPARE_ROWS))]
    for sheet in sheets:
        tidy(sheet, max_rows)
    if not any(sheet.rows for sheet in sheets):
        raise FileProblem("empty")
    return Workbook(name, sheets)


def tidy(sheet: Sheet, max_rows: int) -> None:
    """Drop blank tails, to the right and below; make all rows equally wide."""
    rows = sheet.rows
    while rows and not last_filled(rows[-1]):
        rows.pop()
    if len(rows) > max_rows + SPARE_ROWS:
        raise FileProblem("too_many_rows", limit=f"{max_rows:,}")
    width = max(map(last_filled, rows), default=0)
    if width > MAX_COLUMNS:
        raise FileProblem("too_many_columns", limit=MAX_COLUMNS)
    for row in rows:
        if len(row) != width:
            row[width:] = [""] * (width - len(row))


def last_filled(row: list[str]) -> int:
    for index in range(len(row), 0, -1):
        if row[index - 1] and not row[index - 1].isspace():
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
    memory = MEGABYTES if max_rows <= PAGE_ROWS else COMMAND_MEGABYTES
    command = [sys.executable, "-I", str(CHILD), str(max_rows + SPARE_ROWS), str(memory), str(SECONDS)]
    with (
        AT_ONCE,
        subprocess.Popen(  # noqa: S603  (our own script, no shell; the file goes in as data)
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as child,
    ):
        into, out = cast(IO[bytes], child.stdin), cast(IO[bytes], child.stdout)
        too_long = Timer(SECONDS * 2, child.kill)
        too_long.start()
        try:
            with suppress(BrokenPipeError):
                into.write(data)
                into.close()
            return sheets_of(io.TextIOWrapper(out, "utf-8", newline="\n"), max_rows)
        finally:
            too_long.cancel()
            child.kill()


def sheets_of(lines: Iterable[str], max_rows: int) -> list[Sheet]:
    """The sheets as they arrive, each line forgotten once it is a row; what ends without an end could not be read."""
    sheets: list[Sheet] = []
    for line in lines:
        line = line[:-1]
        if line.startswith(SHEET):
            hidden, _cell, name = line[1:].partition(CELL)
            sheets.append(Sheet(name, [], hidden=bool(hidden)))
        elif line.startswith(PROBLEM):
            raise FileProblem(line[1:], limit=f"{max_rows:,}")
        elif line == END:
            return sheets
        elif BREAK in line:
            sheets[-1].rows.append([cell.replace(BREAK, "\n") for cell in line.split(CELL)])
        else:
            sheets[-1].rows.append(list(map(intern, line.split(CELL))))
    raise FileProblem("unreadable")
