"""Jobs without a broker: the serving process does them itself."""

from __future__ import annotations

import os
import subprocess
import sys

from django.conf import settings

ASK = """
import sys, time
from celery.signals import task_success
from coordination.wsgi import application
from coordination.tasks import ping

done = []
task_success.connect(lambda sender, result, **_: done.append(result), weak=False)
ping.delay()
for _ in range(200):
    if len(done) == 2:
        break
    time.sleep(0.05)
print(done)
"""


def test_without_a_broker_the_serving_process_does_its_own_jobs(tmp_path):
    environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), "DEBUG": "on", "LOG_LEVEL": "ERROR"}

    done = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )

    nothing_left = 0  # when it last stopped
    assert (done.stdout, done.stderr) == (f"[{nothing_left}, 'pong']\n", "")
