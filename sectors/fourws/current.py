"""Codes survive the revision of their list: what a code of an older edition is called today.

A service keeps the code it was reported under; whoever shows it may show today's code beside it.
"""

from __future__ import annotations

from collections import defaultdict

from sectors.fourws.placenames import COLUMNS, Spot, heir
from sectors.models import Activity, Crosswalk, Place

LONGEST_CHAIN = 5  # editions that followed one another


def activities() -> dict[int, int]:
    """Retired activity → the one in use that it became by the crosswalk, where that is one and only one."""
    in_use = set(Activity.objects.filter(active=True).values_list("pk", flat=True))
    next_: dict[int, set[int]] = defaultdict(set)
    links = Crosswalk.objects.filter(active=True).exclude(from_activity__active=True)
    for old, new in links.values_list("from_activity", "to_activity"):
        next_[old].add(new)
    found = {}
    for old in next_:
        now = {old}
        for _edition in range(LONGEST_CHAIN):
            now = {new for one in now for new in ({one} if one in in_use else next_.get(one, ()))}
        if len(now) == 1 and now <= in_use:
            found[old] = now.pop()
    return found


def places(country: str) -> dict[int, int]:
    """Place of an older list of a country → the one of today's list that has its name, where nobody can doubt it."""
    rows = Place.objects.filter(country=country).order_by("pk").values_list(*COLUMNS)
    spots = [Spot.of(row) for row in rows]
    named: dict[str, dict[int, Spot]] = defaultdict(dict)
    for spot in spots:
        for name in spot.names:
            named[name][spot.id] = spot
    found = {}
    for old in (spot for spot in spots if not spot.current):
        same = {other.id: other for name in old.names for other in named[name].values()}
        if (now := heir(old, same.values())) is not old:
            found[old.id] = now.id
    return found
