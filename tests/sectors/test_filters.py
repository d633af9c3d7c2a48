"""One filter for page, API, matrix and export."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from sectors.access import Visibility, visible
from sectors.filters import ServiceFilter
from sectors.models import Service
from tests import make


def ask(user, **question):
    rows = visible(Service, user)
    request = SimpleNamespace(user=user)
    return ServiceFilter(question, queryset=rows, user=user, request=request).apply()


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ({"place": "IQG15"}, ["restricted", "public", "behind_point"]),
        ({"place": "IQG15Q05N04"}, []),
        ({"sector": "PRO-GBV"}, ["restricted", "contact_only"]),
        ({"activity": "4.1"}, ["public"]),
        ({"layer": "3"}, ["members", "restricted", "contact_only", "hidden_name", "behind_point"]),
        ({"q": "sunrise mosul"}, ["public"]),
        ({"q": "HOPE"}, ["public", "members", "restricted"]),
        ({"group": "ninewa"}, ["public", "restricted", "behind_point"]),
        ({"status": "suspended"}, []),
        ({"place": "NOWHERE"}, []),
        ({"month": "20x6"}, []),
    ],
)
def test_the_coordinator_asks(cast, question, expected):
    assert set(ask(cast.amina, **question)) == {getattr(cast, name) for name in expected}


def test_a_question_about_something_hidden_finds_nothing(cast):
    assert list(ask(None, organization=cast.quiet.public_id)) == []
    assert list(ask(None, q="quiet")) == []


def test_a_month_finds_what_runs_in_it(cast):
    row = make.service(
        cast.hope, cast.lac, start=date(2026, 1, 31), end=date(2026, 2, 1), visibility=Visibility.PUBLIC
    )
    assert row in ask(None, month="2026-01")
    assert row in ask(None, month="2026-02")
    assert row not in ask(None, month="2026-03")


def test_protection_includes_its_areas_of_responsibility(cast):
    cast.gbv.parent = cast.protection
    cast.gbv.save()
    assert cast.restricted in ask(cast.amina, sector="PRO")


def test_a_stranger_cannot_ask_for_a_place_finer_than_admin_2(cast):
    row = make.service(cast.hope, cast.site, visibility=Visibility.PUBLIC)
    for question in ({"place": "IQG15Q05N04"}, {"q": "muhamadath"}):
        assert list(ask(None, **question)) == [], question
        assert list(ask(cast.mona, **question)) == [row], question
    assert row in ask(None, place="IQG15Q05")
    assert row.place.shown_to(None) == cast.mosul
    assert row.place.shown_to(cast.mona) == cast.site


def test_what_has_run_out_has_ended_whatever_was_last_written(cast):
    over = make.service(cast.hope, cast.mosul, end=date(2022, 1, 31), visibility=Visibility.PUBLIC)
    assert (over.status, over.status_now) == ("ongoing", "ended")
    assert list(ask(None, status="ended")) == [over]
    assert over not in ask(None, status="ongoing")
    assert over not in ask(None, running="1")
    assert cast.public in ask(None, running="1")


def test_only_what_goes_on_accepts_referrals(cast):
    door = make.point(cast.hope, cast.mosul, accepting=True)
    goes_on = make.service(cast.hope, cast.mosul, point=door)
    make.service(cast.hope, cast.mosul, point=door, status="suspended")
    make.service(cast.hope, cast.mosul, point=door, end=date(2022, 1, 31))
    assert list(ask(None, accepting="true")) == [goes_on]
