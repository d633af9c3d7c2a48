"""Pages as people open them, in process, through every middleware. Answers with how many questions the database was asked."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.models import Meeting
from scripts.bench.about import About, Ready
from scripts.bench.ways.people import browser, coordinator, fetched, stranger
from sectors.access import visible
from sectors.models import Import, Service

PEOPLE = {"stranger": stranger, "coordinator": coordinator}


def first(model: type, name: str) -> Callable[[], str]:
    return lambda: reverse(name, args=[visible(model, coordinator()).order_by("pk").first().public_id])


PAGES: dict[str, Callable[[], str]] = {
    "home": lambda: "/",
    "services": lambda: "/services/",
    "filtered": lambda: "/services/?place=XLT01&activity=8&running=1",
    "searched": lambda: "/services/?q=counselling",
    "last-page": lambda: "/services/?page=last",
    "service": first(Service, "service"),
    "organizations": lambda: "/organizations/",
    "map": lambda: "/map/",
    "map-data": lambda: "/services/map.json",
    "matrix": lambda: "/matrix/",
    "matrix-organizations": lambda: "/matrix/?count=organizations",
    "import": first(Import, "import"),
    "meetings": lambda: "/meetings/",
    "meeting": first(Meeting, "meeting"),
    "api": lambda: "/api/v1/services/",
    "api-cursor": lambda: "/api/v1/services/?cursor=",
}


def page(about: About, name: str, who: str) -> Ready:
    client, address = browser(PEOPLE[who]()), PAGES[name]()
    path, _sign, query = address.partition("?")
    asked = dict(pair.split("=") for pair in query.split("&")) if query else {}
    fetched(client, path, **asked)
    with CaptureQueriesContext(connection) as queries:
        fetched(client, path, **asked)
    return Ready(lambda: fetched(client, path, **asked) and len(queries))
