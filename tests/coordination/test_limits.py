"""Programs gone wild are slowed down; people never notice. Without the cache nobody is."""

from __future__ import annotations

import socket
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from coordination import kept, limits
from coordination.cache import ForgetfulCache
from coordination.limits import too_often
from coordination.tasks import forget_sessions

URL = "/api/v1/sectors/"


def at(moment, monkeypatch):
    monkeypatch.setattr(limits, "time", SimpleNamespace(time=lambda: moment))


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    cache.clear()
    monkeypatch.setattr(ForgetfulCache, "silent_until", 0.0)
    at(1_800_000_010, monkeypatch)
    yield
    cache.clear()


@pytest.fixture
def _few(settings):
    settings.API_PER_MINUTE = {"person": 3, "stranger": 2}


@pytest.mark.usefixtures("_few")
def test_the_api_asks_to_wait_in_words(cast, browse):
    answers = [browse(None).get(URL) for _time in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].json() == {"detail": "Too many requests. Wait 50 seconds, then try again."}
    assert answers[2]["Retry-After"] == "50"


@pytest.mark.usefixtures("_few")
def test_each_person_and_each_address_counts_for_itself(cast, browse, monkeypatch):
    def asked(person, **extra):
        return browse(person).get(URL, **extra).status_code

    assert [asked(cast.hala) for _time in range(4)] == [200, 200, 200, 429]
    assert [asked(cast.karim), asked(None)] == [200, 200]
    assert [asked(None), asked(None), asked(None, REMOTE_ADDR="10.0.0.9")] == [200, 429, 200]
    forged = [asked(None, headers={"X-Forwarded-For": f"10.0.0.{number}"}) for number in range(2)]
    assert forged == [429, 429]
    at(1_800_000_061, monkeypatch)
    assert asked(cast.hala) == 200


def test_strangers_cannot_fill_the_database_with_what_they_typed(db, monkeypatch):
    monkeypatch.setattr(kept, "MOST_KEPT", 2)
    for _time in range(4):
        assert Client().post("/services/add/", {"name": "Clinic"}).status_code == 302
    assert [kept.KEY in one.get_decoded() for one in Session.objects.all()] == [True, True]
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    forget_sessions()
    assert Session.objects.count() == 0


@pytest.fixture
def black_hole():
    """Takes connections and never says a word."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(20)
        yield listening.getsockname()[1]


@pytest.mark.parametrize("how", ["refused", "silent"])
def test_a_cache_that_is_away_remembers_nothing_and_costs_half_a_second_once(how, black_hole, monkeypatch):
    away = ForgetfulCache(f"redis://127.0.0.1:{1 if how == 'refused' else black_hole}/0", {})
    began = time.monotonic()
    assert away.get("sought", "nothing") == "nothing"
    assert time.monotonic() - began < 1
    began = time.monotonic()
    away.set("key", 1)
    assert (away.get("key"), away.get_many(["key"]), "key" in away) == (None, {}, False)
    assert (away.add("key", 0), away.incr("key"), away.delete("key"), away.touch("key")) == (
        True,
        1,
        False,
        False,
    )
    assert away.set_many({"key": 1}) == ["key"]
    away.delete_many(["key"])
    monkeypatch.setattr(limits, "cache", away)
    assert too_often("api", "anybody", most=1, seconds=60) == 0
    assert time.monotonic() - began < 0.2
