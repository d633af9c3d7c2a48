"""A chain of places in every row: COD-AB tables, and the properties of boundaries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from sectors.gazetteer.listing import Listing, PlacesProblem, Unit, iso3, read_date, twice, whole
from sectors.gazetteer.opening import Table
from sectors.geometry import Geometry, is_point, polygons
from sectors.text import fold

LANGUAGES = ("en", "fr", "ar", "es")
DEEPEST = 4
COLUMN = re.compile(r"adm(?:in)?(\d)(pcode|code|altname|alt|refname|ref|name)?\d?([a-z]{2})?")
TAG = re.compile(r"#(country|adm([1-4]))((?:\+[\w-]+)*)")
LANGUAGE = re.compile(r"i_[a-z]{2}|[a-z]{2}(?:-[A-Za-z]{2})?")
WORDS = {
    "": "name",
    "name": "name",
    "code": "code",
    "pcode": "code",
    "alt": "other",
    "altname": "other",
    "ref": "other",
    "refname": "other",
}


@dataclass(frozen=True)
class Column:
    index: int
    header: str
    level: int
    what: str
    language: str


def read_chains(
    listing: Listing, table: Table, shapes: dict[int, Geometry], country: str, known: Mapping[str, int]
) -> None:
    tags = next(
        (row for row in table[1:3] if any(row) and all(not cell or cell.startswith("#") for cell in row)), []
    )
    columns = _columns(listing, table[0], tags)
    coded = {column.level for column in columns if column.what == "code"}
    if coded == {0} and not listing.complete:
        return _read_countries(listing, table, shapes, columns, country)
    if not coded - {0}:
        columns = _guessed(table, known)
    dates = {fold(heading).replace(" ", ""): index for index, heading in enumerate(table[0])}
    for number, cells in enumerate(table[1:], start=2):
        if cells is not tags and any(cells):
            chain = _Chain(listing, number, cells, columns, country)
            chain.add(shapes.get(number), dates)
    return None


def _read_countries(
    listing: Listing, table: Table, shapes: dict[int, Geometry], columns: list[Column], country: str
) -> None:
    """Outlines of whole countries."""
    for number, cells in enumerate(table[1:], start=2):
        chain = _Chain(listing, number, cells, columns, country)
        if not chain.home:
            chain.fault(0, "code", _("This is not the code of a country."))
        elif chain.wanted:
            shape = chain.checked(shapes.get(number))
            listing.units[chain.home] = Unit(
                chain.home, 0, chain.home, number, chain.heading(0, "code"), shape=shape
            )


def _columns(listing: Listing, headings: list[str], tags: list[str]) -> list[Column]:
    found = []
    for index, heading in enumerate(headings):
        tag = tags[index] if index < len(tags) else ""
        plain = COLUMN.fullmatch(fold(heading).replace(" ", ""))
        hxl = TAG.fullmatch(tag.replace(" ", ""))
        if hxl:
            _note_language(listing, heading, tag)
        if plain and int(plain[1]) <= DEEPEST:
            found.append(Column(index, heading, int(plain[1]), WORDS[plain[2] or ""], plain[3] or ""))
        elif hxl:
            marks = hxl[3].split("+")[1:]
            what = next((WORDS[mark] for mark in marks if mark in WORDS), "name")
            language = next(
                (
                    mark[-2:] if mark.startswith("i_") else mark[:2]
                    for mark in marks
                    if LANGUAGE.fullmatch(mark)
                ),
                "",
            )
            found.append(Column(index, heading or tag, int(hxl[2] or 0), what, language))
    return found


def _note_language(listing: Listing, heading: str, tag: str) -> None:
    for language, region in re.findall(r"\+([a-z]{2})-([A-Za-z]{2})\b", tag):
        if not iso3(region):
            why = _(
                "The tag %(tag)s names a region that does not exist (%(region)s); it was read as “%(language)s”."
            )
            text = why % {"tag": tag, "region": region, "language": language}
            listing.notes.append(PlacesProblem(2, heading, tag, text))


def _guessed(table: Table, known: Mapping[str, int]) -> list[Column]:
    """The column whose values are P-codes we have; its level is theirs."""
    for index, heading in enumerate(table[0]):
        levels = {known[row[index]] for row in table[1:] if index < len(row) and row[index] in known}
        if len(levels) == 1:
            return [Column(index, heading, levels.pop(), "code", "")]
    why = _(
        "No column with P-codes was found. Columns are called “admin1Pcode”, “ADM1_PCODE” or carry the tag "
        "#adm1+code; this file has: %(columns)s"
    )
    raise whole(why % {"columns": ", ".join(table[0])[:300]})


class _Chain:
    """One row: a place and the places it lies in."""

    def __init__(
        self, listing: Listing, number: int, cells: list[str], columns: list[Column], country: str
    ) -> None:
        self.listing, self.number, self.cells, self.columns = listing, number, cells, columns
        self.levels = sorted({column.level for column in columns if column.level})
        self.codes = {level: self.cell(level, "code") for level in [0, *self.levels]}
        self.deepest = max(
            (level for level in self.levels if any(True for _pair in self.values(level))), default=0
        )
        first = next((code for level, code in self.codes.items() if level and code), "")
        self.home = (
            iso3(self.codes[0])
            or (country if not self.codes[0] else "")
            or iso3(first[:3])
            or iso3(first[:2])
        )
        self.wanted = not country or self.home == country

    def cell(self, level: int, what: str) -> str:
        return next((value for column, value in self.values(level) if column.what == what), "")

    def values(self, level: int) -> Iterator[tuple[Column, str]]:
        for column in self.columns:
            if column.level == level and column.index < len(self.cells) and self.cells[column.index]:
                yield column, self.cells[column.index]

    def heading(self, level: int, what: str) -> str:
        return next(
            (column.header for column in self.columns if (column.level, column.what) == (level, what)),
            f"admin{level}",
        )

    def add(self, shape: Geometry | None, dates: dict[str, int]) -> None:
        if not self.wanted:
            return
        if not self.deepest:
            self.fault(self.levels[-1], "code", _("The P-code is missing."))
        elif not self.home:
            self.fault(0, "code", _("This is not the code of a country."))
        else:
            parent = self.home if self.levels[0] == 1 else ""
            for level in [level for level in self.levels if level <= self.deepest]:
                self.unit(level, parent, shape, dates)
                parent = self.codes[level]
                if not parent:
                    break  # what lies in a place without a code cannot be hung anywhere

    def fault(self, level: int, what: str, why: str) -> None:
        self.listing.fault(self.number, self.heading(level, what), self.cell(level, what), why)

    def unit(self, level: int, parent: str, shape: Geometry | None, dates: dict[str, int]) -> None:
        code = self.codes[level]
        names, others = self.names(level)
        if not code and level < self.deepest:
            why = _("The P-code is missing; %(code)s lies in it.") % {"code": self.codes[self.deepest]}
            return self.fault(level, "code", why)
        if not code:
            return self.fault(level, "code", _("The P-code is missing."))
        if not names and self.listing.complete:
            return self.fault(level, "name", _("%(code)s has no name.") % {"code": code})
        unit = Unit(code, level, self.home, self.number, self.heading(level, "code"), parent, names, others)
        if level == self.deepest:
            unit.shape = self.checked(shape)
            unit.valid_from, unit.valid_to = (
                self.dated(dates, words) for words in (("validon", "validfrom"), ("validto",))
            )
        first = self.listing.units.setdefault(code, unit)
        if first is not unit:
            self.compare(first, unit)
        return None

    def names(self, level: int) -> tuple[dict[str, str], list[str]]:
        """Names by language; the other languages and the alternative names apart. Arabic letters say Arabic."""
        names: dict[str, str] = {}
        others: list[str] = []
        for column, text in self.values(level):
            if column.what == "name":
                language = column.language or ("ar" if re.search("[\u0600-\u06ff]", text) else "en")
                if language in LANGUAGES and language not in names:
                    names[language] = text
                else:
                    others.append(text)
            elif column.what == "other":
                others.append(text)
        if not names and others:
            names["en"] = others[0]
        return names, list(dict.fromkeys(text for text in others if text not in names.values()))

    def checked(self, shape: Geometry | None) -> Geometry | None:
        if self.listing.complete:
            return None
        try:
            if shape and (is_point(shape) or (all(polygons(shape)) and polygons(shape))):
                return shape
        except ValueError:
            pass
        why = _("This feature has no area or point in longitude and latitude (WGS 84).")
        self.listing.fault(self.number, "geometry", "", why)
        return None

    def dated(self, dates: dict[str, int], words: tuple[str, ...]) -> date | None:
        index = next((dates[word] for word in words if word in dates), None)
        if index is None or index >= len(self.cells):
            return None
        return read_date(self.listing, self.number, words[0], self.cells[index])

    def compare(self, first: Unit, again: Unit) -> None:
        """A place named in several rows is the same place in all of them."""
        if first.level == again.level == self.levels[-1]:
            return self.fault(again.level, "code", twice(again.pcode, first))
        where = {"code": again.pcode, "row": first.row}
        if first.level != again.level:
            return self.fault(
                again.level, "code", _("%(code)s has another admin level in row %(row)s.") % where
            )
        if first.parent != again.parent:
            return self.fault(
                again.level, "code", _("%(code)s lies in another place in row %(row)s.") % where
            )
        if first.names != again.names:
            return self.fault(again.level, "name", _("%(code)s has another name in row %(row)s.") % where)
        return None
