"""`make bench`, or: python -m scripts.bench --sizes 10k 100k --db both --only matrix csv"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from scripts.bench import databases, tables
from scripts.bench.about import About
from scripts.bench.races import Race, chosen
from scripts.bench.track import Times, race

MULTIPLES = {"k": 1_000, "m": 1_000_000}
VENDORS = {"sqlite": ["sqlite"], "postgres": ["postgresql"], "both": ["sqlite", "postgresql"]}


def size(text: str) -> int:
    """10k, 1m, 250"""
    number, unit = (text[:-1], text[-1].lower()) if text[-1:].lower() in MULTIPLES else (text, "")
    if not number.isdecimal() or not int(number):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of services. Write 10k, 100k or 1m.")
    return int(number) * MULTIPLES.get(unit, 1)


def asked(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument(
        "--sizes", nargs="+", type=size, default=[10_000, 100_000], help="how many services: 10k 100k 1m"
    )
    parser.add_argument("--db", choices=VENDORS, default="both")
    parser.add_argument(
        "--only", nargs="*", default=[], help="names of races, or how they begin: matrix xlsx api"
    )
    parser.add_argument(
        "--rounds", type=int, default=0, help="runs of each way; each race has its own number"
    )
    parser.add_argument("--everything", action="store_true", help="the slow peers with many rows too")
    parser.add_argument("--folder", type=Path, default=Path("var/bench"))
    return parser.parse_args(words)


def vendors(given: str) -> list[str]:
    wanted = VENDORS[given]
    if "postgresql" in wanted and not databases.server():
        print(
            "No PostgreSQL answers: SQLite only. Start one, or set DATABASE_URL=postgres://user:password@host:5432/name\n"
        )
        wanted = [name for name in wanted if name != "postgresql"]
    return wanted


def run(one: Race, about: About, options: argparse.Namespace) -> dict[str, Times]:
    ways = [way for way in one.ways if way.runs(about.size, about.vendor, options.everything)]
    sized = {
        number: replace(about, url=databases.make(about.vendor, number, options.folder), size=number)
        for number in {way.size for way in ways} - {0}
    }
    rounds = min(options.rounds or one.rounds, one.rounds)
    found = race([(way.way, sized.get(way.size, about)) for way in ways], rounds=rounds, warm=one.warm)
    return {way.words: times for way, times in zip(ways, found, strict=True)}


def disagreeing(one: Race, found: dict[str, Times]) -> list[str]:
    """What ways found that should have found the same: then somebody was quick because they did something else."""
    answers: dict[str, dict[str, Any]] = {}
    for way in one.ways:
        if way.same and way.words in found and not found[way.words].skipped:
            answers.setdefault(way.same, {})[way.words] = found[way.words].answer
    return [str(given) for given in answers.values() if len(set(given.values())) > 1]


def main(words: list[str]) -> int:
    options = asked(words)
    options.folder.mkdir(parents=True, exist_ok=True)
    said, wrong = [], 0
    print(f"{datetime.now():%Y-%m-%d %H:%M}, Python {sys.version.split()[0]}, {os.cpu_count()} cores\n")  # noqa: DTZ005
    for vendor in vendors(options.db):
        for number in options.sizes:
            about = About(
                databases.make(vendor, number, options.folder), number, str(options.folder.resolve())
            )
            for one in chosen(options.only):
                if (one.only and number not in one.only) or (one.extra and not options.everything):
                    continue
                where = f"{vendor}, {number:,}"
                print(f"\n### {one.title} – {where}\n", flush=True)
                found = run(one, about, options)
                print(tables.times(found, next(iter(found), "")), flush=True)
                for answers in disagreeing(one, found):
                    wrong += 1
                    print(f"\nDIFFERENT ANSWERS, so these figures are worth nothing: {answers}")
                said += tables.verdicts(one, where, vendor, found)
    print(f"\n### Goals\n\n{tables.summary(said)}")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
