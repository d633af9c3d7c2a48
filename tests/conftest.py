"""The cast: a small response every test knows. Whatever a stranger must not see carries the word CANARY."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from sectors.access import Role, Visibility
from sectors.models import User
from tests import make
from tests.doors import furnish


@pytest.fixture
def cast(db: Any) -> SimpleNamespace:
    return make_cast()


def make_cast() -> SimpleNamespace:
    """Two responses, their people, organisations and services: one of each visibility, in each of two districts."""
    c = SimpleNamespace()
    _places(c)
    _vocabulary(c)
    _people(c)
    _services(c)
    return c


def _places(c: SimpleNamespace) -> None:
    c.country = make.place("IRQ", "Iraq")
    c.ninewa = make.place("IQG15", "Ninewa", c.country)
    c.mosul = make.place("IQG15Q05", "Al-Mosul", c.ninewa)
    c.site = make.place("IQG15Q05N04", "Al-Muhamadath", c.mosul)
    c.duhok = make.place("IQG09", "Duhok", c.country)
    c.sumail = make.place("IQG09Q03", "Sumail", c.duhok)
    c.chad = make.place("TCD", "Chad")
    c.lac = make.place("TD07", "Lac", c.chad)
    c.iraq = make.group("iraq", c.country)
    c.ninewa_group = make.group("ninewa", c.ninewa, parent=c.iraq, kind="subnational")
    c.chad_group = make.group("chad", c.chad)


def _vocabulary(c: SimpleNamespace) -> None:
    c.health = make.sector("HEA", "Health", aliases=["Health"])
    c.protection = make.sector("PRO", "Protection", aliases=["General Protection"])
    c.gbv = make.sector("PRO-GBV", "Gender Based Violence", aliases=["GBV"], sensitive=True)
    c.safe_spaces = make.activity("4.1", "Child-friendly spaces", grouping="community", layer=2)
    c.counselling = make.activity("8.1", "Basic counselling for individuals", grouping="case", layer=3)
    c.children = make.term("target_groups", "children", "Children and adolescents")
    c.displaced = make.term(
        "population_groups", "IDP", "Internally displaced persons", aliases=["In-camp IDPs"]
    )
    c.ngo = make.term("organization_types", "441", "National NGO")


def _people(c: SimpleNamespace) -> None:
    c.hope = make.organization("Hope Initiative", acronym="HOPE", groups=[c.iraq], type=c.ngo)
    c.care = make.organization("Tigris Care", acronym="TICA", groups=[c.iraq])
    c.quiet = make.organization("CANARY Quiet House", acronym="CANARYQ", groups=[c.iraq], hide_name=True)
    c.lake = make.organization("Lake Aid", acronym="LAKE", groups=[c.chad_group])
    c.amina = make.person("amina", group=c.iraq, role=Role.COORDINATOR)
    c.omar = make.person("omar", group=c.iraq, role=Role.INFORMATION_MANAGER)
    c.hala = make.person("hala", group=c.iraq, role=Role.FOCAL_POINT, organization=c.hope)
    c.karim = make.person("karim", group=c.iraq, role=Role.FOCAL_POINT, organization=c.care)
    c.salma = make.person("salma", group=c.iraq, role=Role.CASE_MANAGEMENT)
    c.mona = make.person("mona", group=c.iraq, role=Role.MEMBER)
    c.lena = make.person("lena", group=c.chad_group, role=Role.COORDINATOR)
    c.nour = make.person("nour")
    c.root = User.objects.create_superuser("root@example.org", name="Root")
    c.everybody = [None, c.nour, c.lena, c.mona, c.salma, c.karim, c.hala, c.omar, c.amina, c.root]


def _services(c: SimpleNamespace) -> None:
    c.public = make.service(
        c.hope, c.mosul, c.safe_spaces, sector=c.protection, name="Sunrise child-friendly space"
    )
    c.members = make.service(
        c.hope,
        c.sumail,
        c.counselling,
        sector=c.health,
        name="CANARY staff counselling",
        visibility=Visibility.MEMBERS,
    )
    c.restricted = make.service(
        c.hope,
        c.mosul,
        c.counselling,
        sector=c.gbv,
        name="CANARY women's centre",
        visibility=Visibility.RESTRICTED,
    )
    c.contact_only = make.service(
        c.care,
        c.country,
        c.counselling,
        sector=c.gbv,
        name="CANARY safe line",
        visibility=Visibility.CONTACT_ONLY,
    )
    c.hidden_name = make.service(
        c.quiet, c.sumail, c.counselling, sector=c.health, name="CANARY quiet service"
    )
    c.secret_point = make.point(
        c.care, c.mosul, name="CANARY back door", phone="+9647000000001", visibility=Visibility.RESTRICTED
    )
    c.behind_point = make.service(
        c.care, c.mosul, c.counselling, sector=c.health, point=c.secret_point, name="CANARY behind the door"
    )
    c.elsewhere = make.service(
        c.lake,
        c.lac,
        c.safe_spaces,
        sector=c.protection,
        name="CANARY lake space",
        visibility=Visibility.MEMBERS,
    )


@pytest.fixture(scope="module")
def world(django_db_setup: Any, django_db_blocker: Any) -> Any:
    """The cast with one of everything, made once for all tests of a file, which put back what they change."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield furnish(make_cast())
        transaction.set_rollback(True)


@pytest.fixture
def browse(client: Client) -> Any:
    """`browse(person).get(address)`: a client signed in as the person, or as nobody."""

    def signed_in(person: User | None) -> Client:
        fresh = Client()
        if person is not None:
            fresh.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return fresh

    return signed_in
