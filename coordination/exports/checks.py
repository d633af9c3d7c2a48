"""The last column of a row: a short mark of all that stands in it, so that a file that comes back tells what was touched.

In step with `sectors.fourws.matching.check_of`, which looks at a whole row when it comes back; here its parts are made
ready once for many rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sectors.fourws.matching import bare, short_hash, stamped

BETWEEN = "\x1f"
# Words and single marks, as most texts are: no file has to guard or escape it (CSV quotes commas), and nothing of it
# can get lost on the way.
SIMPLE = re.compile(r"[^\W_]+(?:[ .,:;()/!?’–،-]{1,3}[^\W_]+)*[.)!?]{0,2}")


def simple(text: str) -> bool:
    """Asked first, as it is quicker than doing all that for nothing."""
    return SIMPLE.fullmatch(text) is not None and "  " not in text


def for_check(values: Sequence[Any]) -> str:
    """Neighbouring cells as the check sees them: without what a spreadsheet may add or lose."""
    return BETWEEN.join(text if simple(text) else bare(text) for text in map(as_text, values))


def as_text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def check_of_words(words: Iterable[str], version: str) -> str:
    return stamped(short_hash((BETWEEN.join(words),))[:12], version)
