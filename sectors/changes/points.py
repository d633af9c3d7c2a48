"""What happens to service points. A service stands where its point stands, so moving a point moves its services."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from sectors.changes.rows import keep
from sectors.changes.rows import undo as undo_row
from sectors.models import Service, ServicePoint
from sectors.models.records import person

MOVED = "moved with its point"  # the reason in history; the pages say it in the reader's language
FOLLOWED = ("place_id", "organization_id")


@transaction.atomic
def create_point(*, by: Any, **fields: Any) -> ServicePoint:
    """A new point, confirmed today by whoever writes it."""
    row = ServicePoint(**fields)
    if row.confirmed_on is None:
        row.confirmed_on, row.confirmed_by = timezone.localdate(), by
    return keep(row, by=by)


@transaction.atomic
def change_point(row: ServicePoint, *, by: Any, seen: int | None = None, **fields: Any) -> ServicePoint:
    """Change the named fields; its services follow to another place or organisation. Raises Conflict."""
    for name, value in fields.items():
        setattr(row, name, value)
    keep(row, by=by, seen=seen)
    move_services(row, by=by)
    return row


@transaction.atomic
def undo_point(row: ServicePoint, *, by: Any) -> ServicePoint:
    undo_row(row, by=by)
    move_services(row, by=by)
    return row


def move_services(point: ServicePoint, *, by: Any) -> int:
    """Put the point's services where it stands now; how many had to move."""
    away = [
        service
        for service in Service.objects.filter(point=point).select_related("point")
        if any(getattr(service, name) != getattr(point, name) for name in FOLLOWED)
    ]
    for service in away:
        service.point, service.place, service.organization = point, point.place, point.organization
        keep(service, by=by, why=MOVED)
    return len(away)


@transaction.atomic
def confirm_point(row: ServicePoint, *, by: Any, seen: int | None = None) -> ServicePoint:
    row.confirmed_on, row.confirmed_by = timezone.localdate(), person(by)
    return keep(row, by=by, seen=seen, why="confirmed")
