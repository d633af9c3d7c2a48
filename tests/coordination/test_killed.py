"""A worker is killed in the middle of an import: nothing is half written, and the next worker does it from the start."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as real
from django.db import connection

from coordination import marks
from sectors.changes import work as changes
from sectors.changes.imports import upload_file
from sectors.models import Service, Work
from tests.conftest import make_cast
from tests.sectors.fourws.test_applying import ROWS as ACTIVITIES
from tests.sectors.fourws.test_applying import file

ROWS = 600


@pytest.fixture
def elsewhere(transactional_db: Any, tmp_path: Path, settings: Any) -> SimpleNamespace:
    """A large draft about to be imported, in a database that other processes can open too."""
    settings.VAR_DIR = tmp_path
    cast = make_cast()
    rows = [[*ACTIVITIES[0][:6], f"Activity {number}", *ACTIVITIES[0][7:]] for number in range(ROWS)]
    content = file(rows)
    batch = upload_file(group=cast.iraq, by=cast.amina, file_name="large.tsv", content=content)
    assert batch.counts["new"] == ROWS
    work = changes.ask(Work.Kind.APPLY, by=cast.amina, batch=batch)
    return SimpleNamespace(
        work=work.public_id, folder=tmp_path, before=Service.objects.count(), **where(tmp_path)
    )


def where(folder: Path) -> dict[str, Any]:
    if connection.vendor == "sqlite":
        path = folder / "copy.sqlite3"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(path)])
        return {"url": f"sqlite:///{path}", "ask": lambda sql: sqlite3.connect(path).execute(sql).fetchone()}

    def ask(sql: str) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()

    given = connection.settings_dict
    login = f"{given['USER']}:{given['PASSWORD']}" if given["PASSWORD"] else given["USER"]
    return {"url": f"postgres://{login}@{given['HOST']}:{given['PORT'] or 5432}/{given['NAME']}", "ask": ask}


def worker(there: SimpleNamespace) -> subprocess.Popen[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": there.url,
        "VAR_DIR": str(there.folder),
        "DEBUG": "on",
        "LOG_LEVEL": "ERROR",
        "SECRET_KEY": "tests",
    }
    command = [sys.executable, "manage.py", "work", "--once"]
    return subprocess.Popen(command, cwd=real.BASE_DIR, env=environment, stdout=subprocess.PIPE, text=True)


def stands(there: SimpleNamespace) -> tuple[Any, ...]:
    """How many services, what state the import is in, what state the work is in and how often it was begun."""
    services = there.ask("SELECT count(*) FROM sectors_service")[0] - there.before
    return (
        services,
        *there.ask("SELECT state FROM sectors_import"),
        *there.ask("SELECT state, attempts FROM sectors_work"),
    )


def test_a_worker_killed_in_the_middle_of_an_import(elsewhere):
    killed = worker(elsewhere)
    until = time.monotonic() + 60
    while marks.how_far(elsewhere.work).phase != "writing":
        assert killed.poll() is None, "it ended before it could be killed"
        assert time.monotonic() < until
        time.sleep(0.002)
    killed.kill()
    assert killed.wait() == -9
    assert stands(elsewhere) == (0, "draft", "running", 1)
    assert marks.is_held(elsewhere.work) is False

    second, third = worker(elsewhere), worker(elsewhere)
    told = sorted(one.communicate(timeout=60)[0] for one in (second, third))
    assert told == ["0\n", "1\n"]
    assert stands(elsewhere) == (ROWS, "applied", "done", 2)
    assert list((elsewhere.folder / "work").iterdir()) == []
