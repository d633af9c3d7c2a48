"""Reads one spreadsheet in a process of its own: the file on standard input, its sheets as lines on standard output.

A hostile workbook can make any parser eat all memory. Here it ends this small process and nothing else. It is started
by `reading.py` as a plain script, so it imports nothing of ours.

What it writes, a line each: a sheet (SHEET, hidden or not, name), then its rows (cells with CELL between them, and
BREAK where a cell had a line break; blank cells at the end left out), and END at last. Or PROBLEM and the name of one.
"""

from __future__ import annotations

import io
import re
import resource
import sys
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import islice
from typing import Any, TextIO

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

PROBLEM, SHEET, BREAK, CELL, END = "\x1c", "\x1d", "\x1e", "\x1f", "\x04"
OTHERS = ("\x00", END, PROBLEM, SHEET, BREAK)
OURS = re.compile("[\x00\x04\x1c-\x1f]")
BATCH = 500
LONGEST_CELL = 130_000  # Excel allows 32,767 characters
MOST_CELLS, MOST_TEXT, MOST_STRINGS = 10_000_000, 100_000_000, 1_000_000
LONGEST_TEXT = 4 << 20
THREE_DECIMALS = re.compile(r"-?\d{1,3}\.\d{3}")  # 33.125 would be read as thousands; 33.1250 is not
CHUNK, LARGE = 1 << 20, 24 << 20  # what is smaller is parsed about as fast as looked through
PARTS = re.compile(r"xl/worksheets/[^/]+\.xml|xl/sharedstrings\.xml|content\.xml", re.IGNORECASE)
VALUES = (b"<v>", b"<t>", b"<t ", b":v>", b":t>", b":t ")
ROW_NUMBER = re.compile(rb'<(?:\w{1,20}:)?row [^>]{0,400}?\br="(\d{1,9})"')
FAILED, LONGEST_FORMULA, MOST_FAILED = b't="e"', 40_000, 20_000
SHEET_ID = re.compile(rb'<(?:\w{1,20}:)?sheet [^<>]{0,1000}?:id="([^"<>]{1,100})"')
RELATION = re.compile(rb"<(?:\w{1,20}:)?Relationship ([^<>]{1,2000})>")
CELL_NAME = re.compile(rb' r="([A-Z]{1,3})(\d{1,7})"')


class Refused(Exception):
    """The name of the problem."""


def limit(megabytes: int, seconds: int) -> None:
    amounts = {
        resource.RLIMIT_AS: megabytes * 1024 * 1024,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for kind, amount in amounts.items():
        try:
            resource.setrlimit(kind, (amount, amount))
        except (ValueError, OSError):  # macOS refuses some; the limits before the parse still stand.
            continue


def look_before(data: bytes, max_rows: int) -> None:
    """Unpack the large parts once, piece by piece: what is longer than it says, or has too many rows, is not parsed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            large = entry.file_size > LARGE or entry.compress_size > LARGE // 10
            if PARTS.fullmatch(entry.filename) and (large or entry.file_size < entry.compress_size):
                with archive.open(entry) as part:
                    pieces = iter(partial(part.read, CHUNK), b"")
                    if "shared" in entry.filename.lower():
                        count_strings(pieces)
                    elif last_row(pieces, max_rows) > max_rows:
                        raise Refused("too_many_rows")


def count_strings(pieces: Iterator[bytes]) -> None:
    seen = 0
    for piece in pieces:
        seen += piece.count(b"<si>") + piece.count(b":si>") // 2
        if seen > MOST_STRINGS:
            raise Refused("unreadable")


def last_row(pieces: Iterator[bytes], enough: int) -> int:
    """The number of the last row that holds anything, whatever the sheet says of itself; or one beyond enough."""
    seen, last, rest = 0, 0, b""
    for piece in pieces:
        text = rest + piece
        end = text.rfind(b">") + 1
        text, rest = text[:end], text[end:]
        if len(rest) > LONGEST_TEXT:
            raise Refused("unreadable")
        filled = max(text.rfind(mark) for mark in VALUES)
        if filled >= 0:
            last = max(last, seen + rows_in(text, 0, filled))
            start = max(text.rfind(b"<row ", 0, filled), text.rfind(b":row ", 0, filled) - 20)
            for number in ROW_NUMBER.finditer(text, max(start, 0), filled):
                last = max(last, int(number[1]))
        seen += rows_in(text, 0, len(text))
        if last > enough:
            break
    return last


def rows_in(text: bytes, start: int, end: int) -> int:
    return text.count(b"<row", start, end) + text.count(b":row r=", start, end)


def failed_cells(data: bytes) -> list[dict[int, dict[int, str]]]:
    """Sheet by sheet, row → column → #REF! and the like: the parser hands these cells over as blanks."""
    if not data.startswith(b"PK"):
        return []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
            return []
        with archive.open("xl/workbook.xml") as book, archive.open("xl/_rels/workbook.xml.rels") as rels:
            order, relations = book.read(LONGEST_TEXT), rels.read(LONGEST_TEXT)
        targets = {}
        for found in RELATION.finditer(relations):
            said = dict(re.findall(rb'(Id|Target)="([^"]{1,500})"', found[1]))
            targets[said.get(b"Id")] = said.get(b"Target", b"").decode("utf-8", "replace")
        parts = [targets.get(sheet, "") for sheet in SHEET_ID.findall(order)]
        paths = [part.removeprefix("/") if part.startswith("/") else f"xl/{part}" for part in parts]
        return [failed_in(archive, path) if path in names else {} for path in paths]


def failed_in(archive: zipfile.ZipFile, path: str) -> dict[int, dict[int, str]]:
    found: dict[int, dict[int, str]] = {}
    rest, tries = b"", 0
    with archive.open(path) as part:
        for piece in iter(partial(part.read, CHUNK), b""):
            text = rest + piece
            at = text.find(FAILED)
            while at >= 0 and tries < MOST_FAILED:
                tries += 1
                name = CELL_NAME.search(text, max(text.rfind(b"<", 0, at), at - 300), at + 100)
                end = text.find(b"</v>", at, at + LONGEST_FORMULA)
                value = text[text.rfind(b"<v>", at, end) + 3 : end] if end >= 0 else b""
                if name and value[:1] == b"#" and len(value) < 30:
                    row = found.setdefault(int(name[2]) - 1, {})
                    row[column_number(name[1])] = value.decode("utf-8", "replace")
                at = text.find(FAILED, at + 1)
            rest = text[-LONGEST_FORMULA:]
    return found


def column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def with_failed(rows: list[list[Any]], first: int, left: int, failed: dict[int, dict[int, str]]) -> None:
    """Put the failed cells back into rows that begin with number `first`, and with column `left`."""
    for number, row in enumerate(rows, first):
        for column, text in failed.get(number, {}).items():
            if 0 <= column - left < len(row) and row[column - left] == "":
                row[column - left] = text


def as_text(cell: Any) -> str:
    """A cell as a person reads it: whole numbers without .0, dates as 2022-01-31."""
    kind = cell.__class__
    if kind is float:
        text = repr(cell).removesuffix(".0") if abs(cell) < 1e15 else repr(cell)
        return f"{text}0" if THREE_DECIMALS.fullmatch(text) else text
    if kind is str:
        if len(cell) > LONGEST_CELL:
            raise Refused("unreadable")
        return OURS.sub("", cell).replace("\n", BREAK)
    if kind is bool:
        return "TRUE" if cell else "FALSE"
    if kind is datetime:
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, int | timedelta) else ""


