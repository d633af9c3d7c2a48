"""The first page: for strangers, from "who needs help, where" to a list; for members, what waits for them."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from coordination.areas import counts_by_path, rolled_up, small_map
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
    counts = counts_by_path(services)
    places = areas_of(counts, user)
    groups = sorted(
        visible(Group, user).filter(parent=None).select_related("place"),
        key=lambda group: -sum(rolled_up(counts, group.place.path)[0].values()),
    )
    return {
        "groups": groups,
        "response": together([group.place.name for group in groups]) if len(groups) < 4 else "",
        "numbers": reporting(services, today),
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


def reporting(services: Any, today: date) -> dict[str, int]:
    """How much there is, by how many, and how far it can be trusted."""
    found: dict[str, int] = services.aggregate(
        services=Count("pk"),
        organizations=Count("organization", distinct=True),
        districts=Count("place__adm2", distinct=True),
        with_care=Count("place__adm2", distinct=True, filter=Q(activity__layer__gte=FOCUSED_LAYER)),
        confirmed=Count("pk", filter=Q(confirmed_on__gte=today - timedelta(days=FRESH_DAYS))),
    )
    found["confirmed_percent"] = percent(found["confirmed"], found["services"])
    return found


def percent(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0


def for_member(user: Any, today: date) -> dict[str, Any]:
    mine = visible(Service, user).filter(in_member_area(user))
    scope = scope_of(user)
    own = Q(parent=None) if scope.everything else Q(pk__in=scope.groups)
    numbers = reporting(mine.running(today), today)
    districts = visible(Place, user).current().at(2).filter(in_member_area(user, "path")).count()
    return {
        "groups": visible(Group, user).filter(own),
        "tasks": tasks_of(user, today),
        "numbers": numbers,
        "districts": districts,
        "without_care": max(districts - numbers["with_care"], 0),
        "actions": closed_lately(user, today),
        "changes": mine.with_labels().order_by("-updated_at", "-pk")[:6],
    }


def closed_lately(user: Any, today: date) -> dict[str, int]:
    """Of the actions closed in the last three months, how many by the day they were promised for."""
    late = Q(due__isnull=False, closed_on__gt=F("due"))
    closed = visible(Action, user).filter(
        status=Action.Status.DONE, closed_on__gte=today - timedelta(days=90)
    )
    found: dict[str, int] = closed.aggregate(closed=Count("pk"), late=Count("pk", filter=late))
    return found | {"percent": percent(found["closed"] - found["late"], found["closed"])}
