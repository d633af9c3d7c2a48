"""Tells a worker that there is work. Nobody waits for the answer, and nothing is lost when there is none."""

from __future__ import annotations

import logging
import threading
import time

from coordination.celery import app, in_this_process

log = logging.getLogger(__name__)
PATIENCE = 0.5  # seconds a request gives the broker; its client's own limits add up to much more
SILENCE = 60  # seconds without another try, after one that failed
TASK = "coordination.tasks.work_off"


class Bell:
    def __init__(self) -> None:
        self.silent_until = 0.0

    def ring(self) -> bool:
        """Whether a worker may have heard it. If not, the sweep of each minute finds the work."""
        if time.monotonic() < self.silent_until:
            return False
        if in_this_process():
            return self._send([])
        sent: list[bool] = []
        thread = threading.Thread(target=self._send, args=[sent], name="bell", daemon=True)
        thread.start()
        thread.join(PATIENCE)
        if not sent:
            self.silent_until = time.monotonic() + SILENCE
            log.warning("the broker does not answer; work waits for the sweep")
        return bool(sent)

    def _send(self, sent: list[bool]) -> bool:
        try:
            app.signature(TASK).apply_async(retry=False)
        except Exception as error:  # whatever a broker can be: it is not the request's trouble
            log.info("bell: %s", error)
            return False
        sent.append(True)
        return True


bell = Bell()
