"""The last column of a row: a short mark of all that stands in it, so that a file that comes back tells what was touched.

In step with `sectors.fourws.matching.check_of`, which looks at a whole row when it comes back; here its parts are made
ready once for many rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sectors.fourws.matching import bare, short_hash, stamped

BETWEEN = "\x1f"


def for_check(values: Sequence[Any]) -> str:
    """Neighbouring cells as the check sees them: without what a spreadsheet may add or lose."""
    return BETWEEN.join(text if text.isalnum() else bare(text) for text in map(as_text, values))


def as_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def check_of_words(words: Iterable[str], version: str) -> str:
    return stamped(short_hash((BETWEEN.join(words),))[:12], version)
