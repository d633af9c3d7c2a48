"""The dimensions that stand on a tree: areas within areas, and codes with subcodes and layers."""

from __future__ import annotations

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

    known: dict[Any, tuple] = field(default_factory=dict)
    is_area = True
    level = 1
    by = "pk"  # the column of the place that is the key

    def fold(self, services: QuerySet) -> tuple[QuerySet, tuple[str, ...]]:
        """Grouped in the database by the area itself: every place knows its ancestors."""
        name = f"area{self.level}"
        return services.annotate(**{name: Coalesce(F(f"place__adm{self.level}_id"), F("place_id"))}), (name,)

    def learn(self, keys: set[Any]) -> None:
        """The areas of the services, and all of the level in the areas that were asked for."""
        rows = visible(Place, None).filter(self.are(keys) | self.in_areas()).order_by()
        self.known = {
            key: tuple(rest) for key, *rest in rows.values_list(self.by, "level", "path", "valid_to")
        }

    def are(self, keys: set[Any]) -> Q:
        return Q(**{f"{self.by}__in": keys}, level__lte=self.level)

    def in_areas(self) -> Q:
        wanted = below(frozenset(self.frame.areas), "path") & Q(level=self.level, valid_to=None)
        return wanted | Q(path__in=self.above())

    def above(self) -> set[str]:
        """For areas finer than the level: the unit of this level they lie in."""
        parts = [area.rstrip("/").split("/") for area in self.frame.areas]
        return {"/".join(part[: self.level + 1]) + "/" for part in parts if len(part) > self.level}

    def expected(self) -> set[Any]:
        areas, above = self.frame.areas, self.above()
        return {
            key
            for key, (level, path, until) in self.known.items()
            if level == self.level and (path in above or (until is None and path.startswith(areas)))
        }

    def describe(self, keys: set[Any]) -> list[tuple[Any, Key]]:
        rows = visible(Place, None).filter(self.are(keys)).order_by("path")
        return [
            (key, self.key(pcode, level, first_name(texts) or pcode))
            for key, pcode, level, *texts in rows.values_list(self.by, "pcode", "level", *name_fields())
        ]

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


class CountryDimension(PlaceDimension):
    level = 0
    by = "country"

    def fold(self, services: QuerySet) -> tuple[QuerySet, tuple[str, ...]]:
        return services, ("place__country",)


class ProvinceDimension(PlaceDimension):
    level = 1


class DistrictDimension(PlaceDimension):
    level = 2


@dataclass
class ActivityDimension(Dimension):
    """By code (1 to 11), by subcode, or by layer of the pyramid: all three stand on the activity of the service."""

    known: dict[int, tuple] = field(default_factory=dict)
    shows_gaps = True

    def fold(self, services: QuerySet) -> tuple[QuerySet, tuple[str, ...]]:
        return services.annotate(code=Coalesce(F("activity__parent_id"), F("activity_id"))), ("code",)

    def learn(self, keys: set[Any]) -> None:
        rows = (
            visible(Activity, None)
            .order_by("position", "code")
            .values_list("pk", "code", "parent_id", "layer", "edition", "active", *name_fields())
        )
        self.known = {
            pk: (*rest, first_name(texts)) for pk, *rest, texts in ((r[0], *r[1:6], r[6:]) for r in rows)
        }

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
        return {self.known[pk][1] or pk for pk in self.asked_for()}

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
    def fold(self, services: QuerySet) -> tuple[QuerySet, tuple[str, ...]]:
        return services, ("activity_id",)

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

    def fold(self, services: QuerySet) -> tuple[QuerySet, tuple[str, ...]]:
        return services, ("activity__layer",)

    def learn(self, keys: set[Any]) -> None:
        super().learn(keys)
        rows = visible(Term, None).filter(vocabulary="layers").values_list("code", *name_fields())
        self.names = {code: first_name(texts) for code, *texts in rows}

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
