"""The first page: for strangers, from "who needs help, where" to a list; for members, what waits for them."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from coordination.areas import rolled_up, small_map
from coordination.gate import Public
from coordination.pages.tasks import tasks_of
from meetings.models import Action
from sectors.access import in_member_area, scope_of, visible
from sectors.models import Group, Place, Service, Term
from sectors.models.activities import FOURWS_2012
from sectors.models.places import PUBLIC_LEVEL
from sectors.models.points import FRESH_DAYS
from sectors.text import fold

# What people look for, in the words they would use, beside the code that finds it.
NEEDS = [
    ("8", _("Someone to talk to: counselling")),
    ("4.1", _("A safe space for children")),
    ("3.2", _("Help for parents and caregivers")),
    ("7", _("Psychological first aid and casework")),
    ("3", _("Community support and group activities")),
    ("5", _("Support in schools")),
    ("9", _("Mental health care at a health centre")),
    ("10", _("Care by a psychiatrist or psychologist")),
    ("4", _("Safe spaces")),
]
FOCUSED_LAYER = 3  # of the pyramid: from here on a person gets care of their own


class Home(Public, TemplateView):
    def get_template_names(self) -> list[str]:
        return ["home/member.html" if self.is_member else "home/stranger.html"]

    @property
    def is_member(self) -> bool:
        return scope_of(self.request.user).signed_in

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        page = (
            for_member(self.request.user, today) if self.is_member else for_stranger(self.request.user, today)
        )
        return super().get_context_data(**kwargs) | page


def together(names: list[str]) -> str:
    """Iraq and Chad. The Arabic "and" is written together with the word after it."""
    return get_text_list(names, gettext("and")).replace(" \u0648 ", " \u0648")


def for_stranger(user: Any, today: date) -> dict[str, Any]:
    services = visible(Service, user).running(today)
    folded = by_place(services, today)
    counts = {one.path: one.services for one in folded}
    places = areas_of(counts, user)
    groups = sorted(
        visible(Group, user).filter(parent=None).select_related("place"),
        key=lambda group: -sum(rolled_up(counts, group.place.path)[0].values()),
    )
    return {
        "groups": groups,
        "response": together([group.place.name for group in groups]) if len(groups) < 4 else "",
        "numbers": reporting(services, folded),
        "choices": by_region(places),
        "countries": [country(place, counts, user) for place in places if place.level == 0],
        "needs": what(services),
        "targets": visible(Term, user).of("target_groups"),
    }


def areas_of(counts: dict[str, int], user: Any) -> list[Place]:
    """The countries, regions and districts in which there is something: no finer than strangers may know."""
    codes = {code for path in counts for code in path.split("/")[: PUBLIC_LEVEL + 1] if code}
    rows = visible(Place, user).filter(pcode__in=codes, level__lte=PUBLIC_LEVEL)
    return list(rows.defer("boundary", "search_text", "other_names"))


def by_region(places: list[Place]) -> list[tuple[Place, list[Place]]]:
    """Every region with its districts, for the list of places to choose from."""
    districts: dict[int | None, list[Place]] = {}
    for place in places:
        if place.level == PUBLIC_LEVEL:
            districts.setdefault(place.adm1_id, []).append(place)
    regions = sorted((place for place in places if place.level == 1), key=lambda place: fold(place.name))
    return [
        (region, sorted(districts.get(region.pk, []), key=lambda place: fold(place.name)))
        for region in regions
    ]


def country(place: Place, counts: dict[str, int], user: Any) -> dict[str, Any]:
    """The regions of a country, those with most services first, and their map."""
    drawn = small_map(counts, chosen=place, address=services_at, user=user)
    areas = (
        sorted((area for area in drawn.areas if area.count), key=lambda area: -area.count) if drawn else []
    )
    most = areas[0].count if areas else 0
    return {
        "place": place,
        "map": drawn,
        "regions": [(area, percent(area.count, most)) for area in areas],
        "above": drawn.above if drawn else 0,
        "url": services_at(place),
    }


def services_at(place: Place) -> str:
    return f"{reverse('service-list')}?{urlencode({'place': place.pcode, 'running': 1})}"


def what(services: Any) -> list[dict[str, Any]]:
    """The needs somebody answers, the commonest first."""
    counts: Counter[str] = Counter()
    rows = (
        services.filter(activity__edition=FOURWS_2012)
        .order_by()
        .values_list("activity__code", "activity__parent__code")
        .annotate(found=Count("pk"))
    )
    for code, parent, found in rows:
        counts[code] += found
        counts[parent or ""] += found
    found = [{"code": code, "words": words, "count": counts[code]} for code, words in NEEDS if counts[code]]
    return sorted(found, key=lambda need: -int(str(need["count"])))


class Folded(NamedTuple):
    """The services exactly at one place: how many, with care of one's own, confirmed lately."""

    path: str
    district: int | None
    services: int
    with_care: int
    confirmed: int


def by_place(services: Any, today: date) -> list[Folded]:
    """All numbers of the page but one, in one walk over the services; what is different is counted here."""
    lately = Q(confirmed_on__gte=today - timedelta(days=FRESH_DAYS))
    rows = services.order_by().values_list("place__path", "place__adm2_id")
    rows = rows.annotate(
        Count("pk"),
        care=Count("pk", filter=Q(activity__layer__gte=FOCUSED_LAYER)),
        lately=Count("pk", filter=lately),
    )
    return [Folded(*row) for row in rows]


def reporting(services: Any, folded: list[Folded]) -> dict[str, int]:
    """How much there is, by how many, and how far it can be trusted."""
    number, confirmed = sum(one.services for one in folded), sum(one.confirmed for one in folded)
    return {
        "services": number,
        "organizations": services.order_by().values("organization_id").distinct().count(),
        "districts": len({one.district for one in folded if one.district}),
        "with_care": len({one.district for one in folded if one.district and one.with_care}),
        "confirmed": confirmed,
        "confirmed_percent": percent(confirmed, number),
    }


def percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


def for_member(user: Any, today: date) -> dict[str, Any]:
    mine = visible(Service, user).filter(in_member_area(user))
    scope = scope_of(user)
    own = Q(parent=None) if scope.everything else Q(pk__in=scope.groups)
    running = mine.running(today)
    numbers = reporting(running, by_place(running, today))
    districts = visible(Place, user).current().at(2).filter(in_member_area(user, "path")).count()
    return {
        "groups": visible(Group, user).filter(own),
        "tasks": tasks_of(user, today),
        "numbers": numbers,
        "districts": districts,
        "without_care": max(districts - numbers["with_care"], 0),
        "actions": closed_lately(user, today),
        "changes": newest(mine, user),
    }


def newest(services: Any, user: Any) -> list[Service]:
    """The keys first, so that only six wide rows are ever read."""
    keys = list(services.order_by("-updated_at", "-pk").values_list("pk", flat=True)[:6])
    rows = visible(Service, user).with_labels().in_bulk(keys)
    return [rows[key] for key in keys if key in rows]


def closed_lately(user: Any, today: date) -> dict[str, int]:
    """Of the actions closed in the last three months, how many by the day they were promised for."""
    late = Q(due__isnull=False, closed_on__gt=F("due"))
    closed = visible(Action, user).filter(
        status=Action.Status.DONE, closed_on__gte=today - timedelta(days=90)
    )
    found: dict[str, int] = closed.aggregate(closed=Count("pk"), late=Count("pk", filter=late))
    return found | {"percent": percent(found["closed"] - found["late"], found["closed"])}
