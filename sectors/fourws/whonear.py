"""Known organisations that a new one may be, with the evidence. Offered, never decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any

from rapidfuzz import fuzz, process

from sectors.fourws.candidates import Candidate, best, candidate
from sectors.similar import ENOUGH, alike, initials, skeleton

ALMOST = 90  # two new ones of one file are two, unless they are spelt almost the same
CLOSEST = 30  # of those that share words at all, how many are looked at one by one
MOST_ASKED = 1000


class Namesakes:
    """`names` and `acronyms` are those of the directory: read when they are needed, in bulk and once."""

    def __init__(self, names: dict[str, Any], acronyms: dict[str, list[Any]], sayable: Callable[[Any], bool]):
        self.names, self.acronyms, self.sayable = names, acronyms, sayable
        self.before: dict[str, str] = {}  # skeleton → name, of the new ones asked about so far
        self.counts: dict[int, int] | None = None

    @cached_property
    def spelt(self) -> dict[str, list[Any]]:
        """skeleton of a name or alias → the organisations it may name."""
        found: dict[str, list[Any]] = {}
        for text, one in self.names.items():
            if self.sayable(one):
                found.setdefault(skeleton(text), []).append(one)
        return found

    @cached_property
    def letters(self) -> dict[str, list[Any]]:
        """Acronyms, and the initials of names, → organisations."""
        found: dict[str, list[Any]] = {}
        for text, several in self.acronyms.items():
            found.setdefault(skeleton(text).replace(" ", ""), []).extend(filter(self.sayable, several))
        for one in {one.key: one for one in self.names.values()}.values():
            if self.sayable(one) and len(first := initials(one.name)) > 2:
                found.setdefault(first, []).append(one)
        return found

    def near(self, name: str, acronym: str, services: Callable[[], dict[int, int]] | None) -> list[Candidate]:
        """The likeliest first: of those we know, and of the new ones the file named before."""
        bones = skeleton(name)
        if len(self.before) > MOST_ASKED:
            return []
        known = sorted(self._known(name, acronym), key=lambda pair: -pair[1])
        found = list(best(self._offer(one, percent, why, services) for one, percent, why in known))
        found += self._named_before(bones)
        self.before.setdefault(bones, name)
        return best(sorted(found, key=lambda one: -one["why"].get("percent", 0)))

    def _named_before(self, bones: str) -> Iterator[Candidate]:
        close = process.extract(
            bones, self.before.keys(), scorer=fuzz.token_set_ratio, score_cutoff=ENOUGH, limit=CLOSEST
        )
        for other, _score, _index in close:
            percent, name = alike(bones, other), self.before[other]
            if percent >= ALMOST and fuzz.ratio(bones, other) >= ENOUGH:
                yield candidate("text", name, "alike", about={"percent": percent, "new": True}, code=name)

    def _known(self, name: str, acronym: str) -> Iterator[tuple[Any, int, str]]:
        bones = skeleton(name)
        close = process.extract(
            bones, self.spelt.keys(), scorer=fuzz.token_set_ratio, score_cutoff=ENOUGH, limit=CLOSEST
        )
        for text, _score, _index in close:
            if (percent := alike(bones, text)) >= ENOUGH:
                yield from ((one, percent, "alike") for one in self.spelt[text])
        for letters in {skeleton(acronym).replace(" ", ""), bones.replace(" ", ""), initials(name)} - {""}:
            if 2 < len(letters) < 12:
                yield from ((one, 90, "same_letters") for one in self.letters.get(letters, ()))

    def _offer(
        self, one: Any, percent: int, why: str, services: Callable[[], dict[int, int]] | None
    ) -> Candidate:
        if self.counts is None:
            self.counts = services() if services else {}
        label = f"{one.name} ({one.acronym})" if one.acronym else one.name
        about = {"percent": percent, "services": self.counts.get(one.id, 0)}
        return candidate("organization", label, why, about=about, id=one.id)
