"""Which rows of a sheet are its header, and the words of each column in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from sectors.fourws import bands, header_words, hxl, values
from sectors.text import fold

LOOK_AT = 30
MAX_HEADERS = 3
MOST_OF_IT = 0.6
GENERIC = frozenset({  # says nothing without the group above it
    "name", "code", "p code", "pcode", "codes", "acronym", "short name", "type", "total", "level", "date", "start", "end",
    "from", "to", "number", "no", "id", "label", "status", "title", "nom", "sigle", "acronyme", "debut", "fin", "nombre",
    "codigo", "tipo", "siglas", "acronimo", "inicio", "totales", "الاسم", "الرمز", "النوع", "المجموع", "الاجمالي",
})  # fmt: skip
AGES = re.compile(r"(?:[<>≤≥]\s?\d{1,2}|\d{1,2}\s?(?:(?:-|–|to|a|à|al)\s?\d{1,3}|\+))(?:\s?\w{1,6})?")


def tag_rows(rows: list[list[str]]) -> list[int]:
    """Rows of HXL tags near the top; there may be two, one below the other."""
    found: list[int] = []
    for index, row in enumerate(rows[:LOOK_AT]):
        filled = [cell for cell in row if cell.strip()]
        tagged = [cell for cell in filled if hxl.is_tag(cell)]
        if tagged and len(tagged) * 2 >= len(filled):
            found.append(index)
        elif found:
            break
    above = header_above(rows, found[0]) if found else None
    return [] if above is not None and rows[above] in rows[:above] else found  # repeated on a later page


def header_above(rows: list[list[str]], tags: int) -> int | None:
    for index in range(tags - 1, -1, -1):
        if any(cell.strip() for cell in rows[index]):
            return index
    return None


def best_header(rows: list[list[str]], learned: Mapping[str, str] | None = None) -> int:
    """The row with the most known header words; failing that, the first that is as wide as the table."""
    width = max(len(row) for row in rows)
    known = [
        sum(1 for cell in row if cell.strip() and header_words.known(cell, learned)) for row in rows[:LOOK_AT]
    ]
    best = max(range(len(known)), key=lambda index: (known[index], -index))
    if known[best] >= 2 or (known[best] == 1 and width <= 2):
        return best
    for index, row in enumerate(rows[:LOOK_AT]):
        if sum(1 for cell in row if cell.strip()) >= max(2, width * MOST_OF_IT):
            return index
    return best


def header_block(rows: list[list[str]], last: int | None, tagged: bool) -> tuple[int, int]:
    """(first, last) of up to three rows of headers: banners and groups above, a translation or the parts below."""
    if last is None:
        return 0, -1
    below = last
    while (
        not tagged
        and below - last < MAX_HEADERS - 1
        and below + 1 < len(rows)
        and (reads_as_header(rows[below + 1]) or splits(rows[below], rows[below + 1]))
    ):
        below += 1
    top = last
    while top > 0 and below - top < MAX_HEADERS - 1 and any(cell.strip() for cell in rows[top - 1]):
        top -= 1
    return top, below


def reads_as_header(row: list[str]) -> bool:
    filled = [cell for cell in row if cell.strip()]
    return (
        len(filled) >= 2 and sum(1 for cell in filled if header_words.known(cell)) >= len(filled) * MOST_OF_IT
    )


def splits(groups: list[str], row: list[str]) -> bool:
    """Whether a row names the parts of groups above it: “Targeted” over “Girls, Boys, Women, Men”."""
    filled = [index for index, cell in enumerate(row) if cell.strip()]
    merged = [index for index in filled if index < len(groups) and not groups[index].strip()]
    parts = sum(1 for index in filled if is_part(row[index]))
    return len(merged) * 3 >= len(filled) > 0 and parts >= 2 and parts >= len(filled) * MOST_OF_IT


def is_part(text: str) -> bool:
    return fold(text) in GENERIC or splits_people(text) or header_words.known(text)


def splits_people(text: str) -> bool:
    """“Girls”, “F”, “18-59”: says something only below “Reached” or “Targeted”."""
    return bool(AGES.fullmatch(text.strip())) or bool(bands.band_of(f"/ {text}", "")[0])


def joined(
    rows: list[list[str]], top: int, last: int, below: int, learned: Mapping[str, str] | None = None
) -> list[str]:
    """The words of each column: of its header row, of a translation below it, of the groups or a banner above."""
    block = rows[top : below + 1]
    own = [[values.clean(cell) for cell in stack] for stack in zip(*block, strict=True)]
    alone = Counter(fold(lowest(stack)) for stack in own)
    stacks = zip(*spread(block, last - top), strict=True)
    lead = below if splits(rows[last], rows[below]) else last
    return [
        words_of(mine, list(stack), lead - top, alone, learned)
        for mine, stack in zip(own, stacks, strict=True)
    ]


def spread(block: list[list[str]], last: int) -> list[list[str]]:
    """Groups filled to the right, over the columns they are merged with; what fills a row as the header does is none."""
    full = sum(1 for cell in block[last] if cell.strip())
    filled = []
    for number, row in enumerate(block):
        cells = [values.clean(cell) for cell in row]
        some = sum(map(bool, cells))
        if number < last and (some >= full or (some == 1 and cells[0])):
            cells = [""] * len(cells)
        elif number < len(block) - 1:
            before = ""
            for index, cell in enumerate(cells):
                below = any(values.clean(lower[index]) for lower in block[number + 1 :])
                before = cell or (before if below else "")
                cells[index] = before
        filled.append(cells)
    return filled


def words_of(
    own: list[str], stack: list[str], last: int, alone: Counter[str], learned: Mapping[str, str] | None
) -> str:
    """The header of one column, from top to bottom in its own cells (`own`) and with the groups spread over it (`stack`)."""
    child = lowest(own)
    lead = [text for text in own[last:] if text] or [child]
    translated = [text for text in lead if header_words.known(text, learned)]
    level = max((index for index, text in enumerate(own) if text), default=0)
    groups = [text for text in dict.fromkeys(stack[:level]) if text and text != child]
    part = splits_people(child)
    vague = part or fold(child) in GENERIC or alone[fold(child)] > 1
    if groups and (vague or not translated):
        return " / ".join([*groups[-2 if part else -1 :], child])
    return translated[0] if translated else next((text for text in (*own[last:], *reversed(own)) if text), "")


def lowest(own: list[str]) -> str:
    return next((text for text in reversed(own) if text), "")
