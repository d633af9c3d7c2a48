"""S-21, S-22 and S-24: an import that is killed, applied twice, or applied while others write."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from threading import Barrier, Thread

import pytest
from django.conf import settings
from django.db import connection, connections

from sectors.changes import imports
from sectors.changes.applied import apply_import
from sectors.changes.imports import AlreadyApplied
from sectors.changes.rows import Conflict, keep
from sectors.models import Import, Organization, Reach, Service
from tests.conftest import make_cast

TIMES = [3, pytest.param(50, marks=pytest.mark.slow)]
HEADERS = ["Organisation", "Governorate", "Sector", "Activity", "Month", "People reached"]


def killed(rows, kills):
    environment = {**os.environ, "PYTHONPATH": str(settings.BASE_DIR)}
    if connection.vendor == "sqlite":
        environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "tests.killing", str(rows), str(kills), "7"]
    said = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stderr[-3000:]
    return json.loads(said.stdout)


@pytest.mark.parametrize("rows, kills", [(500, 5), pytest.param(5000, 50, marks=pytest.mark.slow)])
def test_a_killed_import_wrote_all_or_nothing_and_a_second_try_completes_it(rows, kills):
    found = killed(rows, kills)
    complete = {
        "state": "applied", "services": rows, "history": rows, "organizations": 20, "links": 2 * rows, "reach": rows,
        "rows": rows,
    }  # fmt: skip
    nothing = dict.fromkeys(complete, 0) | {"state": "draft"}
    assert found["empty"] == nothing
    assert found["complete"] == {**complete, "ended": "done"}
    assert len(found["after"]) == kills
    for one in found["after"]:
        ended = one.pop("ended")
        assert one in (nothing, complete)
        assert ended != "done" or one == complete
    assert found["again"] == {**complete, "ended": "done"}
    assert found["memory"] <= 300


def together(*works):
    """All at the same moment, each with a connection of its own; answers with what each raised."""
    begin, raised = Barrier(len(works)), [None] * len(works)

    def run(number, work):
        try:
            begin.wait()
            work()
        except Exception as error:
            raised[number] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def draft(cast, trial, rows=8):
    lines = [
        [
            "Hope Initiative" if n % 2 else f"Newcomer {trial}",
            "Ninewa",
            "Health",
            f"{trial}/{n}",
            "2022-01",
            str(n),
        ]
        for n in range(rows)
    ]
    content = "\n".join("\t".join(line) for line in [HEADERS, *lines]).encode()
    return imports.upload_file(group=cast.iraq, by=cast.amina, file_name="x.tsv", content=content)


def of_trial(trial):
    return Service.objects.filter(activity_text__startswith=f"{trial}/")


@pytest.fixture
def trials(transactional_db):
    """A database that really commits."""
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("an SQLite in memory has one connection; tests/killing.py has a file")
    return make_cast()


@pytest.mark.parametrize("times", TIMES)
def test_one_import_applied_by_two_people_at_once_is_applied_once(trials, times):
    for trial in range(times):
        batch = draft(trials, trial)
        first, second = Import.objects.get(pk=batch.pk), Import.objects.get(pk=batch.pk)
        raised = together(
            lambda one=first: apply_import(one, by=trials.amina),
            lambda one=second: apply_import(one, by=trials.omar),
        )
        assert sorted(type(error) for error in raised if error) == [AlreadyApplied]
        assert of_trial(trial).count() == 8
        assert Service.history.filter(id__in=of_trial(trial).values("pk")).count() == 8
        assert Reach.objects.filter(service__in=of_trial(trial)).count() == 8
        assert Organization.objects.filter(name=f"Newcomer {trial}").count() == 1


@pytest.mark.parametrize("times", TIMES)
def test_the_same_file_sent_twice_and_applied_at_once_brings_its_rows_once(trials, times):
    for trial in range(times):
        drafts = [draft(trials, trial) for _time in range(2)]
        raised = together(*[lambda one=one: apply_import(one, by=trials.amina) for one in drafts])
        assert raised == [None, None]
        assert of_trial(trial).count() == 8
        assert Organization.objects.filter(name=f"Newcomer {trial}").count() == 1


@pytest.mark.parametrize("times", TIMES)
def test_an_edit_while_an_import_is_applied_is_never_lost(trials, times):
    """Somebody names a service and corrects its figure while a file changes the figure: one of the two hears of the other."""
    for trial in range(times):
        apply_import(draft(trials, trial), by=trials.amina)
        service = of_trial(trial).order_by("pk").first()
        service.refresh_from_db()
        line = [service.organization.name, "Ninewa", "Health", service.activity_text, "2022-01", "500"]
        content = "\n".join("\t".join(row) for row in [HEADERS, line]).encode()
        batch = imports.upload_file(group=trials.iraq, by=trials.amina, file_name="y", content=content)

        def edit(service=service):
            service.name_en, service.people_reached = "Named meanwhile", 700
            keep(service, by=trials.hala, seen=1)

        raised = together(edit, lambda batch=batch: apply_import(batch, by=trials.amina))
        assert raised[1] is None
        now, problems = Service.objects.get(pk=service.pk), batch.rows.filter(state="problem").count()
        if isinstance(raised[0], Conflict):
            assert (now.people_reached, now.name_en or "", problems) == (500, "", 0)
        else:
            assert raised[0] is None
            assert (now.people_reached, now.name_en, problems) == (700, "Named meanwhile", 1)
