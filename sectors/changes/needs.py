"""What happens to figures of need: written for a place and a month, over the figure that stood there, with history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from sectors.fourws.needs import Figure
from sectors.models import Need
from sectors.models.records import person

FIELDS = ("people", "population", "source")


@dataclass
class Written:
    new: int = 0
    changed: int = 0
    same: int = 0


@transaction.atomic
def write_needs(figures: Iterable[Figure], *, by: Any, source: str = "") -> Written:
    """The figures for everybody in these places and months. What a line does not say stays as it was."""
    figures, done = list(figures), Written()
    rows = Need.objects.select_for_update().filter(
        population_group=None,
        place__in={one.place for one in figures},
        month__in={one.month for one in figures},
    )
    there = {(row.place_id, row.month): row for row in rows}
    for one in figures:
        row = there.get((one.place.pk, one.month)) or Need(place=one.place, month=one.month)
        before = [getattr(row, name) for name in FIELDS]
        said = {"people": one.people, "population": one.population, "source": source or None}
        for name, value in said.items():
            if value is not None:
                setattr(row, name, value)
        if row.pk and before == [getattr(row, name) for name in FIELDS]:
            done.same += 1
            continue
        done.changed, done.new = done.changed + bool(row.pk), done.new + (not row.pk)
        row._history_user = person(by)  # type: ignore[attr-defined]
        row.full_clean()
        row.save()
    return done


@transaction.atomic
def remove_need(row: Need, *, by: Any) -> None:
    """Take a figure away; its history stays."""
    row._history_user = person(by)  # type: ignore[attr-defined]
    row.delete()
