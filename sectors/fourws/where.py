"""The place of a row: by P-code first, else by name within the place above it.

What is not in the place list is no reason to lose a row: the deepest known place is taken and the partner's words stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django_countries import countries
from rapidfuzz import fuzz, process

from sectors.fourws import words
from sectors.fourws.values import folded
from sectors.models import Place

NEAR = 80


@dataclass(frozen=True)
class Spot:
    """A place as the checks need it."""

    id: int
    pcode: str
    level: int
    path: str
    name: str
    names: frozenset[str]

    def called(self, name: str) -> bool:
        return joined(name) in self.names


@dataclass
class Found:
    """Where a row is, what to say about it, or why it is nowhere: (code, level, words about it)."""

    spot: Spot | None = None
    notes: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    problem: tuple[str, str, dict[str, str]] | None = None


@dataclass
class Gazetteer:
    """The places of one country, read once, and the area rows may lie in."""

    area: Spot
    country: Spot
    by_code: dict[str, Spot] = field(default_factory=dict)
    by_name: dict[str, list[Spot]] = field(default_factory=dict)
    by_bare_name: dict[str, list[Spot]] = field(default_factory=dict)
    elsewhere: dict[str, str] = field(default_factory=dict)
    known: dict[tuple[tuple[str, str], ...], Found] = field(default_factory=dict)

    def find(self, cells: tuple[tuple[str, str], ...]) -> Found:
        """`cells`: (field, text) from the country down, blanks left out; equal cells are looked up once."""
        if cells not in self.known:
            self.known[cells] = self._find(dict(cells))
        return self.known[cells]

    def _find(self, cells: dict[str, str]) -> Found:
        found = Found()
        unknown: list[tuple[str, str]] = []
        placed = False
        for level in range(5):
            code, name = cells.get(f"adm{level}c", ""), cells.get(f"adm{level}n", "")
            if not code and not name:
                continue
            spot = self._spot(code, name, level, found)
            if spot is None:
                unknown += [(f"adm{level}{kind}", text) for kind, text in (("c", code), ("n", name)) if text]
                continue
            placed = placed or level > 0
            self._step(found, spot, code, name, level)
        if text := cells.get("pcode", "") or (cells.get("site", "") if not placed and not unknown else ""):
            spot = self.by_code.get(text.upper()) or self.named(text, 2, found.spot)
            if spot:
                placed, found.spot = True, spot
            else:
                unknown.append(("pcode" if cells.get("pcode") else "site", text))
        return self._settle(found, unknown, placed)

    def _spot(self, code: str, name: str, level: int, found: Found) -> Spot | None:
        if code and (spot := self.by_code.get(code.upper())):
            return spot
        if self.nationwide(code, name, level):
            return self.country
        if not name:
            return None
        if spot := self.named(name, level, found.spot):
            return spot
        if spot := self.named(name, level, found.spot, self.by_bare_name):
            found.notes.append(("place_read_as", f"adm{level}n", {"text": name, "place": spot.name}))
        return spot

    def _step(self, found: Found, spot: Spot, code: str, name: str, level: int) -> None:
        if found.spot and not spot.path.startswith(found.spot.path):
            about = {"place": spot.name, "above": found.spot.name}
            found.notes.append(("place_disagrees", f"adm{level}{'c' if code else 'n'}", about))
        if name and code and spot is not self.country and not spot.called(name):
            found.notes.append(
                ("place_name_differs", f"adm{level}n", {"name": name, "place": spot.name, "code": spot.pcode})
            )
        found.spot = spot

    def _settle(self, found: Found, unknown: list[tuple[str, str]], placed: bool) -> Found:
        """Known somewhere below the country: what is unknown is a note. Known nowhere: a problem."""
        if found.spot and (placed or not unknown):
            place = found.spot.name
            for where, text in unknown:
                near = ", ".join(self.near(text)) if where.endswith("n") else ""
                found.notes.append(("place_kept_above", where, {"text": text, "place": place, "near": near}))
        elif unknown:
            where, text = unknown[0]
            found.spot, found.problem = None, self._unknown(where, text, unknown)
        else:
            found.problem = ("place_missing", "", {})
        if found.spot and not found.spot.path.startswith(self.area.path):
            found.problem = ("place_outside", "", {"place": found.spot.name, "area": self.area.name})
        return found

    def _unknown(
        self, where: str, text: str, unknown: list[tuple[str, str]]
    ) -> tuple[str, str, dict[str, str]]:
        if country := self.elsewhere.get(text.upper()):
            return "place_outside", where, {"place": f"{text} ({country})", "area": self.area.name}
        named = next((other for field_, other in unknown if field_.endswith("n")), text)
        return "place_unknown", where, {"text": text, "near": ", ".join(self.near(named))}

    def named(
        self, name: str, level: int, inside: Spot | None, index: dict[str, list[Spot]] | None = None
    ) -> Spot | None:
        """The place of that name at that level (or a level off, as lists number them differently) below the one above."""
        spots = self.by_name.get(joined(name), []) if index is None else index.get(bare(name), [])
        spots = [spot for spot in spots if inside is None or spot.path.startswith(inside.path)]
        for group in (
            [s for s in spots if s.level == level],
            [s for s in spots if s.level != level and s.level > 0],
        ):
            if len({spot.id for spot in group}) == 1:
                return group[0]
        return self.country if level == 0 and self.country in spots else None

    def nationwide(self, code: str, name: str, level: int) -> bool:
        """IRQ, IQ, IQ00, “Cobertura Nacional”: the whole country."""
        two = countries.alpha2(self.country.pcode) or "??"
        if code and re.fullmatch(rf"({self.country.pcode}|{two})0*", code.upper()):
            return True
        if not name or code:
            return False
        return words.is_value("nationwide", folded(name)) or (level == 0 and self.country.called(name))

    def near(self, name: str) -> list[str]:
        """Places of the area that are spelt almost like this."""
        spots = {key: some[0] for key, some in self.by_bare_name.items()}
        choices = {key: spot.name for key, spot in spots.items() if spot.path.startswith(self.area.path)}
        found = process.extract(bare(name), list(choices), scorer=fuzz.ratio, score_cutoff=NEAR, limit=3)
        return list(dict.fromkeys(choices[key] for key, _score, _index in found))


def read_places(area: Place, codes: set[str]) -> Gazetteer:
    """The places of the area's country; of codes that are not among them, the country they belong to."""
    languages = ("name_en", "name_fr", "name_ar", "name_es")
    columns = ("id", "pcode", "level", "path", "name", "other_names", *languages)
    rows = Place.objects.filter(country=area.country).order_by("level", "valid_to").values_list(*columns)
    spots = [spot_of(row) for row in rows]
    by_id = {spot.id: spot for spot in spots}
    top = next(spot for spot in spots if area.path.startswith(spot.path))
    gazetteer = Gazetteer(area=by_id[area.pk], country=top)
    for spot in spots:
        gazetteer.by_code.setdefault(spot.pcode.upper(), spot)
        for name in spot.names:
            gazetteer.by_name.setdefault(name, []).append(spot)
            gazetteer.by_bare_name.setdefault(without_article(name), []).append(spot)
    missing = {code.upper() for code in codes} - gazetteer.by_code.keys()
    others = Place.objects.filter(pcode__in=list(missing)[:5000]).values_list("pcode", "country")
    gazetteer.elsewhere = {code.upper(): country for code, country in others}
    return gazetteer


def spot_of(row: tuple[Any, ...]) -> Spot:
    id_, pcode, level, path, name, others, *names = row
    spellings = frozenset(joined(text) for text in (name, *names, *(others or [])) if text)
    return Spot(id_, pcode, level, path, name, spellings)


def joined(name: str) -> str:
    """Folded, without spaces: N'Djamena is Ndjamena."""
    return folded(name).replace(" ", "")


def bare(name: str) -> str:
    """Without the Arabic article as well: Mosul is Al-Mosul."""
    return without_article(joined(name))


def without_article(name: str) -> str:
    return name[2:] if len(name) > 4 and name.startswith(("al", "el", "ال")) else name
