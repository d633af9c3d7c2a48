"""What a matrix can be counted by. A dimension says which columns of a service it reads, which keys these mean,
which keys stand in the matrix even when nobody works there, and how a key is called and asked for again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from sectors.access import all_rows, below, visible
from sectors.fourws.labels import first_name, name_fields
from sectors.fourws.months import MonthAxis
from sectors.models import Activity, Organization, Place, Sector, Service, Term
from sectors.models.activities import FOURWS_2012


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


@dataclass
class Dimension:
    """By default: one column of the service, its values are the keys."""

    frame: Frame
    column = ""
    title: Any = ""
    is_area = False
    shows_gaps = False
    members_only = False

    def fold(self, services: QuerySet) -> tuple[QuerySet, tuple[str, ...]]:
        """The services with what is needed to group them, and the columns to group by."""
        return services, (self.column,)

    def learn(self, values: Iterable[tuple]) -> None:
        """Read what is known about these values, in one query."""

    def keys_of(self, value: tuple) -> tuple[Any, ...]:
        return value

    def expected(self) -> set[Any]:
        return set()

    def describe(self, keys: set[Any]) -> list[tuple[Any, Key]]:
        """The keys in the order in which they stand, each with its name."""
        raise NotImplementedError


@dataclass
class PlaceDimension(Dimension):
    """Areas of one level. A service known only by a larger area stands under that: “Iraq, the whole country”."""

    known: dict[int, tuple] = field(default_factory=dict)
    is_area = True
    level = 1

    def fold(self, services: QuerySet) -> tuple[QuerySet, tuple[str, ...]]:
        """Grouped in the database by the area itself: every place knows its ancestors."""
        name = f"area{self.level}"
        return services.annotate(**{name: Coalesce(F(f"place__adm{self.level}_id"), F("place_id"))}), (name,)

    def learn(self, values: Iterable[tuple]) -> None:
        """The areas of the services, and all of the level in the areas that were asked for."""
        rows = (
            visible(Place, None).filter(Q(pk__in={value[0] for value in values}) | self.in_areas()).order_by()
        )
        self.known = {pk: tuple(rest) for pk, *rest in rows.values_list("pk", "level", "path", "valid_to")}

    def in_areas(self) -> Q:
        wanted = below(frozenset(self.frame.areas), "path") & Q(level=self.level, valid_to=None)
        return wanted | Q(path__in=self.above())

    def above(self) -> set[str]:
        """For areas finer than the level: the unit of this level they lie in."""
        parts = [area.rstrip("/").split("/") for area in self.frame.areas]
        return {"/".join(part[: self.level + 1]) + "/" for part in parts if len(part) > self.level}

    def expected(self) -> set[int]:
        areas, above = self.frame.areas, self.above()
        return {
            pk
            for pk, (level, path, until) in self.known.items()
            if level == self.level and (path in above or (until is None and path.startswith(areas)))
        }

    def describe(self, keys: set[int]) -> list[tuple[int, Key]]:
        names = name_fields()
        rows = (
            visible(Place, None)
            .filter(pk__in=keys)
            .order_by("path")
            .values_list("pk", "pcode", "level", *names)
        )
        return [(pk, self.key(pcode, level, first_name(texts) or pcode)) for pk, pcode, level, *texts in rows]

    def key(self, pcode: str, level: int, name: str) -> Key:
        if level < self.level:
            whole = _("%(place)s, the whole country") if level == 0 else _("%(place)s, no district given")
            return Key(
                pcode,
                whole % {"place": name},
                pcode,
                {"place": [pcode], "only": ["place"]},
                rest=True,
                level=level,
            )
        return Key(pcode, name, pcode, {"place": [pcode]}, level=level)


@dataclass
class CountryDimension(PlaceDimension):
    countries: dict[str, int] = field(default_factory=dict)
    level = 0

    def fold(self, services: QuerySet) -> tuple[QuerySet, tuple[str, ...]]:
        return services, ("place__country",)

    def learn(self, values: Iterable[tuple]) -> None:
        wanted = Q(country__in={value[0] for value in values}) | self.in_areas()
        rows = (
            visible(Place, None)
            .filter(wanted, level=0)
            .order_by()
            .values_list("pk", "level", "path", "valid_to", "country")
        )
        for pk, level, path, until, country in rows:
            self.known[pk], self.countries[country] = (level, path, until), pk

    def keys_of(self, value: tuple) -> tuple[Any, ...]:
        return (self.countries[value[0]],)


class ProvinceDimension(PlaceDimension):
    level = 1


class DistrictDimension(PlaceDimension):
    level = 2


@dataclass
class ActivityDimension(Dimension):
    """By code (1 to 11), by subcode, or by layer of the pyramid: all three stand on the activity of the service."""

    known: dict[int, tuple] = field(default_factory=dict)
    column = "activity_id"
    shows_gaps = True

    def learn(self, values: Iterable[tuple]) -> None:
        rows = (
            visible(Activity, None)
            .order_by("position", "code")
            .values_list("pk", "code", "parent_id", "layer", "edition", "active", *name_fields())
        )
        self.known = {
            pk: (*rest, first_name(texts)) for pk, *rest, texts in ((r[0], *r[1:6], r[6:]) for r in rows)
        }

    def keys_of(self, value: tuple) -> tuple[int | None, ...]:
        pk = value[0]
        return (self.known[pk][1] or pk,) if pk else (None,)

    def asked_for(self) -> list[int]:
        """The codes in use that the question leaves open."""
        frame = self.frame
        return [
            pk
            for pk, (_code, parent, layer, edition, active, _name) in self.known.items()
            if active and edition == FOURWS_2012
            and frame.activity in (None, pk, parent) and frame.layer in (None, layer)
        ]  # fmt: skip

    def expected(self) -> set[Any]:
        return {self.keys_of((pk,))[0] for pk in self.asked_for()}

    def describe(self, keys: set[Any]) -> list[tuple[Any, Key]]:
        found = [(pk, self.key(pk)) for pk in self.known if pk in keys]
        return found + ([(None, self.rest())] if None in keys else [])

    def key(self, pk: int) -> Key:
        code, _parent, _layer, edition, active, name = self.known[pk]
        ask = {"activity": [code]} if active and edition == FOURWS_2012 else None
        return Key(code, name, code, ask)

    def rest(self) -> Key:
        return Key("", str(_("No activity code")), "–", {"without": ["activity"]}, rest=True)


class SubcodeDimension(ActivityDimension):
    def keys_of(self, value: tuple) -> tuple[int | None, ...]:
        return (value[0],)

    def expected(self) -> set[Any]:
        return {pk for pk in self.asked_for() if self.known[pk][1]}

    def key(self, pk: int) -> Key:
        key = super().key(pk)
        if self.known[pk][1] or key.ask is None:
            return key
        without = _("%(activity)s, no subcode given") % {"activity": key.label}
        return Key(key.id, without, key.code, {**key.ask, "only": ["activity"]}, rest=True)


@dataclass
class LayerDimension(ActivityDimension):
    names: dict[str, str] = field(default_factory=dict)

    def learn(self, values: Iterable[tuple]) -> None:
        super().learn(values)
        rows = visible(Term, None).filter(vocabulary="layers").values_list("code", *name_fields())
        self.names = {code: first_name(texts) for code, *texts in rows}

    def keys_of(self, value: tuple) -> tuple[int | None, ...]:
        return (self.known[value[0]][2],) if value[0] else (None,)

    def expected(self) -> set[Any]:
        return {self.frame.layer} if self.frame.layer else {1, 2, 3, 4}

    def describe(self, keys: set[Any]) -> list[tuple[Any, Key]]:
        found = [(number, self.layer_key(number)) for number in sorted(keys - {None})]
        return found + ([(None, self.rest())] if None in keys else [])

    def layer_key(self, number: int) -> Key:
        name = self.names.get(str(number), "")
        return Key(str(number), f"{number} {name}".strip(), str(number), {"layer": [str(number)]})

    def rest(self) -> Key:
        return Key("", str(_("No layer")), "–", {"without": ["layer"]}, rest=True)


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


class StatusDimension(Dimension):
    column = "status"

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

    def keys_of(self, value: tuple) -> tuple[int, ...]:
        return tuple(range(value[0], value[1] + 1))

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
