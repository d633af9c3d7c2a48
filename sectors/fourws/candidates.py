"""What a cell may mean: candidates with their evidence, offered to a person and never taken by themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

MOST = 5

Candidate = dict[str, Any]  # kind, id or code, label, why: {"code": …, numbers}


def candidate(
    kind: str, label: str, why: str, *, about: dict[str, Any] | None = None, **key: Any
) -> Candidate:
    return {"kind": kind, **key, "label": label, "why": {"code": why, **(about or {})}}


def best(found: Iterable[Candidate]) -> list[Candidate]:
    """The first few, each meaning once: who offers them offers the likeliest first."""
    once: dict[tuple[Any, ...], Candidate] = {}
    for one in found:
        once.setdefault((one["kind"], one.get("id"), one.get("code")), one)
    return list(once.values())[:MOST]


def labels(found: Iterable[Candidate]) -> str:
    return ", ".join(dict.fromkeys(str(one["label"]) for one in found))
