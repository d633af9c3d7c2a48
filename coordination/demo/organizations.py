"""About sixty organisations: one written twice and merged, one that does not want its name shown."""

from __future__ import annotations

from coordination.demo.stage import Stage, backdate, rows_of
from sectors.changes.organizations import create_organization, merge_organizations
from sectors.changes.services import create_service
from sectors.models import Organization

HIDDEN = "QUIH"
SUBNATIONAL = {"IQG15": "ninewa", "IQG09": "duhok"}


def make_organizations(stage: Stage) -> None:
    for row in rows_of("organizations.csv"):
        areas = row["areas"].split()
        groups = ["iraq", *(SUBNATIONAL[area] for area in areas if area in SUBNATIONAL)]
        if "cp" in row["work"].split():
            groups.append("children")
        make(stage, row, groups)


def make(stage: Stage, row: dict[str, str], groups: list[str]) -> Organization:
    acronym = row["acronym"]
    organization = create_organization(
        by=None,
        name=row["name"],
        acronym=acronym,
        type=stage.term("organization_types", row["type"]),
        email=f"contact.{acronym.lower()}@example.org",
        website=f"https://{acronym.lower()}.example.org",
        hide_name=acronym == HIDDEN,
        aliases=[alias for alias in row["aliases"].split("|") if alias],
        groups=[stage.groups[slug] for slug in groups],
    )
    backdate(organization, made=stage.day(-stage.dice.randint(200, 900)))
    stage.organizations[acronym] = organization
    stage.works[acronym] = row["work"].split()
    stage.areas[acronym] = row["areas"].split()
    return organization


def merge_and_hide(stage: Stage) -> None:
    """The same organisation came in twice under two spellings; the information manager made one of them."""
    omar = stage.people["omar"]
    twin = create_organization(by=omar, name="Tigris Kare Org.", groups=[stage.groups["iraq"]])
    create_service(
        by=omar,
        organization=twin,
        activity=stage.activities["1.2"],
        sector=stage.sectors["PRO"],
        place=stage.places["IQG16Q06"],
        people_targeted=240,
        activity_text="PSS awareness sessions",
    )
    merge_organizations(twin, into=stage.organizations["TICA"], by=omar)
