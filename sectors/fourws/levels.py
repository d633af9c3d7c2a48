"""Which level a word for an area is: a *province* is the first level beside a *territoire*, the second below a *région*.

Countries name their levels in a few ways, from the top down; the way that holds all such words of a header decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from sectors.fourws import content, header_words, hxl, words
from sectors.text import fold

if TYPE_CHECKING:
    from sectors.fourws.columns import Column
    from sectors.fourws.content import Content

CHAINS = tuple(
    tuple(frozenset(level.split("|")) for level in chain.split(" > "))
    for chain in (
        "region|regions > departement|departements > commune|communes|arrondissement|sous prefecture",
        "region > province > commune|municipalite",
        "region > cercle > commune",
        "region > prefecture > sous prefecture|commune",
        "region > woreda > kebele",
        "region > zone > woreda|district > kebele",
        "region > district > ward",
        "region > province > municipality|city > barangay",
        "region > mantika > baladiya|muhalla",
        "province|provinces > territoire|territoires|ville > zone de sante|zones de sante|secteur chefferie > aire de sante",
        "province > departement > sous prefecture|canton",
        "province > commune > colline|zone",
        "province > district > sub district|ward",
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
    fields: dict[int, str] = {}
    for column in columns:
        if nouns.get(column.index) in level:
            field = f"adm{level[nouns[column.index]]}{kind(column)}"
            if field not in fields.values() and not content.speaks_against(field, seen[column.index]):
                fields[column.index] = field
    if any(column.field in fields.values() and column.index not in nouns for column in columns):
        return columns  # another column says its level by itself
    settled = []
    for column in columns:
        if column.index in fields:
            why = column.why or (("header", column.header),)
            column = replace(column, field=fields[column.index], why=why)
        elif column.field in fields.values():
            column = replace(column, field="", why=())
        settled.append(column)
    return settled


@cache
def levels_of(nouns: frozenset[str]) -> Mapping[str, int]:
    """noun → level, when two or more of them stand one below the other in one way of naming."""
    best: tuple[int, int] | None = None
    found: dict[str, int] = {}
    for chain in CHAINS:
        level = {noun: number for number, some in enumerate(chain, 1) for noun in some & nouns}
        at = sorted(set(level.values()))
        if len(at) < max(2, len(nouns)) or at != list(range(at[0], at[0] + len(at))):
            continue
        if best is None or (at[0], len(chain)) < best:
            best, found = (at[0], len(chain)), level
    return found


def noun_of(header: str) -> str:
    """The word for an area in a header, or "": “CODE DEPARTEMENT” → departement."""
    for text, _amount in header_words.variants(header[: header_words.LONGEST]):
        for fillers in (words.CODE_WORDS, words.CODE_WORDS | words.FILLERS):
            rest = (word for word in text.replace("p code", "pcode").split() if word not in fillers)
            if (noun := " ".join(rest)) in NOUNS:
                return noun
    return ""


NOUNS = frozenset().union(*(level for chain in CHAINS for level in chain))


def kind(column: Column) -> str:
    coded = words.CODE_WORDS & set(fold(column.header).replace("p code", "pcode").split())
    return "c" if coded or column.field.endswith("c") or column.field == "pcode" else "n"
