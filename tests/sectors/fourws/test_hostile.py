"""Files made to hurt, or broken on the way: each is read whole or refused with a named sentence (S-16, S-17, S-19)."""

from __future__ import annotations

import io
import random
import struct
import subprocess
import sys
import time
import tracemalloc
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

import pytest

from sectors.fourws import layout, plain, reading, spreadsheet_process
from sectors.fourws.sentences import FILES, FileProblem
from tests.sectors.fourws import hostile
from tests.sectors.fourws.hostile import (
    HEADERS,
    MAIN,
    ROW,
    ROWS_OF_OURS,
    SHEET,
    csv,
    label,
    lying,
    ods,
    ods_row,
    sheet,
    sheet_rows,
    workbook,
    xls,
    xlsx,
    zipped,
)  # fmt: skip

WHOLE = 10  # rows of the small file, its header among them
TEXT = [list(map(str, row)) for row in ROWS_OF_OURS]


def answer(data: bytes, max_rows: int = 50_000) -> str | int:
    """The number of rows, or the name of the problem. Any other exception fails the test."""
    try:
        book = reading.read("partners", data, max_rows=max_rows)
    except FileProblem as problem:
        return problem.code if str(problem) and problem.code in FILES else "no sentence"
    return max(len(sheet.rows) for sheet in book.sheets)


def entity(declared: str, used: str = "&x;") -> bytes:
    rows = sheet_rows(ROWS_OF_OURS).replace("<t>Hope</t>", f"<t>{used}</t>", 1)
    return xlsx(sheet(rows, head=f"<!DOCTYPE x [{declared}]>"))


def with_rel(target: str, kind: str = "worksheet", mode: str = ' TargetMode="External"') -> bytes:
    parts = workbook()
    name = "xl/_rels/workbook.xml.rels"
    more = (
        f'<Relationship Id="rId9" Type="{hostile.DOCUMENT}/{kind}" Target="{target}"{mode}/></Relationships>'
    )
    parts[name] = parts[name].replace(b"</Relationships>", more.encode())
    return zipped(parts)


def nested(times: int) -> bytes:
    inner = b"\0" * 1_000_000
    for _ in range(times):
        inner = zipped({"xl/workbook.xml": inner})
    return inner


def overlapping() -> bytes:
    """Every entry of the directory points to the same bytes."""
    data = zipped(workbook())
    start = data.index(b"PK\x01\x02")
    first = data[start : data.index(b"PK\x01\x02", start + 4)]
    end = data.index(b"PK\x05\x06")
    directory = first * 1500
    tail = data[end : end + 8] + struct.pack("<HHIIH", 1500, 1500, len(directory), start, 0)
    return data[:start] + directory + tail


def zip64() -> bytes:
    """Sizes that are said to stand in an extra field that is not there."""
    data = bytearray(zipped(workbook()))
    at = data.index(b"PK\x01\x02")
    data[at + 20 : at + 28] = b"\xff" * 8
    return bytes(data)


def shared(strings: int) -> bytes:
    parts = workbook(sheet(sheet_rows(ROWS_OF_OURS)))
    name = "xl/_rels/workbook.xml.rels"
    more = f'<Relationship Id="rId2" Type="{hostile.DOCUMENT}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    parts[name] = parts[name].replace(b"</Relationships>", more.encode())
    parts["xl/sharedStrings.xml"] = (
        f'<sst xmlns="{MAIN}">'.encode() + b"<si><t>s</t></si>" * strings + b"</sst>"
    )
    return zipped(parts, level=1)


def styles(number: int) -> bytes:
    formats = '<xf numFmtId="14"/>' * number
    part = f'<styleSheet xmlns="{MAIN}"><cellXfs>{formats}</cellXfs></styleSheet>'
    return zipped(workbook() | {"xl/styles.xml": part.encode()})


def laughs() -> bytes:
    declared = ['<!ENTITY a "ha">']
    for n in range(9):
        declared.append(f'<!ENTITY {chr(98 + n)} "' + f"&{chr(97 + n)};" * 10 + '">')
    return entity("".join(declared), "&j;")


def checksum_of_another() -> bytes:
    return xlsx().replace(struct.pack("<I", zlib.crc32(workbook()[SHEET])), b"abcd")


def in_utf_16() -> bytes:
    return xlsx(sheet(sheet_rows(ROWS_OF_OURS)).decode().replace("UTF-8", "UTF-16").encode("utf-16"))


def after(text: str) -> bytes:
    return xlsx(sheet(sheet_rows(ROWS_OF_OURS), after=text))


