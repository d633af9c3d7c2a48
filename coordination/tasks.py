"""Jobs. Ids in, fetch, call downstairs."""

from __future__ import annotations

from celery import shared_task


@shared_task
def ping() -> str:
    """Answers, so that an operator can see that the worker works."""
    return "pong"
