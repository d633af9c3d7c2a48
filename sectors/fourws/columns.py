"""Which column is what, and why: by the words above it, by its HXL tag, and by what it holds.

Every column gets points for each field it could be; the best pair of column and field is taken first, then the next.
What a column holds overrules what is written on it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

from sectors.fourws import bands, content, header_words, hxl, levels, values, words
from sectors.fourws.content import Content
from sectors.text import fold

SEVERAL = frozenset({"partners", "donor", "target_group", "population"})  # Donor 1, Donor 2: read together
MANY = frozenset({"reached_part", "targeted_part", "private"})
LEARNED, EXACT, LOOSE, TAG, ONLY_CONTENT = 40.0, 10.0, 9.0, 8.0, 5.0
SAMPLE = 3000
Points = dict[str, tuple[float, tuple[tuple[str, str], ...]]]


@dataclass(frozen=True)
class Column:
    """One column of the file. `field` is "" when it has none of ours and is kept as reported."""

    index: int
    header: str
    tag: str = ""
    field: str = ""
    why: tuple[tuple[str, str], ...] = ()
    band: str = ""
    example: str = ""
    option: str = ""  # what a 1 or a yes in it means, where a form has a column for each choice

    @property
    def letter(self) -> str:
        return letter(self.index)


def letter(index: int) -> str:
    """0 → A, 26 → AA: as the spreadsheet names its columns."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def match(
    headers: list[str],
    tags: list[str],
    rows: Iterable[list[str]],
    learned: Mapping[str, str] | None = None,
) -> list[Column]:
    """The columns of a table with their fields. `learned`: folded header → field, the group's own words; they win."""
    sample = list(rows)[:SAMPLE]
    seen = [Content(row[index] for row in sample) for index in range(len(headers))]
    short = bands.letters(headers)
    parts = [bands.band_of(header, tag, short) for header, tag in zip(headers, tags, strict=True)]
    points = [
        weigh(header, tag, look, learned or {}, part)
        for header, tag, look, part in zip(headers, tags, seen, parts, strict=True)
    ]
    prefer_the_one_who_does_it(headers, points)
    forget_stamps_of_a_form(headers, points)
    columns = assign(headers, tags, points, seen, [band for _field, band in parts])
    columns = settle_places(levels.settle(columns, seen))
    return settle_acronyms(columns, sample)


def weigh(header: str, tag: str, seen: Content, learned: Mapping[str, str], part: tuple[str, str]) -> Points:
    """field → (points, evidence) for one column."""
    found: Points = {}
    if field := learned.get(fold(header)):
        return {field: (LEARNED, (("learned", header),))}

    def add(field: str, amount: float, *why: tuple[str, str]) -> None:
        before, evidence = found.get(field, (0.0, ()))
        found[field] = (before + amount, evidence + why)

    for field, amount in header_words.fields(header).items():
        add(field, amount, ("header", header))
    if named := hxl.field_of(tag):
        coded = named == "sector_code"
        add("sector" if coded else named, TAG + 0.5 * coded, ("tag", tag.strip()))
    field, band = part
    choice = (
        seen.filled
        and seen.ticks == 1
        and any(amount >= LOOSE for one, (amount, _why) in found.items() if one in SEVERAL)
    )
    if band and not choice:
        found = {field: (EXACT + TAG, (("band", band),))}
    own = content.speaks_for(seen)
    if own == "private":
        return {"private": (EXACT * 3, (("personal", ""),))}
    if own and (own in found or not any(amount >= LOOSE for amount, _why in found.values())):
        add(own, ONLY_CONTENT, ("content", seen.example))
    against = [field for field in found if content.speaks_against(field, seen)]
    for field in against:
        why = found.pop(field)[1]
        for other in found:
            found[other] = (
                found[other][0],
                found[other][1] + tuple(("overruled", detail) for _kind, detail in why[-1:]),
            )
    return found


PLAIN_PARTNER = {
    "partner", "partners", "organisation", "organization", "agency", "partenaire", "socio", "الشريك", "المنظمة",
}  # fmt: skip


def prefer_the_one_who_does_it(headers: list[str], points: list[Points]) -> None:
    """With an “implementing partner” in the table, the plain “partner” column is the one who leads or pays."""
    does_it = [
        index
        for index, header in enumerate(headers)
        if "org" in points[index] and "implement" in fold(header)
    ]
    if not does_it:
        return
    for index, header in enumerate(headers):
        if fold(header) in PLAIN_PARTNER and index not in does_it:
            points[index] = {"lead": (EXACT + TAG, (("header", header), ("beside", headers[does_it[0]])))}


def forget_stamps_of_a_form(headers: list[str], points: list[Points]) -> None:
    """“start” and “end” of an exported form are when somebody filled it in."""
    if {"_uuid", "_id", "_submission_time"} & {header.strip().lower() for header in headers}:
        for index, header in enumerate(headers):
            if header.strip().lower() in ("start", "end"):
                points[index] = {}


