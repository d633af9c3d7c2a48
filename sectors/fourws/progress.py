"""How far long work is. Whoever does it says so here and there; where the words go is not its business."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Row = TypeVar("Row")
Progress = Callable[
    [int, int, str], None
]  # done, of how many (0: nobody knows), and which part of the work it is


def counted(rows: Sequence[Row], progress: Progress, phase: str) -> Iterator[Row]:
    """The rows, one by one; now and then it is said how many there were."""
    for done, row in enumerate(rows):
        if not done % 50:
            progress(done, len(rows), phase)
        yield row


def quiet(done: int, total: int, phase: str) -> None:
    """For work nobody watches."""
