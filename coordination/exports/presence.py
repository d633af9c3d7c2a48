"""Operational presence in the shape of HDX HAPI: one line for an organisation, a sector and an admin 2 area.

For publication, so always what strangers may see, whoever asks: public services of organisations that let their name
be shown, no finer than admin 2, no figures of people, no services. Who works in a whole province or country stands
there with “unspecified” below, as HAPI has it; services without a sector are left out, as HAPI does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import override

from coordination.exports.about import About
from coordination.exports.hxl import written
from coordination.exports.jsons import text
from coordination.exports.labels import Labels
from sectors.fourws.months import month_after

TAGS = {
    "location_code": "#country+code", "location_name": "#country+name",
    "admin1_code": "#adm1+code", "admin1_name": "#adm1+name", "provider_admin1_name": "#adm1+name+provider",
    "admin1_is_unspecified": "#adm1+unspecified",
    "admin2_code": "#adm2+code", "admin2_name": "#adm2+name", "provider_admin2_name": "#adm2+name+provider",
    "admin2_is_unspecified": "#adm2+unspecified", "admin_level": "#meta+level",
    "org_acronym": "#org+acronym", "org_name": "#org+name", "org_type_code": "#org+type+code",
    "org_type_description": "#org+type+name", "sector_code": "#sector+code", "sector_name": "#sector+name",
    "reference_period_start": "#date+start", "reference_period_end": "#date+end",
}  # fmt: skip
LANGUAGE = "en"  # names in HAPI are English


def presence(public: QuerySet, month: date) -> Iterator[dict[str, Any]]:
    """`public` are services as strangers see them; `month` is the first day of the month they are told for."""
    public = public.filter(sector__isnull=False).order_by()
    with override(LANGUAGE):
        labels = Labels(public, None)
    period = {"reference_period_start": month, "reference_period_end": month_after(month) - timedelta(days=1)}
    found = {}
    for organization, sector, place in public.values_list(
        "organization_id", "sector_id", "place_id"
    ).distinct():
        area = area_of(labels, place)
        found[*area.values(), organization, sector] = (
            area | who(labels, organization) | which(labels, sector) | period
        )
    for key in sorted(found, key=str):
        yield {name: found[key][name] for name in TAGS}


def who(labels: Labels, organization: int) -> dict[str, Any]:
    name, acronym, kind, _phone, _email = labels.organizations[organization]
    words = {"org_acronym": (acronym or name)[:32], "org_name": name}
    return words | {
        "org_type_code": labels.codes.get(kind, ""),
        "org_type_description": labels.terms.get(kind, ""),
    }


def which(labels: Labels, sector: int) -> dict[str, Any]:
    code, name = labels.sectors[sector]
    return {"sector_code": code, "sector_name": name}


def area_of(labels: Labels, place: int) -> dict[str, Any]:
    shown = labels.places.shown[place]
    country = labels.places.country(place)
    adm1, adm2 = shown.get("adm1", ""), shown.get("adm2", "")
    return {
        "location_code": country[0], "location_name": country[1],
        "admin1_code": shown.get("adm1_code", ""), "admin1_name": adm1, "provider_admin1_name": adm1,
        "admin1_is_unspecified": not adm1,
        "admin2_code": shown.get("adm2_code", ""), "admin2_name": adm2, "provider_admin2_name": adm2,
        "admin2_is_unspecified": not adm2,
        "admin_level": 2 if adm2 else 1 if adm1 else 0,
    }  # fmt: skip


def presence_csv(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """With the row of HXL tags: this file is for machines."""
    return written(list(TAGS), list(TAGS.values()), (row.values() for row in rows))


def presence_json(rows: Iterable[dict[str, Any]], about: About) -> Iterator[str]:
    yield f'{{"about": {text(about.as_json())}, "data": [\n'
    yield ",\n".join(text(row) for row in rows)
    yield "\n]}\n"
