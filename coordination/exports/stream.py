"""Many rows into a worksheet, quickly: the rows are written as XML straight into the packed file.

XlsxWriter makes the workbook with everything but the rows of the list; here they are poured into the sheet it left
open. Cells that come again (an organisation, a district) are written once and kept; their texts stand once in the
workbook, in its table of shared texts. Ten times as fast as cell by cell, and memory stays flat.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from itertools import islice
from typing import Any, BinaryIO
from xml.sax.saxutils import escape

from coordination.exports.checks import BETWEEN, as_text, check_of_words, for_check, simple
from coordination.exports.columns import DATE, NUMBER, TEXT, Column
from coordination.exports.rows import ServiceRows
from sectors.fourws.columns import letter
from sectors.fourws.guard import risky

LONGEST = 32_767  # characters in a cell
DAY_ZERO = date(1899, 12, 30).toordinal()
FIRST_DAY = date(1900, 3, 1)  # before it Excel counts a day that never was
SAMPLE = r'<row r="{0}"[^>]*><c r="A{0}" s="(\d+)">.*?<c r="B{0}" s="(\d+)".*?<c r="C{0}" s="(\d+)".*?</row>'
DIMENSION = re.compile(r"<dimension [^>]*/>")
LITERAL = re.compile(r"(_x[0-9a-fA-F]{4}_)")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
COUNTS = re.compile(r' count="(\d+)" uniqueCount="(\d+)"')
STRINGS = "xl/sharedStrings.xml"
ROW = "\x01"  # where the number of the row goes; no text has it
ROWS_AT_ONCE = 500
SHARED = 100_000  # texts at most; what is new after that stands in its cell
PACKING = 4  # of 1 to 9: half the time of the usual 6, a twentieth more bytes


@dataclass(frozen=True)
class Hole:
    """Where the rows go: the part of the package that is the sheet, and the number of the sample row that stands there."""

    part: str
    first: int


@dataclass(frozen=True)
class Styles:
    """The numbers of the styles of the sample row."""

    day: str
    quoted: str
    code: str


@dataclass
class Poured:
    """What became of the rows."""

    rows: int = 0
    digest: Any = field(default_factory=sha256)


def pour(base: BinaryIO, target: BinaryIO, hole: Hole, rows: ServiceRows, said: dict[str, str]) -> Poured:
    """Copy the workbook in `base` to `target`, with the rows in the `hole`.

    `said` are words in the workbook that stand for what is known only at the end; they are replaced by its values,
    which may name the `rows` and the `digest`.
    """
    poured = Poured()
    with (
        zipfile.ZipFile(base) as made,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=PACKING) as packed,
    ):
        for name in made.namelist():
            if name not in (hole.part, STRINGS):
                packed.writestr(name, made.read(name))
        strings = Strings(made.read(STRINGS).decode())
        sheet = DIMENSION.sub(
            "", made.read(hole.part).decode()
        )  # it would be false, and some readers believe it
        sample = re.search(SAMPLE.format(hole.first), sheet, re.DOTALL)
        if sample is None:
            raise RuntimeError(f"{hole.part} has no sample row to pour the rows into")
        with packed.open(hole.part, "w", force_zip64=True) as out:
            out.write(sheet[: sample.start()].encode())
            writer = Lines(rows.columns, strings, Styles(*sample.groups()))
            lines = writer.of(rows, poured, hole.first)
            while some := "".join(islice(lines, ROWS_AT_ONCE)):
                out.write(some.encode())
            out.write(sheet[sample.end() :].encode())
        facts = {"rows": poured.rows, "digest": poured.digest.hexdigest()}
        told = {word: text.format(**facts) for word, text in said.items()}
        packed.writestr(STRINGS, strings.finished(told))
    return poured


class Strings:
    """The texts of the workbook, those of the base first; a cell says the number of its text."""

    def __init__(self, base: str) -> None:
        self.base = base
        counts = COUNTS.search(base)
        self.first = int(counts[2]) if counts else 0
        self.numbers: dict[str, int] = {}

    def number(self, escaped: str) -> int | None:
        """The number of a text; None when there are too many."""
        found = self.numbers.get(escaped)
        if found is None and len(self.numbers) < SHARED:
            found = self.numbers[escaped] = self.first + len(self.numbers)
        return found

    def finished(self, told: dict[str, str]) -> str:
        text = COUNTS.sub(f' uniqueCount="{self.first + len(self.numbers)}"', self.base, count=1)
        for word, value in told.items():
            text = text.replace(word, escape(value))
        more = "".join(f"<si>{in_t(escaped)}</si>" for escaped in self.numbers)
        return text.replace("</sst>", f"{more}</sst>")


class Lines:
    """Rows of values → rows of XML."""

    def __init__(self, columns: Sequence[Column], strings: Strings, styles: Styles) -> None:
        self.letters = {column.key: letter(number) for number, column in enumerate(columns)}
        self.strings = strings
        self.styles = styles

    def of(self, rows: ServiceRows, poured: Poured, first: int) -> Iterator[str]:
        start = f'<c r="{self.letters["check"]}{ROW}" t="inlineStr"><is><t>'
        for number, (*pieces, (version, _text, _word)) in enumerate(
            rows.pieces(self.piece, check=True), start=first
        ):
            cells, texts, words = zip(*pieces, strict=True)
            check = check_of_words(words, version)
            poured.digest.update(f"{BETWEEN.join(texts)}{BETWEEN}{check}\n".encode())
            poured.rows += 1
            row = f'<row r="{ROW}">{"".join(cells)}{start}{check}</t></is></c></row>'
            yield row.replace(ROW, str(number))

    def piece(self, columns: Sequence[Column], values: Sequence[Any]) -> tuple[str, str, str]:
        """Neighbouring cells: their XML, their text for the checksum of the sheet, and for the check of the row."""
        if columns[0].key == "check":
            return str(values[0]), "", ""
        cells = [self.cell(column, value) for column, value in zip(columns, values, strict=True)]
        if len(values) == 1 and simple(text := as_text(values[0])):
            return cells[0], text[:LONGEST], text
        return "".join(cells), BETWEEN.join(map(readable, map(as_text, values))), for_check(values)

    def cell(self, column: Column, value: Any) -> str:
        if value is None or value == "":
            return ""
        start = f'<c r="{self.letters[column.key]}{ROW}"'
        if column.kind == NUMBER:
            return f"{start}><v>{int(value)}</v></c>"
        if column.kind == DATE and value >= FIRST_DAY:
            return f'{start} s="{self.styles.day}"><v>{value.toordinal() - DAY_ZERO}</v></c>'
        text = as_text(value)
        if not text.isalnum() and risky(
            text
        ):  # always a text, never a formula; one that looks like a formula is marked as quoted
            start = f'{start} s="{self.styles.quoted}"'
        elif column.code:
            start = f'{start} s="{self.styles.code}"'
        escaped = escape_text(text)
        number = self.strings.number(escaped) if column.kind == TEXT and not column.free else None
        if number is None:
            return f'{start} t="inlineStr"><is>{in_t(escaped)}</is></c>'
        return f'{start} t="s"><v>{number}</v></c>'


def readable(text: str) -> str:
    """XML cannot hold control characters, and nobody sees them: left out."""
    if simple(text):
        return text[:LONGEST]
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))[:LONGEST]


def escape_text(text: str) -> str:
    """A text like _x0041_ means itself."""
    if simple(text):
        return text[:LONGEST]
    return escape(LITERAL.sub(r"_x005F\1", readable(text)))


def in_t(escaped: str) -> str:
    kept = ' xml:space="preserve"' if escaped != escaped.strip() or "\n" in escaped else ""
    return f"<t{kept}>{escaped}</t>"
