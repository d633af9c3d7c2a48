"""Which row of the file is which service we have, so that the same file twice changes nothing.

By organisation and row key; a row of a file of ours also by its own id.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Q

from sectors import bulk
from sectors.fourws.guard import unguard
from sectors.fourws.values import clean
from sectors.models import Group, Service

ANYBODY = "anybody"
Known = dict[tuple[Any, str], list[tuple[int, str]]]
SAID = (
    "place", "sector", "activity", "sector_text", "activity_text", "description", "name", "start", "end", "status",
    "targeted", "reached", "parts", "adds_up", "populations", "targets", "as_reported",
)  # fmt: skip


def short_hash(parts: Iterable[Any]) -> str:
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:32]


def fingerprint(found: dict[str, Any]) -> str:
    """Changes when the row says something else than last time."""
    parts = [
        listed(value) if isinstance(value, dict) else value for value in (found.get(name) for name in SAID)
    ]
    visibility = found["visibility"] if found["visibility_said"] else None
    return short_hash([*parts, visibility])


spelt = lru_cache(maxsize=200_000)(repr)  # files repeat their cells


def listed(words: dict[str, Any]) -> str:
    """As `str(sorted(words.items()))` would say it, which is the most expensive part of a row."""
    return f"[{', '.join(map(spelt, sorted(words.items())))}]"


def check_of(cells: Iterable[Any]) -> str:
    """A short mark of all that stands in a row of a file of ours: when it comes back, it tells whether anybody touched it."""
    words = (
        cell.isoformat() if isinstance(cell, date) else "" if cell is None else str(cell) for cell in cells
    )
    return short_hash(map(bare, words))[:12]


def stamped(check: str, version: int | str) -> str:
    """What stands in the check column: the mark of the row, and the version its service had when it was written."""
    return f"{check}-{version}"


def read_stamp(text: str) -> tuple[str, int | None]:
    check, _sign, version = text.partition("-")
    return check, int(version) if version.isdecimal() and len(version) < 10 else None


@lru_cache(maxsize=100_000)
def bare(text: str) -> str:
    """Without guarding apostrophes: a CSV file has one more of them than a workbook."""
    text = clean(text)
    while (less := unguard(text)) != text:
        text = less
    return text


def read_known(group: Group, rows: Iterable[dict[str, Any]] | None = None) -> Known:
    """(organisation, key) → [(service, fingerprint)] of every service in the area of the group; also by its own id.

    `rows`: only what could be one of them, so that a short file is not laid beside a whole country.
    """
    services = Service.objects.filter(deleted_at=None, place__path__startswith=group.place.path).order_by(
        "pk"
    )
    with_ids = True
    if rows is not None:
        said = [
            (values.get("organization"), values.get("record"), values.get("untouched")) for values in rows
        ]
        with_ids = any(record for _organization, record, _untouched in said)
        own = {record for _organization, record, untouched in said if untouched}
        mine = Q(
            organization_id__in={organization for organization, _record, _untouched in said if organization}
        )
        services = services.filter(mine | Q(public_id__in=bulk.among(own, "text")) if own else mine)
    found: Known = defaultdict(list)
    for pk, organization, row_key, public_id in services.values_list(
        "pk", "organization_id", "row_key", "public_id"
    ):
        if with_ids:
            found[organization, f"id {public_id}"].append((pk, ""))
            found[ANYBODY, f"id {public_id}"].append((pk, ""))
        if row_key:
            key, _sign, fingerprint = row_key.partition(":")
            found[organization, key].append((pk, fingerprint))
    return found


def by_id(rows: list[dict[str, Any]], left: Known, found: list[tuple[int | None, bool]]) -> None:
    """Rows of a file of ours are the services they were, of the same organisation; a copied row is so only once.

    Those that came back untouched come first, and say nothing: not even their organisation has to be understood.
    """
    taken: set[int] = set()
    for untouched in (True, False):
        for index, values in enumerate(rows):
            if bool(values.get("untouched")) != untouched:
                continue
            whose = ANYBODY if untouched else values.get("organization")
            known = left.get((whose, f"id {values['record']}")) if values.get("record") else None
            values["own"] = known is not None and known[0][0] not in taken
            if known is not None and values["own"]:
                found[index] = (known[0][0], untouched)
                taken.add(known[0][0])
    for services in left.values() if taken else ():
        services[:] = [service for service in services if service[0] not in taken]


def row_key(values: dict[str, Any]) -> str:
    return f"{values['key']}:{values['print']}"


def match(rows: Iterable[dict[str, Any]], known: Known) -> list[tuple[int | None, bool]]:
    """For the values of each row: the service it is, if any, and whether that says the same already.

    Rows with equal keys are paired by what they say first, then in their order: the order of rows does not matter.
    """
    rows = list(rows)
    left = {key: list(services) for key, services in known.items()}
    found: list[tuple[int | None, bool]] = [(None, False)] * len(rows)
    by_id(rows, left, found)
    keys = [
        ("" if found[index][0] else values.get("organization"), values["key"])
        for index, values in enumerate(rows)
    ]
    for index, values in enumerate(rows):
        for service in left.get(keys[index], ()):
            if service[1] == values["print"]:
                found[index] = (service[0], True)
                left[keys[index]].remove(service)
                break
    for index in range(len(rows)):
        if found[index][0] is None and (waiting := left.get(keys[index])):
            found[index] = (waiting.pop(0)[0], False)
    return found
