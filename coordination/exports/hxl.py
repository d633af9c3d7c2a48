"""CSV: a head in the reader's language, if asked a row of HXL tags, then the data. No cell can become a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any

from coordination.exports.checks import as_text, check_of_words, for_check, simple
from coordination.exports.columns import Column
from coordination.exports.rows import ServiceRows
from sectors.fourws import long
from sectors.fourws.guard import guard
from sectors.fourws.matrix import Matrix

BOM = "\ufeff"  # without it Excel takes the file for a Western one and breaks Arabic
LINES_AT_ONCE = 500


class Echo:
    """What the csv module writes to, and what we then pass on."""

    def write(self, text: str) -> str:
        return text


in_a_line = csv.writer(Echo(), lineterminator="\r\n").writerow


def services_csv(rows: ServiceRows, *, tags: bool) -> Iterator[str]:
    heads = [str(column.title) for column in rows.columns]
    yield from written(heads, [column.tag for column in rows.columns] if tags else None, ())
    lines = (one_line(row) for row in rows.pieces(piece, check=True))
    while some := list(islice(lines, LINES_AT_ONCE)):
        yield "".join(some)


def piece(_columns: Sequence[Column], values: Sequence[Any]) -> tuple[str, str]:
    """Neighbouring cells: as they stand in the file, and for the check."""
    if len(values) == 1 and (text := as_text(values[0])) and simple(text):
        return f'"{text}"' if "," in text else text, text
    cells = [plain(value) for value in values]
    if cells == [""]:  # alone in its line an empty cell would be quoted
        return "", ""
    return in_a_line(cells)[:-2], for_check(values)


def one_line(row: list[tuple[str, str]]) -> str:
    *row, (version, _word) = row
    cells, words = zip(*row, strict=True)
    return f"{','.join(cells)},{check_of_words(words, version)}\r\n"


def matrix_csv(table: Matrix, *, tags: bool) -> Iterator[str]:
    """One line for each cell."""
    return written(long.heads(table), long.hashtags(table, HASHTAGS) if tags else None, long.lines(table))


HASHTAGS = {
    "adm0": ("#country+name", "#country+code"),
    "adm1": ("#adm1+name", "#adm1+code"),
    "adm2": ("#adm2+name", "#adm2+code"),
    "activity": ("#activity+name", "#activity+code"),
    "subcode": ("#activity+name", "#activity+code"),
    "layer": ("#meta+layer+name", "#meta+layer+code"),
    "sector": ("#sector+cluster+name", "#sector+cluster+code"),
    "sector_reported": ("#sector+name+reported", "#sector+reported"),
    "target": ("#targeted+group+name", "#targeted+group+code"),
    "organization": ("#org+impl+name", "#org+impl+id"),
    "month": ("#date+month+name", "#date+month"),
    "status": ("#status+name", "#status+code"),
}


def written(heads: list[str], tags: list[str] | None, rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    yield BOM
    yield in_a_line([guard(head) for head in heads])
    if tags:
        yield in_a_line(tags)
    for row in rows:
        yield in_a_line([plain(value) for value in row])


def plain(value: Any) -> Any:
    if isinstance(value, str):
        return value if simple(value) else guard(value)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value
