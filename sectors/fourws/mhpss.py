"""Which rows of a general 3W are about mental health and psychosocial support, for those who want only these.

A row is one when its words or its codes say so, in any of the four languages. What merely could be one, such as
“Health”, is left out with a reason: a person can bring it back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from sectors.fourws.values import folded, yes_no

# Folded beginnings of words; a space inside means words one after the other.
PHRASES = (
    "mhpss", "smsps", "smaps", "mental health", "mental and psychosocial", "mental disorder", "mental illness", "mhgap",
    "psychosocial", "psycho social", "psychological", "psychologist", "psychotherap", "psychiatr", "psychoeducation",
    "psycho education", "emotional support", "emotional well", "trauma counsel", "trauma informed", "trauma healing",
    "child friendly space", "safe space for child", "resilience group", "stress management", "self care for staff",
    "sante mentale", "psychologique", "psychologue", "trouble mental", "troubles mentaux", "premiers secours psy",
    "espace ami des enfants", "espaces amis des enfants", "espace ami", "espaces amis", "psychoeducati", "soutien psycho",
    "salud mental", "psicosocial", "psico social", "psicologic", "psicolog", "psiquiatr", "psicoterap", "psicoeduca",
    "espacio amigable", "espacios amigables", "apoyo emocional", "bienestar emocional", "trastornos mentales",
    "صحه نفسيه", "الصحه النفسيه", "صحه عقليه", "الصحه العقليه", "نفسي اجتماعي", "النفسي الاجتماعي", "نفسيه اجتماعيه",
    "النفسي والاجتماعي", "النفسيه والاجتماعيه", "دعم نفسي", "الدعم النفسي", "اسعاف نفسي", "الاسعافات النفسيه",
    "الاولي النفسي", "اسعافات نفسيه", "استشارات نفسيه", "الاضطرابات النفسيه", "مساحات صديقه للاطفال",
    "المساحات الصديقه للاطفال", "مساحه صديقه", "طب نفسي", "الطب النفسي",
)  # fmt: skip
WHOLE = ("pss", "mh", "pfa", "cfs", "psp", "eae", "eaef")  # acronyms: whole words only
SAID = re.compile(rf"(?:^| )(?:(?:{'|'.join(PHRASES)})|(?:{'|'.join(WHOLE)})(?: |$))")
COLUMN = re.compile(
    r"(?:^| )(?:mhpss|smsps|smaps)(?: |$)|mental health and psychosocial|الصحه النفسيه والدعم"
)


@lru_cache(maxsize=100_000)
def speaks_of_it(text: str) -> bool:
    return SAID.search(folded(text)) is not None


def is_mhpss(texts: Iterable[str]) -> bool:
    return any(map(speaks_of_it, texts))


def asks(header: str) -> bool:
    """Whether a column is headed “MHPSS?”: a yes or a no in it decides."""
    return COLUMN.search(folded(header)) is not None


def answer(cells: Iterable[str]) -> bool | None:
    """What the columns that ask say; None if they say neither."""
    said = {yes for cell in cells if (yes := yes_no(cell)) is not None}
    return None if not said else any(said)
