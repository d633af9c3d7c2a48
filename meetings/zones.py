"""A group meets by the clock of its own country."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone

from sectors.models import Group


def zone_of(group: Group) -> ZoneInfo:
    """The group's time zone; UTC if nobody knows it by that name."""
    try:
        return ZoneInfo(group.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def today_of(group: Group) -> date:
    return timezone.now().astimezone(zone_of(group)).date()


def local(moment: datetime | None, group: Group) -> datetime | None:
    return moment.astimezone(zone_of(group)) if moment else None


def moment(day: date, clock: object, group: Group) -> datetime:
    """A day and a time on the wall of the group's country, as a moment."""
    return datetime.combine(day, clock, tzinfo=zone_of(group)).astimezone(UTC)  # type: ignore[arg-type]
