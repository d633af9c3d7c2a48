"""Names in the reader's language, without a model object for each row: what big tables and files look up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname, resolution_order


def name_fields(field: str = "name") -> list[str]:
    """The columns that may hold the name, the reader's language first, then the languages it falls back to."""
    return [
        build_localized_fieldname(field, language) for language in resolution_order(get_language() or "en")
    ]


def first_name(texts: Sequence[str | None] | Iterable[str | None]) -> str:
    """The first of the texts that says something."""
    return next((text for text in texts if text), "")
