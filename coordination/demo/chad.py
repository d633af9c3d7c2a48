"""A second, small response with its own people: nobody outside it sees its rows."""

from __future__ import annotations

from coordination.demo.meetings import hold, read_minutes
from coordination.demo.organizations import make
from coordination.demo.stage import Stage, backdate, rows_of
from sectors.access import Visibility
from sectors.changes.services import create_service

ORGANIZATIONS = [
    {
        "name": "Sahel Écoute",
        "acronym": "SAHEL",
        "type": "441",
        "work": "",
        "areas": "",
        "aliases": "Sahel Ecoute",
    },
    {"name": "Lac et Familles", "acronym": "LACF", "type": "504", "work": "", "areas": "", "aliases": ""},
    {"name": "Étoile du Ouaddaï", "acronym": "EDO", "type": "441", "work": "", "areas": "", "aliases": ""},
]
WORK = [
    ("SAHEL", "8.1"),
    ("SAHEL", "7.1"),
    ("SAHEL", "11.3"),
    ("LACF", "4.1"),
    ("LACF", "3.2"),
    ("EDO", "3.5"),
    ("EDO", "9.3"),
]
PLACES = {"SAHEL": ["TD07", "TD14"], "LACF": ["TD07"], "EDO": ["TD14"]}


def make_chad_organizations(stage: Stage) -> None:
    for row in ORGANIZATIONS:
        make(stage, row, ["chad"])


def make_chad(stage: Stage) -> None:
    kinds = {row["code"]: row for row in rows_of("services.csv") if row["name_en"]}
    lena = stage.people["lena"]
    for acronym, code in WORK:
        for pcode in PLACES[acronym]:
            kind = kinds[code]
            service = create_service(
                by=lena,
                organization=stage.organizations[acronym],
                activity=stage.activities[code],
                sector=stage.sectors[kind["sector"]],
                place=stage.places[pcode],
                people_targeted=stage.dice.choice([60, 120, 300]),
                visibility=Visibility.MEMBERS,
                **{name: kind[name] for name in kind if name.startswith(("name_", "description_"))},
            )
            backdate(service, made=stage.day(-stage.dice.randint(20, 200)))
    for block in read_minutes("minutes_chad.txt"):
        hold(stage, stage.groups["chad"], block, stage.day(-9), sent=True, by="lena")
