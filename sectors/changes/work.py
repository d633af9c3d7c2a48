"""What happens to a piece of work: asked for, taken up, finished, and forgotten after a week.

Each step is one statement of its own. Only the worker that took the work up last can finish it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language

from sectors.models import Import, Work

State = Work.State
TRIES = 3
DAYS_KEPT = 7


def ask(kind: str, *, by: Any, batch: Import | None = None, **given: Any) -> Work:
    """Somebody wants it done. An import has one piece of work at a time: who comes second gets the first one.

    So does who asks again for a file that is being made.
    """
    if batch is not None:
        given |= {"group": batch.group, "file_name": batch.file_name}
    elif first := open_twin(kind, by, given.get("arguments")):
        return first
    try:
        with transaction.atomic():
            return Work.objects.create(
                kind=kind, asked_by=by, batch=batch, language=get_language() or "en", **given
            )
    except IntegrityError:
        first = open_work(batch) if batch is not None else None
        if first is None:
            raise
        return first


def open_twin(kind: str, by: Any, arguments: Any) -> Work | None:
    """The same file, asked for by the same person a moment ago."""
    asked = Work.objects.open().filter(kind=Work.Kind.EXPORT, asked_by=by, arguments=arguments)
    return asked.first() if kind == Work.Kind.EXPORT else None


def open_work(batch: Import) -> Work | None:
    """What is being done to this import, or is about to be."""
    return Work.objects.open().filter(batch=batch).defer("content").first()


def take_up(pk: int) -> Work | None:
    """The work, if it is still to be done and nobody was faster. Only for whoever holds its mark: else it may be running."""
    work = Work.objects.open().select_related("asked_by", "group", "batch").filter(pk=pk).first()
    if work is None:
        return None
    if work.attempts >= TRIES:
        fail(work, "interrupted")
        return None
    now, tries = timezone.now(), work.attempts + 1
    if not _still(work).update(state=State.RUNNING, attempts=tries, started_at=work.started_at or now):
        return None
    work.state, work.attempts = State.RUNNING, tries
    return work


def put_back(work: Work) -> None:
    """Something outside was in the way: the next round tries again."""
    _still(work).update(state=State.WAITING)


def finish(work: Work, *, batch: Import | None = None, result: dict[str, Any] | None = None) -> bool:
    """Done. False when somebody else has taken it over meanwhile."""
    made: dict[str, Any] = {"batch": batch} if batch is not None else {}
    return _end(work, State.DONE, result=result or {}, content=None, **made)


def fail(work: Work, code: str, *, about: dict[str, Any] | None = None, final: bool = False) -> bool:
    """Not done, and why. With `final` there is no use in trying again, so the file is let go."""
    given: dict[str, Any] = {"error": code, "error_about": about or {}}
    return _end(work, State.FAILED, **given, **({"content": None} if final else {}))


def stop(work: Work) -> bool:
    """Nobody wants it any more, and nobody has begun."""
    waiting = Work.objects.filter(pk=work.pk, state=State.WAITING)
    return bool(waiting.update(state=State.STOPPED, finished_at=timezone.now(), content=None))


def gone(work: Work) -> bool:
    """There is nothing left to do it to."""
    return _end(work, State.STOPPED, content=None)


def again(work: Work) -> bool:
    """What failed is tried anew, for the person who asked for it first; unless the import is busy with something else."""
    failed = Work.objects.filter(pk=work.pk, state=State.FAILED)
    try:
        with transaction.atomic():
            return bool(
                failed.update(
                    state=State.WAITING,
                    attempts=0,
                    error="",
                    error_about={},
                    started_at=None,
                    finished_at=None,
                )
            )
    except IntegrityError:
        return False


def forget() -> None:
    """What ended a week ago is of no use to anybody."""
    old = Work.objects.filter(finished_at__lt=timezone.now() - timedelta(days=DAYS_KEPT))
    if old.exists():  # asking takes no lock, deleting does
        old.delete()


def _still(work: Work) -> Any:
    """The row as this worker knows it; nothing when another has taken it over."""
    return Work.objects.filter(pk=work.pk, state=work.state, attempts=work.attempts)


def _end(work: Work, state: str, **columns: Any) -> bool:
    ended = bool(_still(work).update(state=state, finished_at=timezone.now(), **columns))
    if ended:
        work.state = state
    return ended
