"""What a matrix can be counted by. A dimension says by which column of a service the database groups, which keys stand
in the matrix even when nobody works there, and how a key is called and asked for again.

Here those of one column; places and activities, which stand on trees, are in `trees.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from sectors.access import all_rows, visible
from sectors.fourws.labels import first_name, name_fields
from sectors.fourws.months import MonthAxis
from sectors.models import Organization, Sector, Service, Term


@dataclass(frozen=True)
class Frame:
    """What stands in a matrix even where it is empty: the areas, the months and the codes that were asked for."""

    areas: tuple[str, ...] = ()
    months: tuple[date, ...] = ()
    activity: int | None = None
    layer: int | None = None


@dataclass(frozen=True)
class Key:
    """One row or column: `id` in files, `ask` is what to ask the service filter for (None: cannot be asked).

    `code` is short enough for a column head, `level` is the admin level of a place.
    A rest (“Whole country”, “No activity code”) is never a gap.
    """

    id: str
    label: str
    code: str = ""
    ask: dict[str, list[str]] | None = None
    rest: bool = False
    level: int | None = None

    @property
    def mark(self) -> str:
        """The code to stand before the label: not that of a place, and not twice."""
        return "" if self.level is not None or self.label.startswith(self.code) else self.code


@dataclass
class Dimension:
    """By default: one column of the service, its values are the keys."""

    frame: Frame
    column = ""
    is_area = False
    shows_gaps = False
    members_only = False
    linked = False  # a service may have several of them

    def fold(self, services: QuerySet) -> tuple[QuerySet, tuple[str, ...]]:
        """The services with what is needed to group them, and the columns to group by: the key, or where a service
        stands under a row of keys, the first and the last of them."""
        return services, (self.column,)

    def spread(self, number: int) -> str:
        """Where the fold has a first and a last key: the table `spread…` of all of them."""
        return ""

    def learn(self, keys: set[Any]) -> None:
        """Read what is known about these keys, in one query."""

    def expected(self) -> set[Any]:
        """The keys that stand in the table even when nothing is there."""
        return set()

    def describe(self, keys: set[Any]) -> list[tuple[Any, Key]]:
        """The keys in the order in which they stand, each with its name."""
        raise NotImplementedError


class SectorDimension(Dimension):
    column = "sector_id"
    shows_gaps = True

    def describe(self, keys: set[Any]) -> list[tuple[Any, Key]]:
        rows = visible(Sector, None).filter(pk__in=keys - {None}).order_by("position", "code")
        found = [
            (pk, Key(code, first_name(texts) or code, code, {"sector": [code], "only": ["sector"]}))
            for pk, code, *texts in rows.values_list("pk", "code", *name_fields())
        ]
        rest = Key("", str(_("No sector")), "–", {"without": ["sector"]}, rest=True)
        return found + ([(None, rest)] if None in keys else [])


class WordingDimension(Dimension):
    """The partner's own words for the sector, as they came."""

    column = "sector_text"
    members_only = True

    def describe(self, keys: set[Any]) -> list[tuple[Any, Key]]:
        found: list[tuple[Any, Key]] = [
            (text, Key(text, text, "", {"wording": [text]})) for text in sorted(keys - {""})
        ]
        rest = Key("", str(_("No wording")), "–", {"without": ["wording"]}, rest=True)
        return found + ([("", rest)] if "" in keys else [])


class OrganizationDimension(Dimension):
    """Whoever sees a service sees who gives it: the services were cut to the reader already."""

    column = "organization_id"

    def describe(self, keys: set[Any]) -> list[tuple[Any, Key]]:
        rows = all_rows(Organization).filter(pk__in=keys).order_by("name", "pk")
        return [
            (pk, Key(public_id, name, acronym, {"organization": [public_id]}))
            for pk, public_id, name, acronym in rows.values_list("pk", "public_id", "name", "acronym")
        ]


class TargetDimension(Dimension):
    """A service with two target groups stands under both, and once in the totals."""

    column = "target_groups"
    linked = True
    shows_gaps = True

    def describe(self, keys: set[Any]) -> list[tuple[Any, Key]]:
        rows = visible(Term, None).filter(pk__in=keys - {None}).order_by("position", "code")
        found = [
            (pk, Key(code, first_name(texts) or code, "", {"target": [code]}))
            for pk, code, *texts in rows.values_list("pk", "code", *name_fields())
        ]
        rest = Key("", str(_("No target group given")), "–", {"without": ["target"]}, rest=True)
        return found + ([(None, rest)] if None in keys else [])


class StatusDimension(Dimension):
    """The state today: what has run out has ended."""

    column = "state"

    def fold(self, services: QuerySet) -> tuple[QuerySet, tuple[str, ...]]:
        return services.with_status_now(timezone.localdate()), (self.column,)  # type: ignore[attr-defined]

    def describe(self, keys: set[Any]) -> list[tuple[Any, Key]]:
        return [
            (status.value, Key(status.value, str(status.label), "", {"status": [status.value]}))
            for status in Service.Status if status.value in keys
        ]  # fmt: skip


class MonthDimension(Dimension):
    """A service counts in every month in which it runs; without dates it always runs."""

    shows_gaps = True

    def fold(self, services: QuerySet) -> tuple[QuerySet, tuple[str, ...]]:
        return MonthAxis(self.frame.months).annotate(services), ("first_month", "last_month")

    def spread(self, number: int) -> str:
        numbers = ", ".join(f"({month})" for month in range(len(self.frame.months)))
        return f"spread{number} (one{number}) AS (VALUES {numbers})"

    def expected(self) -> set[int]:
        return set(range(len(self.frame.months)))

    def describe(self, keys: set[Any]) -> list[tuple[Any, Key]]:
        found = []
        for number in sorted(keys):
            month = self.frame.months[number]
            text = f"{month:%Y-%m}"
            found.append(
                (number, Key(text, date_format(month, "YEAR_MONTH_FORMAT"), text, {"month": [text]}))
            )
        return found
