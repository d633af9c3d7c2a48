"""The small file beside running work: who holds it works, and nobody else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings as real

from coordination import marks
from coordination.marks import HowFar

HOLD = """
import sys
from django.conf import settings
settings.configure(VAR_DIR=sys.argv[1])
from coordination import marks
with marks.held("job") as mark:
    mark(3, 7, "writing")
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def test_one_holds_it_and_says_how_far_it_is():
    with marks.held("job") as mark:
        mark(2, 10, "checking")
        assert (marks.is_held("job"), marks.how_far("job")) == (True, HowFar(2, 10, "checking"))
        with marks.held("job") as second:
            assert second is None
        with marks.held("another") as other:
            assert other is not None
    assert (marks.is_held("job"), marks.how_far("job")) == (False, HowFar())
    with marks.held("job") as mark:
        assert mark is not None


def test_saying_it_often_costs_little_and_a_new_phase_is_said_at_once():
    with marks.held("job") as mark:
        for done in range(1000):
            mark(done, 1000, "checking")
        assert marks.how_far("job") == HowFar(0, 1000, "checking")
        mark(1, 2, "writing")
        assert marks.how_far("job") == HowFar(1, 2, "writing")


def test_a_full_disk_does_not_stop_the_work(monkeypatch):
    def full(*_given):
        raise OSError(28, "No space left on device")

    with marks.held("job") as mark:
        monkeypatch.setattr(os, "pwrite", full)
        mark(1, 2, "writing")


def test_nonsense_in_the_file_is_no_progress(tmp_path):
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / "job").write_text("{broken")
    assert marks.how_far("job") == HowFar()


def test_a_killed_worker_lets_go_at_once(tmp_path):
    worker = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)],
        cwd=real.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout.readline() == "held\n"
    assert (marks.is_held("job"), marks.how_far("job")) == (True, HowFar(3, 7, "writing"))
    with marks.held("job") as mark:
        assert mark is None
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    began = time.monotonic()
    with marks.held("job") as mark:
        assert mark is not None
    assert time.monotonic() - began < 0.5
