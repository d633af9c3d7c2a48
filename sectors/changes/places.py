"""Places come from code lists and boundary files: loaded whole or not at all, updated by code, never deleted."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_countries import countries

from sectors import gazetteer
from sectors.gazetteer import Listing, PlacesProblem, PlacesProblems, Unit
from sectors.gazetteer.listing import iso3, whole
from sectors.geometry import Geometry, is_point, point_inside, simplify
from sectors.models import Place

LANGUAGES = ("en", "fr", "ar", "es")
PCODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,29}")
NAME_LENGTH = 200
BYTES_PER_COUNTRY, BYTES_PER_AREA = (
    12_000,
    500,
)  # of simplified boundary: a map of a country stays a light page
WRITTEN = [
    "name", "name_en", "name_fr", "name_ar", "name_es", "other_names", "level", "parent", "path", "country",
    "adm1", "adm2", "valid_from", "valid_to", "longitude", "latitude", "boundary", "search_text",
]  # fmt: skip


@dataclass
class PlacesReceipt:
    """What loading a file did; `notes` are what a reader should know although the file was taken."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    retired: int = 0
    notes: list[PlacesProblem] = field(default_factory=list)


def load_places(source: Any, *, country: str = "") -> PlacesReceipt:
    """Load a file of places (a path or an open binary file), of one country (ISO 3166 code) or of all in it.

    Raises `PlacesProblems` and writes nothing when anything in the file is wrong.
    """
    only = iso3(country or "")
    if country and not only:
        raise whole(_("%(code)s is not the code of a country. Write it as IRQ or IQ.") % {"code": country})
    with transaction.atomic(), translation.override("en"):  # the plain `name` column is the English one
        known = dict(Place.objects.values_list("pcode", "level"))
        load = _Load(gazetteer.read(source, country=only, known=known), set(known))
        return load.run()


