"""A small file for each piece of work that runs: locked by its worker, and in it how far the work is.

Not a column, because on SQLite the work's own transaction keeps everybody else from writing, and on PostgreSQL it hides
what it writes. Not the cache, because without Redis each process has its own, and when Redis dies every worker would seem
dead. The lock needs no clock and no heartbeat: however a worker ends, the system lets go of it in the same moment.
All processes of an installation share VAR_DIR.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

WIDTH = 100  # always written in one piece, so that a reader sees the old words or the new
PAUSE = 0.2


@dataclass
class HowFar:
    """`total` 0: nobody knows yet."""

    done: int = 0
    total: int = 0
    phase: str = ""


class Mark:
    """To be called with (done, total, phase), as often as one likes: only some calls are written down."""

    def __init__(self, file: int) -> None:
        self.file = file
        self.phase, self.next = "", 0.0

    def __call__(self, done: int, total: int, phase: str) -> None:
        now = time.monotonic()
        if phase == self.phase and now < self.next:
            return
        self.phase, self.next = phase, now + PAUSE
        words = json.dumps([done, total, phase[:40]]).ljust(WIDTH)
        with suppress(OSError):  # a full disk is no reason to stop working
            os.pwrite(self.file, words.encode(), 0)


def folder() -> Path:
    return Path(settings.VAR_DIR) / "work"


@contextmanager
def held(name: str) -> Iterator[Mark | None]:
    """The mark of a piece of work, for as long as it is worked on; None when somebody else holds it."""
    path = folder() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _lock(file) or not _still_there(file, path):
            yield None
            return
        try:
            yield Mark(file)
        finally:
            path.unlink(missing_ok=True)
    finally:
        os.close(file)


def _lock(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _still_there(file: int, path: Path) -> bool:
    """Whether the file we locked is still the one of that name: its last holder may just have removed it."""
    try:
        return os.path.samestat(os.fstat(file), os.stat(path))
    except FileNotFoundError:
        return False


def is_held(name: str) -> bool:
    """Whether somebody is working on it now."""
    try:
        file = os.open(folder() / name, os.O_RDWR)
    except OSError:
        return False
    try:
        return not _lock(file)
    finally:
        os.close(file)


def how_far(name: str) -> HowFar:
    """What the worker wrote last."""
    try:
        return HowFar(*json.loads((folder() / name).read_text()))
    except (OSError, ValueError, TypeError):
        return HowFar()
