from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from sectors.access import Visibility
from sectors.changes.points import change_point, confirm_point, create_point, undo_point
from sectors.models import Service
from tests import make


@pytest.fixture
def point(cast):
    row = create_point(by=cast.hala, organization=cast.hope, place=cast.mosul, name="Blue door")
    for number in range(2):
        make.service(cast.hope, cast.mosul, cast.counselling, point=row, name=f"Service {number}")
    return row


def places(point):
    return list(Service.objects.filter(point=point).values_list("place__pcode", flat=True))


def test_moving_a_point_moves_its_services_with_history(cast, point):
    change_point(point, by=cast.hala, place=cast.sumail)

    assert places(point) == [cast.sumail.pcode] * 2
    assert point.services.first().history.first().history_change_reason == "moved with its point"
    assert cast.public.place == cast.mosul


def test_undoing_the_move_brings_the_services_back(cast, point):
    change_point(point, by=cast.hala, place=cast.sumail)

    undo_point(point, by=cast.hala)

    assert (point.place, places(point)) == (cast.mosul, [cast.mosul.pcode] * 2)


def test_its_services_follow_to_another_organisation(cast, point):
    change_point(point, by=cast.root, organization=cast.care)

    assert {service.organization for service in point.services.all()} == {cast.care}


def test_a_change_of_hours_writes_no_service(cast, point):
    change_point(point, by=cast.hala, hours="Sun-Thu 9-15")

    assert list(point.services.values_list("version", flat=True)) == [1, 1]


def test_contact_only_stores_no_place(cast, point):
    with pytest.raises(ValidationError, match="no place is stored"):
        change_point(point, by=cast.hala, visibility=Visibility.CONTACT_ONLY)


def test_confirming_says_who(cast, point):
    assert confirm_point(point, by=cast.amina).confirmed_by == cast.amina
