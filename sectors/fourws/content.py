"""What a column holds, whatever is written above it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cached_property

from sectors.fourws import days, values, words

PCODE = re.compile(r"^[A-Z]{2,3}[A-Z]?\d{1,3}[A-Z0-9]*$")
MAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$", re.IGNORECASE)
PHONE = re.compile(r"^\+[\d ()\-]{8,20}$")
MOST = 0.6
TICKED = frozenset({"1", "1.0", "true", "yes", "x", "oui", "si", "sí", "نعم"})
UNTICKED = frozenset({"0", "0.0", "false", "no", "non", "لا"})
ENOUGH = 150  # different texts that are looked at
STATUSES = ("ongoing", "funded", "unfunded", "suspended", "ended")


class Content:
    """Shares of the filled cells, each counted when it is asked for; the text of a long column by a part of it."""

    def __init__(self, cells: Iterable[str]) -> None:
        counts: dict[str, int] = {}
        for cell, times in Counter(cells).items():
            if text := values.clean(cell):
                counts[text] = counts.get(text, 0) + times
        self.filled = sum(counts.values())
        self.example = ", ".join(sorted(counts, key=lambda text: -counts[text])[:3])[:80]
        self.counts = dict(list(counts.items())[:: len(counts) // ENOUGH + 1])
        self.weight = sum(self.counts.values())

    def share(self, test: Callable[[str], object]) -> float:
        hits = sum(times for text, times in self.counts.items() if test(text))
        return hits / self.weight if self.weight else 0.0

    @cached_property
    def pcodes(self) -> float:
        return self.share(PCODE.match)

    @cached_property
    def numbers(self) -> float:
        return self.share(is_number)

    @cached_property
    def dates(self) -> float:
        return self.share(is_date)

    @cached_property
    def ticks(self) -> float:
        return self.share(lambda text: text.casefold() in TICKED | UNTICKED)

    @cached_property
    def private(self) -> float:
        return self.share(lambda text: MAIL.match(text) or PHONE.match(text))

    @cached_property
    def sectors(self) -> float:
        return self.share(lambda text: words.is_value("sector", values.folded(text)))

    @cached_property
    def roles(self) -> float:
        return self.share(lambda text: words.is_value("org_role", values.folded(text)))

    @cached_property
    def types(self) -> float:
        return self.share(lambda text: words.is_value("org_type", values.folded(text)))

    @cached_property
    def statuses(self) -> float:
        return self.share(lambda text: words.value_of(values.folded(text), STATUSES))


def is_number(text: str) -> bool:
    try:
        values.number(text)
    except values.Unreadable:
        return False
    return True


def is_date(text: str) -> bool:
    if days.names_a_month(text):
        return True
    for first in (True, False):
        try:
            days.period(text, first)
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
        ticked = field in ("donor", "partners") and seen.ticks == 1  # a choice of a form
        return not ticked and max(seen.roles, seen.types, seen.numbers, seen.pcodes, seen.dates) > MOST
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