class _Load:
    """One file on its way into the table: all places of its countries in memory, by code."""

    def __init__(self, listing: Listing, known: set[str]) -> None:
        self.listing = listing
        self.homes = sorted({unit.country for unit in listing.units.values()})
        self.units = {**listing.units, **{home: _country(home, listing) for home in self.homes}}
        self.rows = {row.pcode: row for row in Place.objects.filter(country__in=self.homes)}
        self.foreign = known - set(self.rows)
        self.fresh: list[Place] = []
        self.touched: dict[str, Place] = {}
        self.hung: dict[str, Place] = {}  # under whom, for parents that have no id yet
        self.retired: set[str] = set()

    def run(self) -> PlacesReceipt:
        self.check()
        for unit in sorted(self.units.values(), key=lambda unit: unit.level):
            self.take(unit)
        if self.listing.complete:
            self.retire()
        self.draw()
        self.settle()
        self.write()
        changed = set(self.touched) - self.retired
        unchanged = len(self.units) - len(self.fresh) - len(changed & set(self.units))
        return PlacesReceipt(len(self.fresh), len(changed), unchanged, len(self.retired), self.listing.notes)

    # Is it right?

    def check(self) -> None:
        for unit in self.units.values():
            if unit.level:
                why = self.fault(unit)
                if why:
                    self.listing.fault(unit.row, unit.column, unit.pcode, why)
        if self.listing.problems:
            raise PlacesProblems(self.listing.problems)

    def fault(self, unit: Unit) -> str:
        words = {"code": unit.pcode, "parent": unit.parent}
        row = self.rows.get(unit.pcode)
        if not PCODE.fullmatch(unit.pcode):
            return _("%(code)s is not a P-code: letters, digits, dots and dashes only, at most 30.") % words
        if unit.pcode in self.foreign:
            return _("%(code)s is already the code of a place in another country.") % words
        if any(len(name) > NAME_LENGTH for name in unit.names.values()):
            return _("The name of %(code)s is longer than 200 letters.") % words
        if row and not self.listing.complete:
            return (
                ""
                if row.level == unit.level
                else _("%(code)s is at another admin level in the list of places.") % words
            )
        return self.fault_of_parent(unit, words)

    def fault_of_parent(self, unit: Unit, words: dict[str, str]) -> str:
        parent = self.units.get(unit.parent) or self.rows.get(unit.parent)
        if parent is None and not unit.parent:
            return (
                _("%(code)s is not in the list of places yet. Load the P-code list of the country first.")
                % words
            )
        if parent is None:
            return _("%(code)s lies in %(parent)s, which is not in this list or among the places.") % words
        if parent.country != unit.country:
            return _("%(code)s lies in %(parent)s, which is in another country.") % words
        if parent.level != unit.level - 1:
            return _("%(code)s lies in %(parent)s, which is not one admin level above it.") % words
        if not unit.names:
            return _("%(code)s is not in the list of places yet, and this file has no name for it.") % words
        return ""

    # What changes?

    def take(self, unit: Unit) -> None:
        row = self.rows.get(unit.pcode)
        if row is None:
            row = self.rows[unit.pcode] = Place(pcode=unit.pcode, country=unit.country)
            self.fresh.append(row)
        elif not self.listing.complete:
            return
        for language in LANGUAGES:
            if unit.names.get(language):
                self.put(row, f"name_{language}", unit.names[language])
        self.put(row, "other_names", _other_names(row, unit))
        self.put(row, "level", unit.level)
        if unit.valid_from:
            self.put(row, "valid_from", unit.valid_from)
        self.put(row, "valid_to", unit.valid_to)
        self.hang(row, self.rows.get(unit.parent))

    def put(self, row: Place, name: str, value: Any) -> None:
        before = getattr(row, name)
        if before == value:
            return
        if name.startswith("name_") and before and before not in row.other_names:
            row.other_names = [*row.other_names, before]  # files keep using the old name for years
        setattr(row, name, value)
        self.touch(row)

    def touch(self, row: Place) -> None:
        if row.pk:
            self.touched[row.pcode] = row

    def hang(self, row: Place, parent: Place | None) -> None:
        if parent is not None and (row.parent_id is None or row.parent_id != parent.pk):
            row.parent = self.hung[row.pcode] = parent
            self.touch(row)

    def retire(self) -> None:
        """Codes the list no longer has, at the levels it has."""
        levels: dict[str, set[int]] = defaultdict(set)
        for unit in self.units.values():
            levels[unit.country].add(unit.level)
        for code, row in self.rows.items():
            if code not in self.units and row.valid_to is None and row.level in levels[row.country]:
                self.put(row, "valid_to", timezone.localdate())
                self.retired.add(code)

    def draw(self) -> None:
        """Boundaries, made light together so that neighbours keep the same border; and a point for each place."""
        maps: dict[tuple[str, int], dict[str, Geometry]] = defaultdict(dict)
        for unit in self.units.values():
            if unit.shape and is_point(unit.shape):
                self.stand(self.rows[unit.pcode], unit.shape)
            elif unit.shape:
                maps[unit.country, unit.level][unit.pcode] = unit.shape
        for shapes in maps.values():
            budget = max(BYTES_PER_COUNTRY, BYTES_PER_AREA * len(shapes))
            for code, shape in simplify(shapes, budget=budget).items():
                self.put(self.rows[code], "boundary", shape)
                self.stand(self.rows[code], shape)

    def stand(self, row: Place, shape: Geometry) -> None:
        longitude, latitude = point_inside(shape)
        self.put(row, "longitude", longitude)
        self.put(row, "latitude", latitude)

    def settle(self) -> None:
        """Paths and the admin 1 and 2 above, from the top down, also for places deeper than this file goes."""
        by_id = {row.pk: row for row in self.rows.values() if row.pk}
        chains: dict[str, list[Place]] = {}
        for row in sorted(self.rows.values(), key=lambda row: row.level):
            parent = by_id[row.parent_id] if row.parent_id else self.hung.get(row.pcode)
            chain = chains[row.pcode] = [*(chains[parent.pcode] if parent else []), row]
            self.put(row, "path", "".join(f"{place.pcode}/" for place in chain))
            for level, name in ((1, "adm1"), (2, "adm2")):
                if row.level != level:
                    self.lies_in(row, name, chain[level] if row.level > level else None)
            if not row.pk or row.pcode in self.touched:
                row.search_text = row.text_to_search()

    def lies_in(self, row: Place, name: str, above: Place | None) -> None:
        if above is None and getattr(row, f"{name}_id") is None:
            return
        if above is None or above.pk is None or getattr(row, f"{name}_id") != above.pk:
            setattr(row, name, above)
            self.touch(row)

    # Write

    def write(self) -> None:
        for level in range(5):
            Place.objects.bulk_create([row for row in self.fresh if row.level == level], batch_size=1000)
        for level, name in ((1, "adm1"), (2, "adm2")):
            Place.objects.filter(country__in=self.homes, level=level).exclude(**{name: F("pk")}).update(
                **{name: F("pk")}
            )
        if self.touched:
            Place.objects.bulk_update(self.touched.values(), WRITTEN, batch_size=200)


def _country(code: str, listing: Listing) -> Unit:
    """A country has its names from ISO; of the file at most its outline is taken."""
    names = {}
    for language in LANGUAGES:
        with translation.override(language):
            names[language] = str(countries.name(countries.alpha2(code)))
    outline = listing.units[code].shape if code in listing.units else None
    return Unit(code, 0, code, 0, "", names=names, shape=outline)


def _other_names(row: Place, unit: Unit) -> list[str]:
    """Everything the place was ever called that is not its name now."""
    now = {getattr(row, f"name_{language}") for language in LANGUAGES}
    return [name for name in dict.fromkeys([*row.other_names, *unit.other_names]) if name not in now]