def as_lines(rows: list[list[Any]], lead: str) -> str:
    """The rows, a line each; cell by cell only where one of them holds one of our signs."""
    lines = [CELL.join([cell if cell.__class__ is str else as_text(cell) for cell in row]) for row in rows]
    text = "\n".join(lines)
    whole = text.count("\n") == len(rows) - 1 and text.count(CELL) == sum(map(len, rows)) - len(rows)
    if not whole or any(sign in text for sign in OTHERS) or max(map(len, lines)) > LONGEST_CELL:
        lines = [CELL.join(map(as_text, row)) for row in rows]
    return "".join([(lead + line).rstrip(CELL) + "\n" for line in lines])


def write_sheets(data: bytes, max_rows: int, target: TextIO) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    cells = text = 0
    failed = dict(enumerate(failed_cells(data)))
    for position, kind in enumerate(book.sheets_metadata):
        if kind.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(kind.name)
        visible = kind.visible == SheetVisibleEnum.Visible
        name = OURS.sub("", kind.name).replace("\n", " ")
        target.write(f"{SHEET}{'' if visible else 'hidden'}{CELL}{name}\n")
        if not sheet.start or not sheet.end:
            continue
        height, width = sheet.end[0] + 1, sheet.end[1] + 1
        cells += height * width
        if cells > MOST_CELLS:
            raise Refused("too_many_rows")
        if height > max_rows:
            raise Refused("too_many_rows")
        rows, lead, first = sheet.iter_rows(), CELL * sheet.start[1], 0
        while some := list(islice(rows, BATCH)):
            if wrong := failed.get(position):
                with_failed(some, first, sheet.start[1], wrong)
            first += len(some)
            lines = as_lines(some, lead)
            text += len(lines)
            if text > MOST_TEXT:
                raise Refused("unreadable")
            target.write(lines)


def answer(data: bytes, max_rows: int, target: TextIO) -> None:
    """The sheets, or the name of the problem; END in any case."""
    try:
        if data.startswith(b"PK"):
            look_before(data, max_rows)
        write_sheets(data, max_rows, target)
    except Refused as problem:
        target.write(f"{PROBLEM}{problem}\n")
    except PasswordError:
        target.write(f"{PROBLEM}password\n")
    except (
        CalamineError, OSError, ValueError, MemoryError, EOFError, NotImplementedError, RuntimeError, OverflowError,
        zipfile.BadZipFile, zlib.error,
    ):  # fmt: skip
        target.write(f"{PROBLEM}unreadable\n")
    target.write(f"{END}\n")
    target.flush()


def main() -> None:
    max_rows, megabytes, seconds = (int(word) for word in sys.argv[1:4])
    limit(megabytes, seconds)
    target = io.TextIOWrapper(sys.stdout.buffer, "utf-8", "replace", newline="\n")
    answer(sys.stdin.buffer.read(), max_rows, target)


if __name__ == "__main__":
    main()
