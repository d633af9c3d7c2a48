"""What happens to the agenda: items are added, changed, moved, taken off; a gap is put on it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from meetings.changes.once import amended, id_for, keep_revised, lock, made_before
from meetings.models import AgendaItem, Meeting
from sectors.models import Activity, Place


@transaction.atomic
def add_item(meeting: Meeting, *, by: Any, title: str, form_id: str = "", **fields: Any) -> AgendaItem:
    lock(meeting.group_id)
    existing = made_before(AgendaItem, form_id, meeting=meeting)
    if existing:
        return existing
    last = meeting.items.aggregate(last=Max("position"))["last"] or 0
    item = AgendaItem(
        public_id=id_for(AgendaItem, form_id), meeting=meeting, title=title, position=last + 1, **fields
    )
    keep_revised(item, by=by)
    amended(meeting, timezone.now())
    return item


@transaction.atomic
def change_item(item: AgendaItem, *, by: Any, seen: int | None = None, **fields: Any) -> AgendaItem:
    """Raises Conflict if somebody else changed the item since `seen`."""
    lock(item.meeting.group_id)
    for name, value in fields.items():
        setattr(item, name, value)
    keep_revised(item, by=by, seen=seen)
    amended(item.meeting, timezone.now())
    return item


@transaction.atomic
def move_item(item: AgendaItem, *, by: Any, up: bool) -> None:
    """One place up or down; at the end of the agenda nothing happens."""
    lock(item.meeting.group_id)
    items = list(item.meeting.items.all())
    here = [one.pk for one in items].index(item.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(items):
        return
    items[here], items[there] = items[there], items[here]
    for position, one in enumerate(items, start=1):
        if one.position != position:
            one.position = position
            one._history_user = by  # type: ignore[attr-defined]
            one.save(update_fields=["position"])
    amended(item.meeting, timezone.now())


@transaction.atomic
def remove_item(item: AgendaItem, *, by: Any) -> None:
    """Take an empty item off. One with words under it stays: raises ValidationError."""
    lock(item.meeting.group_id)
    if item.lines.exists() or item.actions.filter(deleted_at=None).exists():
        raise ValidationError(
            _("“%(item)s” has notes or actions, so it stays on the agenda. Remove those first.")
            % {"item": item.title}
        )
    meeting = item.meeting
    item._history_user = by  # type: ignore[attr-defined]
    item.delete()
    amended(meeting, timezone.now())


@transaction.atomic
def put_gap(meeting: Meeting, *, by: Any, place: Place, activity: Activity) -> AgendaItem:
    """An item about a gap: a place where nobody does this activity. The same gap comes on an agenda once."""
    lock(meeting.group_id)
    existing = meeting.items.filter(gap_place=place, gap_activity=activity).first()
    if existing:
        return existing
    title = _("Gap: %(activity)s in %(place)s") % {"activity": activity.name, "place": place.name}
    return add_item(meeting, by=by, title=title[:300], gap_place=place, gap_activity=activity)
