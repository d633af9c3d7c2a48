"""The place of a row: by P-code first, else by name within the place above it.

What is not in the place list is no reason to lose a row: the deepest known place is taken and the partner's words stay.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django_countries import countries

from sectors.fourws import words
from sectors.fourws.candidates import Candidate, best, labels
from sectors.fourws.placenames import COLUMNS, Spot, bare, code_and_name, code_key, heir, joined
from sectors.fourws.placenear import Near
from sectors.fourws.values import folded
from sectors.models import Place

Note = tuple[str, str, dict[str, Any]]
LIST = re.compile(r"\s*(?:[;\n|/&+،؛]|,| - | and | et | y | e | و )\s*", re.IGNORECASE)


@dataclass
class Found:
    """Where a row is, what to say about it, or why it is nowhere: (code, level, words about it)."""

    spot: Spot | None = None
    notes: list[Note] = field(default_factory=list)
    problem: Note | None = None


@dataclass
class Gazetteer:
    """The places of one country, read once, and the area rows may lie in."""

    area: Spot
    country: Spot
    by_code: dict[str, Spot] = field(default_factory=dict)
    by_name: dict[str, list[Spot]] = field(default_factory=dict)
    by_bare_name: dict[str, list[Spot]] = field(default_factory=dict)
    elsewhere: dict[str, str] = field(default_factory=dict)
    answered: dict[tuple[str, str], Spot] = field(default_factory=dict)
    learned: dict[str, Spot] = field(default_factory=dict)
    known: dict[tuple[tuple[str, str], ...], Found] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.near = Near(self.area, self.by_bare_name)

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
        where = "pcode" if cells.get("pcode") else "site" if not placed and not unknown else ""
        if text := cells.get(where, ""):
            spot = self.answered.get((where, text)) or self._any(text, where, found)
            if spot:
                placed, found.spot = True, spot
            else:
                unknown.append((where, text))
        return self._settle(found, unknown, placed)

    def _any(self, text: str, where: str, found: Found) -> Spot | None:
        """A place of any level, by its code (also beside its name, in one cell) or else by its name."""
        inner, _rest = code_and_name(text)
        if code_key(inner) in self.by_code:
            return self._coded(inner, where, found)
        if self.nationwide("", text, 1):
            return self.country
        return self._coded(text, where, found) or self._named(text, 2, found, where)

    def _spot(self, code: str, name: str, level: int, found: Found) -> Spot | None:
        for kind, text in (("c", code), ("n", name)):
            if text and (spot := self.answered.get((f"adm{level}{kind}", text))):
                return spot
        if not (code and name):
            inner, rest = code_and_name(code or name)  # “IQ0101 Mosul” in one cell
            code, name = (inner, rest) if code_key(inner) in self.by_code else (code, name)
        if code and (spot := self._coded(code, f"adm{level}c", found)):
            return spot
        if self.nationwide(code, name, level):
            return self.country
        spot = self._named(name, level, found, f"adm{level}n") if name else None
        if spot and code:
            about = {"code": code, "place": spot.name}
            found.notes.append(("place_code_unknown", f"adm{level}c", about))
        return spot

    def _coded(self, code: str, where: str, found: Found) -> Spot | None:
        """By its code, in any way people write it; a code of an older list leads to the place that has its name now."""
        key = code_key(code)
        spot = self.by_code.get(key) or self.by_code.get(self._respelt(key))
        now = spot and self._now(spot)
        if spot and now and now is not spot:
            about = {"code": spot.pcode, "place": now.name, "now": now.pcode}
            found.notes.append(("place_code_old", where, about))
        return now

    def _respelt(self, key: str) -> str:
        """AFG01 is AF01, and the other way round; 101 is 0101 when a spreadsheet took the zero."""
        three = self.country.pcode
        two = countries.alpha2(three) or "??"
        if key.startswith(three):
            return two + key[3:]
        if key.startswith(two):
            return three + key[2:]
        return f"0{key}" if key.isdigit() else key

    def _now(self, spot: Spot) -> Spot:
        same = {other.id: other for name in spot.names for other in self.by_name.get(name, ())}
        return heir(spot, same.values())

    def _named(self, name: str, level: int, found: Found, where: str) -> Spot | None:
        if spot := self.named(name, level, found.spot):
            return spot
        spot = self.named(name, level, found.spot, self.by_bare_name) or self._learned(name, found.spot)
        spot = spot or self._part_of_another(name, level, found.spot)
        if spot:
            found.notes.append(("place_read_as", where, {"text": name, "place": spot.name}))
        return spot

    def _learned(self, name: str, inside: Spot | None) -> Spot | None:
        spot = self.learned.get(folded(name))
        return spot if spot and (inside is None or spot.path.startswith(inside.path)) else None

    def _part_of_another(self, name: str, level: int, inside: Spot | None) -> Spot | None:
        """“Al-Mosul, Ninewa”: a place and the one it lies in."""
        parts = [part for part in LIST.split(name) if part]
        if len(parts) != 2:
            return None
        for one, other in (parts, parts[::-1]):
            above = self.named(other, max(level - 1, 1), inside) or self.named(other, level, inside)
            spot = above and self.named(one, max(level, above.level + 1), above)
            if spot and above and spot.level > above.level:
                return spot
        return None

    def _step(self, found: Found, spot: Spot, code: str, name: str, level: int) -> None:
        if found.spot and not spot.path.startswith(found.spot.path):
            about = {"place": spot.name, "above": found.spot.name}
            found.notes.append(("place_disagrees", f"adm{level}{'c' if code else 'n'}", about))
        answered = {(f"adm{level}c", code), (f"adm{level}n", name)} & self.answered.keys()
        if name and code and spot is not self.country and not answered:
            self._same_name(found, spot, name, level)
        found.spot = spot

    def _same_name(self, found: Found, spot: Spot, name: str, level: int) -> None:
        by_name = any(note[0] == "place_code_unknown" and note[1] == f"adm{level}c" for note in found.notes)
        if not by_name and not spot.called(name):
            about = {"name": name, "place": spot.name, "code": spot.pcode}
            found.notes.append(("place_name_differs", f"adm{level}n", about))

    def _settle(self, found: Found, unknown: list[tuple[str, str]], placed: bool) -> Found:
        """Known somewhere below the country: what is unknown is a note. Known nowhere: a problem."""
        if found.spot and (placed or not unknown):
            place = found.spot.name
            for where, text in unknown:
                near = self.candidates(text, found.spot) if where.endswith("n") else []
                about = {"text": text, "place": place, "near": labels(near), "candidates": near}
                found.notes.append(("place_kept_above", where, about))
        elif unknown:
            where, text = unknown[0]
            found.problem = self._unknown(where, text, unknown, found.spot)
            found.spot = None
        elif nowhere := next((spot for (_field, text), spot in self.answered.items() if not text), None):
            found.spot = nowhere
        else:
            found.problem = ("place_missing", "", {"candidates": [self.near.whole(self.country)]})
        if found.spot and not found.spot.path.startswith(self.area.path):
            found.problem = ("place_outside", "", {"place": found.spot.name, "area": self.area.name})
        return found

    def _unknown(self, where: str, text: str, unknown: list[tuple[str, str]], inside: Spot | None) -> Note:
        if country := self.elsewhere.get(text.upper()):
            return "place_outside", where, {"place": f"{text} ({country})", "area": self.area.name}
        name_cell, named = next(
            ((name, other) for name, other in unknown if name.endswith("n")), (where, text)
        )
        if several := self.several(named, inside):
            return "several_places", name_cell, {"text": named, "candidates": several}
        if near := self.candidates(named, inside):
            where, text = name_cell, named
        return "place_unknown", where, {"text": text, "near": labels(near), "candidates": near}

    def several(self, text: str, inside: Spot | None) -> list[Candidate]:
        """The places of a cell that names more than one; none, if it does not."""
        parts = [part for part in LIST.split(text) if part]
        if len(parts) < 2:
            return []
        spots = [
            self.named(part, 1, inside) or self.named(part, 1, inside, self.by_bare_name) for part in parts
        ]
        some = dict.fromkeys(spot for spot in spots if spot and spot is not self.country)
        return best(self.near.named_in(spot) for spot in some) if len(some) > 1 else []

    def candidates(self, name: str, inside: Spot | None) -> list[Candidate]:
        """Places that may be meant: of that name elsewhere, or spelt almost like it."""
        same = (self.by_name.get(joined(name)) or []) + (self.by_bare_name.get(bare(name)) or [])
        return best([*self.near.elsewhere(same), *self.near.alike(name, inside)])

    def named(
        self, name: str, level: int, inside: Spot | None, index: dict[str, list[Spot]] | None = None
    ) -> Spot | None:
        """The place of that name at that level (or a level off, as lists number them differently) below the one above.

        Of an older and today's place of one name it is today's.
        """
        spots = self.by_name.get(joined(name), []) if index is None else index.get(bare(name), [])
        spots = [spot for spot in spots if inside is None or spot.path.startswith(inside.path)]
        spots = [spot for spot in spots if spot.current] or spots
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
        if code and re.fullmatch(rf"({self.country.pcode}|{two})0*", code_key(code)):
            return True
        if not name or code:
            return False
        return words.is_value("nationwide", folded(name)) or (level == 0 and self.country.called(name))


def read_places(
    area: Place,
    codes: set[str],
    answered: dict[tuple[str, str], Any] | None = None,
    learned: Mapping[str, str] | None = None,
) -> Gazetteer:
    """The places of the area's country; of codes that are not among them, the country they belong to."""
    rows = Place.objects.filter(country=area.country).order_by("level", "pk").values_list(*COLUMNS)
    spots = [Spot.of(row) for row in rows]
    by_id = {spot.id: spot for spot in spots}
    top = next(spot for spot in spots if area.path.startswith(spot.path))
    gazetteer = Gazetteer(area=by_id[area.pk], country=top)
    for spot in spots:
        gazetteer.by_code.setdefault(code_key(spot.pcode), spot)
        for name in spot.names:
            gazetteer.by_name.setdefault(name, []).append(spot)
        for name in spot.bare_names:
            gazetteer.by_bare_name.setdefault(name, []).append(spot)
    gazetteer.answered = {key: by_id[id_] for key, id_ in (answered or {}).items() if id_ in by_id}
    known = gazetteer.by_code
    gazetteer.learned = {
        word: known[key] for word, code in (learned or {}).items() if (key := code_key(code)) in known
    }
    missing = {code.upper() for code in codes} - {spot.pcode.upper() for spot in spots}
    others = Place.objects.filter(pcode__in=list(missing)[:5000]).values_list("pcode", "country")
    gazetteer.elsewhere = {code.upper(): country for code, country in others}
    return gazetteer
