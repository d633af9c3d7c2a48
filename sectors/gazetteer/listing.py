"""What a file of places says, and what is wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django_countries import countries

from sectors.geometry import Geometry


@dataclass(frozen=True)
class PlacesProblem:
    """What is wrong with a file, as a reader of the spreadsheet would point at it."""

    row: int
    column: str
    value: str
    why: str

    def __str__(self) -> str:
        where = (
            _("row %(row)s, column “%(column)s”") % {"row": self.row, "column": self.column}
            if self.row
            else ""
        )
        return ": ".join(part for part in (where, self.why) if part)


class PlacesProblems(ValueError):
    """The file was not loaded; `problems` says why."""

    def __init__(self, problems: list[PlacesProblem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass
class Unit:
    """One place as the file says it."""

    pcode: str
    level: int
    country: str
    row: int
    column: str
    parent: str = ""
    names: dict[str, str] = field(default_factory=dict)
    other_names: list[str] = field(default_factory=list)
    valid_from: date | None = None
    valid_to: date | None = None
    shape: Geometry | None = None


@dataclass
class Listing:
    """All units of a file. `complete` lists say by silence that a code is gone; boundaries do not."""

    complete: bool
    units: dict[str, Unit] = field(default_factory=dict)
    problems: list[PlacesProblem] = field(default_factory=list)
    notes: list[PlacesProblem] = field(default_factory=list)

    def fault(self, row: int, column: str, value: str, why: str) -> None:
        self.problems.append(PlacesProblem(row, column, value, why))


def iso3(code: str) -> str:
    """ISO 3166-1 alpha-3 of a two or three letter code, or nothing."""
    return countries.alpha3(code.upper()) if len(code) in {2, 3} and code.isalpha() else ""


def read_date(listing: Listing, row: int, column: str, text: str) -> date | None:
    """ISO, or month/day/year as the field maps write it (day first where that is the only reading)."""
    if not text:
        return None
    plain = re.match(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", text)
    turned = re.match(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", text)
    try:
        if plain:
            return date(int(plain[1]), int(plain[2]), int(plain[3]))
        if turned:
            a, b, year = int(turned[1]), int(turned[2]), int(turned[3])
            return date(year, b, a) if a > 12 else date(year, a, b)
    except ValueError:
        pass
    listing.fault(row, column, text, _("This is not a date. Write it as 2026-03-31."))
    return None


def whole(why: str) -> PlacesProblems:
    """A fault of the file itself, in no row."""
    return PlacesProblems([PlacesProblem(0, "", "", why)])


def twice(code: str, first: Unit) -> str:
    return _("%(code)s is in the list twice; the first time in row %(row)s.") % {
        "code": code,
        "row": first.row,
    }
