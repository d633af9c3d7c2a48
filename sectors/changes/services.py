"""What happens to services: made, changed, confirmed, ended. Each in one transaction, with history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from sectors.access import Visibility
from sectors.changes.points import MOVED, create_point
from sectors.changes.rows import keep
from sectors.changes.rows import undo as undo_row
from sectors.models import Place, Service
from sectors.models.records import new_public_id, person
from sectors.models.services import default_visibility
from sectors.sensitive import why_sensitive

MANY = ("target_groups", "population_groups", "donors", "partners")
WORDING = ("name", "description", "activity_text", "sector_text")


def split(fields: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Iterable[Any]]]:
    """The fields of the row itself, and the links to many others."""
    many = {name: rows for name, rows in fields.items() if name in MANY}
    return {name: value for name, value in fields.items() if name not in MANY}, many


def wording(fields: dict[str, Any]) -> str:
    return " ".join(str(fields.get(name) or "") for name in WORDING)


def reasons(fields: dict[str, Any]) -> list[str]:
    """The codes and words that make these fields describe a sensitive service."""
    codes = [fields.get("activity"), fields.get("sector"), *fields.get("target_groups", ())]
    return why_sensitive([*codes, *fields.get("population_groups", ())], wording(fields))


def chosen_visibility(fields: dict[str, Any]) -> Visibility:
    """The level a service gets when nobody chose one."""
    return default_visibility(sensitive=bool(reasons(fields)))


@transaction.atomic
def create_service(*, by: Any, visibility: int | None = None, **fields: Any) -> Service:
    """A new service, confirmed today by whoever writes it; with a point it stands where the point stands."""
    row_fields, many = split(fields)
    row = Service(visibility=chosen_visibility(fields) if visibility is None else visibility, **row_fields)
    if row.point is not None:
        row.place = row.point.place
    if row.confirmed_on is None:
        row.confirmed_on, row.confirmed_by = timezone.localdate(), by
    return keep(row, by=by, many=many)


@transaction.atomic
def create_services(
    *, places: list[Place], by: Any, public_id: str, new_point: dict[str, Any] | None = None, **fields: Any
) -> list[Service]:
    """The same service in several places, one row each; `public_id` becomes the first one's.

    The form carries that id, so a form sent five times can make its rows only once. `new_point` is a service point
    to be made along with it, seen by whoever sees the service.
    """
    if fields.get("visibility") is None:
        fields["visibility"] = chosen_visibility(fields)
    if new_point:
        fields["point"] = _point_for(
            fields["organization"], places[0], fields["visibility"], new_point, by=by
        )
    rows = []
    for number, place in enumerate(places):
        identity = public_id if number == 0 else new_public_id()
        rows.append(create_service(by=by, place=place, public_id=identity, **fields))
    return rows


def _point_for(organization: Any, place: Place, visibility: int, values: dict[str, Any], *, by: Any) -> Any:
    return create_point(by=by, organization=organization, place=place, visibility=visibility, **values)


@transaction.atomic
def change_service(
    row: Service, *, by: Any, seen: int | None = None, new_point: dict[str, Any] | None = None, **fields: Any
) -> Service:
    """Change the named fields. A visibility of None asks for the default again. Raises Conflict."""
    row_fields, many = split(fields)
    for name, value in row_fields.items():
        if name != "visibility":
            setattr(row, name, value)
    if "visibility" in fields:
        row.visibility = fields["visibility"]
        if row.visibility is None:
            row.visibility = chosen_visibility(_as_fields(row, many))
    if new_point:
        row.point = _point_for(row.organization, row.place, row.visibility, new_point, by=by)
    if row.point is not None:
        row.place = row.point.place
    return keep(row, by=by, seen=seen, many=many)


def _as_fields(row: Service, many: dict[str, Iterable[Any]]) -> dict[str, Any]:
    linked = {
        name: many.get(name, getattr(row, name).all()) for name in ("target_groups", "population_groups")
    }
    words = {name: getattr(row, name) for name in WORDING}
    return {"activity": row.activity, "sector": row.sector, **words, **linked}


@transaction.atomic
def end_service(row: Service, *, on: date, by: Any, seen: int | None = None) -> Service:
    """The last day. If it lies ahead the service goes on until then."""
    row.end = on
    if on <= timezone.localdate():
        row.status = Service.Status.ENDED
    return keep(row, by=by, seen=seen, why="ended")


@transaction.atomic
def confirm_service(row: Service, *, by: Any, seen: int | None = None) -> Service:
    """Somebody who knows says that the entry is still right, today."""
    row.confirmed_on, row.confirmed_by = timezone.localdate(), person(by)
    return keep(row, by=by, seen=seen, why="confirmed")


@transaction.atomic
def undo_service(row: Service, *, by: Any) -> Service:
    """Take back the latest change; if its point has moved since, it stands where the point stands now."""
    undo_row(row, by=by)
    if row.deleted_at is None and row.point is not None and row.place_id != row.point.place_id:
        row.place = row.point.place
        keep(row, by=by, why=MOVED)
    return row
