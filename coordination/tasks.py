"""Jobs. Ids in, fetch, call downstairs."""

from __future__ import annotations

import logging

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.db import DatabaseError
from django.utils import timezone

from coordination import jobs, marks
from coordination.outbox import deliver
from meetings.changes.reminders import write_action_letters
from sectors.access import all_rows
from sectors.changes import work as changes
from sectors.models import Work

log = logging.getLogger(__name__)


@shared_task
def ping() -> str:
    """Answers, so that an operator can see that the worker works."""
    return "pong"


@shared_task
def forget_sessions() -> None:
    """Sign-ins that ran out, and what strangers typed."""
    SessionStore.clear_expired()


@shared_task
def work_off() -> int:
    """Do what waits, the oldest first, and take up anew what a worker left that was ended."""
    done = 0
    waiting = all_rows(Work).open().order_by("asked_at", "pk").values_list("pk", "public_id")
    try:
        for pk, name in list(waiting):
            with marks.held(name) as mark:
                if mark and (work := changes.take_up(pk)):
                    jobs.do(work, mark)
                    done += 1
        jobs.tidy()
    except DatabaseError as error:  # away, or not made yet: what waits there waits for the next round
        log.warning("work: %s", error)
    return done


@shared_task
def post_letters() -> int:
    """Send the letters that wait. Any number of workers may do it at once."""
    try:
        return deliver()
    except DatabaseError as error:
        log.warning("letters: %s", error)
        return 0


@shared_task
def write_letters() -> int:
    """Reminders and the week's digest, for the groups where it is daytime; asked twice, they are written once."""
    try:
        return write_action_letters(timezone.now())
    except DatabaseError as error:
        log.warning("letters: %s", error)
        return 0
