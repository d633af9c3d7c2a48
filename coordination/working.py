"""Long work as people meet it: it begins with a press, says how far it is, and leads to what came of it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination import marks
from coordination.bell import bell
from sectors.access import visible
from sectors.changes import work as changes
from sectors.fourws.sentences import FileProblem
from sectors.models import Import, ImportRow, Work

State = Work.State
PATIENCE = 1.5  # seconds a press waits: most work is done by then, and nobody needs to see a page that waits
GLANCE = 0.05
LARGE_FILE, LARGE_IMPORT = 200_000, 2_000  # bytes and rows: what is smaller is done while the person waits
PHASES = {
    "": _("It begins in a moment."),
    "reading": _("Reading the file"),
    "checking": _("Checking the rows"),
    "matching": _("Comparing the rows with the map"),
    "keeping": _("Keeping the rows for you to look at"),
    "writing": _("Writing the rows"),
    "receipt": _("Writing the receipt"),
    "taking_back": _("Taking the rows back"),
    "file": _("Writing the file"),
}
COUNTED = {"checking", "file"}  # in these phases rows are counted; in the others a bar is enough
WAITS = _("It waits for its turn.")
ERRORS = {
    "not_allowed": _("Whoever asked for this may not do it, or no longer."),
    "interrupted": _("It was interrupted three times. Try again, or tell whoever runs this site."),
    "broken": _("Something went wrong here. It was written down. Try again, or tell whoever runs this site."),
}
OURS = ("interrupted", "broken")  # no fault of the file or the person, so somebody should look


@dataclass
class Progress:
    """What the page of running work says."""

    phase: Any
    done: int
    total: int
    in_rows: bool
    interrupted: bool
    refresh: int


def begin(kind: str, *, by: Any, **given: Any) -> Work:
    """Ask for it, tell a worker, and wait a moment: what is quick is done when this returns."""
    work = changes.ask(kind, by=by, **given)
    return go(work)


def is_large(batch: Import, *, whole: bool = False) -> bool:
    """Whether writing its good rows, or with `whole` reading all of them, takes longer than one should wait for a page."""
    counts = batch.counts
    rows = counts["rows"] if whole else counts[ImportRow.State.NEW] + counts[ImportRow.State.CHANGED]
    return bool(rows > LARGE_IMPORT)


def again(work: Work) -> Work:
    changes.again(work)
    return go(work)


def go(work: Work) -> Work:
    heard: list[bool] = []
    transaction.on_commit(lambda: heard.append(bell.ring()))
    if any(heard):
        wait(work)
    else:
        look(work)
    return work


def wait(work: Work) -> None:
    until = time.monotonic() + PATIENCE
    while look(work).is_open and time.monotonic() < until:
        time.sleep(GLANCE)


def look(work: Work) -> Work:
    """The row as it is now."""
    work.refresh_from_db(
        fields=["state", "batch", "attempts", "started_at", "finished_at", "result", "error", "error_about"]
    )
    return work


def progress(work: Work) -> Progress:
    running = work.state == State.RUNNING
    held = running and marks.is_held(work.public_id)
    far = marks.how_far(work.public_id) if held else marks.HowFar()
    return Progress(
        phase=PHASES.get(far.phase, PHASES[""]) if running else WAITS,
        done=min(far.done, far.total),
        total=far.total,
        in_rows=far.phase in COUNTED and far.total > 0,
        interrupted=running and not held,
        refresh=pause(timezone.now() - work.asked_at),
    )


def pause(since: timedelta) -> int:
    """Seconds until the page looks again: those who wait long need not look often."""
    return 2 if since < timedelta(seconds=30) else 5 if since < timedelta(minutes=3) else 15


def sentence(work: Work) -> str:
    """Why it did not work, and what to do."""
    if work.error in ERRORS:
        return str(ERRORS[work.error])
    return str(FileProblem(work.error, **work.error_about)) if work.error else ""


def address(work: Work) -> str:
    """Where it leads: to what came of it, or to its own page."""
    if work.state == State.DONE and work.batch:
        return reverse("import", args=[work.batch.public_id])
    if work.state == State.DONE and work.result.get("file"):
        return reverse("work-file", args=[work.public_id])
    return reverse("work", args=[work.public_id])


def repeatable(work: Work) -> bool:
    """Whether another try may work: what is wrong with a file stays wrong."""
    return work.state == State.FAILED and work.error in OURS


def troubles(user: Any) -> int:
    """How much of the work this person may see did not work, through no fault of theirs."""
    return int(visible(Work, user).filter(state=State.FAILED, error__in=OURS).count())
