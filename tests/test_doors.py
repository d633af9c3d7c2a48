"""Every door of the house, tried by everybody: the table is in tests/doors.py."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.urls import reverse

from tests.doors import DOORS, IN, OTHERS, PEOPLE, REFUSED, addresses, answer, written

pytestmark = pytest.mark.django_db

MINE = {name for name in addresses() if not name.startswith(OTHERS)}
THEIRS = sorted(
    name for name, routes in addresses().items() if name.startswith(OTHERS) and not set("<(") & set(routes[0])
)


def test_every_address_is_in_the_table():
    missing = MINE - {door.name for door in DOORS}

    assert not missing, (
        f"Nobody has said who may open {', '.join(sorted(missing))}. Add a row for it to DOORS in tests/doors.py: its name, "
        "what fills its address, and the shapes of its answers to GET and POST."
    )


def test_the_table_lists_no_address_that_is_gone():
    gone = {door.name for door in DOORS} - MINE

    assert not gone, (
        f"There is no address {', '.join(sorted(gone))} any more. Remove its row from DOORS in tests/doors.py."
    )


@pytest.mark.parametrize("door", DOORS, ids=str)
def test_reading_changes_nothing(world, door):
    url = door.url(world)
    with written() as tables:
        got = {person: answer(world.clients[person].get(url)) for person in PEOPLE}
        heads = {person: answer(world.clients[person].head(url)) for person in ("anonymous", "hala")}

    assert got == door.get
    assert heads == {person: door.get[person] for person in heads}
    assert tables == []


WRITING = [("post", door) for door in DOORS] + [("patch", door) for door in DOORS if door.patch]


@pytest.mark.parametrize("method, door", WRITING, ids=str)
def test_only_those_who_may_get_further(world, method, door):
    url = door.url(world)
    got, tables = {}, {}
    for person in PEOPLE:
        with transaction.atomic(), written() as tables[person]:
            response = getattr(world.clients[person], method)(url)
            got[person] = answer(response)
            transaction.set_rollback(True)

    assert got == getattr(door, method)
    assert {person: tables[person] for person in PEOPLE if got[person] in REFUSED and tables[person]} == {}


## ADDRESSES OF OTHERS

FOR_STRANGERS = {
    "account_inactive", "account_login", "account_password_reset_completed", "account_request_login_code",
    "account_reset_password", "account_signup",
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in THEIRS if name.startswith("admin:")])
def test_the_admin_is_for_superusers(world, name):
    got = {person: answer(world.clients[person].get(reverse(name))) for person in PEOPLE}

    assert got.pop("root") in {200, 302, 403, 404, 405}
    assert got.pop("anonymous") in {IN, 302, 405}
    assert set(got.values()) <= {302, 403, 404, 405}


@pytest.mark.parametrize("name", [name for name in THEIRS if not name.startswith("admin:")])
def test_an_account_is_for_its_person(world, name):
    stranger = world.clients["anonymous"].get(reverse(name))

    assert (stranger.status_code == 200) == (name in FOR_STRANGERS)
