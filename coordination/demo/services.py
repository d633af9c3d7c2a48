"""Four hundred services: what the organisations do at their points, and some work that has no door."""

from __future__ import annotations

from datetime import date
from typing import Any

from coordination.demo.points import DISTRICTS
from coordination.demo.stage import LANGUAGES, Page, Stage, rows_of
from sectors.access import Visibility
from sectors.changes.services import chosen_visibility
from sectors.models import Organization, Service, ServicePoint

WANTED = 400
STATUSES = {"ongoing": 79, "funded": 7, "unfunded": 5, "suspended": 3, "ended": 6}
POPULATIONS = ["IDP", "RDP", "HST", "REF", "ALL"]
LIKELY = [40, 20, 20, 12, 8]
NOT_YET = {
    "funded",
    "unfunded",
}  # nobody can be sent there, so it has no door and the public does not read of it
DONORS = ["NLF", "MERF", "HART"]
REPORTED = [
    "PSS sessions",
    "MHPSS services",
    "Individual counselling (PSS)",
    "Awareness raising",
    "Recreational activities",
    "دعم نفسي",
]
NOT_ADDED_UP = {"1.1", "1.2", "1.3"}  # the same people hear the same talk again
BEDS = {"IQG08", "IQG11"}  # inpatient care is not in every governorate


def make_services(stage: Stage) -> None:
    kinds = rows_of("services.csv")
    for point, here in zip(stage.points, stage.kinds, strict=True):
        for kind in _at_point(stage, point, here, kinds):
            _make(stage, point.organization, kind, point=point, place=point.place)
    while len(stage.services) < WANTED:
        organization = stage.organizations[
            stage.dice.choice([code for code, work in stage.works.items() if work])
        ]
        kind = stage.dice.choice(_fitting(stage, organization, kinds))
        near = [code for code in DISTRICTS if code[:5] in stage.areas[organization.acronym]]
        place = stage.places[stage.dice.choices(near, [DISTRICTS[code] for code in near])[0]]
        _make(
            stage,
            organization,
            kind,
            point=None,
            place=place.adm1 if kind["work"].startswith("coord") else place,
        )
    stage.turn()


def _fitting(stage: Stage, organization: Organization, kinds: list[dict[str, str]]) -> list[dict[str, str]]:
    return [kind for kind in kinds if set(kind["work"].split()) & set(stage.works[organization.acronym])]


def _at_point(
    stage: Stage, point: ServicePoint, here: dict[str, str], kinds: list[dict[str, str]]
) -> list[dict[str, str]]:
    """What such a point always does, and one to three things it often does besides."""
    often = [
        code
        for code in dict.fromkeys(here["often"].split())
        if code != "10.3" or point.place.path[4:9] in BEDS
    ]
    more = stage.dice.sample(often, min(len(often), stage.dice.choice([0, 1, 1, 2, 2, 3])))
    return [_kind(kinds, code, women=here["kind"] == "women") for code in [here["always"], *more]]


def _kind(kinds: list[dict[str, str]], code: str, *, women: bool) -> dict[str, str]:
    """The words for a code; in a women's centre everything is reported, and kept, as such."""
    fitting = [kind for kind in kinds if kind["code"] == code]
    own = next((kind for kind in fitting if kind["sector"] == "PRO-GBV"), fitting[0])
    return own | {"sector": "PRO-GBV", "groups": "WAG"} if women else fitting[0]


def _make(
    stage: Stage, organization: Organization, kind: dict[str, str], *, point: ServicePoint | None, place: Any
) -> None:
    status = stage.dice.choices(list(STATUSES), list(STATUSES.values()))[0]
    started = status not in ("funded", "unfunded")
    start = stage.day(-stage.dice.randint(40, 700)) if started else stage.day(30)
    confirmed, by = stage.confirmed(), stage.speaker(organization)
    fields: dict[str, Any] = {
        "organization": organization,
        "activity": stage.activities[kind["code"]],
        "sector": stage.sectors[kind["sector"]],
        "place": place,
        "point": point,
        "status": status,
        "start": start,
        "end": _end(stage, status, start),
        "people_targeted": stage.dice.choice([40, 60, 90, 120, 180, 240, 300, 450, 600, 900]),
        "reach_adds_up": kind["code"] not in NOT_ADDED_UP,
        "confirmed_on": confirmed,
        "confirmed_by": by if confirmed else None,
        **{f"name_{language}": kind[f"name_{language}"] for language in LANGUAGES},
        **{f"description_{language}": kind[f"description_{language}"] for language in LANGUAGES},
        **_reported(stage),
    }
    many = _links(stage, kind, organization)
    service = Service(visibility=_visibility(stage, fields | many, point), **fields)
    stage.services.append(service)
    made = min(max(start, stage.day(-500)), stage.day(-2))
    stage.pages.append(Page(service, by, made=made, changed=confirmed, many=many))


def _end(stage: Stage, status: str, start: date) -> date | None:
    if status == "ended":
        return max(start, stage.day(-stage.dice.randint(3, 120)))
    return stage.day(stage.dice.randint(40, 400)) if stage.dice.random() < 0.7 else None


def _reported(stage: Stage) -> dict[str, Any]:
    """Rows that came by file keep the partner's own words."""
    if stage.dice.random() > 0.2:
        return {}
    words = stage.dice.choice(REPORTED)
    return {
        "activity_text": words,
        "as_reported": {"Activity": words, "Reporting month": stage.today.strftime("%B %Y")},
    }


def _links(stage: Stage, kind: dict[str, str], organization: Organization) -> dict[str, list[Any]]:
    codes = dict.fromkeys(stage.dice.choices(POPULATIONS, LIKELY, k=2))
    partners = [
        stage.organizations[code] for code in stage.dice.sample(["TICA", "HOPE", "OBF", "NWS", "KITE"], 1)
    ]
    return {
        "target_groups": [
            row for code in kind["groups"].split() if (row := stage.term("target_groups", code))
        ],
        "population_groups": [row for code in codes if (row := stage.term("population_groups", code))],
        "donors": [stage.organizations[stage.dice.choice(DONORS)]] if stage.dice.random() < 0.6 else [],
        "partners": [row for row in partners if row != organization] if stage.dice.random() < 0.25 else [],
    }


def _visibility(stage: Stage, fields: dict[str, Any], point: ServicePoint | None) -> int:
    """Sensitive ones as the app decides; of the others most are public."""
    if point is not None and point.visibility == Visibility.CONTACT_ONLY:
        return Visibility.CONTACT_ONLY
    words = {"name": fields["name_en"], "description": fields["description_en"]}
    default = chosen_visibility(fields | words)
    if default != Visibility.PUBLIC:
        return default
    if fields["status"] in NOT_YET:
        return Visibility.MEMBERS
    public = 0.85 if fields["name_en"] else 0.2
    return Visibility.PUBLIC if stage.dice.random() < public else Visibility.MEMBERS
