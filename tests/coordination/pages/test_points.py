from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sectors.access import Visibility
from sectors.changes.points import change_point
from sectors.models import Service, ServicePoint
from tests import make
from tests.coordination.pages.test_services import form_of

ADD = "/points/add/"


@pytest.fixture
def point(cast):
    row = make.point(cast.hope, cast.mosul, name="Blue door", phone="+9647501234567", hours="Sun-Thu 9-15")
    make.service(cast.hope, cast.mosul, cast.counselling, point=row, name="Inside")
    make.service(
        cast.hope,
        cast.mosul,
        cast.counselling,
        point=row,
        name="CANARY inside",
        visibility=Visibility.RESTRICTED,
    )
    return row


def test_a_point_says_how_to_reach_it_and_what_is_there(cast, browse, point):
    stranger = browse(None).get(f"/points/{point.public_id}/")

    assert [row.name for row in stranger.context["services"]] == ["Inside"]
    assert "CANARY" not in stranger.content.decode()
    assert "tel:+9647501234567" in stranger.content.decode()
    assert {row.name for row in browse(cast.salma).get(f"/points/{point.public_id}/").context["services"]} == {
        "Inside", "CANARY inside",
    }  # fmt: skip


def test_a_point_one_may_not_see_is_not_there(cast, browse):
    address = f"/points/{cast.secret_point.public_id}/"

    answers = {person and person.name: browse(person).get(address).status_code for person in cast.everybody}

    assert answers == {None: 404, "Nour": 404, "Lena": 404, "Mona": 404, "Hala": 404, "Karim": 200, "Salma": 200,
                       "Omar": 200, "Amina": 200, "Root": 200}  # fmt: skip


@pytest.mark.parametrize("what", ["edit", "history"])
def test_changing_is_for_those_who_may(cast, browse, point, what):
    address = f"/points/{point.public_id}/{what}/"

    answers = {person and person.name: browse(person).get(address).status_code for person in cast.everybody}

    assert answers == {None: 302, "Nour": 403, "Lena": 403, "Mona": 403, "Salma": 403, "Karim": 403, "Hala": 200,
                       "Omar": 200, "Amina": 200, "Root": 200}  # fmt: skip


def test_a_focal_point_adds_a_point_of_their_own_once(cast, browse):
    client = browse(cast.hala)
    data = form_of(client.get(ADD, {"organization": cast.hope.public_id}))
    data |= {"name": "Red door", "place": "Sumail", "accepting": "yes", "visibility": "0"}

    answers = [client.post(ADD, data)["Location"] for _time in range(3)]

    row = ServicePoint.objects.get(name="Red door")
    assert (row.organization, row.place, row.accepting, row.confirmed_by) == (
        cast.hope,
        cast.sumail,
        True,
        cast.hala,
    )
    assert set(answers) == {f"/points/{row.public_id}/"}


def test_moving_a_point_moves_its_services_and_says_so(cast, browse, point):
    client, address = browse(cast.hala), f"/points/{point.public_id}/edit/"

    page = client.post(address, form_of(client.get(address)) | {"place": "Sumail"}, follow=True)

    assert "2 services moved with it." in page.content.decode()
    assert set(Service.objects.filter(point=point).values_list("place__name", flat=True)) == {"Sumail"}
    client.post(f"/points/{point.public_id}/undo/")
    assert set(Service.objects.filter(point=point).values_list("place__name", flat=True)) == {"Al-Mosul"}


def test_two_people_at_once_lose_nothing(cast, browse, point):
    client, address = browse(cast.hala), f"/points/{point.public_id}/edit/"
    data = form_of(client.get(address)) | {"hours": "Mon 10-12"}
    change_point(
        ServicePoint.objects.get(pk=point.pk), by=cast.amina, hours="Tue 10-12", phone="+9647500000000"
    )

    page = client.post(address, data)

    assert page.status_code == 409
    assert (page.context["form"]["hours"].value(), page.context["form"]["phone"].value()) == (
        "Mon 10-12",
        "+9647500000000",
    )
    assert ServicePoint.objects.get(pk=point.pk).hours == "Tue 10-12"


def test_contact_only_stores_no_place(cast, browse, point):
    client, address = browse(cast.hala), f"/points/{point.public_id}/edit/"

    page = client.post(address, form_of(client.get(address)) | {"visibility": "3"})

    assert "no place is stored" in page.content.decode()


def test_the_page_asks_as_often_for_three_services_as_for_one(cast, browse, point):
    client, address = browse(cast.amina), f"/points/{point.public_id}/"

    def asked():
        with CaptureQueriesContext(connection) as counted:
            client.get(address)
        return len(counted)

    before = asked()
    for number in range(3):
        make.service(
            cast.hope, cast.mosul, cast.safe_spaces, point=point, name=str(number)
        ).target_groups.set([cast.children])
    assert asked() == before
