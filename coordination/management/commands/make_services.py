"""Made-up services in bulk, to see how the app behaves when it is full. Never into a database people work with."""

from __future__ import annotations

import random
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from sectors.access import Visibility, all_rows
from sectors.bulk import insert
from sectors.models import Activity, Group, Organization, Place, Sector, Service, ServicePoint, Term
from sectors.models.activities import FOURWS_2012
from sectors.models.records import LETTERS

MARK = "Load test"
BATCH = 20_000
SIZES = ((18, 5), (12, 4), (20, 5))  # provinces, districts, sub-districts: how many, how many side by side
SIDES = (6, 6 / 5, 6 / 5 / 4)  # degrees: of the country, a province, a district
STATUSES = [Service.Status.ONGOING] * 7 + [
    Service.Status.FUNDED,
    Service.Status.SUSPENDED,
    Service.Status.ENDED,
]
LEVELS = [Visibility.PUBLIC] * 7 + [Visibility.MEMBERS] * 2 + [Visibility.RESTRICTED]
ACCEPTING = [True] * 5 + [False, None]
NOWHERE = (None, None, None)
POINT = (
    "public_id", "name", "name_en", "organization_id", "place_id", "hours", "accepting", "visibility", "confirmed_on",
)  # fmt: skip
SERVICE = (
    "public_id", "organization_id", "place_id", "point_id", "activity_id", "sector_id", "name", "name_en", "description",
    "description_en", "activity_text", "start", "end", "status", "visibility", "confirmed_on", "people_targeted",
    "people_reached", "reach_adds_up", "created_at", "updated_at",
)  # fmt: skip
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
    """A country that exists nowhere, with places of three levels, drawn as squares on the open sea."""
    top = all_rows(Place).create(
        pcode="XLT", name_en=f"{MARK} country", level=0, path="XLT/", country="XLT", **square(-30, 0, 6)
    )
    above = [top]
    for level, (size, across) in enumerate(SIZES, start=1):
        above = [place for parent in above for place in divide(parent, level, size, across)]
        all_rows(Place).bulk_create(above, batch_size=BATCH)
        if level < 3:
            for place in above:
                setattr(place, f"adm{level}_id", place.pk)
            all_rows(Place).bulk_update(above, [f"adm{level}"], batch_size=500)
    return all_rows(Group).create(slug="load-test", name_en=f"{MARK} group", place=top, path="load-test/")


def divide(parent: Place, level: int, size: int, across: int) -> Iterator[Place]:
    """Places of the next level, laid out in rows from the south-west corner of their parent."""
    word = ("Province", "District", "Sub-district")[level - 1]
    side = SIDES[level - 1] / across
    west, south = (at - SIDES[level - 1] / 2 for at in (parent.longitude or 0, parent.latitude or 0))
    for number in range(1, size + 1):
        row, column = divmod(number - 1, across)
        code = f"{parent.pcode}{number:02}"
        yield Place(
            pcode=code, name_en=f"{word} {code[3:]}", level=level, parent=parent, path=f"{parent.path}{code}/",
            country=parent.country, adm1_id=parent.adm1_id, adm2_id=parent.adm2_id, search_text=f"{word} {code}".lower(),
            **square(west + column * side, south + row * side, side, shape=level < 3),
        )  # fmt: skip


def square(west: float, south: float, side: float, *, shape: bool = True) -> dict[str, Any]:
    corners = [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)]
    ring = [[round(west + x * side, 4), round(south + y * side, 4)] for x, y in corners]
    middle = {"longitude": round(west + side / 2, 4), "latitude": round(south + side / 2, 4)}
    return middle | ({"boundary": {"type": "Polygon", "coordinates": [ring]}} if shape else {})


def ids(rows: Any) -> list[int]:
    return list(rows.values_list("pk", flat=True))


class Makers:
    """Reads what a service refers to, once, and draws from it."""

    def __init__(self, chance: random.Random, group: Group, number: int) -> None:
        self.chance, self.group, self.any = chance, group, random.Random()  # noqa: S311
        self.now, today = timezone.now(), timezone.localdate()
        # From today into the past; counted from the end, into the future.
        self.days = [today - timedelta(days=n) for n in [*range(900), *range(-900, 0)]]
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
            (
                self.public_id(), f"{MARK} point {n}", f"{MARK} point {n}", self.some(self.organizations),
                self.some(self.places), "08:00–16:00", self.chance.choice(ACCEPTING), self.chance.choice(LEVELS),
                self.day(120),
            )
            for n in range(number)
        ]  # fmt: skip
        ids = insert(ServicePoint, POINT, rows)
        return [(pk, row[3], row[4]) for pk, row in zip(ids, rows, strict=True)]

    def public_id(self) -> str:
        """Never the same twice, whatever the seed: a second load goes beside the first."""
        return "".join(self.any.choices(LETTERS, k=10))

    def some(self, rows: list[Any]) -> Any:
        """The first ones more often than the last: real work is crowded in some places and missing in others."""
        return rows[int(len(rows) * self.chance.random() ** 1.8)]

    def day(self, back: int) -> date:
        return self.days[self.chance.randrange(back)]

    def service(self, number: int) -> tuple:
        chance = self.chance
        point, organization, place = chance.choice(self.points) if chance.random() < 0.3 else NOWHERE
        began = chance.randrange(900)
        visibility = chance.choice(LEVELS)
        if chance.random() < 0.01:
            point, place, visibility = None, self.group.place_id, Visibility.CONTACT_ONLY
        kind = chance.choice(KINDS)
        name = f"{MARK}: {kind}" if chance.random() < 0.6 else f"{MARK}: {kind} {number}"
        said = f"{MARK} entry {number}, about nobody."
        written = self.now - timedelta(minutes=number % 100_000 + chance.random())
        return (
            self.public_id(), organization or self.some(self.organizations), place or self.some(self.places), point,
            None if chance.random() < 0.05 else self.some(self.activities), self.some(self.sectors),
            name, name, said, said, kind if chance.random() < 0.3 else "", self.days[began],
            self.days[began - chance.randrange(90, 900)] if chance.random() < 0.6 else None,
            chance.choice(STATUSES), visibility, self.day(150), chance.randrange(20, 900), chance.randrange(700),
            chance.random() < 0.98, written, written,
        )  # fmt: skip

    def services(self, number: int) -> int:
        most = min(2, len(self.targets))
        for start in range(0, number, BATCH):
            with transaction.atomic():
                rows = map(self.service, range(start + 1, min(start + BATCH, number) + 1))
                links = [
                    (pk, target)
                    for pk in insert(Service, SERVICE, rows)
                    for target in self.chance.sample(self.targets, self.chance.randrange(most + 1))
                ]
                insert(Service.target_groups.through, ("service_id", "term_id"), links)
        return number
