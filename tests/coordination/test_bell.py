"""The broker is rung, not needed: refused, silent or slow, nobody waits for it and nothing is lost."""

from __future__ import annotations

import socket
import time

import pytest
from celery import Celery

from coordination import bell as module
from coordination.bell import Bell


@pytest.fixture
def broker(monkeypatch):
    """`broker(url)`: Celery as it would be with this broker."""

    def with_url(url: str) -> None:
        app = Celery("elsewhere", broker=url)
        app.conf.update(task_always_eager=False, broker_connection_timeout=1)
        monkeypatch.setattr(module, "app", app)
        monkeypatch.setattr(module, "in_this_process", lambda: url.startswith("memory"))

    return with_url


@pytest.fixture
def black_hole():
    """Takes connections and never says a word."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(20)
        yield listening.getsockname()[1]


def seconds(bell: Bell) -> tuple[bool, float]:
    began = time.monotonic()
    heard = bell.ring()
    return heard, time.monotonic() - began


def test_a_broker_that_refuses_costs_half_a_second_once_and_then_nothing(broker):
    broker("redis://127.0.0.1:1/0")
    bell = Bell()
    heard, first = seconds(bell)
    assert (heard, first < 1) == (False, True)
    heard, second = seconds(bell)
    assert (heard, second < 0.05) == (False, True)


def test_a_broker_that_never_answers_costs_no_more(broker, black_hole):
    broker(f"redis://127.0.0.1:{black_hole}/0")
    heard, first = seconds(Bell())
    assert (heard, first < 1) == (False, True)


def test_after_a_minute_it_is_tried_again(broker, monkeypatch):
    broker("redis://127.0.0.1:1/0")
    bell = Bell()
    bell.ring()
    broker("memory://localhost/")
    assert bell.ring() is False
    later = time.monotonic() + module.SILENCE + 1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert bell.ring() is True
