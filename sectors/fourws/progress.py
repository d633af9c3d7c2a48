"""How far long work is. Whoever does it says so here and there; where the words go is not its business."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[
    [int, int, str], None
]  # done, of how many (0: nobody knows), and which part of the work it is


def quiet(done: int, total: int, phase: str) -> None:
    """For work nobody watches."""
