"""What a column holds, whatever is written above it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sectors.fourws import values, words

PCODE = re.compile(r"^[A-Z]{2,3}[A-Z]?\d{1,3}[A-Z0-9]*$")
MAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$", re.IGNORECASE)
PHONE = re.compile(r"^\+[\d ()\-]{8,20}$")
MOST = 0.6
STATUSES = ("ongoing", "funded", "unfunded", "suspended", "ended")


@dataclass(frozen=True)
class Content:
    """Shares of the filled cells, and what they say."""

    filled: int
    distinct: int
    pcodes: float
    numbers: float
    dates: float
    private: float
    sectors: float
    roles: float
    types: float
    statuses: float
    example: str = ""


def look_at(cells: list[str]) -> Content:
    """The profile of a column, from its distinct values weighed by how often they come."""
    counts: dict[str, int] = {}
    for cell in cells:
        if text := values.clean(cell):
            counts[text] = counts.get(text, 0) + 1
    filled = sum(counts.values())
    shown = ", ".join(sorted(counts, key=lambda text: -counts[text])[:3])[:80]

    def share(test: Callable[[str], bool]) -> float:
        return sum(times for text, times in counts.items() if test(text)) / filled if filled else 0.0

    return Content(
        filled=filled,
        distinct=len(counts),
        pcodes=share(lambda text: bool(PCODE.match(text))),
        numbers=share(is_number),
        dates=share(is_date),
        private=share(lambda text: bool(MAIL.match(text) or PHONE.match(text))),
        sectors=share(lambda text: words.is_value("sector", values.folded(text))),
        roles=share(lambda text: words.is_value("org_role", values.folded(text))),
        types=share(lambda text: words.is_value("org_type", values.folded(text))),
        statuses=share(lambda text: bool(words.value_of(values.folded(text), STATUSES))),
        example=shown,
    )


def is_number(text: str) -> bool:
    try:
        values.number(text)
    except values.Unreadable:
        return False
    return True


def is_date(text: str) -> bool:
    if values.names_a_month(text):
        return True
    for first in (True, False):
        try:
            values.period(text, first)
        except values.Unreadable:
            continue
        return True
    return False


NUMERIC = {"reached", "targeted", "reached_part", "targeted_part"}
DATED = {"period", "start", "end", "updated"}


def speaks_against(field: str, seen: Content) -> bool:
    """Whether the content shows that the column cannot be this field."""
    if not seen.filled:
        return False
    if field in NUMERIC:
        return seen.numbers < 0.5
    if field in DATED:
        return seen.dates < 0.3
    if field in ("org", "lead", "donor", "partners"):
        return max(seen.roles, seen.types, seen.numbers, seen.pcodes) > MOST
    if field == "activity":
        return seen.pcodes > MOST
    if re.fullmatch(r"adm\dn", field):
        return seen.pcodes > MOST or seen.numbers > MOST
    return (
        field in ("adm1c", "adm2c", "adm3c", "adm4c", "pcode") and seen.dates > MOST and seen.numbers < MOST
    )


def speaks_for(seen: Content) -> str:
    """The field the content points to by itself, or ""."""
    if seen.filled and seen.private > 0.3:
        return "private"
    if seen.filled < 2:
        return ""
    if seen.pcodes > 0.9:
        return "pcode"
    for share, field in (
        (seen.roles, "org_role"),
        (seen.types, "org_type"),
        (seen.statuses, "status"),
        (seen.sectors, "sector"),
    ):
        if share > MOST:
            return field
    return ""
