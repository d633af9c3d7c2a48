"""Who asks: a stranger, or the coordinator of the group that everything is in."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.test import Client

from scripts.bench.about import About
from sectors.fourws.asking import MatrixFilter
from sectors.models import Service, User

COORDINATOR = "coordinator@example.org"


def stranger() -> Any:
    return AnonymousUser()


def coordinator() -> Any:
    return User.objects.get(email=COORDINATOR)


def browser(person: Any) -> Client:
    client = Client()
    if person.is_authenticated:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def asking(person: Any, **asked: str) -> MatrixFilter:
    """The question as the page asks it."""
    services = Service.objects.visible_to(person)
    return MatrixFilter(asked, queryset=services, user=person, request=SimpleNamespace(user=person))


def fetched(client: Client, address: str, **asked: Any) -> bytes:
    """The body of an answer, whole; anything but 200 stops the race."""
    response = client.get(address, asked)
    body = response.getvalue()
    if response.status_code != 200:
        raise RuntimeError(f"{address} answers {response.status_code}: {body[:300]!r}")
    return body


def saved(client: Client, address: str, about: About, name: str, **asked: Any) -> int:
    """The body of an answer into a file, as it comes: so that a long one is never whole in memory."""
    response = client.get(address, asked)
    if response.status_code != 200:
        raise RuntimeError(f"{address} answers {response.status_code}")
    with about.file(name).open("wb") as file:
        for part in response.streaming_content if response.streaming else [response.content]:
            file.write(part)
    return about.file(name).stat().st_size
