"""GeoJSON: a feature for each service, at the middle of the finest area the reader may know. No doors, no contacts.

A service of a whole country, or whose place is kept secret, has no geometry: a point in the middle of a country would
be a place where nobody is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from coordination.exports.about import About
from coordination.exports.columns import COLUMNS, GEOMETRY, Column
from coordination.exports.jsons import LINES_AT_ONCE, text
from coordination.exports.rows import ServiceRows

TOLD = (
    "id", "name", "organization", "acronym", "organization_type", "activity_code", "activity_subcode", "activity",
    "layer", "sector_code", "sector", "target_groups", "status", "start", "end", "confirmed_on", "adm1", "adm1_code",
    "adm2", "adm2_code", "adm3", "adm3_code", "pcode",
)  # fmt: skip


def columns() -> tuple[Column, ...]:
    by_key = {column.key: column for column in COLUMNS}
    return (GEOMETRY, *(by_key[key] for key in TOLD))


def services_geojson(rows: ServiceRows, about: About) -> Iterator[str]:
    """`rows` were asked for with the columns above."""
    yield f'{{"type": "FeatureCollection", "about": {text(about.as_json())}, "features": [\n'
    lines = (
        f'{{"type": "Feature", "geometry": {geometry}, "properties": {{{", ".join(pieces)}}}}}'
        for geometry, *pieces in rows.pieces(piece)
    )
    separator = ""
    while some := list(islice(lines, LINES_AT_ONCE)):
        yield separator + ",\n".join(some)
        separator = ",\n"
    yield "\n]}\n"


def piece(columns: Sequence[Column], values: Sequence[Any]) -> str:
    if columns[0] is GEOMETRY:
        return geometry(values[0])
    said = zip(columns, values, strict=True)
    return ", ".join(f'"{column.key}": {text(value)}' for column, value in said)


def geometry(spot: tuple[float, float] | None) -> str:
    return "null" if spot is None else f'{{"type": "Point", "coordinates": [{spot[0]:.5f}, {spot[1]:.5f}]}}'
