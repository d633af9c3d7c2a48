"""Which level a word for an area is: a *province* is the first level beside a *territoire*, the second below a *région*.

Countries name their levels in a few ways, from the top down; the way that holds all such words of a header decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from sectors.fourws import content, hxl, words
from sectors.fourws.header_words import BRACKETS, NUMBERING
from sectors.text import fold

if TYPE_CHECKING:
    from sectors.fourws.columns import Column
    from sectors.fourws.content import Content

CHAINS = tuple(
    tuple(frozenset(level.split("|")) for level in chain.split(" > "))
    for chain in (
        "region|regions > departement|departements > commune|communes|arrondissement|sous prefecture",
        "region > province > commune|municipalite > village",
        "region > cercle > commune",
        "region > prefecture > sous prefecture|commune",
        "region|zone > woreda > kebele",
        "region > zone > woreda|district > kebele",
        "region > district > ward|village",
        "region > province > municipality|city > barangay",
        "region > mantika > baladiya|muhalla",
        "province|provinces > territoire|territoires|ville > zone de sante|zones de sante|secteur chefferie > aire de sante",
        "province > departement > sous prefecture|canton",
        "province > commune > colline|zone",
        "province > district > sub district|ward|village",
        "prefecture > sous prefecture|souspreffecture|sousprefecture > commune",
        "departement > commune|communes > section communale|sections communales",
        "wilaya > moughataa|daira > commune",
        "gouvernorat > delegation|district > sous district",
        "state|states > county|counties > payam > boma",
        "state|states > lga|lgas|local government area|locality > ward|wards",
        "state > township|district > village tract|ward",
        "county > sub county|subcounty > ward",
        "governorate > caza|district > cadaster|cadastral|sub district|municipality",
        "department > municipality",
        "departamento|departamentos > provincia > distrito",
        "departamento|departamentos > municipio|municipios|municipalidad > corregimiento|vereda|aldea|comunidad",
        "estado|estados > municipio|municipios > parroquia|parroquias|localidad",
        "provincia|provincias > canton|cantones > parroquia|distrito",
        "provincia > distrito > corregimiento",
        "provincia > municipio > distrito municipal",
        "region > provincia > comuna|distrito",
        "المحافظه|محافظه > القضاء|قضاء|المديريه|مديريه|المنطقه|منطقه > الناحيه|ناحيه|العزله|عزله > القريه|القريه الحي",
        "الولايه|ولايه > المحليه|محليه > الوحده الاداريه",
        "الاقليم|اقليم > المنطقه|منطقه > البلديه|بلديه > المحله",
        "المنطقه > البلديه|بلديه > المحله|محله",
    )
)
PLACED = re.compile(r"adm[1-4][nc]|region|site|pcode|")


def settle(columns: list[Column], seen: list[Content]) -> list[Column]:
    """The columns with the levels their words have beside each other; what a tag or the group says stays."""
    nouns = {
        column.index: noun
        for column in columns
        if PLACED.fullmatch(column.field)
        and not hxl.is_tag(column.tag)
        and all(code != "learned" for code, _detail in column.why)
        and (noun := noun_of(column.header))
    }
    level = levels_of(frozenset(nouns.values()))
    placed, taken = [], set()
    for column in columns:
        field = f"adm{level[nouns[column.index]]}{kind(column)}" if nouns.get(column.index) in level else ""
        if field and field not in taken and not content.speaks_against(field, seen[column.index]):
            taken.add(field)
            column = replace(column, field=field, why=column.why or (("header", column.header),))
        placed.append(column)
    return [
        replace(column, field="", why=())
        if column.field in taken and column.index not in nouns and not explicit(column)
        else column
        for column in placed
    ]


@cache
def levels_of(nouns: frozenset[str]) -> Mapping[str, int]:
    """noun → level, when two or more of them stand one below the other in one way of naming."""
    best: tuple[int, int] | None = None
    found: dict[str, int] = {}
    for chain in CHAINS:
        level = {noun: number for number, some in enumerate(chain, 1) for noun in some & nouns}
        at = sorted(set(level.values()))
        if len(level) < max(2, len(nouns)) or at != list(range(at[0], at[0] + len(at))) or len(at) < 2:
            continue
        if best is None or (at[0], len(chain)) < best:
            best, found = (at[0], len(chain)), level
    return found


def noun_of(header: str) -> str:
    """The word for an area in a header, or "": “CODE DEPARTEMENT” → departement."""
    text = fold(NUMBERING.sub("", BRACKETS.sub(" ", header))).replace("p code", "pcode")
    for fillers in (words.CODE_WORDS, words.CODE_WORDS | words.FILLERS):
        if (noun := " ".join(word for word in text.split() if word not in fillers)) in NOUNS:
            return noun
    return ""


NOUNS = frozenset().union(*(level for chain in CHAINS for level in chain))


def kind(column: Column) -> str:
    coded = words.CODE_WORDS & set(fold(column.header).replace("p code", "pcode").split())
    return "c" if coded or column.field.endswith("c") or column.field == "pcode" else "n"


def explicit(column: Column) -> bool:
    return bool(re.search(r"\d", column.header)) or hxl.is_tag(column.tag)
