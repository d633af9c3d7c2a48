"""Reads one spreadsheet in a process of its own: the file on standard input, its sheets as JSON on standard output.

A hostile workbook can make any parser eat all memory. Here it ends this small process and nothing else. It is started
by `reading.py` as a plain script, so it imports nothing of ours.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum


def limit(megabytes: int, seconds: int) -> None:
    for kind, amount in ((resource.RLIMIT_AS, megabytes * 1024 * 1024), (resource.RLIMIT_CPU, seconds)):
        try:
            resource.setrlimit(kind, (amount, amount))
        except (ValueError, OSError):  # macOS refuses some; the limits before the parse still stand.
            continue


def as_text(cell: Any) -> str:
    """A cell as a person reads it: whole numbers without .0, dates as 2022-01-31."""
    if isinstance(cell, str):
        return cell.replace("\0", "")
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(" ", "seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, int | timedelta) else ""


def read(data: bytes, max_rows: int) -> dict[str, Any]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets = []
    for kind in book.sheets_metadata:
        if kind.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(kind.name)
        cells = sheet.to_python(skip_empty_area=False, nrows=max_rows) if sheet.end else []
        sheets.append(
            {
                "name": kind.name,
                "hidden": kind.visible != SheetVisibleEnum.Visible,
                "rows": [[as_text(cell) for cell in row] for row in cells],
            }
        )
    return {"sheets": sheets}


def main() -> None:
    max_rows, megabytes, seconds = (int(word) for word in sys.argv[1:4])
    limit(megabytes, seconds)
    try:
        answer = read(sys.stdin.buffer.read(), max_rows)
    except PasswordError:
        answer = {"problem": "password"}
    except (CalamineError, OSError, ValueError, MemoryError):
        answer = {"problem": "unreadable"}
    json.dump(answer, sys.stdout, ensure_ascii=True)


if __name__ == "__main__":
    main()
