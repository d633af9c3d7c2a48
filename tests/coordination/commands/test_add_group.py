"""Making a working group from the shell."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from sectors.models import Group
from tests import make


def run(*words: str) -> str:
    out = StringIO()
    call_command("add_group", *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def places(db):
    country = make.place("IRQ", "Iraq")
    return country, make.place("IQG15", "Ninewa", country), make.place("TCD", "Chad")


def test_a_group_covers_its_place(places):
    assert run("iraq", "--name", "MHPSS Iraq", "--place", "IRQ").startswith("MHPSS Iraq now covers Iraq.")
    group = Group.objects.get()
    assert (group.slug, group.name, group.kind, group.path, group.place) == (
        "iraq",
        "MHPSS Iraq",
        "national",
        "iraq/",
        places[0],
    )


def test_a_group_below_another_and_a_task_team(places):
    run("iraq", "--name", "MHPSS Iraq", "--place", "IRQ")
    run("ninewa", "--name", "MHPSS Ninewa", "--place", "IQG15", "--parent", "iraq")
    run("children", "--name", "Children", "--place", "IRQ", "--parent", "iraq", "--task-team")
    rows = Group.objects.values_list("path", "kind")
    assert list(rows) == [
        ("iraq/", "national"),
        ("iraq/children/", "task_team"),
        ("iraq/ninewa/", "subnational"),
    ]


@pytest.mark.parametrize(
    "words, why",
    [
        (["--place", "IQG99"], "There is no place with the P-code IQG99. Load the places first."),
        (
            ["--place", "IQG15", "--parent", "none"],
            "There is no group “none”. Make it first, or leave --parent out.",
        ),
        (["--place", "TCD", "--parent", "iraq"], "Chad does not lie in Iraq, the area of MHPSS Iraq."),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(places, words, why):
    run("iraq", "--name", "MHPSS Iraq", "--place", "IRQ")
    with pytest.raises(CommandError) as caught:
        run("new", "--name", "New", *words)
    assert str(caught.value) == why
    assert Group.objects.count() == 1


def test_the_same_short_name_twice_is_refused(places):
    run("iraq", "--name", "MHPSS Iraq", "--place", "IRQ")
    with pytest.raises(CommandError) as caught:
        run("iraq", "--name", "Another", "--place", "IRQ")
    assert str(caught.value) == (
        "There is already a group “iraq”: MHPSS Iraq. Use it, or choose another short name."
    )
