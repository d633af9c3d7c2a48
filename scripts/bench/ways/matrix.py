"""The matrix: governorate × activity. By us, as the page asks for it; by hand, with and without the question who may see what;
and from the workbook, as somebody with a script would."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.db import connection
from django.utils import timezone

from scripts.bench.about import About, Ready
from scripts.bench.ways.people import asking, coordinator, saved, stranger
from scripts.bench.ways.people import browser as open_browser

PEOPLE = {"coordinator": coordinator, "stranger": stranger}
CONDITIONS = {
    "coordinator": "s.deleted_at IS NULL AND p.path LIKE 'XLT/%'",
    "stranger": """s.deleted_at IS NULL AND s.visibility = 0 AND (s.point_id IS NULL OR t.visibility = 0)
        AND NOT o.hide_name""",
    "all": "TRUE",
}
FROM = {
    "coordinator": "sectors_service s JOIN sectors_place p ON p.id = s.place_id",
    "stranger": """sectors_service s JOIN sectors_organization o ON o.id = s.organization_id
        LEFT JOIN sectors_servicepoint t ON t.id = s.point_id""",
    "all": "sectors_service s",
}
GREATEST = {"sqlite": "max", "postgresql": "greatest"}
VALUE = {
    "services": "sum(services)",
    "organizations": "count(DISTINCT organization_id)",
    "targeted": "{greatest}(coalesce(sum(adding), 0), coalesce(max(largest), 0))",
}
# Folded by place, activity and organisation first, on SQLite along the index; then rolled up: 5,000 places, not a million rows.
FOLDED = """
WITH fold AS (
    SELECT s.place_id, s.activity_id {organization}, count(*) AS services {people}
    FROM {rows} WHERE {condition} GROUP BY s.place_id, s.activity_id {organization}
)
SELECT area.pcode, code.code, {value}
FROM fold JOIN sectors_place at ON at.id = fold.place_id
JOIN sectors_place area ON area.id = coalesce(at.adm1_id, at.id)
LEFT JOIN sectors_activity a ON a.id = fold.activity_id
LEFT JOIN sectors_activity code ON code.id = coalesce(a.parent_id, a.id)
GROUP BY area.pcode, code.code"""
# Folded at the grain that was asked for, which PostgreSQL hashes.
AT_ONCE = """
WITH fold AS (
    SELECT coalesce(at.adm1_id, at.id) AS area, s.activity_id {organization}, count(*) AS services {people}
    FROM {rows} JOIN sectors_place at ON at.id = s.place_id WHERE {condition} GROUP BY 1, s.activity_id {organization}
)
SELECT area.pcode, code.code, {value}
FROM fold JOIN sectors_place area ON area.id = fold.area
LEFT JOIN sectors_activity a ON a.id = fold.activity_id
LEFT JOIN sectors_activity code ON code.id = coalesce(a.parent_id, a.id)
GROUP BY area.pcode, code.code"""
FIGURES = """, sum(CASE WHEN s.reach_adds_up THEN s.people_targeted END) AS adding,
    max(CASE WHEN NOT s.reach_adds_up THEN s.people_targeted END) AS largest"""


HOW = {"folded": FOLDED, "at_once": AT_ONCE}


def checksum(cells: Any) -> int:
    """The same for everybody who counted the same; cells with nothing in them do not count."""
    return sum(
        (sum(map(ord, f"{area}/{code or ''}")) + 7919 * value) % 1_000_003
        for area, code, value in cells
        if value
    )


def ours(about: About, who: str, count: str) -> Ready:
    def run() -> int:
        table = asking(PEOPLE[who](), count=count).matrix(timezone.localdate())
        return checksum(
            (line.key.code, "" if column.rest else column.code, cell.value)
            for line in table.lines
            for column, cell in zip(table.column_keys, line.cells, strict=True)
        )

    return Ready(run)


def by_hand(about: About, how: str, who: str, count: str) -> Ready:
    statement = HOW[how].format(
        rows=FROM[who],
        condition=CONDITIONS[who],
        organization=", s.organization_id" if count == "organizations" else "",
        people=FIGURES if count == "targeted" else "",
        value=VALUE[count].format(greatest=GREATEST[connection.vendor]),
    )

    def run() -> int:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET jit = off")
            cursor.execute(statement)
            return checksum(cursor.fetchall())

    return Ready(run)


def pandas(about: About) -> Ready:
    """The workbook everybody gets, read by the quickest reader pandas has, and pivoted."""
    saved(open_browser(coordinator()), "/services/export.xlsx", about, "list.xlsx")
    frames = import_module("pandas")

    def run() -> int:
        rows = frames.read_excel(about.file("list.xlsx"), sheet_name=1, engine="calamine", dtype=str)
        table = rows.pivot_table(
            index="Admin 1 code",
            columns="Activity code",
            values="Implementing agency",
            aggfunc="nunique",
            dropna=False,
        )
        return int(table.size)

    return Ready(run)
