"""Celery. With no broker configured the serving process works off its own jobs, in two quiet threads."""

from __future__ import annotations

import os
import threading

from celery import Celery
from celery.beat import EmbeddedService
from celery.worker import WorkController

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coordination.settings")

app = Celery("coordination")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def in_this_process() -> bool:
    """memory:// is a broker no other process can hear."""
    return str(app.conf.broker_url).startswith("memory")


def work_here() -> None:
    """Start a worker and a clock inside this process, and take up what was left when it was last stopped."""
    if not in_this_process():
        return
    worker = WorkController(app=app, pool="threads", concurrency=1, without_mingle=True, without_gossip=True)
    threading.Thread(target=worker.start, name="worker", daemon=True).start()
    clock = EmbeddedService(app, thread=True, scheduler_cls="celery.beat:Scheduler")
    clock.daemon = True
    clock.start()
    app.send_task("coordination.tasks.work_off")
