"""A place as the checks need it, and the ways its name and code are compared: two spellings of one place are equal here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sectors.fourws.values import DIGITS, folded

# What kind of area it is, and the small words around it: “Département de la Kara”, “محافظة نينوى”, “Kara District”.
KIND_WORDS = frozenset({
    "governorate", "governorates", "governarate", "province", "provinces", "district", "districts", "subdistrict",
    "sub", "region", "state", "county", "municipality", "department", "division", "prefecture", "commune", "zone",
    "of", "the",
    "gouvernorat", "departement", "wilaya", "wilayat", "cercle", "arrondissement", "sous", "de", "du", "des", "d", "la",
    "le", "les", "l", "del", "departamento", "provincia", "municipio", "distrito", "estado", "canton",
    "محافظه", "قضاء", "ناحيه", "ولايه", "اقليم", "منطقه", "مديريه", "بلديه", "مقاطعه", "muhafazat", "muhafaza",
})  # fmt: skip
COLUMNS = (
    "id", "pcode", "level", "path", "name", "other_names", "valid_to", "name_en", "name_fr", "name_ar", "name_es",
)  # fmt: skip
ARTICLES = frozenset(
    {"al", "el", "ال", "ad", "an", "ar", "as", "ash", "at", "az", "ed", "en", "er", "es", "esh", "ez"}
)
# One form of letters that only Persian, Dari, Kurdish and Urdu keyboards write, and no hamza.
LETTERS = str.maketrans({"ک": "ك", "ی": "ي", "ې": "ي", "ہ": "ه", "ھ": "ه", "ە": "ه", "ء": "", "گ": "ك"})

CODE_IN = re.compile(r"(?<![^\W_])([A-Z]{2,3}[- ]?\d[\dA-Z]{1,12})(?![^\W_])", re.IGNORECASE)


@dataclass(frozen=True)
class Spot:
    """A place as the checks need it."""

    id: int
    pcode: str
    level: int
    path: str
    name: str
    names: frozenset[str]
    bare_names: frozenset[str]
    current: bool = True

    @classmethod
    def of(cls, row: tuple[Any, ...]) -> Spot:
        """Of the values of `COLUMNS`."""
        id_, pcode, level, path, name, others, valid_to, *names = row
        spellings = [text for text in dict.fromkeys((name, *names, *(others or []))) if text]
        same, bare_ = frozenset(map(joined, spellings)), frozenset(map(bare, spellings))
        return cls(id_, pcode, level, path, name, same - {""}, bare_ - {""}, valid_to is None)

    def called(self, name: str) -> bool:
        return joined(name) in self.names or bare(name) in self.bare_names

    def __hash__(self) -> int:
        return self.id


def joined(name: str) -> str:
    """Folded, without spaces: N'Djamena is Ndjamena."""
    return folded(name).replace(" ", "").translate(LETTERS)


@lru_cache(maxsize=100_000)
def bare(name: str) -> str:
    """Without the Arabic article and the kind of area as well: Mosul is Al-Mosul is Mosul District."""
    words = folded(name).split()
    core = [word for word in words if word not in KIND_WORDS] or words
    core = [word for word in core[:-1] if word not in ARTICLES] + core[-1:]
    return without_article("".join(core).translate(LETTERS))


def without_article(name: str) -> str:
    return name[2:] if len(name) > 4 and name.startswith(("al", "el", "ال")) else name


@lru_cache(maxsize=50_000)
def sound(name: str) -> str:
    """The consonants, as they are heard: Dohuk and Duhok, Nineveh and Ninewa are spelt by different people."""
    heard = bare(name).replace("ph", "f").replace("q", "k").replace("kh", "k").replace("gh", "g")
    rest = re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouywvh]", "", heard[1:]))
    return heard[:1] + rest


def heir(old: Spot, same_named: Iterable[Spot]) -> Spot:
    """The place of today's list that one of an older list became: of the same level and name, if there is just one.

    Of several it is the one that lies where the old one lay; if nobody can tell, the old one stays.
    """
    if old.current:
        return old
    heirs = [spot for spot in same_named if spot.current and spot.level == old.level]
    above = old.path[: -len(old.pcode) - 1]
    beside = [spot for spot in heirs if spot.path.startswith(above)]
    return heirs[0] if len(heirs) == 1 else beside[0] if len(beside) == 1 else old


def code_key(text: str) -> str:
    """iq-g15 is IQG15."""
    return re.sub(r"[^0-9A-Z]", "", text.translate(DIGITS).upper())


def code_and_name(text: str) -> tuple[str, str]:
    """“IQ0101 Mosul”, “Mosul (IQ0101)” → (IQ0101, Mosul); ("", "") when there are not both."""
    found = CODE_IN.search(text[:300])
    rest = (text[: found.start()] + text[found.end() :]).strip(" -–—|:/,;()") if found else ""
    return (found[1], rest) if found and rest else ("", "")
