"""The services as they stood at the end of a day, read from their history.

Nobody learns from the past what they may not see today: a row counts for a reader who could have seen it then *and*
could see it now. What was restricted since stays restricted, looking back; what was removed since is told to those who
may know restricted rows; what has become “contact only” since is in no table of the past, which would say where it was.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from sectors.access import Visibility, below, owned_by, scope_of, seen
from sectors.models import Organization, Service, ServicePoint
from sectors.models.services import ServiceQuerySet

LEVELS = ("visibility", "point__visibility")
PUBLIC = Q(organization__hide_name=False)
CONTACT_ONLY = Visibility.CONTACT_ONLY


def past(user: Any, day: date) -> QuerySet:
    """Rows of the history of services, one for each service there was at the end of the day."""
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    history = Service.history.model  # type: ignore[attr-defined]
    latest = (
        history.objects.filter(history_date__lt=end).order_by().values("id").annotate(last=Max("history_id"))
    )
    rows = ServiceQuerySet(model=history).filter(history_id__in=latest.values("last"), deleted_at=None)
    rows = rows.annotate(
        point_then=Coalesce(then(ServicePoint, "point_id", "visibility", end), "point__visibility"),
        hidden_then=Coalesce(
            then(Organization, "organization_id", "hide_name", end), "organization__hide_name"
        ),
    )
    condition = seen(
        scope_of(user),
        levels=(*LEVELS, "point_then"),
        place="place__path",
        public=PUBLIC & Q(hidden_then=False),
    )
    nowhere = Service.objects.filter(Q(visibility=CONTACT_ONLY) | Q(point__visibility=CONTACT_ONLY))
    placed = Q(visibility=CONTACT_ONLY) | Q(point_then=CONTACT_ONLY) | ~Q(id__in=nowhere.values("pk"))
    return rows.filter(condition, placed, id__in=told_now(user).values("pk"))


def then(model: Any, key: str, field: str, end: datetime) -> Subquery:
    """A field of the row that the service pointed to, as it was: points and organisations have a history of their own."""
    before = model.history.model.objects.filter(id=OuterRef(key), history_date__lt=end)
    return Subquery(before.order_by("-history_date", "-history_id").values(field)[:1])


def told_now(user: Any) -> QuerySet:
    """Of the services there are, and of those removed, the ones whose past this person may know."""
    scope = scope_of(user)
    trusted = below(scope.trusted_paths, "place__path") | owned_by(scope, place="place__path")
    condition = seen(scope, levels=LEVELS, place="place__path", public=PUBLIC)
    removed = Q() if scope.everything else Q(deleted_at=None) | trusted
    return Service.objects.filter(condition, removed)
