"""What each kind of work does. It runs with the rights its person has at that moment, and may run twice:
what is done already is done."""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
import time
from pathlib import Path
from typing import Any

from django.db import OperationalError
from django.http import QueryDict
from django.utils.translation import override

from coordination import marks
from coordination.exports import files
from sectors.access import editable, scope_of, visible
from sectors.changes import imports
from sectors.changes import work as changes
from sectors.changes.applied import apply_import
from sectors.changes.imports import AlreadyApplied
from sectors.changes.rows import Conflict, NothingToUndo
from sectors.changes.undone import undo_import
from sectors.forms.imports import groups_to_import_into
from sectors.fourws.progress import Progress
from sectors.fourws.sentences import FileProblem
from sectors.models import Import, Work

log = logging.getLogger(__name__)
Kind = Work.Kind
MADE = ".made"
FILE_SECONDS = 24 * 60 * 60


class NotAllowed(Exception):
    """The person may not, or no longer, do this."""


class Gone(Exception):
    """There is nothing left to do it to."""


def do(work: Work, progress: Progress) -> None:
    """Do it, and write down what came of it."""
    try:
        if not work.asked_by.is_active:
            raise NotAllowed
        with override(work.language):
            JOBS[work.kind](work, progress)
    except FileProblem as problem:
        changes.fail(work, problem.code, about=problem.about, final=True)
    except NotAllowed:
        changes.fail(work, "not_allowed", final=True)
    except Gone:
        changes.gone(work)
    except OperationalError:
        log.warning("work %s: the database was busy or away", work.public_id, exc_info=True)
        changes.put_back(work)
    except Exception:
        log.exception("work %s", work.public_id)
        changes.fail(work, "broken")


def read(work: Work, progress: Progress) -> None:
    """The draft gets the public id of the work: if there is one, it was read before."""
    user = work.asked_by
    batch = visible(Import, user).filter(public_id=work.public_id).first()
    if batch is None:
        group = groups_to_import_into(user).filter(pk=work.group_id).first()
        if group is None:
            raise NotAllowed
        batch = imports.upload_file(
            group=group,
            by=user,
            file_name=work.file_name,
            content=bytes(work.content or b""),
            public_id=work.public_id,
            progress=progress,
            **work.arguments,
        )
    changes.finish(work, batch=batch)


def reread(work: Work, progress: Progress) -> None:
    try:
        imports.reread_file(its_import(work), by=work.asked_by, progress=progress, **work.arguments)
    except (AlreadyApplied, Conflict) as late:
        raise Gone from late
    changes.finish(work)


def apply(work: Work, progress: Progress) -> None:
    batch = its_import(work)
    if batch.state == Import.State.DRAFT:
        apply_import(batch, by=work.asked_by, progress=progress)
    changes.finish(work)


def undo(work: Work, progress: Progress) -> None:
    batch = its_import(work)
    if batch.state == Import.State.APPLIED:
        try:
            undo_import(batch, by=work.asked_by, progress=progress)
        except NothingToUndo as late:
            raise Gone from late
    changes.finish(work)


def export(work: Work, progress: Progress) -> None:
    """Cut to what the person may see now; the file says so, and is theirs alone."""
    kind, format, data = work.arguments["kind"], work.arguments["format"], QueryDict(work.arguments["query"])
    if format not in files.formats(kind, work.asked_by):
        raise NotAllowed
    seen = rights(work.asked_by)
    file = files.make(kind, format, data, work.asked_by, progress)
    name = f"{secrets.token_hex(16)}{MADE}"
    with (marks.folder() / name).open("xb") as target:
        for part in file.parts:
            target.write(part)
    changes.finish(work, result={"file": name, "name": file.name, "type": file.content_type, "rights": seen})


def its_import(work: Work) -> Import:
    if work.batch_id is None:
        raise Gone
    batch = editable(Import, work.asked_by).filter(pk=work.batch_id).first()
    if batch is None:
        raise NotAllowed
    return batch


JOBS: dict[str, Any] = {
    Kind.READ: read,
    Kind.REREAD: reread,
    Kind.APPLY: apply,
    Kind.UNDO: undo,
    Kind.EXPORT: export,
}


def file_of(work: Work) -> Path | None:
    """The file that was made; None when it is gone, or its person may see other rows now than then."""
    path = marks.folder() / work.result.get("file", "")
    return path if path.is_file() and work.result.get("rights") == rights(work.asked_by) else None


def rights(user: Any) -> str:
    """The same text as long as a person's memberships are the same."""
    scope = {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in vars(scope_of(user)).items()
    }
    return hashlib.sha256(json.dumps(scope).encode()).hexdigest()


def tidy() -> None:
    """Old work goes, and files after a day, whether somebody fetched them or not."""
    changes.forget()
    imports.let_files_go()
    for path in marks.folder().glob(f"*{MADE}"):
        if time.time() - path.stat().st_mtime > FILE_SECONDS:
            path.unlink(missing_ok=True)
