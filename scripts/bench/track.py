"""Runs the ways of a race in turns: first, second, third, first … so that a busy moment of the machine meets them all."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from scripts.bench.about import About

PATIENCE = 20.0  # seconds after which a way is not asked to run again
LONG = 4.0  # a run this long is not much disturbed by what else happens: two are enough


@dataclass
class Times:
    """What was measured of one way."""

    seconds: list[float] = field(default_factory=list)
    megabytes: float = 0
    answer: Any = None
    skipped: str = ""

    @property
    def middle(self) -> float:
        return median(self.seconds)

    @property
    def late(self) -> float:
        """What 19 of 20 runs stay below."""
        return sorted(self.seconds)[(len(self.seconds) * 19 - 1) // 20]

    @property
    def best(self) -> float:
        return min(self.seconds)

    @property
    def worst(self) -> float:
        return max(self.seconds)

    def enough(self, rounds: int) -> bool:
        if not self.seconds:
            return False
        longest = self.worst
        return len(self.seconds) >= (
            1 if longest > PATIENCE else min(2, rounds) if longest > LONG else rounds
        )


class Runner:
    """One way, in a process of its own."""

    def __init__(self, way: str, about: About) -> None:
        self.way, self.times = way, Times()
        self.child = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "scripts.bench.runner", way, json.dumps(about.plain())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.times.skipped = self.heard().get("skipped", "")

    def heard(self) -> dict[str, Any]:
        line = self.child.stdout.readline() if self.child.stdout else ""
        if not line:
            return {"skipped": f"stopped with {self.child.wait()}; what it said stands above"}
        return dict(json.loads(line))

    def run(self, *, counts: bool = True) -> None:
        if self.times.skipped or not self.child.stdin:
            return
        self.child.stdin.write("\n")
        self.child.stdin.flush()
        heard = self.heard()
        if "skipped" in heard:
            self.times.skipped = heard["skipped"]
            return
        if counts:
            self.times.seconds.append(heard["seconds"])
        self.times.megabytes = max(self.times.megabytes, heard["megabytes"])
        self.times.answer = heard["answer"]

    def end(self) -> None:
        if self.child.stdin:
            self.child.stdin.close()
        self.child.wait()


def race(ways: Iterable[tuple[str, About]], *, rounds: int, warm: bool) -> list[Times]:
    """Everybody's times, in their order. `warm`: one run before that does not count, for what is short and asked often."""
    runners = [Runner(way, about) for way, about in ways]
    try:
        for _warming in range(2 if warm else 0):
            for runner in runners:
                runner.run(counts=False)
        for _round in range(rounds):
            for runner in runners:
                if not runner.times.enough(rounds):
                    runner.run()
    finally:
        for runner in runners:
            runner.end()
    return [runner.times for runner in runners]
