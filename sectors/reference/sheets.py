"""Reading the files of this folder: rows as text, and whatever is wrong with them by file, row and column."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "fr", "es", "ar")
NAMES = [f"name_{language}" for language in LANGUAGES]
HINTS = [f"hint_{language}" for language in LANGUAGES]
STATUSES = {f"status_{language}": language for language in LANGUAGES}
STATUS = ("official", "draft", "machine")
COMMON = ["code", "edition", *NAMES, *STATUSES, "aliases", "sensitive", "source"]
SECTORS, ACTIVITIES, CROSSWALK, WORDS = (
    "sectors.csv",
    "activities.csv",
    "crosswalk.csv",
    "sensitive_words.csv",
)
COLUMNS = {
    SECTORS: [*COMMON, "parent", "kind"],
    ACTIVITIES: [*COMMON, "parent", "grouping", "layer", "sectors"],
    CROSSWALK: ["from_edition", "from_code", "to_edition", "to_code", "source"],
    WORDS: ["word", "language"],
}


@dataclass(frozen=True)
class ReferenceProblem:
    file: str
    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}, column {self.column}: {self.reason}"


class ReferenceError(Exception):
    """What is wrong in the files, each with file, row (as a spreadsheet counts) and column; nothing was written."""

    def __init__(self, problems: list[ReferenceProblem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class Sheet:
    """One file: its rows as text, and what was found wrong in them."""

    def __init__(self, path: Path) -> None:
        self.file = path.name
        self.problems: list[ReferenceProblem] = []
        self.rows = self._read(path)
        if self.file == WORDS:
            self.rows = [self._word(row) for row in self.rows]

    def wrong(self, row: dict[str, Any] | int, column: str, reason: str) -> None:
        number = row if isinstance(row, int) else row["row"]
        self.problems.append(ReferenceProblem(self.file, number, column, reason))

    def stop_if_wrong(self) -> None:
        if self.problems:
            raise ReferenceError(self.problems)

    def _read(self, path: Path) -> list[dict[str, Any]]:
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            self.wrong(0, "", f"the file is not UTF-8 text ({error.reason} at byte {error.start})")
            raise ReferenceError(self.problems) from error
        lines = list(csv.reader(io.StringIO(text, newline="")))
        header = lines[0] if lines else []
        for column in COLUMNS.get(self.file, COMMON):
            if column not in header:
                self.wrong(1, column, "the column is missing")
        self.stop_if_wrong()
        return list(self._cells(header, lines[1:]))

    def _cells(self, header: list[str], lines: list[list[str]]) -> Iterator[dict[str, Any]]:
        for number, line in enumerate(lines, start=2):
            if not line:
                continue
            if len(line) != len(header):
                self.wrong(
                    number,
                    header[min(len(line), len(header) - 1)],
                    f"{len(line)} cells, {len(header)} in the header",
                )
            else:
                yield {
                    "row": number,
                    **{column: cell.strip() for column, cell in zip(header, line, strict=True)},
                }

    def _word(self, row: dict[str, Any]) -> dict[str, Any]:
        """A word is its own label in every language: it is looked for, not translated."""
        if row["language"] not in LANGUAGES:
            self.wrong(row, "language", f"“{row['language']}” is not one of {', '.join(LANGUAGES)}")
        if not row["word"]:
            self.wrong(row, "word", "the cell is empty")
        label = {**dict.fromkeys(NAMES, row["word"] or "-"), **dict.fromkeys(STATUSES, "draft")}
        rest = {"edition": "Fourways-2026", "aliases": "", "sensitive": "1", "source": "Fourways list, 2026"}
        return {
            "code": f"{row['language']}:{row['word']}",
            "row": row["row"],
            "language": row["language"],
            **label,
            **rest,
        }