def cells(text: str, before: str = "") -> bytes:
    return xlsx(sheet(sheet_rows(ROWS_OF_OURS) + text, before=before))


def names(number: int) -> bytes:
    parts = workbook()
    some = "".join(f'<definedName name="n{one}">Sheet!$A$1</definedName>' for one in range(number))
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        b"</workbook>", f"<definedNames>{some}</definedNames></workbook>".encode()
    )
    return zipped(parts)


UNREADABLE, EITHER = {"unreadable"}, {"unreadable", WHOLE}
LONG = {"too_many_rows", "unreadable"}
BY_HAND = {
    # the archive
    "no directory": (xlsx()[:-30], UNREADABLE),
    "first half": (xlsx()[: len(xlsx()) // 2], UNREADABLE),
    "only the signature": (b"PK\x03\x04", UNREADABLE),
    "empty archive": (b"PK\x05\x06" + b"\0" * 18, {"wrong_type"}),
    "garbage before": (b"xx" + xlsx(), {"wrong_type"}),
    "garbage behind": (xlsx() + b"x" * 100, EITHER),
    "wrong checksum": (checksum_of_another(), EITHER),
    "says smaller than it is": (lying(workbook(), SHEET, 10), EITHER),
    "says larger than it is": (lying(workbook(), SHEET, 500_000), EITHER),
    "says 4 GB": (lying(workbook(), SHEET, 0xFFFFFFFE), {"unpacks_too_large"}),
    "zip64 lie": (zip64(), UNREADABLE | {"unpacks_too_large"}),
    "overlapping entries": (overlapping(), UNREADABLE | {"wrong_type", "unpacks_too_large"}),
    "3,000 entries": (zipped(workbook() | {f"xl/x{n}": b"" for n in range(3000)}), {"unpacks_too_large"}),
    "zip in zip": (nested(3), UNREADABLE),
    "path that climbs": (zipped(workbook() | {"../../etc/x": b"x", "/abs": b"x"}), {WHOLE}),
    "the same part twice": (xlsx() + xlsx(), EITHER),
    "encrypted flag": (xlsx().replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01"), {"password"}),
    # parts of the workbook
    "no workbook": (zipped({"xl/worksheets/a.xml": b"x"}), {"wrong_type"}),
    "no relations": (zipped({k: v for k, v in workbook().items() if "rels" not in k}), UNREADABLE),
    "no sheet part": (zipped({k: v for k, v in workbook().items() if k != SHEET}), UNREADABLE),
    "empty sheet part": (xlsx(b""), {"empty", "unreadable"}),
    "empty sheet": (xlsx(sheet("")), {"empty"}),
    "not XML": (xlsx(b"\x89PNG\r\n\x1a\n" * 50), {"empty", "unreadable"}),
    "XML cut": (xlsx(sheet(sheet_rows(ROWS_OF_OURS))[:-300]), UNREADABLE),
    "wrong nesting": (cells("<row r='11'></c></row>"), EITHER),
    "no sheets": (zipped(workbook() | {"xl/workbook.xml": f'<workbook xmlns="{MAIN}"/>'.encode()}), {"empty", "unreadable"}),
    "UTF-16 XML": (in_utf_16(), {"empty", *EITHER}),
    "invalid letters": (xlsx(sheet(sheet_rows(ROWS_OF_OURS)).replace(b"Hope", b"H\xff\xfee")), EITHER),
    # entities and references
    "internal entity": (entity('<!ENTITY x "y">'), EITHER),
    "a billion laughs": (laughs(), EITHER),
    "external entity": (entity('<!ENTITY x SYSTEM "file:///etc/passwd">'), EITHER),
    "external DTD": (xlsx(sheet(sheet_rows(ROWS_OF_OURS), head='<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">')), {WHOLE}),
    "parameter entity": (entity('<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;', "x"), EITHER),
    "XInclude": (after('<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'), {WHOLE}),
    "remote sheet": (with_rel("http://127.0.0.1:9/sheet.xml"), {WHOLE}),
    "sheet from the disk": (with_rel("file:///etc/passwd"), {WHOLE}),
    "relation that climbs": (with_rel("../../../../etc/passwd", mode=""), {WHOLE}),
    "remote template": (with_rel("http://127.0.0.1:9/t.dotm", "attachedTemplate"), {WHOLE}),
    "entity in an ods": (ods(head='<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'), {WHOLE}),
    # cells
    "a cell in the far corner": (cells('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), LONG),
    "a cell beyond the corner": (cells('<row r="9999999"><c r="ZZZZ9999999"><v>1</v></c></row>'), LONG),
    "dimension far too large": (xlsx(sheet(sheet_rows(ROWS_OF_OURS), before='<dimension ref="A1:XFD1048576"/>')), {WHOLE}),
    "dimension too small": (xlsx(sheet(sheet_rows([HEADERS, *[ROW] * 2000]), before='<dimension ref="A1:B2"/>')), {2001}),
    "dimension of nonsense": (xlsx(sheet(sheet_rows(ROWS_OF_OURS), before='<dimension ref="Q"/>')), EITHER),
    "a string index that is not there": (cells('<row r="11"><c r="A11" t="s"><v>99</v></c></row>'), {*EITHER, 11}),
    "a number that is none": (cells('<row r="11"><c r="A11"><v>1e999999</v></c></row>'), {*EITHER, 11}),
    "an unknown type": (cells('<row r="11"><c r="A11" t="zz"><v>1</v></c></row>'), {*EITHER, 11}),
    "400 columns": (xlsx(sheet("<row>" + "<c><v>1</v></c>" * 400 + "</row>")), {"too_many_columns"}),
    "10,000 merged cells": (after("<mergeCells>" + "<mergeCell ref='A1:B2'/>" * 10_000 + "</mergeCells>"), {WHOLE}),
    "10,000 styles": (styles(10_000), {WHOLE}),
    "10,000 names": (names(10_000), {WHOLE}),
    "2,000,000 strings": (lambda: shared(2_000_000), UNREADABLE),
    "100 MB in one cell": (
        lambda: zipped(workbook(sheet(f'<row><c t="inlineStr"><is><t>{"A" * 100_000_000}</t></is></c></row>')), level=1),
        UNREADABLE,
    ),
    # the other kinds
    "ods of a million rows": (ods(ods_row(*HEADERS) + ods_row(*ROW, repeated=1_048_576)), LONG),
    "ods of 16,384 columns": (ods(ods_row("x", repeated=1_048_576, wide=16_384)), UNREADABLE),
    "ods cut": (ods()[:-40], UNREADABLE),
    "xls far corner": (xls(label(0, 0, "x") + label(65_535, 255, "y")), LONG),
    "xls cut": (xls()[:2000], UNREADABLE),
    "xls of zeros": (xls()[:512] + b"\0" * 5000, {"empty", "unreadable"}),
    "xls that goes in circles": (xls()[:512] + struct.pack("<128I", *[2] * 128) + xls()[1024:], EITHER | {"empty"}),
    "csv of a million rows": (lambda: b"a,b\n" * 1_000_000, {"too_many_rows"}),
    "csv of blank lines": (lambda: b"a,b\n" + b"\r\n" * 2_000_000, {1}),
    "csv of blank rows and one": (b"a,b\n" + b",\n" * 200_000 + b"c,d\n", {"too_many_rows"}),
    "csv of one long line": (lambda: b"x" * 5_000_000, {"unreadable"}),
    "csv of separators": (lambda: b"a" + b"," * 5_000_000 + b"a", {"unreadable"}),
    "csv of quotation marks": (b'"' * 900_001, {"quote_open", "unreadable", "empty"}),
    "csv with an open quotation mark": (csv() + b'"Hope,Ninewa\n' + csv(), {"quote_open"}),
    "csv of zero bytes": (b"a,b\n" + b"\0" * 100_000, {"wrong_type", 1}),
    "csv with zero bytes in words": (csv().replace(b"Hope", b"Ho\0pe"), {WHOLE}),
    "csv of broken UTF-8": (csv().replace(b"Hope", b"H\xff\xc3\x28e"), {WHOLE}),
    "csv of mixed separators": (csv() + csv(";"), {2 * WHOLE}),
    "UTF-16 cut in a letter": (csv().decode().encode("utf-16")[:-1], {WHOLE}),
}  # fmt: skip


def test_sixty_files_made_by_hand():
    assert len(BY_HAND) >= 60


@pytest.mark.parametrize("name", BY_HAND)
def test_what_is_made_by_hand_is_read_whole_or_refused_by_name(name):
    made, expected = BY_HAND[name]
    data = made() if callable(made) else made
    start = time.monotonic()
    assert answer(data) in expected
    assert time.monotonic() - start < 10


class Parser:
    """One limited process for many files; a file that ends it was unreadable, and the next begins a new one."""

    def __init__(self) -> None:
        self.begin()
        self.started = 1

    def begin(self) -> None:
        command = [sys.executable, "-I", str(Path(__file__).with_name("many_files.py")), str(reading.CHILD)]
        self.process = subprocess.Popen(
            [*command, "50040", str(reading.MEGABYTES), "60"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.lines = io.TextIOWrapper(self.process.stdout, "utf-8", newline="\n")

    def read(self, data: bytes, max_rows: int) -> list[reading.Sheet]:
        self.process.stdin.write(struct.pack("<Q", len(data)) + data)
        self.process.stdin.flush()
        return reading.sheets_of(self.until_end(), max_rows)

    def until_end(self) -> list[str]:
        written = []
        while line := self.lines.readline():
            written.append(line)
            if line == f"{spreadsheet_process.END}\n":
                return written
        self.end()
        self.begin()
        self.started += 1
        return written

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def parser(monkeypatch):
    parser = Parser()
    monkeypatch.setattr(reading, "read_spreadsheet", parser.read)
    yield parser
    parser.end()


def mutated(data: bytes, dice: random.Random) -> bytes:
    """Bytes changed, cut, doubled, moved."""
    broken = bytearray(data)
    for _ in range(dice.randint(1, 8)):
        at = dice.randrange(len(broken))
        length = dice.randint(1, 40)
        kind = dice.randrange(6)
        if kind == 0:
            broken[at] = dice.randrange(256)
        elif kind == 1:
            broken[at : at + length] = dice.randbytes(length)
        elif kind == 2:
            del broken[at : at + length]
        elif kind == 3:
            broken[at:at] = broken[at : at + length]
        elif kind == 4:
            broken[at : at + 4] = dice.choice(
                [b"\xff\xff\xff\xff", b"\0\0\0\0", b"\xff\xff\xff\x7f", b"\x01\0\0\0"]
            )
        else:
            del broken[dice.randrange(len(broken) // 2, len(broken)) :]
        broken = broken or bytearray(b"x")
    return bytes(broken)


def mutated_parts(dice: random.Random) -> bytes:
    """A sound archive around parts that are not: text of the XML changed, parts exchanged, left out or in other letters."""
    parts = workbook()
    name = dice.choice(list(parts))
    kind = dice.randrange(6)
    if kind == 0:
        parts[name] = mutated(parts[name], dice)
    elif kind == 1:
        parts[name] = parts.pop(dice.choice(list(parts)))
    elif kind == 2:
        del parts[name]
    elif kind == 3:
        parts[name] = parts[name].decode().encode(dice.choice(["utf-16", "utf-32", "cp500"]))
    elif kind == 4:
        text = parts[SHEET].decode()
        old = dice.choice(['t="inlineStr"', "<v>12</v>", 'r="A3"', '<row r="4">', "</c>", "<is>", "</row>"])
        new = dice.choice(
            [
                't="s"',
                "<v>-1e309</v>",
                'r="ZZZ3"',
                '<row r="-4">',
                "",
                "<c>",
                't="d"',
                "<v></v>",
                "&#0;",
                "]]>",
            ]
        )
        parts[SHEET] = text.replace(old, new, dice.randint(1, 3)).encode()
    else:
        parts[name] = parts[name] * 2
    return zipped(parts)


def mutant(number: int) -> bytes:
    dice = random.Random(number)
    kind = number % 5
    if kind == 0:
        return mutated_parts(dice)
    return mutated([xlsx(), ods(), xls(), csv()][kind - 1], dice)


def test_440_mutants_are_read_or_refused_by_name(parser):
    answers = [answer(mutant(number)) for number in range(440)]
    named = [one for one in answers if isinstance(one, str)]
    assert len(answers) == 440
    assert 100 < len(named) < 430  # both kinds of answer came up
    assert parser.started < 100  # most are refused by a word, not by the end of the process


@pytest.mark.parametrize("number", [0, 1, 2, 3, 5, 6])
def test_some_mutants_go_through_the_real_process(number):
    assert isinstance(answer(mutant(number)), str | int)


@pytest.mark.parametrize("make", [xlsx, ods, xls, csv])
def test_a_sound_file_of_any_kind_loses_no_row_and_no_cell(make):
    assert reading.read("partners", make()).sheets[0].rows == TEXT


@pytest.fixture(scope="module")
def million() -> bytes:
    """A million rows in some megabytes, under a dimension that says two."""
    dice = random.Random(1)
    block = "".join(f"<row><c><v>{dice.randrange(10**9)}</v></c></row>" for _ in range(3500))
    return zipped(workbook(sheet(block * 300, before='<dimension ref="A1:B2"/>')), level=1)


def test_a_million_rows_are_refused_in_about_a_second(million):
    assert len(million) > 3_000_000
    start = time.monotonic()
    assert answer(million) == "too_many_rows"
    assert time.monotonic() - start < 5  # 0.2 s on a quiet machine


def test_the_web_process_holds_next_to_nothing_of_a_bomb(million):
    strings = shared(2_000_000)
    tracemalloc.start()
    try:
        assert answer(million) == "too_many_rows"
        assert answer(strings) == "unreadable"
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20_000_000


def test_a_hundred_thousand_formatted_rows_without_a_word_are_a_blank_tail():
    tail = "".join(f'<row r="{n}" s="1"><c r="A{n}" s="1"/></row>' for n in range(11, 100_000))
    assert answer(zipped(workbook(sheet(sheet_rows(ROWS_OF_OURS) + tail)), level=1)) == WHOLE


def test_rows_beyond_the_limit_are_counted_wherever_they_stand():
    rows = sheet_rows([HEADERS, *[ROW] * 120])
    assert answer(xlsx(sheet(rows)), max_rows=50) == "too_many_rows"
    assert answer(xlsx(sheet(rows)), max_rows=120) == 121


def test_what_the_process_writes_cannot_be_forged_by_a_cell():
    """Cells may hold the signs the two processes use between them."""
    nasty = [
        "\x1dhidden\x1fEvil",
        "\x1cpassword",
        "\x04",
        "a\x1fb\x1ec",
        "two\nlines",
        "tab\there",
        "\u2028",
        "\x85",
    ]
    rows = [["Organisation", *map(str, range(7))], nasty]
    target = io.StringIO()
    process = spreadsheet_process
    target.write(f"{process.SHEET}{process.CELL}a\n{process.as_lines(rows, '')}{process.END}\n")
    found = reading.sheets_of(io.StringIO(target.getvalue(), newline="\n"), 10)
    assert found[0].rows == [
        rows[0],
        ["hiddenEvil", "password", "", "abc", "two\nlines", "tab\there", "\u2028", "\x85"],
    ]


@pytest.mark.parametrize(
    "work",
    [
        lambda text: plain.decode(text.encode()),
        lambda text: plain.MARKUP.match(text.encode()),
        lambda text: plain.find_separator(text),
        lambda text: plain.windows_page(text.encode("utf-8")),
        lambda text: layout.find(reading.Sheet("", [[text, "Organisation"], ["a", "b"]])).columns,
        lambda text: layout.find(reading.Sheet("", [["Organisation", "Sector"], [text, text]])).columns,
    ],
)  # fmt: skip
@pytest.mark.parametrize("piece", ["a", " ", "(", "1.", "<", '"', "/", "ا", "+1 ", "#a +b ", "total "])
def test_time_grows_no_faster_than_the_text(work, piece):
    """S-18: twice the text takes about twice the time; never the square of it."""

    def seconds(size: int) -> float:
        text = (piece * size)[:size]
        best = 9.0
        for _ in range(2):
            start = time.perf_counter()
            work(text)
            best = min(best, time.perf_counter() - start)
        return best

    once = seconds(25_000)
    assert seconds(100_000) < max(8 * once, 0.5)


def test_a_zip_of_nothing_but_directories_is_no_workbook():
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("xl/", b"")
    assert answer(target.getvalue()) == "wrong_type"


def test_ten_bombs_at_once_are_parsed_two_at_a_time(monkeypatch):
    """S-20: the memory of the machine is that of two parsers, however many send a bomb."""
    running, most = 0, 0
    guard, start = Lock(), subprocess.Popen

    class Counted(start):
        def __init__(self, *args, **options):
            nonlocal running, most
            with guard:
                running += 1
                most = max(most, running)
            super().__init__(*args, **options)

        def __exit__(self, *problem):
            nonlocal running
            super().__exit__(*problem)
            with guard:
                running -= 1

    monkeypatch.setattr(reading.subprocess, "Popen", Counted)
    bomb = BY_HAND["a cell in the far corner"][0]
    with ThreadPoolExecutor(10) as senders:
        answers = list(senders.map(answer, [bomb] * 10))
    assert set(answers) <= LONG
    assert most == 2


def test_a_workbook_with_macros_is_read_and_its_macros_are_not():
    assert answer(zipped(workbook() | {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 100})) == WHOLE
