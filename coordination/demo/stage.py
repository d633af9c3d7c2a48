"""What the files of the demonstration share: the day, the dice, and who and what is already on the stage."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.db import models

from sectors.access import all_rows
from sectors.models import Activity, Group, Organization, Place, Sector, Service, ServicePoint, Term, User
from sectors.models.activities import FOURWS_2012

FOLDER = Path(__file__).parent
LANGUAGES = ("en", "fr", "ar", "es")
SEED = 2026


@dataclass
class Stage:
    today: date
    dice: Random = field(default_factory=lambda: Random(SEED))  # noqa: S311 - the same demo everywhere, not a secret
    groups: dict[str, Group] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    organizations: dict[str, Organization] = field(default_factory=dict)
    works: dict[str, list[str]] = field(default_factory=dict)
    areas: dict[str, list[str]] = field(default_factory=dict)
    speakers: dict[str, User] = field(default_factory=dict)
    points: list[ServicePoint] = field(default_factory=list)
    kinds: dict[int, dict[str, str]] = field(default_factory=dict)
    services: list[Service] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.places = {place.pcode: place for place in all_rows(Place).filter(country__in=["IRQ", "TCD"])}
        self.sectors = {sector.code: sector for sector in all_rows(Sector)}
        self.activities = {row.code: row for row in all_rows(Activity).filter(edition=FOURWS_2012)}
        self.terms = {(term.vocabulary, term.code): term for term in all_rows(Term)}

    def term(self, vocabulary: str, code: str) -> Term | None:
        return self.terms.get((vocabulary, code))

    def day(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def speaker(self, organization: Organization) -> User:
        """Who writes for the organisation: its focal point, else the information manager."""
        return self.speakers.get(organization.acronym, self.people["omar"])

    def confirmed(self) -> date | None:
        """Most entries were confirmed lately, some are ageing, some stale, some never were."""
        roll = self.dice.random()
        if roll < 0.08:
            return None
        lowest, highest = (0, 33) if roll < 0.62 else (36, 88) if roll < 0.84 else (95, 300)
        return self.day(-self.dice.randint(lowest, highest))


def rows_of(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def moment(day: date, hour: int = 8) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=UTC)


def backdate(row: models.Model, *, made: date, changed: date | None = None) -> None:
    """As if the row had been written on that day; its history too."""
    made_at, changed_at = moment(made), moment(max(made, changed or made))
    all_rows(type(row)).filter(pk=row.pk).update(created_at=made_at, updated_at=changed_at)
    history: Any = getattr(row, "history", None)
    if history is not None:
        history.update(history_date=made_at)
