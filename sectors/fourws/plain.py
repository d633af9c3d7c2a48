"""Text tables: bytes → rows, whatever the alphabet, the separator and the program they were saved by."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice, pairwise

from sectors.fourws.sentences import FileProblem

LONGEST_LINE = 1_000_000
NOT_TABLES = (
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"MZ", b"\x7fELF", b"PK",
)  # fmt: skip
MARKUP = re.compile(rb"\s{0,1000}<(\?xml|!doctype|html|table|svg)", re.IGNORECASE)
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32"), (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
)  # fmt: skip
TURKISH = frozenset(b"\xd0\xdd\xde\xf0\xfd\xfe")  # Ğ İ Ş ğ ı ş; in the western page Icelandic letters
MISREAD = re.compile("[ÃÂØÙ][\u0080-\u00bf\u0152-\u2122]")  # UTF-8 opened as a Windows page and saved again
END = "\x1dend"


def read_rows(data: bytes, max_rows: int) -> list[list[str]]:
    if data.startswith(NOT_TABLES) or MARKUP.match(data[:1200]):
        raise FileProblem("wrong_type")
    text = decode(data)
    if len(CONTROL.findall(text[:4000])) > 20:
        raise FileProblem("wrong_type")
    if "\0" in text:
        text = text.replace("\0", "")
    return split(text, find_separator(text), max_rows)


def split(text: str, separator: str, max_rows: int) -> list[list[str]]:
    """The rows, no further than the limit. Blank lines at the end are none."""
    rows: list[list[str]] = []
    begins = 1
    reader = csv.reader(lines(text.rstrip("\r\n\t " + separator)), delimiter=separator)
    try:
        for row in reader:
            if row == [END]:
                return rows
            if row and row[-1].endswith(END):
                break
            if len(rows) >= max_rows:
                raise FileProblem("too_many_rows", limit=f"{max_rows:,}")
            rows.append(row)
            begins = reader.line_num + 1
    except csv.Error:
        raise FileProblem("quote_open", row=begins) from None
    raise FileProblem("quote_open", row=begins)


def lines(text: str) -> Iterator[str]:
    """The lines, and a last one that is only met outside of quotation marks."""
    for line in io.StringIO(text, newline=""):
        if len(line) > LONGEST_LINE:
            raise FileProblem("unreadable")
        yield line
    yield "\n"
    yield END


def decode(data: bytes) -> str:
    """By the byte order mark; else UTF-16 by its zero bytes; else UTF-8; else the Windows page the letters point to."""
    for bom, encoding in BOMS:
        if data.startswith(bom):
            whole = len(data) - len(data) % (2 if encoding == "utf-16" else 1)  # the last letter may be cut
            return repaired(data[:whole].decode(encoding, errors="replace"))
    head = data[:4000]
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        high = head[first::2]
        if b"\0" in head and high and high.count(0) + high.count(6) > len(high) * 0.8:  # Latin and Arabic
            return data.decode(encoding, errors="replace")
    try:
        return repaired(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    if bad * 10 < sum(1 for letter in text[:1_000_000] if letter > "\x7f") - bad:
        return text  # UTF-8 with a few broken letters
    return data.decode(windows_page(data), errors="replace")


def repaired(text: str) -> str:
    """“NiÃ±os” → “Niños”, when the whole text says the same."""
    if not MISREAD.search(text[:200_000]):
        return text
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return text


def windows_page(data: bytes) -> str:
    """Arabic letters stand in runs, accented Latin ones stand alone between plain letters."""
    head = data[:100_000]
    high = [index for index, byte in enumerate(head) if byte > 0x7F]
    in_runs = sum(1 for before, after in pairwise(high) if after - before == 1)
    if in_runs > len(high) * 0.5:
        return "cp1256"
    if sum(head[index] in TURKISH for index in high) > len(high) * 0.2:
        return "cp1254"
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        return "latin-1"
    return "cp1252"


def find_separator(text: str) -> str:
    """The sign that cuts the first rows into the most columns, most evenly."""
    head = text[:64_000]
    if head[:5].lower().startswith("sep=") and len(head) > 4 and not head[4].isspace():
        return head[4]

    def evenness(sign: str) -> tuple[int, int]:
        try:
            cut = islice(csv.reader(io.StringIO(head, newline=""), delimiter=sign), 60)
            widths = Counter(len(row) for row in cut if row)
        except csv.Error:
            return (0, 0)
        width, times = widths.most_common(1)[0] if widths else (0, 0)
        return (times * (width - 1), width)

    return max(",;\t|", key=evenness)
