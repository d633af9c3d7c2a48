"""Where two or more organisations do the same for the same people at the same time: to be talked about, not forbidden."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from sectors.access import NONE
from sectors.fourws.dimensions import Frame, Key, TargetDimension
from sectors.fourws.trees import DistrictDimension, SubcodeDimension

SEVERAL = 2
Pair = tuple[int, int]  # district and activity


@dataclass(frozen=True)
class Overlap:
    """Several organisations do the same in one district. `targets` are the people they do it for: (group, who)."""

    area: Key
    what: Key
    organizations: list[str]
    targets: list[tuple[Key, list[str]]] = field(default_factory=list)


def overlapping(services: QuerySet) -> list[Pair]:
    """Districts and activities in which there is an overlap, most organisations first.

    The services are those of one period. Nobody is told a place finer than a district.
    """
    several = shared(services).annotate(organizations=Count("organization", distinct=True))
    most: dict[tuple[str, Pair], int] = defaultdict(int)
    for row in several.filter(organizations__gte=SEVERAL):
        pair = row["place__adm2__pcode"], (row["place__adm2_id"], row["activity_id"])
        most[pair] = max(most[pair], row["organizations"])
    return [pair for _code, pair in sorted(most, key=lambda found: (-most[found], found))]


def shared(services: QuerySet) -> Any:
    """Grouped by what makes two services the same: the district, the activity and the target group."""
    known = services.exclude(place__adm2=None).exclude(activity=None).order_by()
    return known.values("place__adm2_id", "place__adm2__pcode", "activity_id", "target_groups")


def described(services: QuerySet, pairs: list[Pair]) -> list[Overlap]:
    """The overlaps of these pairs, with names."""
    who = organizations_of(services, pairs)
    places, activities, targets = (
        DistrictDimension(Frame()),
        SubcodeDimension(Frame()),
        TargetDimension(Frame()),
    )
    activities.learn(set())
    areas = dict(places.describe({place for place, _activity in pairs}))
    whats = dict(activities.describe({activity for _place, activity in pairs}))
    groups = targets.describe({target for found in who.values() for target in found})
    overlaps = []
    for place, activity in pairs:
        found = who[place, activity]
        named = [(key, sorted(found[pk])) for pk, key in groups if len(found.get(pk, ())) >= SEVERAL]
        everybody = sorted({name for _key, names in named for name in names})
        overlaps.append(Overlap(areas[place], whats[activity], everybody, named))
    return overlaps


def organizations_of(services: QuerySet, pairs: list[Pair]) -> dict[Pair, dict[int | None, set[str]]]:
    """(district, activity) → target group → the short names of those who do it there."""
    wanted = NONE
    for place, activity in pairs:
        wanted |= Q(place__adm2=place, activity=activity)
    found: dict[Pair, dict[int | None, set[str]]] = defaultdict(lambda: defaultdict(set))
    rows = services.filter(wanted).order_by().distinct()
    for place, activity, target, acronym, name in rows.values_list(
        "place__adm2_id", "activity_id", "target_groups", "organization__acronym", "organization__name"
    ):
        found[place, activity][target].add(acronym or name)
    return found


def overlaps(services: QuerySet, limit: int = 20) -> list[Overlap]:
    return described(services, overlapping(services)[:limit])
