"""A partner's file of which half is new and half has changed: by us, as the page does it, with matching, history and receipt;
by hand, with neither; by django-import-export, tuned.

Every round begins with a fresh copy of a database that holds the first half as it was.
"""

from __future__ import annotations

import io
from functools import partial
from typing import Any

from django.conf import settings
from django.db import connection

from scripts.bench import databases
from scripts.bench.about import About, Ready, nothing
from scripts.bench.partner import CSV, XLSX, write
from scripts.bench.ways import by_hand, resources
from scripts.bench.ways.people import coordinator
from sectors.changes.applied import apply_import
from sectors.changes.imports import upload_file
from sectors.fourws.reading import PAGE_ROWS
from sectors.models import Group


def half(about: About) -> int:
    return about.size // 2


def use(url: str) -> None:
    """From now on this process talks to that database."""
    connection.close()
    if hasattr(connection, "close_pool"):
        connection.close_pool()
    name = str(databases.file_of(url)) if url.startswith("sqlite") else databases.name_of(url)
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name


def fresh(about: About, prepared: Any) -> Any:
    """What makes a new copy before a round. `prepared` fills the database that is copied, the first time."""
    if not databases.name_of(about.url):  # in a test: everything in the one transaction
        prepared(about)
        return nothing
    origin, copy = (address(about, name) for name in (prepared.__name__, "round"))
    done = about.file(f"{prepared.__name__}.full")
    if not (done.exists() and databases.is_there(origin)):
        databases.copy(about.url, origin)
        use(origin)
        prepared(about)
        use(copy)
        done.touch()

    def again() -> None:
        use(copy)
        databases.copy(origin, copy)

    return again


def address(about: About, name: str) -> str:
    if about.vendor == "sqlite":
        return f"sqlite:///{about.file(name)}.sqlite3"
    return databases.renamed(about.url, f"{databases.NAME}_{about.size}_{name}")


def take_in(content: bytes, format: str) -> str:
    """What the page does: read, check, stage; then match again and write, with history."""
    person, group = coordinator(), Group.objects.get(slug="load-test")
    by = None if content.count(b"\n") > PAGE_ROWS else person
    batch = upload_file(group=group, by=by, file_name=f"partner.{format}", content=content)
    counts = apply_import(batch, by=by).counts
    if counts.get("problem"):
        raise RuntimeError(f"The file was not understood: {counts}")
    return f"{counts['new']} new, {counts['changed']} changed"


def first_half(about: About) -> None:
    take_in(write(CSV, new=half(about)), CSV)


def both_halves(about: About) -> None:
    first_half(about)
    take_in(write(CSV, changed=half(about), new=half(about)), CSV)


def content_for(about: About, format: str) -> bytes:
    return write(format, changed=half(about), new=half(about))


def ours(about: About, format: str) -> Ready:
    again = fresh(about, first_half)
    again()
    return Ready(partial(take_in, content_for(about, format), format), again)


def ours_again(about: About, format: str) -> Ready:
    again = fresh(about, both_halves)
    again()
    return Ready(partial(take_in, content_for(about, format), format), again)


def copy_by_hand(about: About) -> Ready:
    again = fresh(about, first_half)
    again()
    return Ready(partial(by_hand.take_in, content_for(about, XLSX)), again)


def import_export(about: About, prepared: str) -> Ready:
    resources.load()
    again = fresh(about, {"first_half": first_half, "both_halves": both_halves}[prepared])
    again()
    content = content_for(about, XLSX)

    def run() -> str:
        data = resources.dataset(io.BytesIO(content))
        totals = resources.importer().import_data(data, raise_errors=True, use_transactions=True).totals
        return f"{totals['new']} new, {totals['update']} changed"

    return Ready(run, again)
