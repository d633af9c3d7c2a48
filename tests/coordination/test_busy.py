"""S-24 on SQLite: who waits too long for the pen is told that nothing was saved and to try again, never that we are broken."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection
from django.test import Client

from coordination import busy
from tests.conftest import make_cast


@pytest.fixture
def locked(transactional_db, tmp_path):
    """`locked(ask)` asks while another program writes into the database file and does not stop."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has a pen for everybody")
    path = tmp_path / "locked.sqlite3"

    def there(ask):
        options = {**connection.settings_dict["OPTIONS"], "timeout": 0.1}
        connection.settings_dict = {**connection.settings_dict, "NAME": str(path), "OPTIONS": options}
        try:
            return ask()
        finally:
            connection.close()

    def run(ask):
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(path)])
        with sqlite3.connect(path, isolation_level=None) as other, ThreadPoolExecutor(1) as thread:
            other.execute("PRAGMA journal_mode=WAL")
            other.execute("BEGIN IMMEDIATE")
            answer = thread.submit(there, ask).result()
            other.execute("ROLLBACK")
        other.close()
        return answer

    return run


def signed_in(person):
    client = Client(raise_request_exception=False)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("debug", [False, True])
def test_a_page_that_cannot_write_says_so_and_when_to_try_again(debug, locked, settings):
    settings.DEBUG = debug
    cast = make_cast()
    client = signed_in(cast.omar)

    answer = locked(lambda: client.post(f"/services/{cast.public.public_id}/confirm/", {"version": "1"}))

    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "what you just sent was not saved" in answer.content.decode()


def test_the_api_says_so_too(locked):
    client = signed_in(make_cast().omar)

    answer = locked(lambda: client.post("/api/v1/tokens/"))

    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert answer.json() == {
        "detail": "Something went wrong here. It was written down. Try again, or tell whoever runs this site."
    }


def test_pages_are_read_meanwhile(locked):
    client = signed_in(make_cast().omar)
    assert locked(lambda: client.get("/services/")).status_code == 200


@pytest.mark.parametrize(
    "error, status", [(OperationalError("database is locked"), 503), (OperationalError("no such table"), 500)]
)
def test_what_fails_around_a_page_reads_the_same_and_other_failures_stay_failures(error, status, rf):
    try:
        raise error
    except OperationalError:
        answer = busy.server_error(rf.post("/account/"))
    assert (answer.status_code, answer.get("Retry-After")) == (status, "30" if status == 503 else None)
