"""Organisations that may be the same: by alias, by acronym, by initials, by spelling. Suggested, never decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import QuerySet
from rapidfuzz import fuzz

from sectors.models import Organization, OrganizationAlias
from sectors.text import fold

ENOUGH = 82
SHOWN = 5

# Letters of other alphabets that look like Latin ones: "Норе" in Cyrillic is not another organisation.
LOOKALIKES = str.maketrans("авсенікморѕтухүԁԛԝјαβεηικμνορτυ", "abcehikmopstyxydqwjabehikmvopty")

# Words that say what kind of body it is; alone they make nobody the same as anybody.
COMMON = frozenset({
    "organization", "organisation", "association", "foundation", "ngo", "ingo", "for", "the", "of", "and", "de",
    "la", "le", "des", "du", "para", "el", "los", "y", "et", "international", "humanitarian", "relief", "aid",
    "development", "society", "committee", "council", "group", "iraq", "منظمه", "جمعيه", "مؤسسه", "موسسه",
})  # fmt: skip


@dataclass(frozen=True)
class Alike:
    """An organisation that may be meant, and how sure we are, out of 100."""

    organization: Organization
    score: int
    alias: str = ""


def similar_organizations(
    name: str,
    acronym: str = "",
    *,
    among: Iterable[Organization],
    spellings: QuerySet | None = None,
    but: Organization | None = None,
) -> list[Alike]:
    """Those of `among` that may be the organisation of this name, the likeliest first.

    `spellings` are the aliases the asker may see; without them, all.
    """
    rows = [row for row in among if but is None or row.pk != but.pk]
    aliases: dict[int, list[str]] = {}
    known = OrganizationAlias.objects.all() if spellings is None else spellings
    for owner, text in known.filter(organization__in=rows).values_list("organization_id", "text"):
        aliases.setdefault(owner, []).append(text)
    found = [alike for row in rows if (alike := _compared(name, acronym, row, aliases.get(row.pk, ())))]
    return sorted(found, key=lambda alike: (-alike.score, alike.organization.name))[:SHOWN]


def _compared(name: str, acronym: str, row: Organization, aliases: Iterable[str]) -> Alike | None:
    scores = [(alike(name, text), text) for text in (row.name, *aliases)]
    score, text = max(scores, key=lambda pair: pair[0])
    if score < ENOUGH and _same_letters(name, acronym, row):
        score, text = 90, row.name
    return Alike(row, score, "" if text == row.name else text) if score >= ENOUGH else None


def alike(one: str, other: str) -> int:
    """How alike two names are, out of 100: what they share in common words proves nothing."""
    a, b = skeleton(one), skeleton(other)
    if not a or not b:
        return 0
    if a == b:
        return 100
    core_a, core_b = _core(a), _core(b)
    if core_a and core_a == core_b:
        return 96
    if not core_a or not core_b:
        return round(fuzz.token_sort_ratio(a, b))
    contained = min(len(core_a), len(core_b)) >= 4 and fuzz.token_set_ratio(core_a, core_b) == 100
    score = round(min(fuzz.token_sort_ratio(a, b), _spelled(core_a, core_b)))
    return max(score, 88) if contained else score


def _spelled(one: str, other: str) -> float:
    """The distinguishing words alone must be alike: what two names share in common words proves nothing."""
    return max(fuzz.token_sort_ratio(one, other), fuzz.ratio(one.replace(" ", ""), other.replace(" ", "")))


@lru_cache(maxsize=20_000)
def _core(folded: str) -> str:
    """The distinguishing words, in a fixed order."""
    return " ".join(sorted(word for word in folded.split() if word not in COMMON))


def _same_letters(name: str, acronym: str, row: Organization) -> bool:
    """The acronym of one is the acronym or the initials of the other."""
    mine = {skeleton(acronym).replace(" ", ""), skeleton(name).replace(" ", ""), initials(name)}
    theirs = {
        skeleton(row.acronym).replace(" ", ""),
        skeleton(row.name).replace(" ", ""),
        initials(row.name),
    }
    by_acronym = {skeleton(acronym).replace(" ", ""), skeleton(row.acronym).replace(" ", "")}
    return any(len(letters) >= 2 and letters in by_acronym for letters in mine & theirs)


def initials(name: str) -> str:
    return "".join(
        word[0]
        for word in skeleton(name).split()
        if word not in {"of", "the", "for", "and", "de", "la", "et", "y"}
    )


@lru_cache(maxsize=20_000)
def skeleton(text: str) -> str:
    """Folded, and with look-alike letters of other alphabets read as Latin ones if any Latin is meant."""
    folded = fold(text)
    return folded if _is_plainly_other(folded) else folded.translate(LOOKALIKES)


def _is_plainly_other(folded: str) -> bool:
    """Text with a letter that no Latin name could be imitating, such as Arabic."""
    return any("\u0600" <= letter <= "\u06ff" for letter in folded)
