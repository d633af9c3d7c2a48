"""How often somebody may do something: far more often than people do, less often than programs gone wild."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from rest_framework.throttling import BaseThrottle

MINUTE, HOUR = 60, 60 * 60


def too_often(what: str, who: str, *, most: int, seconds: int) -> int:
    """Counts one more; 0, or how many seconds to wait. One number in the cache: what is counted are whole periods."""
    now = int(time.time())
    key = f"often {what} {who} {now // seconds}".replace(" ", ":")
    cache.add(key, 0, seconds)
    try:
        times = cache.incr(key)
    except ValueError:  # it ran out, or was put out, between the two
        return 0
    return seconds - now % seconds if times > most else 0


def address_of(request: HttpRequest) -> str:
    """As far as proxies of ours say it, and no further."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return ""


class PerMinute(BaseThrottle):
    """For the API: by person, and by address for strangers."""

    def __init__(self) -> None:
        self.seconds = 0

    def allow_request(self, request: Any, view: Any) -> bool:
        user, most = request.user, settings.API_PER_MINUTE
        known = user is not None and user.is_authenticated
        who = f"person {user.pk}" if known else f"address {address_of(request._request)}"
        self.seconds = too_often("api", who, most=most["person" if known else "stranger"], seconds=MINUTE)
        return not self.seconds

    def wait(self) -> int:
        return self.seconds
