"""A cell's text → what stands in it: without what nobody sees, a blank, a number, yes or no. Dates are read by `days.py`."""

from __future__ import annotations

import re
from functools import lru_cache

from sectors.fourws.guard import unguard
from sectors.text import fold

DIGITS = str.maketrans(  # Arabic, Persian, Nepali and Bengali ones; Arabic decimal and thousands signs
    "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯٫٬،", "0123456789" * 4 + ".,,"
)
SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
EXCEL_ERROR = re.compile(
    r"#(?:[¡¿]?(?:N/A|N/D|REF|VALUE|VALEUR|VALOR|DIV/0|NAME|NOM|NOMBRE|NULL|NUL|NULO|NUM|SPILL|PROPAGATION|DESBORDAMIENTO"
    r"|CALC|GETTING_DATA|FIELD|CHAMP|BLOCKED|CONNECT|UNKNOWN|EXTERNAL|BUSY|PYTHON)[!?]?)|Err:\d{3}",
    re.IGNORECASE,
)
BLANK = {
    "", "null", "none", "nan", "n a", "na", "nil", "not applicable", "not available", "unknown", "tbd", "tbc",
    "neant", "aucun", "aucune", "non applicable", "nd", "no aplica", "no disponible", "sin dato", "s d", "sin datos",
    "غير متوفر", "لا ينطبق", "لا يوجد", "غير معروف", "غير محدد", "لم يحدد", "لا شيء",
    "to be determined", "to be confirmed", "not known", "no data", "not specified", "a determiner", "a preciser",
    "a confirmer", "inconnu", "non disponible", "non precise", "por determinar", "por definir", "por confirmar",
    "ninguno", "ninguna", "desconocido", "sin informacion", "no especificado",
}  # fmt: skip
YES = {"yes", "y", "true", "x", "oui", "o", "vrai", "si", "s", "verdadero", "نعم", "صح"}
NO = {"no", "n", "false", "non", "faux", "falso", "لا", "كلا", "خطا"}

ABOUT = re.compile(
    r"(?:[~≈<>≤≥]+|about|around|approx\w*|circa|ca\.?|environ|env\.?|plus de|moins de|over|under|more than|less than"
    r"|up to|unos|unas|cerca de|aprox\w*|mas de|más de|menos de|حوالي|تقريبا|نحو|[اأ]كثر من|[اأ]قل من)\s*(.+)|(.+?)\s*(?:\+|~|≈)",
    re.IGNORECASE,
)
RANGE = re.compile(r"[\d.,' ]*\d\s*(?:[-–—]|to|à|a|et|and|y|إلى|الى)\s*\d[\d.,' ]*", re.IGNORECASE)

GROUPED = re.compile(r"(\d{1,3}([., '])\d{3}(?:\2\d{3})*)(?:(?!\2)[.,]0*)?")
GROUPED_IN_LAKHS = re.compile(r"(\d{1,2}(?:,\d{2})+,\d{3})(?:\.0*)?")
UNGROUPED = re.compile(r"(\d{1,15})(?:[.,](?:0{0,2}|0{4,}))?|\d{4,15}[.,]000")


class Unreadable(ValueError):
    """The text is there, but is not what the column holds: the code of the sentence that says so, and what may be meant."""

    def __init__(self, text: str, code: str = "", meant: str = "") -> None:
        super().__init__(text)
        self.code, self.meant = code, meant


@lru_cache(maxsize=200_000)
def clean(text: str) -> str:
    """Without what nobody sees: edge, no-break and zero-width spaces, `<Null>`, a guarding apostrophe; an error is blank."""
    text = seen(text)
    failed = text[:1] in "#E" and EXCEL_ERROR.fullmatch(text)
    return "" if failed or text.casefold() == "<null>" else text


@lru_cache(maxsize=200_000)
def seen(text: str) -> str:
    """What a person sees of a cell."""
    text = UNSEEN.sub("", unguard(text.strip()))
    return SPACES.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def is_error(text: str) -> bool:
    """#REF!, #N/D, #¿NOMBRE?: what a spreadsheet shows when a formula failed."""
    return text.lstrip()[:1] in ("#", "E") and EXCEL_ERROR.fullmatch(seen(text)) is not None


@lru_cache(maxsize=200_000)
def folded(text: str) -> str:
    return fold(text)


def blank(text: str) -> bool:
    """Whether it says that there is nothing: empty, a dash, n/a, in four languages."""
    return folded(text) in BLANK


def yes_no(text: str) -> bool | None:
    """Whether a cell says yes or no, in four languages; None if neither."""
    word = folded(text) or text
    return True if word in YES or word == "✓" or word == "1" else False if word in NO or word == "0" else None


@lru_cache(maxsize=100_000)
def number(text: str) -> int | None:
    """A count of people, in any locale: 1,234 · 1.234 · 1 234 · ١٬٢٣٤ · 12,34,567 · 12.0. Raises Unreadable."""
    if blank(text):
        return None
    plain = text.translate(DIGITS).replace("’", "'").replace("−", "-").strip()
    negative = plain.startswith("-") or bool(re.fullmatch(r"\(.*\)", plain))
    bare = plain.strip("()").removeprefix("+").removeprefix("-").strip()
    found = _whole(bare)
    if found is None:
        raise _why_no_number(text, plain)
    return -found if negative else found


def _whole(text: str) -> int | None:
    """Digits, alone or in groups of one kind, with nothing but zeros behind a decimal sign."""
    for form in (UNGROUPED, GROUPED, GROUPED_IN_LAKHS):
        if parts := form.fullmatch(text):
            return int(re.sub(r"\D", "", parts[1] or text[:-4]))
    return None


def _why_no_number(text: str, plain: str) -> Unreadable:
    if RANGE.fullmatch(plain):
        return Unreadable(text, "number_range")
    about = ABOUT.fullmatch(plain)
    if about and (found := _whole((about[1] or about[2]).strip())) is not None:
        return Unreadable(text, "number_about", str(found))
    if re.match(r"\d", plain) and re.search(r"[^\W\d_]{2,}", plain):
        return Unreadable(text, "number_of_what")
    return Unreadable(text, "number_unreadable")
