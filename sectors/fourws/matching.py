"""Which row of the file is which service we have: by organisation and row key, so that the same file twice changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sectors.models import Group, Service

Known = dict[tuple[Any, str], list[tuple[int, str]]]


def read_known(group: Group) -> Known:
    """(organisation, key) → [(service, fingerprint)] of every service in the area of the group; also by its own id."""
    rows = Service.objects.filter(deleted_at=None, place__path__startswith=group.place.path).order_by("pk")
    found: Known = defaultdict(list)
    for pk, organization, row_key, public_id in rows.values_list(
        "pk", "organization_id", "row_key", "public_id"
    ):
        found[organization, f"id {public_id}"].append((pk, ""))
        if row_key:
            key, _sign, fingerprint = row_key.partition(":")
            found[organization, key].append((pk, fingerprint))
    return found


def by_id(rows: list[dict[str, Any]], left: Known, found: list[tuple[int | None, bool]]) -> None:
    """Rows of a file of ours are the services they were, of the same organisation; a copied row is so only once."""
    taken = set()
    for index, values in enumerate(rows):
        record = values.get("record")
        known = left.pop((values.get("organization"), f"id {record}"), None) if record else None
        values["own"] = known is not None
        if known:
            found[index] = (known[0][0], bool(values.get("untouched")))
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
