from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from sectors.access import Visibility
from sectors.changes.points import change_point
from sectors.changes.rows import Conflict, undo
from sectors.changes.services import (
    change_service,
    chosen_visibility,
    confirm_service,
    create_service,
    create_services,
    end_service,
    undo_service,
)
from sectors.models import Service
from tests import make


def test_a_new_service_is_confirmed_today_by_its_writer(cast):
    row = create_service(by=cast.hala, organization=cast.hope, place=cast.mosul, activity=cast.safe_spaces)

    assert (row.confirmed_on, row.confirmed_by, row.version) == (timezone.localdate(), cast.hala, 1)
    assert row.history.get().history_user == cast.hala


def test_a_service_with_a_point_stands_where_the_point_stands(cast):
    point = make.point(cast.hope, cast.sumail)

    row = create_service(
        by=cast.hala, organization=cast.hope, place=cast.mosul, point=point, activity=cast.safe_spaces
    )

    assert row.place == cast.sumail


def test_several_places_make_one_row_each_and_the_first_has_the_id_of_the_form(cast):
    rows = create_services(
        places=[cast.mosul, cast.sumail],
        by=cast.hala,
        public_id="abcdefghjk",
        organization=cast.hope,
        activity=cast.safe_spaces,
    )

    assert [row.place for row in rows] == [cast.mosul, cast.sumail]
    assert rows[0].public_id == "abcdefghjk" != rows[1].public_id


def test_the_same_form_again_makes_nothing(cast):
    again = {"places": [cast.sumail, cast.mosul], "by": cast.hala, "public_id": "abcdefghjk",
             "organization": cast.hope, "activity": cast.safe_spaces}  # fmt: skip
    create_services(**again)
    before = Service.objects.count()

    with pytest.raises(ValidationError):
        create_services(**again)

    assert Service.objects.count() == before


def test_nothing_is_written_when_one_of_several_places_will_not_do(cast):
    before = Service.objects.count()

    with pytest.raises(ValidationError):
        create_services(
            places=[cast.country, cast.mosul], by=cast.hala, public_id="abcdefghjk", organization=cast.hope,
            activity=cast.safe_spaces, visibility=Visibility.CONTACT_ONLY,
        )  # fmt: skip

    assert Service.objects.count() == before


@pytest.mark.parametrize(
    ("fields", "level"),
    [
        ({}, Visibility.PUBLIC),
        ({"description": "Group sessions for young people"}, Visibility.PUBLIC),
        ({"description": "Support in a safe house"}, Visibility.RESTRICTED),
        ({"name": "منزل آمن"}, Visibility.RESTRICTED),
    ],
)
def test_who_may_see_it_follows_the_words_when_nobody_chose(cast, fields, level):
    assert chosen_visibility({"activity": cast.safe_spaces, **fields}) == level


def test_who_may_see_it_follows_the_sector_when_nobody_chose(cast):
    row = create_service(
        by=cast.hala, organization=cast.hope, place=cast.mosul, activity=cast.counselling, sector=cast.gbv
    )

    assert row.visibility == Visibility.RESTRICTED


def test_what_somebody_chose_is_kept(cast):
    row = create_service(
        by=cast.hala, organization=cast.hope, place=cast.mosul, sector=cast.gbv, visibility=Visibility.MEMBERS
    )

    assert row.visibility == Visibility.MEMBERS


def test_a_change_names_the_version_it_was_made_on(cast):
    seen = cast.public.version
    change_service(
        Service.objects.get(pk=cast.public.pk), by=cast.amina, seen=seen, description="Open to all."
    )

    with pytest.raises(Conflict) as conflict:
        change_service(cast.public, by=cast.hala, seen=seen, description="Closed.")

    assert conflict.value.theirs.description == "Open to all."
    assert Service.objects.get(pk=cast.public.pk).description == "Open to all."


def test_undo_brings_back_words_and_target_groups(cast):
    make.term("target_groups", "elderly", "Older people")
    row = create_service(
        by=cast.hala,
        organization=cast.hope,
        place=cast.mosul,
        activity=cast.safe_spaces,
        target_groups=[cast.children],
    )
    change_service(row, by=cast.hala, description="Closed.", target_groups=[])

    undo(row, by=cast.hala)

    assert (row.description, list(row.target_groups.all())) == ("", [cast.children])


def test_after_an_undo_it_stands_where_its_point_stands_now(cast):
    point = make.point(cast.hope, cast.mosul)
    row = create_service(by=cast.hala, organization=cast.hope, place=cast.sumail, activity=cast.safe_spaces)
    change_service(row, by=cast.hala, point=point)
    change_service(row, by=cast.hala, point=None, place=cast.sumail)
    change_point(point, by=cast.hala, place=cast.duhok)

    undo_service(row, by=cast.hala)

    assert (row.point, row.place) == (point, cast.duhok)


def test_ending_today_or_earlier_ends_it(cast):
    end_service(cast.public, on=timezone.localdate(), by=cast.hala)

    assert (cast.public.status, cast.public.end) == (Service.Status.ENDED, timezone.localdate())


def test_an_end_that_lies_ahead_leaves_it_running(cast):
    ahead = timezone.localdate() + timedelta(days=20)

    end_service(cast.public, on=ahead, by=cast.hala)

    assert (cast.public.status, cast.public.end) == (Service.Status.ONGOING, ahead)


def test_it_cannot_end_before_it_began(cast):
    row = make.service(cast.hope, cast.mosul, cast.safe_spaces, start=make.TODAY)

    with pytest.raises(ValidationError, match="before the start"):
        end_service(row, on=make.TODAY - timedelta(days=1), by=cast.hala)


def test_confirming_says_who_and_when(cast):
    confirm_service(cast.public, by=cast.hala)

    assert (cast.public.confirmed_on, cast.public.confirmed_by) == (timezone.localdate(), cast.hala)
    assert cast.public.history.first().history_change_reason == "confirmed"
