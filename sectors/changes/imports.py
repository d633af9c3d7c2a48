"""What happens to a file before it is applied: it is checked into rows that wait, checked anew, or thrown away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from sectors.access import Role, manages
from sectors.changes.layouts import forget_layout, remember_layout
from sectors.changes.rows import Conflict
from sectors.fourws import reading
from sectors.fourws.progress import Progress, quiet
from sectors.fourws.sentences import FileProblem
from sectors.fourws.staging import stage
from sectors.models import Group, Import, Membership
from sectors.models.records import person

UNTOUCHED_DAYS = 30


class AlreadyApplied(Exception):
    """The import was applied, or undone, meanwhile."""


def bringable(user: Any, group: Group) -> frozenset[int] | None:
    """The organisations whose rows the person may import into the group; None means all. Empty: no import at all."""
    if user is None or manages(user, group):
        return None
    mine = Membership.objects.filter(
        user=user, group=group, active=True, role=Role.FOCAL_POINT, organization__deleted_at=None
    )
    return frozenset(mine.values_list("organization_id", flat=True))


def upload_file(
    *,
    group: Group,
    by: Any,
    file_name: str,
    content: bytes,
    sheet: str = "",
    fixed: dict[str, str] | None = None,
    public_id: str = "",
    progress: Progress = quiet,
) -> Import:
    """Read a file, understand it as well as we can, and stage its rows. Raises FileProblem.

    Only the writing is a transaction: reading and checking take most of the time, and keep nobody from writing.
    """
    batch = Import(group=group, uploaded_by=person(by), file_name=file_name[:255], content=content)
    batch.sheet, batch.fixed_values = sheet, fixed or {}
    batch.public_id = public_id or batch.public_id
    progress(0, 0, "reading")
    book = reading.read(
        file_name, content, max_rows=reading.COMMAND_ROWS if by is None else reading.PAGE_ROWS
    )
    return stage(batch, book, only=bringable(by, group), by=by, progress=progress)


@transaction.atomic
def reread_file(
    batch: Import,
    *,
    by: Any,
    sheet: str,
    chosen: dict[int, str],
    fixed: dict[str, str],
    header_row: int | None = None,
    seen: int | None = None,
    progress: Progress = quiet,
) -> Import:
    """The person chose another sheet, header row or column, or values for all rows: check everything anew.

    What they chose is remembered for the next file with these heads.
    """
    batch = claim_draft(batch, seen=seen)
    kept, header = {str(index): field for index, field in chosen.items()}, header_row or batch.header_chosen
    if sheet != batch.sheet:
        kept, header = {}, None
    differs = (sheet, header, kept) != (batch.sheet, batch.header_chosen, batch.mapping["chosen"])
    batch.mapping = {**batch.mapping, "chosen": kept}
    batch.sheet, batch.header_chosen, batch.fixed_values = sheet, header, fixed
    progress(0, 0, "reading")
    batch = stage(batch, open_file(batch), only=bringable(by, batch.group), by=by, progress=progress)
    if differs:
        remember_layout(batch, by=by)
    return batch


@transaction.atomic
def reread_as_found(batch: Import, *, by: Any, seen: int | None = None) -> Import:
    """Forget how a file like this was read before, and read it as it looks."""
    batch = claim_draft(batch, seen=seen)
    forget_layout(batch, by=by)
    batch.mapping, batch.sheet, batch.header_chosen = {}, "", None
    return stage(batch, open_file(batch), only=bringable(by, batch.group), by=by)


def open_file(batch: Import) -> reading.Workbook:
    if batch.content is None:
        raise FileProblem("let_go")
    return reading.read(batch.file_name, bytes(batch.content), max_rows=reading.PAGE_ROWS)


def claim_draft(batch: Import, *, seen: int | None = None) -> Import:
    """The draft as it is now, held until the transaction ends, and one version on.

    `seen` is the version the person was looking at: if somebody has answered meanwhile, `Conflict` is raised.
    """
    found = Import.objects.select_for_update().filter(pk=batch.pk, state=Import.State.DRAFT).first()
    if found is None:
        raise AlreadyApplied
    if seen is not None and found.version != seen:
        raise Conflict(found)
    found.version += 1
    found.updated_at = timezone.now()
    return found


@transaction.atomic
def discard_import(batch: Import) -> None:
    """Forget a draft and its file."""
    claim_draft(batch).delete()


def let_files_go() -> int:
    """Drafts nobody has touched for 30 days keep their rows, but no file and no person in it. Says how many."""
    since = timezone.now() - timedelta(days=UNTOUCHED_DAYS)
    drafts = Import.objects.filter(state=Import.State.DRAFT, updated_at__lt=since).exclude(content=None)
    return drafts.update(content=None, parsed=None)
