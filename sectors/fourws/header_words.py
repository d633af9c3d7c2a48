"""What the words above a column can mean, however they are written: numbered, explained in brackets, in two languages,
under a group (“Targeted / Boys”), by a form (`who/org_name`), or with a slip of the pen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from rapidfuzz import fuzz, process

from sectors.fourws import words
from sectors.text import fold

EXACT, LOOSE, NEAR = 10.0, 9.0, 6.0
LONGEST = 300
NEARLY = 88
BRACKETS = re.compile(r"[(\[{][^()\[\]{}]{0,200}[)\]}]")
NUMBERING = re.compile(
    r"^\s*(?:(?:[A-Za-z]{0,2}\d{1,3}(?:[._]\d{1,3}){0,3}|[A-Za-z]{1,2})\s?[.):]\s*|\d{1,3}\.\d{1,3}\s+)(?=[^\W\d_])"
)
APART = re.compile(r"[/|\n\r:;>»–—]|\s-\s|(?<=\w)\.(?=\w)|__")
ARABIC = re.compile(r"[\u0600-\u06ff][\u0600-\u06ff\s]{0,200}")
LEVEL = re.compile(
    r"^(?:adm|admin|administrative|administrativo|administratif)(?:level|nivel|niveau)?([0-4])(.*)$"
)
CODE_FIRST = re.compile(r"^(?:pcode|pcod|code|codigo|cod)(?:de|du)?(?:adm|admin)?([0-4])$")
CODES = ("pcode", "code", "pcod", "cod", "codigo", "pcodes", "id")
CODED = {"adm0n": "adm0c", "adm1n": "adm1c", "adm2n": "adm2c", "adm3n": "adm3c", "adm4n": "adm4c", "site": "pcode",
         "sector": "sector", "activity": "activity_code", "subactivity": "subactivity"}  # fmt: skip
SECOND_MEANING = {"sector": "sector_name", "adm1n": "adm2n", "adm2n": "adm3n", "period": "updated", "target_group": "population",
                  "lead": "partners", "org": "lead"}  # fmt: skip


def known(header: str, learned: Mapping[str, str] | None = None) -> bool:
    """Whether a cell reads as a header."""
    if learned and fold(header) in learned:
        return True
    return any(amount >= LOOSE for amount in as_written(header).values())


def fields(header: str) -> dict[str, float]:
    """field → points: the whole words count most, then the same without ornament, then a part of them."""
    found = dict(as_written(header))
    if not found and (near := nearly(fold(header[:LONGEST]))):
        found = {field: NEAR - less for field, less in meanings(near).items()}
    return ambiguous(found)


@lru_cache(maxsize=5000)
def as_written(header: str) -> Mapping[str, float]:
    found: dict[str, float] = {}
    for text, amount in variants(header[:LONGEST]):
        for field, less in meanings(text).items():
            found[field] = max(found.get(field, 0.0), amount - less)
    return found


def option_of(header: str) -> str:
    """The last part of `target_group/children`, as a form writes one column for each choice of a question."""
    group, sign, part = header.rpartition("/")
    return part.replace("_", " ").strip() if group.strip() and sign else ""


def variants(header: str) -> Iterator[tuple[str, float]]:
    """Folded texts and what they are worth."""
    yield fold(header), EXACT
    bare = NUMBERING.sub("", BRACKETS.sub(" ", header)).strip(" *")
    yield fold(bare), EXACT - 0.2
    arabic = " ".join(ARABIC.findall(bare))
    if arabic:
        yield fold(arabic), EXACT - 0.5
        yield fold(ARABIC.sub(" ", bare)), EXACT - 0.4
    parts = [part for part in map(fold, (NUMBERING.sub("", part) for part in APART.split(bare))) if part]
    if len(parts) > 1:
        yield " ".join(parts[-2:]), EXACT - 0.6
        yield parts[-1], EXACT - 0.8
        yield parts[-2], LOOSE
        for part in parts[:-2]:
            yield part, LOOSE - 2


def meanings(folded: str) -> dict[str, float]:
    """field → points less, of folded words."""
    compact = folded.replace(" ", "")
    if level := CODE_FIRST.match(compact):
        return {f"adm{level[1]}c": 0.0}
    if level := LEVEL.match(compact):
        return {f"adm{level[1]}{'c' if level[2] in CODES else 'n'}": 0.0}
    found: dict[str, float] = {}
    for position, (field, _language) in enumerate(words.fields_of(folded)):
        found.setdefault(field, position * 0.1)
    rest = " ".join(
        word for word in folded.replace("p code", "pcode").split() if word not in words.CODE_WORDS
    )
    if rest and rest != folded:
        for field, _language in words.fields_of(rest) or words.fields_of(nearly(rest)):
            if coded := CODED.get(field):
                found.setdefault(coded, 0.5 if coded == "sector" else 1.0)
    return found


def nearly(folded: str) -> str:
    """The known words these are a misspelling of, or ""."""
    if not 6 <= len(folded) <= 60:
        return ""
    best = process.extractOne(folded, words.longer_words(), scorer=fuzz.ratio, score_cutoff=NEARLY)
    if best is None or re.findall(r"\d", best[0]) != re.findall(r"\d", folded):
        return ""
    return best[0]


def ambiguous(found: dict[str, float]) -> dict[str, float]:
    """A word may mean a second field, if a better column has its first."""
    for field, second in SECOND_MEANING.items():
        if field in found:
            found.setdefault(second, found[field] - 3)
    return found
