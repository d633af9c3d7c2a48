"""The people reached in the month a row is about: written once per service and month, and put back as they were."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sectors import bulk
from sectors.models import Reach

COLUMNS = ("total", "parts", "adds_up")
Figures = list[Any]  # total, parts, adds_up


def figures(values: Mapping[str, Any]) -> Figures | None:
    """What the row says of its month, if it says something."""
    if not values.get("month") or values.get("reached") is None:
        return None
    fits = sum(values["parts"].values()) == values["reached"]
    return [values["reached"], values["parts"] if fits else {}, values["adds_up"]]


def said(pairs: Iterable[tuple[int, Mapping[str, Any]]]) -> dict[tuple[int, str], Figures]:
    """(service, month) → figures; the last row wins."""
    return {
        (service, values["month"]): found
        for service, values in pairs
        if (found := figures(values)) is not None
    }


def write(
    pairs: Iterable[tuple[int, Mapping[str, Any]]], changed: list[int]
) -> dict[tuple[int, str], Figures | None]:
    """Answers with what stood there before, for undo; None where nothing did. Only `changed` services may have any."""
    rows = said(pairs)
    stand = read(changed)
    differing = {
        key: (stand[key], found) for key, found in rows.items() if key in stand and stand[key][1] != found
    }
    bulk.change(Reach, COLUMNS, [(pk, *found) for (pk, _before), found in differing.values()])
    add({key: found for key, found in rows.items() if key not in stand})
    kept = set(changed)
    befores: dict[tuple[int, str], Figures | None] = {
        key: before for key, ((_pk, before), _found) in differing.items()
    }
    return befores | {key: None for key in rows if key not in stand and key[0] in kept}


def put_back(
    written: Mapping[tuple[int, str], Figures], befores: Mapping[tuple[int, str], Figures | None]
) -> None:
    """What stands as it was written becomes what it was before; what somebody changed since stays."""
    stand = read([service for service, _month in befores])
    mine = {key: stand[key][0] for key in befores if key in stand and stand[key][1] == written.get(key)}
    gone = [pk for key, pk in mine.items() if befores[key] is None]
    Reach.objects.filter(pk__in=bulk.among(gone)).delete()
    bulk.change(
        Reach, COLUMNS, [(pk, *before) for key, pk in mine.items() if (before := befores[key]) is not None]
    )


def read(services: list[int]) -> dict[tuple[int, str], tuple[int, Figures]]:
    """(service, month) → (id, figures)."""
    if not services:
        return {}
    rows = Reach.objects.filter(service_id__in=bulk.among(services)).order_by()
    return {
        (service, month.isoformat()): (pk, figures_)
        for pk, service, month, *figures_ in rows.values_list("pk", "service_id", "month", *COLUMNS)
    }


def add(rows: Mapping[tuple[int, str], Figures]) -> None:
    lines = [(service, date.fromisoformat(month), *found) for (service, month), found in rows.items()]
    bulk.insert(Reach, ("service_id", "month", *COLUMNS), lines)
