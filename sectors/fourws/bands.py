"""Columns that split people by sex and age: “Niñas de 5 a 19 años” → f_5_19, `#reached+f+children` → f_child."""

from __future__ import annotations

import re

from sectors.fourws import hxl
from sectors.text import fold

FEMALE, MALE = "f", "m"
CHILDREN = {
    "girls": FEMALE, "girl": FEMALE, "filles": FEMALE, "fille": FEMALE, "ninas": FEMALE, "nina": FEMALE,
    "فتيات": FEMALE, "الفتيات": FEMALE, "بنات": FEMALE, "البنات": FEMALE,
    "boys": MALE, "boy": MALE, "garcons": MALE, "garcon": MALE, "ninos": MALE, "nino": MALE,
    "فتيان": MALE, "الفتيان": MALE, "اولاد": MALE, "الاولاد": MALE,
}  # fmt: skip
ADULTS = {
    "women": FEMALE, "woman": FEMALE, "femmes": FEMALE, "femme": FEMALE, "mujeres": FEMALE, "mujer": FEMALE,
    "نساء": FEMALE, "النساء": FEMALE,
    "men": MALE, "man": MALE, "hommes": MALE, "homme": MALE, "hombres": MALE, "hombre": MALE, "رجال": MALE, "الرجال": MALE,
}  # fmt: skip
ANY_AGE = {
    "female": FEMALE, "females": FEMALE, "feminin": FEMALE, "femenino": FEMALE, "اناث": FEMALE, "الاناث": FEMALE,
    "male": MALE, "males": MALE, "masculin": MALE, "masculino": MALE, "ذكور": MALE, "الذكور": MALE,
}  # fmt: skip
UNDER = {"under", "menor", "menores", "moins", "less", "below", "u", "اقل", "تحت", "دون"}
OVER = {"over", "above", "mayor", "mayores", "plus", "more", "older", "elderly", "et", "فوق", "اكثر"}
OLD = {"elderly", "older", "ages", "agees", "ancianos", "ancianas", "مسنون", "مسنات", "كبار"}
NOT_ALL_PEOPLE = {
    "households", "household", "families", "familias", "familles", "menages", "hogares", "hh", "kits", "الاسر", "اسر",
    "disabilities", "disability", "disabled", "pwd", "pwds", "handicap", "handicapees", "handicapes", "discapacidad",
    "pregnant", "lactating", "plw", "enceintes", "allaitantes", "embarazadas", "lactantes", "الاعاقه", "اعاقه", "الحوامل",
    "staff", "workers", "volunteers", "personnel", "volontaires", "trabajadores", "voluntarios", "headed", "necesidad",
    "besoin", "الموظفين", "المتطوعين",
}  # fmt: skip
SHORT = {"f": FEMALE, "h": MALE, "m": MALE}
LETTER = re.compile(r"(?:^|/)\s*([fmhFMH])\s*(?:$|(?=[<>≥≤(\d]))")  # “Reached / F”, “M 18-59”
TARGETED = {
    "targeted", "target", "targets", "planned", "plan", "cible", "cibles", "ciblees", "prevus", "meta", "planificados",
    "previstos", "objetivo", "مستهدف", "المستهدف", "المستهدفون", "المستهدفين", "مستهدفين",
}  # fmt: skip


def letters(headers: list[str]) -> dict[str, str]:
    """What single letters stand for in this table: beside H, the M of a Spanish one is *mujeres*; alone, nothing."""
    found = {match[1].lower() for header in headers if (match := LETTER.search(header))}
    if len(found) < 2:
        return {}
    return SHORT | {"m": FEMALE if "h" in found and "f" not in found else MALE}


def band_of(header: str, tag: str, short: dict[str, str] | None = None) -> tuple[str, str]:
    """(field, band): ("reached_part", "f_5_19"), or ("", "") when the column does not split people.

    `short`: the sex each single letter stands for in this table.
    """
    name, marks = hxl.parts(tag)
    words = fold(header).split()
    sex, kind = _sex_in_words(words)
    if not sex and (letter := LETTER.search(header)):
        sex, kind = (SHORT if short is None else short).get(letter[1].lower(), ""), ""
    if not sex and name in ("reached", "targeted", "affected", "population") and marks & {"f", "m", "i"}:
        sex = next(mark for mark in ("f", "m", "i") if mark in marks)
        kind = "child" if "children" in marks else "adult" if "adults" in marks else ""
    if not sex or set(words) & NOT_ALL_PEOPLE or "in need" in " ".join(words):
        return "", ""
    field = "targeted_part" if name == "targeted" or set(words) & TARGETED else "reached_part"
    return field, f"{sex}_{_ages(header, words) or kind}".rstrip("_")


def _sex_in_words(words: list[str]) -> tuple[str, str]:
    for table, kind in ((CHILDREN, "child"), (ADULTS, "adult"), (ANY_AGE, "")):
        for word in words:
            if word in table:
                return table[word], "old" if set(words) & OLD else kind
    return "", ""


def _ages(header: str, words: list[str]) -> str:
    years = [int(number) for number in re.findall(r"\d+", fold(header)) if int(number) < 120]
    if len(years) >= 2:
        return f"{years[0]}_{years[1]}"
    if len(years) == 1 and (set(words) & UNDER or "<" in header):
        return f"0_{max(years[0] - 1, 0)}"
    if len(years) == 1 and (set(words) & OVER or "+" in header or ">" in header):
        return f"{years[0]}_"
    return ""


def partitions(bands: list[str]) -> list[list[str]]:
    """The sets of columns that each split the whole: those with ages, those with girls/boys/women/men, those with sex only.

    A file that holds two of them counts everybody twice, once in each.
    """
    by_kind: dict[str, list[str]] = {}
    for band in bands:
        kind = "ages" if re.search(r"\d", band) else "sex" if "_" not in band else "words"
        by_kind.setdefault(kind, []).append(band)
    return list(by_kind.values())
