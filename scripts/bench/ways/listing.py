"""The 4W list as one hand-written query: the columns of our own workbook, with their labels, for a coordinator."""

from __future__ import annotations

from typing import Any

from django.db import connection

JOINED = {
    "postgresql": "string_agg({name}, '; ' ORDER BY {name})",
    "sqlite": "group_concat({name}, '; ')",
}
MANY = {
    "targets": ("sectors_service_target_groups", "term_id", "sectors_term", "name_en"),
    "populations": ("sectors_service_population_groups", "term_id", "sectors_term", "name_en"),
    "donors": ("sectors_service_donors", "organization_id", "sectors_organization", "name"),
    "partners": ("sectors_service_partners", "organization_id", "sectors_organization", "name"),
}
COLUMNS = {
    "confirmed_on": "s.confirmed_on",
    "organization": "o.name",
    "partners": "partners.words",
    "phone": "coalesce(nullif(t.phone, ''), o.phone)",
    "email": "coalesce(nullif(t.email, ''), o.email)",
    "adm1": "p1.name_en",
    "adm1_code": "p1.pcode",
    "adm2": "p2.name_en",
    "adm2_code": "p2.pcode",
    "adm3": "CASE WHEN p.level = 3 THEN p.name_en END",
    "adm3_code": "CASE WHEN p.level = 3 THEN p.pcode END",
    "pcode": "p.pcode",
    "activity_code": "coalesce(a1.code, a.code)",
    "activity_subcode": "CASE WHEN a1.id IS NOT NULL THEN a.code END",
    "activity": "a.name_en",
    "layer": "a.layer",
    "description": "s.description_en",
    "target_groups": "targets.words",
    "people_reached": "s.people_reached",
    "status": """CASE s.status WHEN 'ongoing' THEN 'Ongoing' WHEN 'funded' THEN 'Funded, not started' WHEN 'unfunded'
        THEN 'Not funded, not started' WHEN 'suspended' THEN 'Suspended' ELSE 'Ended' END""",
    "start": "s.start",
    "end": 's."end"',
    "hours": "t.hours",
    "point": "t.name_en",
    "modality": "modality.name_en",
    "cost": "cost.name_en",
    "acronym": "o.acronym",
    "organization_type": "kind.name_en",
    "sector_code": "sector.code",
    "sector": "sector.name_en",
    "name": "s.name_en",
    "population_groups": "populations.words",
    "people_targeted": "s.people_targeted",
    "basis": "CASE WHEN s.reach_adds_up THEN '' ELSE 'non-additive' END",
    "donors": "donors.words",
    "languages": "t.languages",
    "referral_method": "referral.name_en",
    "visibility": "CASE s.visibility WHEN 0 THEN 'Public' WHEN 1 THEN 'Members of the group' ELSE 'Restricted' END",
    "sector_text": "s.sector_text",
    "activity_text": "s.activity_text",
    "id": "s.public_id",
}
FROM = """
FROM sectors_service s
JOIN sectors_organization o ON o.id = s.organization_id
JOIN sectors_place p ON p.id = s.place_id
LEFT JOIN sectors_place p1 ON p1.id = p.adm1_id
LEFT JOIN sectors_place p2 ON p2.id = p.adm2_id
LEFT JOIN sectors_activity a ON a.id = s.activity_id
LEFT JOIN sectors_activity a1 ON a1.id = a.parent_id
LEFT JOIN sectors_sector sector ON sector.id = s.sector_id
LEFT JOIN sectors_servicepoint t ON t.id = s.point_id
LEFT JOIN sectors_term kind ON kind.id = o.type_id
LEFT JOIN sectors_term modality ON modality.id = t.modality_id
LEFT JOIN sectors_term cost ON cost.id = t.cost_id
LEFT JOIN sectors_term referral ON referral.id = t.referral_method_id
"""
WHERE = "WHERE s.deleted_at IS NULL AND p.path LIKE 'XLT/%'"


def many(*wanted: str) -> str:
    """The labels of the many-to-many columns, put together once for all services."""
    joins = []
    for alias in wanted or MANY:
        through, target, table, name = MANY[alias]
        words = JOINED[connection.vendor].format(name=f"x.{name}")
        joins.append(
            f"LEFT JOIN (SELECT l.service_id, {words} AS words FROM {through} l "
            f"JOIN {table} x ON x.id = l.{target} GROUP BY l.service_id) {alias} ON {alias}.service_id = s.id"
        )
    return "\n".join(joins)


def listing(wrap: str = "{0} AS {1}") -> str:
    columns = ", ".join(wrap.format(value, f'"{name}"') for name, value in COLUMNS.items())
    return f"SELECT {columns} {FROM} {many()} {WHERE} ORDER BY p.path, s.organization_id, s.id"


def in_database() -> str:
    """The whole list as one JSON text, made by the database."""
    if connection.vendor == "postgresql":
        return f"SELECT json_agg(row_to_json(line)) FROM ({listing()}) line"
    pairs = ", ".join(f"'{name}', \"{name}\"" for name in COLUMNS)
    return f"SELECT json_group_array(json_object({pairs})) FROM ({listing()})"


def rows_of(statement: str) -> Any:
    cursor = connection.cursor()
    cursor.execute(statement)
    return cursor
