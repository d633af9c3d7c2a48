"""What stands in a cell: four ways of counting the same services."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Model, QuerySet, Sum
from django.utils.translation import gettext_lazy as _


@dataclass(slots=True)
class Services:
    """Lines of the 4Ws."""

    services: int = 0

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

    def add(self, services: int, rest: tuple) -> None:
        self.services += services
        if rest[0] is not None:
            self.seen.add(rest[0])

    @property
    def value(self) -> int | None:
        return len(self.seen)


@dataclass(slots=True)
class People:
    """People: figures that may count the same person twice are shown alone, and never added to others."""

    services: int = 0
    people: int = 0
    figures: int = 0
    overlap: bool = False

    def add(self, services: int, rest: tuple) -> None:
        may_add, people, figures = rest
        self.services += services
        self.people += people or 0
        self.figures += figures
        self.overlap = self.overlap or bool(figures and not may_add)

    @property
    def value(self) -> int | None:
        if not self.figures or (self.overlap and self.figures > 1):
            return None
        return self.people


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
        sums = {"people": Sum(self.people), "figures": Count(self.people)} if self.people else {}
        grouped = services.order_by().values(*columns, **also).annotate(services=Count("pk"), **sums)
        return grouped.values_list(*columns, "services", *also, *sums)


COUNTS: dict[str, Counting] = {
    "services": Counting(_("Services"), Services),
    "organizations": Counting(_("Organisations"), Different, ("organization_id",)),
    "points": Counting(_("Service points"), Different, ("point_id",)),
    "targeted": Counting(_("People targeted"), People, ("reach_adds_up",), "people_targeted"),
    "reached": Counting(_("People reached, last month"), People, ("reach_adds_up",), "people_reached"),
}
