"""Text that a spreadsheet would take for a formula: an apostrophe goes before it in CSV, and away again when it comes back.

The same rule on the way out and on the way in, so that any text survives the journey: also one that began with
an apostrophe of its own.
"""

from __future__ import annotations

import re
from functools import lru_cache

UNSEEN = r"[\s\x00-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*"
RISKY = re.compile(rf"'*(?:{UNSEEN}[=+\-@|%＝＋－＠]|[\t\r\n\x00])")
GUARDED = re.compile(rf"'(?={RISKY.pattern})")


@lru_cache(maxsize=100_000)
def risky(text: str) -> bool:
    """Whether a spreadsheet might run it: = + - @ | %, also behind what nobody sees."""
    return RISKY.match(text) is not None


def guard(text: str) -> str:
    return f"'{text}" if risky(text) else text


def unguard(text: str) -> str:
    return text[1:] if GUARDED.match(text) else text
