"""What is printed: one table for each race, and at the end the goals in one list. The same text fits into a document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scripts.bench.races import Goal, Race
from scripts.bench.track import Times

HELD, MISSED, UNKNOWN = "held", "NOT HELD", "not measured"


@dataclass(frozen=True)
class Verdict:
    race: str
    where: str
    goal: str
    found: str
    state: str


def table(head: tuple[str, ...], lines: Iterable[tuple[str, ...]]) -> str:
    rows = [head, *lines]
    widths = [max(len(row[place]) for row in rows) for place in range(len(head))]

    def laid_out(row: tuple[str, ...]) -> str:
        cells = (
            word.ljust(width) if place == 0 else word.rjust(width)
            for place, (word, width) in enumerate(zip(row, widths, strict=True))
        )
        return f"| {' | '.join(cells)} |"

    rule = "|".join("-" * (width + 2) for width in widths)
    return "\n".join([laid_out(head), f"|{rule}|", *map(laid_out, rows[1:])])


def time(seconds: float) -> str:
    return f"{seconds:,.2f} s" if seconds >= 2 else f"{seconds * 1000:,.1f} ms"


def times(found: dict[str, Times], ours: str) -> str:
    """`ratio`: how many times what ours takes."""
    base = found[ours].middle if ours in found and found[ours].seconds else 0
    lines = []
    for words, one in found.items():
        if one.skipped:
            lines.append((words, one.skipped, "", "", "", "", ""))
            continue
        ratio = f"{one.middle / base:,.2f}" if base else ""
        spread, peak = f"{time(one.best)} – {time(one.worst)}", f"{one.megabytes:,.0f} MB"
        lines.append((words, time(one.middle), time(one.late), spread, str(len(one.seconds)), ratio, peak))
    return table(("", "median", "p95", "from – to", "runs", "× ours", "peak"), lines)


def verdicts(race: Race, where: str, vendor: str, found: dict[str, Times]) -> list[Verdict]:
    said = [verdict(race, where, goal, found) for goal in race.goals if goal.vendor in ("", vendor)]
    if race.megabytes:
        peak = max((found[name].megabytes for name in race.ours if name in found), default=0)
        state = HELD if peak <= race.megabytes else MISSED
        said.append(Verdict(race.name, where, f"peak ≤ {race.megabytes:,.0f} MB", f"{peak:,.0f} MB", state))
    return [one for one in said if one.state != UNKNOWN]


def verdict(race: Race, where: str, goal: Goal, found: dict[str, Times]) -> Verdict:
    ours, others = found.get(goal.ours), [found[name] for name in goal.against if name in found]
    others = [one for one in others if one.seconds]
    name = goal.against[0].rsplit(", folded", 1)[0]
    words = (
        f"{goal.ours} ≤ {goal.most:g} × {name}"
        if goal.most
        else f"{goal.ours} ≥ {goal.least:g} × faster than {name}"
    )
    if not ours or not ours.seconds or not others:
        return Verdict(race.name, where, words, "", UNKNOWN)
    mine = ours.late if goal.late else ours.middle
    best = min(one.late if goal.late else one.middle for one in others)
    if goal.most:
        ratio, holds = mine / best, mine <= goal.most * best
    else:
        ratio, holds = best / mine, best >= goal.least * mine
    return Verdict(race.name, where, words, f"{ratio:,.2f} ×", HELD if holds else MISSED)


def summary(said: Iterable[Verdict]) -> str:
    lines = [(f"{one.race}: {one.goal}", one.where, one.found, one.state) for one in said]
    return table(("goal", "where", "found", ""), lines)