def assign(
    headers: list[str], tags: list[str], points: list[Points], seen: list[Content], parts: list[str]
) -> list[Column]:
    """The best pair of column and field first; each column once, and each field but those that may stand in several."""
    pairs = sorted(
        (
            (amount, -index, field)
            for index, fields in enumerate(points)
            for field, (amount, _why) in fields.items()
        ),
        reverse=True,
    )
    taken: dict[int, str] = {}
    for amount, negative, field in pairs:
        again = field in MANY or (field in SEVERAL and amount >= LOOSE)
        if -negative not in taken and (again or field not in taken.values()):
            taken[-negative] = field
    columns = []
    for index, (header, tag) in enumerate(zip(headers, tags, strict=True)):
        field = taken.get(index, "")
        why = points[index][field][1] if field else ()
        band = parts[index] if field.endswith("_part") else ""
        ticked = field in SEVERAL and seen[index].filled and seen[index].ticks == 1
        option = header_words.option_of(header) if ticked else ""
        columns.append(Column(index, header, tag, field, why, band, seen[index].example, option))
    return columns


def settle_places(columns: list[Column]) -> list[Column]:
    """Give a nameless P-code column the level of the name beside it, and “region” its level when nothing else is level 1."""
    fields = {column.field for column in columns}
    for position, column in enumerate(columns):
        if column.field == "pcode":
            beside = [columns[near] for near in (position - 1, position + 1) if 0 <= near < len(columns)]
            names = [
                near.field
                for near in beside
                if re.fullmatch(r"adm\dn", near.field) and near.field[:-1] + "c" not in fields
            ]
            if names:
                header = next(near.header for near in beside if near.field == names[0])
                columns[position] = replace(
                    column, field=names[0][:-1] + "c", why=(*column.why, ("beside", header))
                )
        if column.field == "region" and not fields & {"adm1n", "adm1c", "adm2n", "adm2c"}:
            columns[position] = replace(column, field="adm1n")
    return columns


def settle_acronyms(columns: list[Column], sample: list[list[str]]) -> list[Column]:
    """Whoever is named does it, when no column says who does. An acronym belongs to one name: if many names have several,
    the column names another organisation, the one who leads.
    """
    by_field = {column.field: column for column in columns if column.field}
    acronym, name = by_field.get("org_acr"), by_field.get("org")
    if name is None:
        other = next((one for one in ("org_acr", "lead", "partners") if one in by_field), "")
        return [
            replace(column, field="org") if column is by_field.get(other) else column for column in columns
        ]
    if acronym is None:
        return columns
    pairs = {(fold(row[name.index]), fold(row[acronym.index])) for row in sample if row[name.index].strip()}
    several = sum(1 for times in Counter(one for one, _two in pairs).values() if times > 1)
    if several <= 2 or several < 0.2 * len({one for one, _two in pairs}) or "lead" in by_field:
        return columns
    return [replace(column, field="lead") if column is acronym else column for column in columns]


def mapping(columns: list[Column]) -> dict[str, dict[str, Any]]:
    """field → where it is and why, for people and programs; split columns by their band."""
    return {
        (f"{column.field}:{column.band}" if column.band else column.field): {
            "column_index0": column.index,
            "excel_column": column.letter,
            "header": column.header,
            "why": [list(reason) for reason in column.why],
        }
        for column in columns
        if column.field and column.field != "private"
    }


def by_hand(columns: list[Column], chosen: dict[int, str], why: str = "hand") -> list[Column]:
    """The columns with what a person chose; a field chosen for one column is taken from any other.

    `why` is "remembered" when the choice was made for an earlier file with the same heads.
    """
    wanted = {field for field in chosen.values() if field and field not in MANY | SEVERAL}
    changed = []
    for column in columns:
        if column.index in chosen and chosen[column.index] != column.field:
            column = replace(column, field=chosen[column.index], why=((why, ""),), band="")
        elif column.field in wanted and column.index not in chosen:
            column = replace(column, field="", why=())
        changed.append(column)
    return changed


def signature(headers: list[str]) -> str:
    """The same for files with the same heads in the same order: under it a choice is remembered."""
    return blake2b("\x1f".join(fold(header) for header in headers).encode(), digest_size=16).hexdigest()


def language_of(headers: list[str]) -> str:
    """The language most headers are written in; English when nothing says otherwise."""
    votes = Counter(
        language
        for header in headers
        for language in {lang for _field, lang in words.fields_of(fold(header))}
    )
    return max(words.LANGUAGES, key=lambda language: (votes[language], language == "en"))


def cell(row: list[str], column: Column | None) -> str:
    return values.clean(row[column.index]) if column else ""
