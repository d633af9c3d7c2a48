"""Tables for tests of the checks: headers and rows, laid out and checked as a file would be."""

from __future__ import annotations

from typing import Any

from sectors.fourws.answers import Answers
from sectors.fourws.checked import Checked
from sectors.fourws.checking import Checker
from sectors.fourws.columns import match
from sectors.fourws.layout import Table
from sectors.fourws.measures import without_false_splits

HEADERS = ["Organisation", "Acronym", "Governorate", "District", "Sector", "Activity code", "Activity"]


def checker(group: Any, rows: list[list[str]], headers: list[str] | None = None, **options: Any) -> Checker:
    headers = headers or HEADERS
    rows = [[*row, *[""] * (len(headers) - len(row))] for row in rows]
    table = Table("", 1, [], 2, headers, [""] * len(headers), list(enumerate(rows, 2)))
    found = without_false_splits(match(headers, table.tags, rows), rows)
    if isinstance(entries := options.get("answers"), list):
        options["answers"] = Answers.from_json(entries)
    return Checker(group, table, found, **options)


def check(
    group: Any, rows: list[list[str]], headers: list[str] | None = None, **options: Any
) -> list[Checked]:
    """The rows of a table, checked. `answers`: what a person decided, as entries."""
    return checker(group, rows, headers, **options).run()


def one(group: Any, row: list[str], headers: list[str] | None = None, **options: Any) -> Checked:
    return check(group, [row], headers, **options)[0]


def codes(found: list[dict[str, Any]]) -> list[str]:
    return [item["code"] for item in found]
