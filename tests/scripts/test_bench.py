"""The bench still runs: every way does its work on a few services. How long it takes is not asked here."""

from __future__ import annotations

from importlib import import_module, util
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from scripts.bench import fill, tables
from scripts.bench.about import About
from scripts.bench.races import RACES, Goal, Race, Way
from scripts.bench.track import Times, race
from sectors.models import Group
from tests import make

pytestmark = pytest.mark.django_db
PEERS = all(util.find_spec(name) for name in ("pandas", "import_export", "openpyxl"))


@pytest.fixture(scope="module")
def full(django_db_setup, django_db_blocker, tmp_path_factory):
    """The made-up country with a few services, its coordinator, and a folder for files."""
    with django_db_blocker.unblock(), transaction.atomic():
        (
            make.activity("8.1", "Counselling", layer=3),
            make.sector("HEA", "Health"),
            make.term("target_groups", "children"),
        )
        call_command("make_services", 60, stdout=StringIO())
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(fill, "WAITING", 3)
            fill.people_and_meetings(Group.objects.get(slug="load-test"))
        yield About(f"{connection.vendor}://", 60, str(tmp_path_factory.mktemp("bench")))
        transaction.set_rollback(True)


def found_by(way: Way, about: About):
    name, *words = way.way.split(":")
    module, _dot, function = name.partition(".")
    ready = getattr(import_module(f"scripts.bench.ways.{module}"), function)(about, *words)
    ready.before()
    return ready.run()


def tried() -> list[Race]:
    """Pages have tests of their own; of them only those whose address has to be found."""
    found = {f"page-{name}-coordinator" for name in ("service", "import", "meeting")}
    return [one for one in RACES if not one.extra and (not one.name.startswith("page-") or one.name in found)]


@pytest.mark.parametrize("one", tried(), ids=lambda one: one.name)
def test_every_way_does_its_work_and_those_that_should_find_the_same(one, full, settings):
    settings.ROOT_URLCONF = "scripts.bench.urls"
    found = {}
    for way in one.ways:
        if way.vendor not in ("", connection.vendor) or (way.peer and not PEERS) or way.size:
            continue
        with transaction.atomic():
            answer = found_by(way, full)
            transaction.set_rollback(True)
        if way.same:
            assert answer == found.setdefault(way.same, answer), way.words


def test_a_way_that_stops_is_said_to_have_stopped(tmp_path):
    about = About(f"sqlite:///{tmp_path}/none.sqlite3", 1, str(tmp_path))
    [times] = race([("matrix.no_such_way", about)], rounds=1, warm=False)
    assert times.skipped == "stopped with 1; what it said stands above"


def timed(*seconds: float) -> Times:
    return Times(list(seconds), 90)


def test_goals_are_ratios_of_medians_in_one_run():
    goals = (
        Goal("ours", ("SQL",), most=1.3),
        Goal("ours", ("pandas",), least=100),
        Goal("ours", ("absent",), most=1),
    )
    one = Race("matrix", "Matrix", (), goals, megabytes=80)
    found = {"ours": timed(0.2, 0.1, 9), "SQL": timed(0.1, 0.2, 0.3), "pandas": timed(19.0)}
    assert [
        (said.goal, said.found, said.state) for said in tables.verdicts(one, "here", "sqlite", found)
    ] == [
        ("ours ≤ 1.3 × SQL", "1.00 ×", "held"),
        ("ours ≥ 100 × faster than pandas", "95.00 ×", "NOT HELD"),
        ("peak ≤ 80 MB", "90 MB", "NOT HELD"),
    ]


def test_a_table_says_who_took_how_long_and_who_did_not_run():
    found = {"ours": timed(0.2, 0.1, 3), "pandas": Times(skipped="pandas is not installed")}
    assert tables.times(found, "ours").splitlines() == [
        "|        |                  median |    p95 |         from – to | runs | × ours |  peak |",
        "|--------|-------------------------|--------|-------------------|------|--------|-------|",
        "| ours   |                200.0 ms | 3.00 s | 100.0 ms – 3.00 s |    3 |   1.00 | 90 MB |",
        "| pandas | pandas is not installed |        |                   |      |        |       |",
    ]


def test_what_takes_long_is_not_run_as_often():
    assert [timed(*seconds).enough(5) for seconds in ([], [0.1] * 4, [0.1] * 5, [5.0], [5.0, 5.0], [21.0])] == [
        False, False, True, False, True, True,
    ]  # fmt: skip
