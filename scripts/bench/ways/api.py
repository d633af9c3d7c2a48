"""A hundred services as JSON, asked for in process by a coordinator, through every middleware; `alone` without any."""

from __future__ import annotations

import json

from scripts.bench.about import About, Ready
from scripts.bench.ways.peers import hundred
from scripts.bench.ways.people import browser, coordinator, fetched


def times(about: About) -> int:
    """Too short to be timed one by one."""
    return 10 if about.size >= 1_000 else 1


def asked(about: About, address: str) -> Ready:
    client, many = browser(coordinator()), times(about)

    def run() -> int:
        bodies = [fetched(client, f"/{address}") for _time in range(many)]
        found = json.loads(bodies[0])
        return len(found["results"]) if isinstance(found, dict) else len(found)

    return Ready(run)


def alone(about: About) -> Ready:
    """The hand-written query and its JSON: no request, no person, no middleware."""
    many = times(about)

    def run() -> int:
        return [len(json.loads(hundred())) for _time in range(many)].pop()

    return Ready(run)
