"""What happens to a file before it is applied: it is checked into rows that wait, checked anew, or thrown away."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from sectors.access import Role, manages
from sectors.fourws import reading
from sectors.fourws.staging import stage
from sectors.models import Group, Import, Membership
from sectors.models.records import person


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


@transaction.atomic
def upload_file(
    *,
    group: Group,
    by: Any,
    file_name: str,
    content: bytes,
    sheet: str = "",
    fixed: dict[str, str] | None = None,
) -> Import:
    """Read a file, understand it as well as we can, and stage its rows. Raises FileProblem."""
    batch = Import(group=group, uploaded_by=person(by), file_name=file_name[:255], content=content)
    batch.sheet, batch.fixed_values = sheet, fixed or {}
    book = reading.read(
        file_name, content, max_rows=reading.COMMAND_ROWS if by is None else reading.PAGE_ROWS
    )
    return stage(batch, book, only=bringable(by, group), by=by)


@transaction.atomic
def reread_file(
    batch: Import, *, by: Any, sheet: str, chosen: dict[int, str], fixed: dict[str, str]
) -> Import:
    """The person chose another sheet, other columns, or values for all rows: check everything anew."""
    batch = claim_draft(batch)
    kept = {str(index): field for index, field in chosen.items()} if sheet == batch.sheet else {}
    batch.mapping = {**batch.mapping, "chosen": kept}
    batch.sheet, batch.fixed_values = sheet, fixed
    book = reading.read(batch.file_name, bytes(batch.content or b""), max_rows=reading.PAGE_ROWS)
    return stage(batch, book, only=bringable(by, batch.group), by=by)


def claim_draft(batch: Import) -> Import:
    """The draft as it is now, held until the transaction ends."""
    found = Import.objects.select_for_update().filter(pk=batch.pk, state=Import.State.DRAFT).first()
    if found is None:
        raise AlreadyApplied
    return found


@transaction.atomic
def discard_import(batch: Import) -> None:
    """Forget a draft and its file."""
    claim_draft(batch).delete()
