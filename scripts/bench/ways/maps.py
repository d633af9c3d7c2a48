"""Services as points: by us, as the file everybody gets; built in the database."""

from __future__ import annotations

from django.db import connection

from scripts.bench.about import About, Ready
from scripts.bench.ways.listing import COLUMNS, FROM, WHERE, many, rows_of
from scripts.bench.ways.people import browser, coordinator, saved

TOLD = (
    "id", "name", "organization", "acronym", "organization_type", "activity_code", "activity_subcode", "activity",
    "layer", "sector_code", "sector", "target_groups", "status", "start", "end", "confirmed_on", "adm1", "adm1_code",
    "adm2", "adm2_code", "adm3", "adm3_code", "pcode",
)  # fmt: skip


def ours(about: About) -> Ready:
    client = browser(coordinator())
    return Ready(lambda: saved(client, "/services/export.geojson", about, "ours.geojson") and None)


def built() -> str:
    made, gathered, array = (
        ("json_build_object", "json_agg", "json_build_array")
        if connection.vendor == "postgresql"
        else ("json_object", "json_group_array", "json_array")
    )
    told = ", ".join(f"'{name}', {COLUMNS[name]}" for name in TOLD)
    point = f"{made}('type', 'Point', 'coordinates', {array}(p.longitude, p.latitude))"
    where = f"CASE WHEN p.level > 0 THEN {point} END"
    feature = f"{made}('type', 'Feature', 'geometry', {where}, 'properties', {made}({told}))"
    return f"SELECT {gathered}({feature}) {FROM} {many('targets')} {WHERE}"


def by_hand(about: About) -> Ready:
    statement = built()

    def run() -> None:
        (text,) = rows_of(f"SELECT CAST(({statement}) AS text)").fetchone()
        with about.file("hand.geojson").open("w", encoding="utf-8") as file:
            file.write(f'{{"type": "FeatureCollection", "features": {text}}}')

    return Ready(run)
