"""A believable response that does not exist: invented organisations and people in the districts of a real country.

`build` makes all of it, the same on every machine but for the dates, which count from today. One noun a file; the
words are in the CSV and text files beside them. Every row has a history and can be undone.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import translation

from coordination.demo.actions import make_actions
from coordination.demo.cast import make_groups, make_people
from coordination.demo.chad import make_chad, make_chad_organizations
from coordination.demo.figures import make_needs, make_reach
from coordination.demo.meetings import make_meetings
from coordination.demo.organizations import make_organizations, merge_and_hide
from coordination.demo.points import make_points
from coordination.demo.services import make_services
from coordination.demo.stage import FOLDER, Stage
from sectors.changes.places import load_places

__all__ = ["build"]

PLACES = [
    "iraq_places.csv",
    "iraq_boundaries.geojson",
    "iraq_centres.geojson",
    "chad_places.csv",
    "chad_centres.geojson",
    "countries.geojson",
]


@transaction.atomic
def build(*, today: date, password: str = "") -> Stage:
    """Make the demonstration response; people sign in by code, or also by `password` if there is one."""
    with translation.override("en"):
        for name in PLACES:
            load_places(FOLDER / name)
        stage = Stage(today)
        make_groups(stage)
        make_organizations(stage)
        make_chad_organizations(stage)
        make_people(stage, password)
        make_points(stage)
        make_services(stage)
        make_reach(stage)
        make_needs(stage)
        make_chad(stage)
        merge_and_hide(stage)
        make_meetings(stage)
        make_actions(stage)
    return stage
