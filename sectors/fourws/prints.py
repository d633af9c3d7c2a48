"""Short fingerprints: what makes a row the same row, and whether it says the same as last time."""

from __future__ import annotations

import hashlib
from typing import Any


def short_hash(parts: list[Any]) -> str:
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()[:32]


PRINTED = (
    "place", "sector", "activity", "sector_text", "activity_text", "description", "name", "start", "end", "status",
    "targeted", "reached", "parts", "adds_up", "populations", "targets", "as_reported",
)  # fmt: skip


def fingerprint(found: dict[str, Any]) -> str:
    """Changes when the row says something else than last time."""
    parts = [
        sorted(value.items()) if isinstance(value, dict) else value
        for value in (found.get(name) for name in PRINTED)
    ]
    visibility = found["visibility"] if found["visibility_said"] else None
    return short_hash([*parts, visibility])
