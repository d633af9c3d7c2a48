"""What waits for a person: the first thing they see when signed in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.templatetags.fourways import day, number, weekday
from coordination.working import troubles
from meetings.models import Action, Meeting
from sectors.access import editable, scope_of, visible
from sectors.models import Freshness, Import, Organization, Service
from sectors.models.points import FRESH_DAYS, STALE_DAYS

MOST = 7  # more than that is not a list of tasks but a reproach

Task = dict[str, Any]


def tasks_of(user: Any, today: date) -> list[Task]:
    """The most pressing first; each a line with an address, a state in one word, and how pressing it is."""
    tasks = [*_work(user), *_actions(user, today), *_services(user, today), *_imports(user), *_meeting(user)]
    return tasks[:MOST]


def _task(words: str, url: str, state: str = "", kind: str = "off", under: str = "") -> Task:
    return {"words": words, "url": url, "state": state, "kind": kind, "under": under}


def _actions(user: Any, today: date) -> list[Task]:
    """Those this person may close: their own, their organisation's, or all of a group they manage."""
    week = today + timedelta(days=7)
    found = (
        editable(Action, user)
        .open()
        .aggregate(
            overdue=Count("pk", filter=Q(due__lt=today)),
            soon=Count("pk", filter=Q(due__gte=today, due__lte=week)),
        )
    )
    tasks, url = [], reverse("action-list")
    if count := found["overdue"]:
        words = ngettext("%(count)s action is overdue", "%(count)s actions are overdue", count)
        tasks.append(_task(words % {"count": number(count)}, url, _("Overdue"), "bad"))
    if count := found["soon"]:
        words = ngettext("%(count)s action is due this week", "%(count)s actions are due this week", count)
        tasks.append(_task(words % {"count": number(count)}, url, _("This week"), "check"))
    return tasks


def _services(user: Any, today: date) -> list[Task]:
    fresh, stale = today - timedelta(days=FRESH_DAYS), today - timedelta(days=STALE_DAYS)
    old = Q(confirmed_on=None) | Q(confirmed_on__lt=stale)
    rows = editable(Service, user).running(today)
    found = rows.aggregate(
        stale=Count("pk", filter=old),
        check=Count("pk", filter=Q(confirmed_on__lt=fresh, confirmed_on__gte=stale)),
    )
    found["organizations"] = rows.filter(old).order_by().values("organization_id").distinct().count()
    return _to_confirm(found, _own_organization(user))


def _to_confirm(found: dict[str, int], organization: str) -> list[Task]:
    tasks, count = [], found["stale"]
    if count:
        words = ngettext(
            "Confirm %(count)s service: not confirmed for 90 days",
            "Confirm %(count)s services: not confirmed for 90 days",
            count,
        )
        owners = ngettext("%(count)s organisation", "%(count)s organisations", found["organizations"])
        under = "" if organization else owners % {"count": number(found["organizations"])}
        url = _list(Freshness.UNCONFIRMED, organization)
        tasks.append(_task(words % {"count": number(count)}, url, _("Out of date"), "bad", under))
    if count := found["check"]:
        words = ngettext(
            "Check %(count)s service: is it still right?",
            "Check %(count)s services: are they still right?",
            count,
        )
        tasks.append(
            _task(
                words % {"count": number(count)}, _list(Freshness.CHECK, organization), _("To check"), "check"
            )
        )
    return tasks


def _own_organization(user: Any) -> str:
    """The one organisation a focal point speaks for; nothing for those who look after several or all."""
    scope = scope_of(user)
    owned = {owner for owner, _place in scope.owned}
    if len(owned) != 1 or scope.everything or scope.managed_groups:
        return ""
    return str(
        visible(Organization, user).filter(pk__in=owned).values_list("public_id", flat=True).first() or ""
    )


def _list(freshness: str, organization: str) -> str:
    asked = {"freshness": freshness} | ({"organization": organization} if organization else {})
    return f"{reverse('service-list')}?{urlencode(asked)}"


def _imports(user: Any) -> list[Task]:
    waiting = (
        visible(Import, user)
        .filter(state=Import.State.DRAFT)
        .select_related("uploaded_by")
        .defer("content")[:2]
    )
    return [
        _task(
            _("Import “%(file)s” waits for you") % {"file": draft.file_name},
            reverse("import", args=[draft.public_id]),
            _("Being checked"),
            "check",
            _("Uploaded by %(person)s, %(day)s")
            % {"person": draft.uploaded_by or "–", "day": day(draft.created_at)},
        )
        for draft in waiting
    ]


def _work(user: Any) -> list[Task]:
    """What failed behind the scenes: nobody else would tell."""
    count = troubles(user)
    words = ngettext(
        "%(count)s piece of work in the background did not work",
        "%(count)s pieces of work in the background did not work",
        count,
    )
    words %= {"count": number(count)}
    return [_task(words, reverse("work-list"), _("Did not work"), "bad")] if count else []


def _meeting(user: Any) -> list[Task]:
    coming = (
        visible(Meeting, user)
        .filter(starts_at__gte=timezone.now())
        .select_related("group")
        .annotate(item_count=Count("items"))
        .order_by("starts_at")
        .first()
    )
    if coming is None:
        return []
    items = ngettext("agenda has %(count)s item", "agenda has %(count)s items", coming.item_count)
    words = _("%(meeting)s on %(day)s") % {"meeting": coming, "day": weekday(coming.starts_at)}
    under = f"{coming.group}, {items % {'count': coming.item_count}}"
    return [_task(words, reverse("meeting", args=[coming.public_id]), _("Coming"), "off", under)]
