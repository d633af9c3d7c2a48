"""The limit of an import: calamine reads, plain functions check, COPY stages, one UPDATE and one INSERT write.

It knows this one file: its columns stand where they stand, names and codes are as the database writes them. No history,
no receipt, no rows kept to be looked at; a row that is wrong stops it.
"""

from __future__ import annotations

import io
import secrets
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from python_calamine import CalamineWorkbook

from sectors.bulk import column_names, convert_row, defaults, fill
from sectors.models import Activity, Organization, Place, Sector, Service, Term
from sectors.models.activities import FOURWS_2012

STATUSES = {"Ongoing": "ongoing", "Planned": "funded", "Completed": "ended"}
STAGED = (
    "public_id", "organization_id", "place_id", "activity_id", "sector_id", "name_en", "description_en", "status", "start",
    "end", "people_targeted", "people_reached", "confirmed_on",
)  # fmt: skip
CHANGING = STAGED[4:5] + STAGED[6:]
SAME = " AND ".join(
    f"s.{name} = g.{name}" for name in ("organization_id", "place_id", "activity_id", "name_en")
)


def lookups() -> tuple[dict[str, int], ...]:
    current = Activity.objects.of(FOURWS_2012)
    return (
        dict(Organization.objects.values_list("name", "pk")),
        dict(Place.objects.values_list("pcode", "pk")),
        dict(current.values_list("code", "pk")),
        dict(Sector.objects.values_list("name_en", "pk")),
        dict(Term.objects.of("target_groups").values_list("name_en", "pk")),
    )


def day(value: Any) -> date:
    return value.date() if isinstance(value, datetime) else value


def whole(value: Any) -> int:
    number = int(value)
    if number < 0 or number != value:
        raise ValueError(value)
    return number


def checked(row: list[Any], known: tuple[dict[str, int], ...]) -> tuple[Any, ...]:
    organizations, places, activities, sectors, _targets = known
    start, end, reached = day(row[15]), day(row[16]), whole(row[20])
    if end < start or sum(map(whole, row[21:25])) != reached:
        raise ValueError(row)
    return (
        secrets.token_hex(5), organizations[row[1]], places[row[9]], activities[str(row[10])], sectors[row[17]], row[18],
        row[12], STATUSES[row[14]], start, end, whole(row[19]), reached, day(row[0]),
    )  # fmt: skip


def take_in(content: bytes) -> str:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    known = lookups()
    lines = [checked(row, known) for row in rows[1:]]
    if connection.vendor == "sqlite":
        lines = [tuple(str(value) if isinstance(value, date) else value for value in line) for line in lines]
    targets = [(line[0], known[4][row[13]]) for line, row in zip(lines, rows[1:], strict=True)]
    with transaction.atomic():
        return write(lines, targets)


def write(lines: list[tuple], targets: list[tuple]) -> str:
    quoted = connection.ops.quote_name
    names = ", ".join(map(quoted, STAGED))
    setting = ", ".join(f"{quoted(name)} = g.{quoted(name)}" for name in CHANGING)
    rest = defaults(Service, [*STAGED, "name", "description"])
    others = ", ".join(map(quoted, column_names(Service, rest)))
    holders = ", ".join("%s" for _name in rest)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE staged AS SELECT {names} FROM sectors_service LIMIT 0")
        cursor.execute("CREATE TEMPORARY TABLE aimed (public_id varchar(12), term_id bigint)")
        fill("staged", STAGED, lines)
        fill("aimed", ("public_id", "term_id"), targets)
        cursor.execute(
            f"UPDATE sectors_service AS s SET {setting}, version = version + 1 FROM staged g WHERE {SAME}"
        )
        changed = cursor.rowcount
        cursor.execute(
            f"INSERT INTO sectors_service ({names}, name, description, {others}) "
            f"SELECT {names}, name_en, description_en, {holders} FROM staged g "
            f"WHERE NOT EXISTS (SELECT 1 FROM sectors_service s WHERE {SAME})",
            convert_row(Service, rest),
        )
        new = cursor.rowcount
        cursor.execute(
            "INSERT INTO sectors_service_target_groups (service_id, term_id) "
            "SELECT s.id, a.term_id FROM aimed a JOIN sectors_service s ON s.public_id = a.public_id"
        )
        cursor.execute("DROP TABLE staged")
        cursor.execute("DROP TABLE aimed")
    return f"{new} new, {changed} changed"
