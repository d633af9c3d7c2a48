"""Codes of older editions: what they are called today, and only where nobody can doubt it."""

from __future__ import annotations

from datetime import date

from sectors.fourws import current
from sectors.models import Crosswalk
from tests import make


def link(old, new, **extra):
    Crosswalk.objects.create(from_activity=old, to_activity=new, **extra)


def test_a_retired_code_leads_to_the_one_in_use_over_several_editions(cast):
    oldest, old = (make.activity("4.1", edition=name, active=False) for name in ("First", "Second"))
    link(oldest, old)
    link(old, cast.safe_spaces)
    assert current.activities() == {oldest.pk: cast.safe_spaces.pk, old.pk: cast.safe_spaces.pk}


def test_a_code_in_use_a_split_one_and_a_link_taken_back_lead_nowhere(cast):
    in_use = make.activity("9.9", edition="Other")
    split, unlinked = (make.activity(code, edition="Old", active=False) for code in ("1", "2"))
    link(in_use, cast.safe_spaces)
    link(split, cast.safe_spaces)
    link(split, cast.counselling)
    link(unlinked, cast.safe_spaces, active=False)
    assert current.activities() == {}


def test_a_circle_of_retired_codes_ends(cast):
    one, two = (make.activity(code, edition="Old", active=False) for code in ("1", "2"))
    link(one, two)
    link(two, one)
    assert current.activities() == {}


def test_a_place_of_an_older_list_is_the_one_of_its_name_today(cast):
    ended = date(2020, 1, 1)
    old = make.place("IQ-1", "Al-Mosul", cast.ninewa, valid_to=ended)
    make.place("IQ-2", "Lost Quarter", cast.ninewa, valid_to=ended)
    doubtful = make.place("IQ-3", "Sumail", cast.ninewa, valid_to=ended)
    make.place("IQ-4", "Sumail", make.place("IQG01", "Anbar", cast.country))
    assert current.places("IRQ") == {old.pk: cast.mosul.pk}
    assert doubtful.pk not in current.places("IRQ")
