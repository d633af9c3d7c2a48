"""What stands in a cell: four ways of counting the same services, each said to the database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, F, IntegerField, Max, QuerySet, Sum
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Tally:
    """What is counted in one place of the table. No value: the services are there, their people are not known.

    Figures that may count the same person as another row are never added: then the value is “at least”, the larger of
    what may be added up and the largest single figure that may not.
    """

    services: int = 0
    value: int | None = 0
    at_least: bool = False


BLANK = Tally()


@dataclass(frozen=True)
class Counting:
    """One way of counting: `thing` is what different ones are counted of, `people` where the figure stands."""

    title: Any
    thing: str = ""
    people: str = ""
    adds_up: str = ""

    @property
    def members_only(self) -> bool:
        """Figures of people are for the members of a group over the place."""
        return bool(self.people)

    def folded(self, services: QuerySet, columns: dict[str, str]) -> QuerySet:
        """One row for each different value of the columns, which get these names."""
        sums: dict[str, Any] = {"n": Cast(Count("pk"), IntegerField())}
        if self.people:
            columns = {**columns, "adds_up": self.adds_up}
            sums |= {
                "p": Sum(self.people),
                "most": Max(self.people),
                "figures": Cast(Count(self.people), IntegerField()),
            }
        elif self.thing:
            columns = {**columns, "thing": self.thing}
        named = services.annotate(**{name: F(column) for name, column in columns.items()})
        return named.values(*columns).annotate(**sums)

    @property
    def sums(self) -> list[str]:
        """What the database sums up to a level: the services first, then what `tally` reads."""
        if self.people:
            apart = "SUM(CASE WHEN adds_up THEN 0 ELSE figures END)"
            return [
                whole("SUM(n)"),
                "CAST(SUM(CASE WHEN adds_up THEN p END) AS bigint)",
                "MAX(CASE WHEN adds_up THEN NULL ELSE most END)",
                whole("SUM(figures)"),
                whole(apart),
            ]
        return [whole("SUM(n)"), *(["COUNT(thing)"] if self.thing else [])]

    def tally(self, services: int | None, *rest: Any) -> Tally:
        """The sums of one level, read."""
        if self.people:
            adding, most, figures, not_adding = rest
            value = max(adding or 0, most or 0) if figures else None
            return Tally(services or 0, value, bool(not_adding and figures > 1))
        return Tally(services or 0, rest[0] if rest else services or 0)


def whole(number: str) -> str:
    """Sums of whole numbers are whole: PostgreSQL would make decimals of them, which is slow."""
    return f"CAST({number} AS integer)"


COUNTS: dict[str, Counting] = {
    "services": Counting(_("Services")),
    "organizations": Counting(_("Organisations"), "organization_id"),
    "points": Counting(_("Service points"), "point_id"),
    "targeted": Counting(_("People targeted"), people="people_targeted", adds_up="reach_adds_up"),
    "reached": Counting(_("People reached, last month"), people="people_reached", adds_up="reach_adds_up"),
}
# The same, as reported for one month: for services that carry its figure as `of_month`.
REACHED_IN_MONTH = replace(COUNTS["reached"], people="of_month__total", adds_up="of_month__adds_up")
