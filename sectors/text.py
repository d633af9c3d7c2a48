"""Folding: the one way two spellings are compared, in any of the four languages."""

from __future__ import annotations

import re
import unicodedata

ARABIC = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ئ": "ي",
        "ؤ": "و",
        "ة": "ه",
        "ـ": "",
        **{chr(0x0660 + digit): str(digit) for digit in range(10)},
        **{chr(0x06F0 + digit): str(digit) for digit in range(10)},
    }
)
NOT_A_WORD = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Lower case, no accents, one form of each Arabic letter, single spaces: for comparing, never for showing.

    The length limit keeps hostile cells cheap; no name anyone compares is longer.
    """
    letters = unicodedata.normalize("NFKD", str(text)[:2000]).translate(ARABIC).casefold()
    return NOT_A_WORD.sub(" ", "".join(c for c in letters if not unicodedata.combining(c))).strip()
