"""What the files of the demonstration share: the day, the dice, and who and what is already on the stage."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.db import models
from simple_history.utils import bulk_create_with_history

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
    kinds: list[dict[str, str]] = field(default_factory=list)  # of the points, in their order
    services: list[Service] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)

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

    def turn(self) -> None:
        """Write the rows collected so far."""
        write(self.pages)
        self.pages = []

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


@dataclass
class Page:
    """A row to be written as if somebody had written it on an earlier day."""

    row: Any
    by: User
    made: date
    changed: date | None = None
    many: dict[str, list[Any]] = field(default_factory=dict)


def write(pages: list[Page]) -> None:
    """Many rows of one model at once, each with the history it would have; the tests check every one of them."""
    model = type(pages[0].row)
    for page in pages:
        page.row._history_user, page.row._history_date = page.by, moment(page.made)
    rows = bulk_create_with_history([page.row for page in pages], model, batch_size=100)
    for row, page in zip(rows, pages, strict=True):
        row.created_at = moment(page.made)
        row.updated_at = moment(max(page.made, page.changed or page.made))
    all_rows(model).bulk_update(rows, ["created_at", "updated_at"], batch_size=100)
    for name in dict.fromkeys(name for page in pages for name in page.many):
        _link(model, name, [(row, page.many.get(name, [])) for row, page in zip(rows, pages, strict=True)])


def _link(model: type[models.Model], name: str, pairs: list[tuple[Any, list[Any]]]) -> None:
    many: Any = model._meta.get_field(name)
    here, there = many.m2m_column_name(), many.m2m_reverse_name()
    through = many.remote_field.through
    links = [through(**{here: row.pk, there: other.pk}) for row, others in pairs for other in others]
    all_rows(through).bulk_create(links, batch_size=500)


def moment(day: date, hour: int = 8) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=UTC)


def backdate(row: models.Model, *, made: date, changed: date | None = None) -> None:
    """As if the row had been written on that day; its history too."""
    made_at, changed_at = moment(made), moment(max(made, changed or made))
    all_rows(type(row)).filter(pk=row.pk).update(created_at=made_at, updated_at=changed_at)
    history: Any = getattr(row, "history", None)
    if history is not None:
        history.update(history_date=made_at)
