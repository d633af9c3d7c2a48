"""What stands in a cell: four ways of counting the same services."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Max, Model, QuerySet, Sum
from django.utils.translation import gettext_lazy as _


@dataclass(slots=True)
class Services:
    """Lines of the 4Ws."""

    services: int = 0

    at_least = False

    def add(self, services: int, rest: tuple) -> None:
        self.services += services

    @property
    def value(self) -> int | None:
        return self.services


@dataclass(slots=True)
class Different:
    """How many different ones: a total is the size of the union, never a sum."""

    services: int = 0
    seen: set[Any] = field(default_factory=set)
    at_least = False

    def add(self, services: int, rest: tuple) -> None:
        self.services += services
        if rest[0] is not None:
            self.seen.add(rest[0])

    @property
    def value(self) -> int | None:
        return len(self.seen)


@dataclass(slots=True)
class People:
    """People. Figures that may count the same person as another row are never added: then the value is “at least”,
    the larger of what may be added up and the largest single figure that may not."""

    services: int = 0
    people: int = 0
    largest: int = 0
    figures: int = 0
    overlap: bool = False

    def add(self, services: int, rest: tuple) -> None:
        may_add, people, largest, figures = rest
        self.services += services
        self.figures += figures
        if may_add:
            self.people += people or 0
        elif figures:
            self.largest, self.overlap = max(self.largest, largest), True

    @property
    def value(self) -> int | None:
        return max(self.people, self.largest) if self.figures else None

    @property
    def at_least(self) -> bool:
        return self.overlap and self.figures > 1


Tally = Services | Different | People


@dataclass(frozen=True)
class Counting:
    """One way of counting: what it is called, what the fold groups by beside the two dimensions, what it adds up."""

    title: Any
    tally: type[Tally]
    groups: tuple[str, ...] = ()
    people: str = ""

    @property
    def members_only(self) -> bool:
        """Figures of people are for the members of a group over the place."""
        return bool(self.people)

    def fold(self, services: QuerySet[Model], columns: tuple[str, ...]) -> QuerySet[Model, tuple]:
        """Rows of: the columns, the number of services, and what the tally takes."""
        also = {f"by_{group}": F(group) for group in self.groups}
        sums = (
            {"people": Sum(self.people), "largest": Max(self.people), "figures": Count(self.people)}
            if self.people
            else {}
        )
        grouped = services.order_by().values(*columns, **also).annotate(services=Count("pk"), **sums)
        return grouped.values_list(*columns, "services", *also, *sums)


COUNTS: dict[str, Counting] = {
    "services": Counting(_("Services"), Services),
    "organizations": Counting(_("Organisations"), Different, ("organization_id",)),
    "points": Counting(_("Service points"), Different, ("point_id",)),
    "targeted": Counting(_("People targeted"), People, ("reach_adds_up",), "people_targeted"),
    "reached": Counting(_("People reached, last month"), People, ("reach_adds_up",), "people_reached"),
}
