"""What a way may need to know, and what it answers with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class About:
    """`url` is the database with `size` services; `folder` is for files; `vendor` is sqlite or postgresql."""

    url: str
    size: int
    folder: str

    @property
    def vendor(self) -> str:
        return "sqlite" if self.url.startswith("sqlite") else "postgresql"

    @property
    def path(self) -> Path:
        return Path(self.folder)

    def file(self, name: str) -> Path:
        return self.path / f"{self.vendor}-{self.size}-{name}"

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def nothing() -> None:
    pass


@dataclass(frozen=True)
class Ready:
    """`run` is timed, `before` is not. What `run` answers with is compared: ways that do the same work say the same."""

    run: Callable[[], Any]
    before: Callable[[], Any] = nothing
