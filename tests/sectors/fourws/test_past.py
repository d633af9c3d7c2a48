"""The matrix as it stood on a day, and what it must not give away."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from sectors.access import Visibility, visible
from sectors.changes.rows import keep, remove
from sectors.changes.services import change_service, create_service
from sectors.fourws.asking import MatrixFilter
from sectors.fourws.matrix import numbers
from sectors.models import Organization, Service, ServicePoint
from tests import make

THEN, BETWEEN = date(2026, 2, 1), datetime(2026, 1, 15, 12, tzinfo=UTC)
TODAY = date(2026, 3, 10)


def table(user, **asked):
    asking = MatrixFilter(
        asked, queryset=visible(Service, user), user=user, request=SimpleNamespace(user=user)
    )
    assert asking.is_valid(), asking.errors
    return asking.matrix(TODAY)


def seen(user, day=THEN, **asked):
    found = table(user, asof=day, **asked)
    return {(row.id, column.id): cell.value for row, column, cell in numbers(found) if cell.services}


@pytest.fixture
def old(cast):
    """One service that everybody could see in January, and nothing else: what happens next is now."""
    Service.objects.all().delete()
    cast.old = create_service(
        by=cast.hala,
        organization=cast.hope,
        place=cast.mosul,
        activity=cast.safe_spaces,
        visibility=Visibility.PUBLIC,
    )
    dated(cast.old, Service)
    return cast


def dated(row, model):
    """As if the latest record of its history had been written in January."""
    latest = row.history.order_by("-history_id").first()
    model.history.filter(history_id=latest.history_id).update(history_date=BETWEEN)


IN_MOSUL = {("IQG15", "4.1"): 1}


def test_what_was_there_is_counted_as_it_was(old):
    change_service(old.old, by=old.hala, activity=old.counselling, place=old.sumail)
    assert seen(None) == IN_MOSUL
    assert seen(None, date(2026, 1, 1)) == {}
    assert seen(None, TODAY + timedelta(days=500) if date.today() < TODAY else date.today()) == {
        ("IQG09", "8.1"): 1
    }


def test_filters_ask_the_past(old):
    change_service(old.old, by=old.hala, activity=old.counselling)
    assert seen(old.mona, activity="4.1", place="IQG15", status="ongoing") == IN_MOSUL
    assert seen(old.mona, activity="8.1") == {}


@pytest.mark.parametrize("count", ["services", "organizations", "points", "targeted", "reached"])
def test_everything_can_be_counted_in_the_past(old, count):
    assert (
        table(old.mona, asof=THEN, count=count, rows="adm2", columns="sector", split="month").total.services
        == 1
    )


def test_what_was_restricted_since_stays_restricted_looking_back(old):
    change_service(old.old, by=old.hala, visibility=Visibility.RESTRICTED)
    for person in (None, old.nour, old.lena, old.mona, old.karim):
        assert seen(person) == {}, person
    for person in (old.hala, old.salma, old.amina, old.root):
        assert seen(person) == IN_MOSUL, person


def test_what_was_restricted_then_stays_so_when_it_is_public_now(old):
    old.old.history.update(visibility=Visibility.RESTRICTED)
    assert (seen(None), seen(old.mona), seen(old.salma)) == ({}, {}, IN_MOSUL)


def test_what_became_contact_only_is_in_no_past(old):
    change_service(old.old, by=old.hala, visibility=Visibility.CONTACT_ONLY, place=old.country)
    for person in old.everybody:
        assert seen(person) == {}, person


def test_what_was_contact_only_all_the_time_has_said_no_place(old):
    quiet = create_service(
        by=old.amina, organization=old.care, place=old.country, activity=old.counselling,
        visibility=Visibility.CONTACT_ONLY,
    )  # fmt: skip
    dated(quiet, Service)
    assert seen(old.mona) == IN_MOSUL
    assert seen(old.amina) == {**IN_MOSUL, ("IRQ", "8.1"): 1}


def test_what_was_removed_since_is_for_those_who_know_restricted_rows(old):
    remove(old.old, by=old.hala)
    for person in (None, old.nour, old.lena, old.mona, old.karim):
        assert seen(person) == {}, person
    for person in (old.hala, old.salma, old.amina, old.root):
        assert seen(person) == IN_MOSUL, person


def test_a_point_that_is_restricted_now_or_was_then_hides_its_services(old):
    point = make.point(old.hope, old.mosul)
    Service.objects.filter(pk=old.old.pk).update(point=point)
    old.old.history.update(point=point)
    assert seen(None) == IN_MOSUL
    ServicePoint.objects.filter(pk=point.pk).update(visibility=Visibility.RESTRICTED)
    assert (seen(None), seen(old.mona), seen(old.amina)) == ({}, {}, IN_MOSUL)
    ServicePoint.objects.filter(pk=point.pk).update(visibility=Visibility.PUBLIC)
    ServicePoint.history.filter(id=point.pk).update(visibility=Visibility.RESTRICTED, history_date=BETWEEN)
    assert (seen(None), seen(old.mona), seen(old.amina)) == ({}, {}, IN_MOSUL)


def test_an_organisation_that_hid_its_name_then_or_hides_it_now_is_not_told_to_strangers(old):
    Organization.objects.filter(pk=old.hope.pk).update(hide_name=True)
    assert (seen(None), seen(old.mona)) == ({}, IN_MOSUL)
    Organization.objects.filter(pk=old.hope.pk).update(hide_name=False)
    old.hope.refresh_from_db()
    keep(old.hope, by=old.amina)
    Organization.history.filter(id=old.hope.pk).update(hide_name=True, history_date=BETWEEN)
    assert (seen(None), seen(old.mona)) == ({}, IN_MOSUL)


def test_a_day_that_cannot_be_asked_is_said_in_words(cast):
    for asked in (
        {"asof": "2126-01-01"},
        {"asof": THEN, "target": "children"},
        {"asof": THEN, "split": "target"},
    ):
        user = cast.amina
        asking = MatrixFilter(
            asked, queryset=visible(Service, user), user=user, request=SimpleNamespace(user=user)
        )
        assert list(asking.errors) == ["asof"]
        assert asking.matrix(TODAY).total.services == 0


def test_the_number_of_queries_does_not_grow_with_the_past(old, django_assert_max_num_queries):
    for number in range(10):
        change_service(old.old, by=old.hala, name=f"Name {number}")
        dated(old.old, Service)
    with django_assert_max_num_queries(8):
        assert seen(old.mona) == IN_MOSUL
