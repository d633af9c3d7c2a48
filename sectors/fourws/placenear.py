"""Places somebody may have meant, with the evidence: spelt almost alike, of the same name elsewhere, named in the cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from rapidfuzz import fuzz, process

from sectors.fourws.candidates import Candidate, candidate
from sectors.fourws.placenames import Spot, bare, sound

ENOUGH, HALF = 75, 50
SHOWN = 5
MOST_ASKED = (
    500  # a file with more unknown names than this has another trouble: its names are looked at no further
)


class Near:
    def __init__(self, area: Spot, by_bare_name: dict[str, list[Spot]]) -> None:
        self.area, self.by_bare_name = area, by_bare_name
        self.asked: set[str] = set()

    @cached_property
    def choices(self) -> dict[str, list[Spot]]:
        found = {
            key: [spot for spot in spots if spot.current and self._lies_in_the_area(spot)]
            for key, spots in self.by_bare_name.items()
        }
        return {key: spots for key, spots in found.items() if spots}

    @cached_property
    def names_of(self) -> dict[str, str]:
        """path → name, to say where a place lies."""
        return {spot.path: spot.name for spots in self.by_bare_name.values() for spot in spots}

    def _lies_in_the_area(self, spot: Spot) -> bool:
        return spot.path.startswith(self.area.path) and spot.level > 0

    @cached_property
    def sounds(self) -> dict[str, list[tuple[str, Spot]]]:
        found: dict[str, list[tuple[str, Spot]]] = {}
        for key, spots in self.choices.items():
            found.setdefault(sound(key), []).extend((key, spot) for spot in spots)
        return found

    def _heard(self, name: str) -> Iterator[tuple[float, Spot]]:
        """Of the same consonants, and not quite unlike."""
        key, plain = sound(name), bare(name)
        for other, spot in self.sounds.get(key, ()) if len(key) > 1 else ():
            if (score := fuzz.ratio(plain, other)) >= HALF:
                yield score, spot

    def alike(self, name: str, inside: Spot | None) -> Iterator[Candidate]:
        """Spelt almost like this, or heard like it, the likeliest first; of two equally likely the one below the place above."""
        self.asked.add(name)
        if len(self.asked) > MOST_ASKED:
            return
        found = process.extract(
            bare(name), self.choices.keys(), scorer=fuzz.ratio, score_cutoff=ENOUGH, limit=SHOWN * 2
        )
        spots = [(score, spot) for key, score, _index in found for spot in self.choices[key]]
        spots += self._heard(name)
        for score, spot in sorted(spots, key=lambda pair: (-pair[0], not self._inside(pair[1], inside))):
            yield self._offer(spot, "alike", percent=round(score))

    def elsewhere(self, spots: Iterable[Spot]) -> Iterator[Candidate]:
        """Of exactly this name, but under another place, or under several."""
        for spot in spots:
            if spot.current and self._lies_in_the_area(spot):
                yield self._offer(spot, "same_name")

    def named_in(self, spot: Spot) -> Candidate:
        return self._offer(spot, "named_in_cell")

    def whole(self, country: Spot) -> Candidate:
        return candidate("place", country.name, "nationwide", id=country.id)

    def _offer(self, spot: Spot, why: str, **about: int) -> Candidate:
        above = self.names_of.get(spot.path[: -len(spot.pcode) - 1], "")
        label = f"{spot.name}, {above}" if above and spot.level > 1 else spot.name
        return candidate("place", label, why, about=about, id=spot.id)

    def _inside(self, spot: Spot, above: Spot | None) -> bool:
        return above is None or spot.path.startswith(above.path)
