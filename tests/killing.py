"""An import in a database of its own that is killed while it writes: `python -m tests.killing ROWS KILLS SEED`.

Says as JSON what stood there after each kill, how long others had to wait, and how much memory it took. A process of its
own, because nothing else can be killed in the middle of a transaction.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
import environ
import psycopg

GIVEN = os.environ.get("DATABASE_URL", "")
POSTGRES = GIVEN.startswith("postgres")
FOLDER = Path(tempfile.mkdtemp(prefix="fourways-killing-"))
NAME = f"killing_{os.getpid()}"
LIVE, DRAFT = FOLDER / "live.sqlite3", FOLDER / "draft.sqlite3"
os.environ["DATABASE_URL"] = f"{GIVEN.rpartition('/')[0]}/{NAME}" if POSTGRES else f"sqlite:///{LIVE}"
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from sectors.changes import imports  # noqa: E402
from sectors.changes.applied import apply_import  # noqa: E402
from sectors.models import Group, Import, ImportRow, Organization, Reach, Service, User  # noqa: E402
from tests.conftest import make_cast  # noqa: E402

HEADERS = (
    "Organisation\tGovernorate\tDistrict\tSector\tActivity\tMonth\tBeneficiary type\tDonor\tPeople reached"
)
PLACES = ("Ninewa\tAl-Mosul", "Duhok\tSumail", "Ninewa\t", "Duhok\t")


def file(rows: int) -> bytes:
    """A third of the rows of twenty organisations nobody knows yet."""
    lines = [
        f"{'Hope Initiative' if number % 3 else f'Newcomer {number % 20}'}\t{PLACES[number % 4]}\tHealth\t"
        f"Activity {number}\t2022-0{1 + number % 9}\tIn-camp IDPs\tTigris Care\t{number}"
        for number in range(rows)
    ]
    return "\n".join([HEADERS, *lines]).encode()


def admin() -> psycopg.Connection:
    found = environ.Env.db_url_config(GIVEN)
    login = {name.lower(): found[name] for name in ("HOST", "PORT", "USER", "PASSWORD") if found[name]}
    return psycopg.connect(**login, dbname="postgres", autocommit=True)


def copy(source: str, to: str) -> None:
    with admin() as server:
        server.execute(f"DROP DATABASE IF EXISTS {to} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {to} TEMPLATE {source}")


def keep_draft() -> None:
    connections.close_all()
    if POSTGRES:
        copy(NAME, f"{NAME}_draft")
    else:
        with sqlite3.connect(LIVE) as live, sqlite3.connect(DRAFT) as draft:
            live.backup(draft)


def begin_anew() -> None:
    connections.close_all()
    if POSTGRES:
        copy(f"{NAME}_draft", NAME)
        return
    for left in FOLDER.glob("live.sqlite3*"):
        left.unlink()
    shutil.copy(DRAFT, LIVE)


def stage(rows: int) -> None:
    imports.upload_file(
        group=Group.objects.get(slug="iraq"), by=User.objects.get(name="Amina"), file_name="x.tsv", content=file(rows)
    )  # fmt: skip


def apply() -> None:
    apply_import(Import.objects.get(), by=User.objects.get(name="Amina"))


def edit(service: int, until: Path) -> None:
    """Somebody else writes all the time; says what the longest wait was."""
    longest = 0.0
    while not until.exists():
        began = time.perf_counter()
        Service.objects.filter(pk=service).update(description_en=str(began))
        longest = max(longest, time.perf_counter() - began)
        time.sleep(0.01)
    (FOLDER / "longest").write_text(str(longest))


def child(work: Callable[..., None], *args: Any) -> int:
    """A process of its own, with a connection of its own."""
    connections.close_all()
    if pid := os.fork():
        return pid
    try:
        work(*args)
    except BaseException:
        os._exit(1)
    os._exit(0)


def wait(pid: int) -> tuple[str, int, float]:
    """How it ended, the most memory it had, in MB, and the seconds it had a processor."""
    _pid, status, used = os.wait4(pid, 0)
    ended = "killed" if os.WIFSIGNALED(status) else ("done" if status == 0 else "failed")
    return ended, used.ru_maxrss // 1024, used.ru_utime + used.ru_stime


def kill_backend() -> None:
    """As if the database server had lost the process of this import."""
    with admin() as server:
        server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [NAME])


def once(after: float, *, backend: bool) -> str:
    pid = child(apply)
    time.sleep(after)
    if backend:
        kill_backend()
    else:
        os.kill(pid, signal.SIGKILL)
    return wait(pid)[0]


def stands() -> dict[str, Any]:
    """What an import leaves behind: all of it, or nothing."""
    batch, made = Import.objects.get(), Service.objects.exclude(row_key="")
    links = Service.donors.through.objects.count() + Service.population_groups.through.objects.count()
    found = {
        "state": batch.state, "services": made.count(), "history": Service.history.exclude(row_key="").count(),
        "organizations": Organization.objects.filter(name__startswith="Newcomer").count(), "links": links,
        "reach": Reach.objects.count(), "rows": ImportRow.objects.filter(service__isnull=False).count(),
    }  # fmt: skip
    connections.close_all()
    return found


def measure(rows: int) -> dict[str, Any]:
    """Once without a kill, while somebody else writes."""
    made, done = Service.objects.values_list("pk", flat=True)[0], FOLDER / "done"
    writer, began = child(edit, made, done), time.perf_counter()
    ended, memory, busy = wait(child(apply))
    seconds = time.perf_counter() - began
    done.touch()
    wait(writer)
    complete = {**stands(), "ended": ended}
    longest = float((FOLDER / "longest").read_text())
    return {
        "seconds": seconds, "busy": busy, "memory": memory, "longest_wait": longest, "complete": complete
    }  # fmt: skip


def main(rows: int, kills: int, seed: int) -> dict[str, Any]:
    chance = random.Random(seed)
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    call_command("migrate", run_syncdb=True, verbosity=0)
    make_cast()
    _ended, memory, _busy = wait(child(stage, rows))
    keep_draft()
    found = {"empty": stands(), **measure(rows)}
    found["memory"] = max(memory, found["memory"])
    after = []
    for number in range(kills):
        if not after or after[-1]["state"] != "draft":
            begin_anew()
        ended = once(chance.uniform(0, found["seconds"]), backend=POSTGRES and number % 5 == 4)
        after.append({**stands(), "ended": ended})
    if after[-1]["state"] != "draft":
        begin_anew()
    ended, _memory, _busy = wait(child(apply))
    return {**found, "after": after, "again": {**stands(), "ended": ended}}


if __name__ == "__main__":
    if POSTGRES:
        with admin() as server:
            server.execute(f"CREATE DATABASE {NAME}")
    try:
        print(json.dumps(main(*map(int, sys.argv[1:4]))))
    finally:
        connections.close_all()
        shutil.rmtree(FOLDER, ignore_errors=True)
        if POSTGRES:
            with admin() as server:
                for name in (NAME, f"{NAME}_draft"):
                    server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
