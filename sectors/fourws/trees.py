"""The dimensions that stand on a tree: areas within areas, and codes with subcodes and layers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from sectors.access import below, visible
from sectors.fourws.dimensions import Dimension, Key
from sectors.fourws.labels import first_name, name_fields
from sectors.models import Activity, Place, Term
from sectors.models.activities import FOURWS_2012


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
