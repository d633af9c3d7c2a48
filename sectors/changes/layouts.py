"""How a file was read by hand is remembered under its heads, and can be forgotten."""

from __future__ import annotations

from typing import Any

from sectors.access import Role, manages
from sectors.models import Import, Layout, Membership
from sectors.models.records import person


def owners(batch: Import, by: Any) -> list[Any]:
    """Whose reading it is: that of the group for who manages it, else that of the organisations one speaks for."""
    if by is None or manages(by, batch.group):
        return [None]
    mine = Membership.objects.filter(user=by, group=batch.group, active=True, role=Role.FOCAL_POINT)
    return list(mine.values_list("organization_id", flat=True))


def remember_layout(batch: Import, *, by: Any) -> None:
    """The sheet, header row and columns a person chose, for the next file like this one."""
    choice = {
        "sheet": batch.sheet,
        "header_row": batch.header_chosen,
        "columns": batch.mapping["chosen"],
        "by": person(by),
    }
    for organization in owners(batch, by):
        Layout.objects.update_or_create(
            group=batch.group,
            organization_id=organization,
            signature=batch.mapping["signature"],
            defaults=choice,
        )


def forget_layout(batch: Import, *, by: Any) -> None:
    for organization in owners(batch, by):
        Layout.objects.filter(
            group=batch.group, organization_id=organization, signature=batch.mapping["signature"]
        ).delete()
