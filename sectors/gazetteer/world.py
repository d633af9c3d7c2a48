"""OCHA's global P-code list: one place a row, adm 1 and 2 of all countries in one table."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sectors.gazetteer.listing import Listing, PlacesProblem, Unit, iso3, read_date, twice
from sectors.gazetteer.opening import Table
from sectors.text import fold

HEADINGS = {
    "location": "country",
    "admin level": "level",
    "p code": "pcode",
    "name": "name",
    "parent p code": "parent",
    "valid from date": "valid_from",
}


def headings_of(table: Table) -> list[str]:
    return [HEADINGS.get(fold(heading), "") for heading in table[0]]


def is_global(table: Table) -> bool:
    return {"level", "pcode", "name", "parent"} <= set(headings_of(table))


def read_global(listing: Listing, table: Table, country: str) -> None:
    headings = headings_of(table)
    shown = dict(zip(headings, table[0], strict=True))
    for number, cells in enumerate(table[1:], start=2):
        row = dict(zip(headings, cells, strict=False))
        if not any(cells) or all(not cell or cell.startswith("#") for cell in cells):
            continue
        home = iso3(row.get("country", "")) or iso3(row["pcode"][:2])
        if country and home != country:
            continue
        if not home:
            listing.fault(
                number,
                shown.get("country", ""),
                row.get("country", ""),
                _("This is not the code of a country."),
            )
            continue
        _add_global(listing, number, row, shown, home)


def _add_global(listing: Listing, number: int, row: dict[str, str], shown: dict[str, str], home: str) -> None:
    code, level = row.get("pcode", ""), row.get("level", "")
    if not code:
        return listing.fault(number, shown["pcode"], "", _("The P-code is missing."))
    if level not in {"1", "2", "3", "4"}:
        return listing.fault(number, shown["level"], level, _("The admin level is a number from 1 to 4."))
    if code in listing.units:
        return listing.fault(number, shown["pcode"], code, twice(code, listing.units[code]))
    name = row.get("name", "")
    if not name:
        why = _("%(code)s has no name; its code stands in for it.") % {"code": code}
        listing.notes.append(PlacesProblem(number, shown["name"], "", why))
    unit = Unit(
        code,
        int(level),
        home,
        number,
        shown["pcode"],
        parent=row.get("parent", "") or home,
        names={"en": name or code},
    )
    unit.valid_from = read_date(listing, number, shown.get("valid_from", ""), row.get("valid_from", ""))
    listing.units[code] = unit
    return None
