"""Counting in the database: the services are folded once by what the table stands on, and the fold is summed up to
every cell, row, column and total by the same statement. What comes back is as large as the table, however many services.

Totals are counted, never added up: an organisation in two rows is one organisation, a service of three months is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

from sectors.fourws.dimensions import Dimension
from sectors.fourws.tallies import BLANK, Counting, Tally, whole

ALL = object()  # in the place of a key: the total over that axis
# PostgreSQL plans this for few rows and compiles it for many: both cost more than they bring. Until the transaction ends.
AS_WE_WANT_IT = ("SET LOCAL jit = off", "SET LOCAL work_mem = '64MB'")
Level = tuple[bool, ...]  # which axes are kept; the others are summed up


@dataclass
class Counted:
    """(row, column, …) → tally, of everything that is not empty."""

    tallies: dict[tuple[Any, ...], Tally] = field(default_factory=dict)

    def at(self, *keys: Any) -> Tally:
        return self.tallies.get(keys, BLANK)

    def keys(self, axis: int) -> set[Any]:
        """The keys of one axis under which there is something."""
        return {keys[axis] for keys in self.tallies if keys[axis] is not ALL}


def count_up(services: QuerySet, axes: Sequence[Dimension], counting: Counting) -> Counted:
    found = Counted()
    for keys, rest in rows(Statement(services.order_by(), tuple(axes), counting)):
        tally = counting.tally(*rest)
        if tally.services:
            found.tallies[keys] = tally
    return found


def rows(statement: Statement) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    """The answer of the database, as (keys, what the counting reads)."""
    try:
        sql, params = statement.written()
    except EmptyResultSet:  # Django knows that nothing can be found
        return
    width, connection = len(statement.axes), connections[statement.services.db]
    before = AS_WE_WANT_IT if connection.vendor == "postgresql" else ()
    with connection.cursor() as cursor:
        cursor.execute("; ".join([*before, sql]), params)
        for _setting in before:
            cursor.nextset()
        for number, *row in cursor.fetchall():
            kept = statement.levels[number]
            yield tuple(key if one else ALL for key, one in zip(row, kept, strict=False)), tuple(row[width:])


@dataclass
class Statement:
    services: QuerySet
    axes: tuple[Dimension, ...]
    counting: Counting

    def __post_init__(self) -> None:
        # The cells come first: they have the types of all columns, and coarser sums are made of finer ones.
        self.levels: list[Level] = list(product((True, False), repeat=len(self.axes)))
        self.withs: list[str] = []
        self.params: list[Any] = []
        self.folds: dict[Level, str] = {}
        self.once: dict[Level, str] = {}

    def written(self) -> tuple[str, list[Any]]:
        self.withs += [axis.spread(number) for number, axis in enumerate(self.axes) if axis.spread(number)]
        parts = [self.sums(number, level) for number, level in enumerate(self.levels)]
        return f"WITH {', '.join(self.withs)} {' UNION ALL '.join(parts)}", self.params

    def sums(self, number: int, level: Level) -> str:
        """One level: the keys that are kept, NULL for those that are not, and the sums."""
        source = self.fold(level)
        kept = [self.key(place) for place, one in enumerate(level) if one]
        if self.counting.thing:
            source = self.things_once(level, kept, source)
        else:
            source += self.joined(level)
        shown = [self.key(place) if one else "NULL" for place, one in enumerate(level)]
        by = f" GROUP BY {', '.join(kept)}" if kept else ""
        return f"SELECT {number}, {', '.join([*shown, *self.counting.sums])} FROM {source}{by}"  # noqa: S608 - our own words only

    def key(self, place: int) -> str:
        return f"one{place}" if self.axes[place].spread(place) else f"key{place}"

    def joined(self, level: Level) -> str:
        """A service that stands under a row of keys is repeated for each of them."""
        return "".join(
            f" JOIN spread{place} ON one{place} BETWEEN key{place} AND last{place}"
            for place, axis in enumerate(self.axes)
            if level[place] and axis.spread(place)
        )

    def fold(self, level: Level) -> str:
        """More than one fold only where an axis stands on links: a service with two of them is one in the totals."""
        linked = tuple(axis.linked and kept for axis, kept in zip(self.axes, level, strict=True))
        if linked in self.folds:
            return self.folds[linked]
        name = self.folds[linked] = f"fold{len(self.folds)}"
        services, columns = self.services, {}
        for number, axis in enumerate(self.axes):
            if axis.linked and not linked[number]:
                continue
            services, some = axis.fold(services)
            columns |= dict(zip((f"key{number}", f"last{number}"), some, strict=False))
        sql, params = self.counting.folded(services, columns).query.sql_with_params()
        self.withs.append(f"{name} AS ({sql})")
        self.params += params
        return name

    def things_once(self, level: Level, kept: list[str], fold: str) -> str:
        """Where different things are counted, each stands once under the keys; what is summed up already is used."""
        if all(level) and not self.joined(level):
            return fold
        source = next((name for made, name in reversed(self.once.items()) if self.made_of(level, made)), "")
        names = ", ".join([*kept, "thing"])
        self.once[level] = name = f"once{len(self.once)}"
        source = source or fold + self.joined(level)
        sql = f"SELECT {names}, {whole('SUM(n)')} AS n FROM {source} GROUP BY {names}"  # noqa: S608 - our own words
        self.withs.append(f"{name} AS ({sql})")
        return name

    def made_of(self, level: Level, made: Level) -> bool:
        """Whether one level may be summed up from another: a service of three months is not three services."""
        return all(there or not here for here, there in zip(level, made, strict=True)) and not any(
            there and not here and (axis.linked or axis.spread(0))
            for axis, here, there in zip(self.axes, level, made, strict=True)
        )
