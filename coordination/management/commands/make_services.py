"""Made-up services in bulk, to see how the app behaves when it is full. Never into a database people work with."""

from __future__ import annotations

import random
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from sectors.access import Visibility, all_rows
from sectors.models import Activity, Group, Organization, Place, Sector, Service, ServicePoint, Term
from sectors.models.activities import FOURWS_2012

MARK = "Load test"
BATCH = 2_000
SIZES = (18, 12, 20)  # provinces, districts in each, sub-districts in each: about 4,500 places
STATUSES = [Service.Status.ONGOING] * 7 + [
    Service.Status.FUNDED,
    Service.Status.SUSPENDED,
    Service.Status.ENDED,
]
LEVELS = [Visibility.PUBLIC] * 7 + [Visibility.MEMBERS] * 2 + [Visibility.RESTRICTED]
KINDS = [
    "counselling",
    "group sessions",
    "safe space",
    "home visits",
    "training for teachers",
    "recreational activities",
]


class Command(BaseCommand):
    help = "Add made-up services, plainly marked, to see how the app behaves when it is full."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", type=int, help="how many services")
        parser.add_argument(
            "--group", help="the group whose area they lie in; without it a made-up country is used"
        )
        parser.add_argument("--seed", type=int, default=1, help="the same number makes the same services")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["number"] < 1:
            raise CommandError("The number of services is at least 1.")
        chance = random.Random(options["seed"])  # noqa: S311
        group = self.group(options["group"])
        makers = Makers(chance, group, options["number"])
        made = makers.services(options["number"])
        self.stdout.write(
            f"{made} services of {len(makers.organizations)} made-up organisations in {group.name}."
        )

    def group(self, slug: str | None) -> Group:
        if slug:
            found = all_rows(Group).filter(slug=slug).select_related("place").first()
            if found is None:
                raise CommandError(f"There is no group “{slug}”. Its short name stands in its address.")
            return found
        return all_rows(Group).filter(slug="load-test").first() or made_up_country()


def made_up_country() -> Group:
    """A country that exists nowhere, with places of three levels."""
    top = all_rows(Place).create(pcode="XLT", name_en=f"{MARK} country", level=0, path="XLT/", country="XLT")
    above = [top]
    for level, size in enumerate(SIZES, start=1):
        above = [place for parent in above for place in divide(parent, level, size)]
        all_rows(Place).bulk_create(above, batch_size=BATCH)
        if level < 3:
            for place in above:
                setattr(place, f"adm{level}_id", place.pk)
            all_rows(Place).bulk_update(above, [f"adm{level}"], batch_size=500)
    return all_rows(Group).create(slug="load-test", name_en=f"{MARK} group", place=top, path="load-test/")


def divide(parent: Place, level: int, size: int) -> Iterator[Place]:
    word = ("Province", "District", "Sub-district")[level - 1]
    for number in range(1, size + 1):
        code = f"{parent.pcode}{number:02}"
        yield Place(
            pcode=code, name_en=f"{word} {code[3:]}", level=level, parent=parent, path=f"{parent.path}{code}/",
            country=parent.country, adm1_id=parent.adm1_id, adm2_id=parent.adm2_id, search_text=f"{word} {code}".lower(),
        )  # fmt: skip


def ids(rows: Any) -> list[int]:
    return list(rows.values_list("pk", flat=True))


class Makers:
    """Reads what a service refers to, once, and draws from it."""

    def __init__(self, chance: random.Random, group: Group, number: int) -> None:
        self.chance, self.group, self.today = chance, group, timezone.localdate()
        self.places = ids(all_rows(Place).within(group.place).filter(level__gte=1).order_by("path"))
        codes = all_rows(Activity).of(FOURWS_2012).current().filter(sensitive=False).order_by("code")
        self.activities = ids(codes.exclude(parent=None)) or ids(codes)
        self.sectors = ids(all_rows(Sector).filter(active=True, sensitive=False))
        self.targets = ids(all_rows(Term).of("target_groups").filter(sensitive=False))
        if not self.places or not self.activities or not self.sectors:
            raise CommandError(
                "Codes or places are missing. Run load_reference first, and load_places for a real country."
            )
        chance.shuffle(self.places)
        self.organizations = self.make_organizations(max(5, min(500, number // 200)))
        self.points = self.make_points(max(5, number // 20))

    def make_organizations(self, number: int) -> list[int]:
        types = list(all_rows(Term).of("organization_types").values_list("pk", flat=True)) or [None]
        start = all_rows(Organization).filter(name__startswith=MARK).count()
        rows = [
            Organization(
                name=f"{MARK} organisation {n:04}", acronym=f"LT{n:04}", type_id=self.chance.choice(types)
            )
            for n in range(start + 1, start + number + 1)
        ]
        for row in rows:
            row.search_text = row.text_to_search()
        made = all_rows(Organization).bulk_create(rows, batch_size=BATCH)
        links = [Organization.groups.through(organization_id=row.pk, group_id=self.group.pk) for row in made]
        all_rows(Organization.groups.through).bulk_create(links, batch_size=BATCH)
        return [row.pk for row in made]

    def make_points(self, number: int) -> list[tuple[int, int, int]]:
        """(point, organisation, place)"""
        rows = [
            ServicePoint(
                name_en=f"{MARK} point {n}", organization_id=self.some(self.organizations), place_id=self.some(self.places),
                hours="08:00–16:00", visibility=self.chance.choice(LEVELS), confirmed_on=self.day(120),
            )
            for n in range(number)
        ]  # fmt: skip
        made = all_rows(ServicePoint).bulk_create(rows, batch_size=BATCH)
        return [(row.pk, row.organization_id, row.place_id) for row in made]

    def some(self, rows: list[Any]) -> Any:
        """The first ones more often than the last: real work is crowded in some places and missing in others."""
        return rows[int(len(rows) * self.chance.random() ** 1.8)]

    def day(self, back: int) -> date:
        return self.today - timedelta(days=self.chance.randrange(back))

    def service(self) -> Service:
        chance = self.chance
        point, organization, place = (
            chance.choice(self.points) if chance.random() < 0.3 else (None, None, None)
        )
        start = self.day(900)
        visibility = chance.choice(LEVELS)
        if chance.random() < 0.01:
            point, place, visibility = None, self.group.place_id, Visibility.CONTACT_ONLY
        return Service(
            organization_id=organization or self.some(self.organizations),
            place_id=place or self.some(self.places),
            point_id=point,
            activity_id=None if chance.random() < 0.05 else self.some(self.activities), sector_id=self.some(self.sectors),
            name_en=f"{MARK}: {chance.choice(KINDS)}", description_en=f"{MARK} entry, about nobody.",
            start=start, end=start + timedelta(days=chance.randrange(90, 900)) if chance.random() < 0.6 else None,
            status=chance.choice(STATUSES), visibility=visibility, confirmed_on=self.day(150),
            people_targeted=chance.randrange(20, 900), people_reached=chance.randrange(0, 700),
            reach_adds_up=chance.random() < 0.98,
        )  # fmt: skip

    def services(self, number: int) -> int:
        rows = (self.service() for _number in range(number))
        through, made = Service.target_groups.through, 0
        while batch := list(islice(rows, BATCH)):
            batch = all_rows(Service).bulk_create(batch)
            links = [
                through(service_id=row.pk, term_id=target)
                for row in batch
                for target in self.chance.sample(
                    self.targets, min(len(self.targets), self.chance.randrange(3))
                )
            ]
            all_rows(through).bulk_create(links)
            made += len(batch)
        return made
