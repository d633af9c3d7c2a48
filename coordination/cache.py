"""The cache holds only what can be found again, so that no page needs Redis: when it is away, it remembers nothing."""

from __future__ import annotations

import logging
import time
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

log = logging.getLogger(__name__)
SILENCE = 30  # seconds without another try, after one that failed


class ForgetfulCache(RedisCache):
    silent_until = 0.0

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        patience = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5, "retry": Retry(NoBackoff(), 0)}
        super().__init__(server, params | {"OPTIONS": patience | params.get("OPTIONS", {})})

    def _try(self, call: Any, otherwise: Any) -> Any:
        if time.monotonic() < ForgetfulCache.silent_until:
            return otherwise
        try:
            return call()
        except RedisError as error:
            ForgetfulCache.silent_until = time.monotonic() + SILENCE
            log.warning("the cache does not answer: %s", error)
            return otherwise

    def add(self, *given: Any, **named: Any) -> bool:
        return self._try(lambda: super(ForgetfulCache, self).add(*given, **named), True)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._try(lambda: super(ForgetfulCache, self).get(key, default, version), default)

    def set(self, *given: Any, **named: Any) -> None:
        self._try(lambda: super(ForgetfulCache, self).set(*given, **named), None)

    def touch(self, *given: Any, **named: Any) -> bool:
        return self._try(lambda: super(ForgetfulCache, self).touch(*given, **named), False)

    def delete(self, *given: Any, **named: Any) -> bool:
        return self._try(lambda: super(ForgetfulCache, self).delete(*given, **named), False)

    def get_many(self, *given: Any, **named: Any) -> dict[str, Any]:
        return self._try(lambda: super(ForgetfulCache, self).get_many(*given, **named), {})

    def has_key(self, *given: Any, **named: Any) -> bool:
        return self._try(lambda: super(ForgetfulCache, self).has_key(*given, **named), False)

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        return self._try(lambda: super(ForgetfulCache, self).incr(key, delta, version), delta)

    def set_many(self, data: dict[str, Any], *given: Any, **named: Any) -> list[str]:
        return self._try(lambda: super(ForgetfulCache, self).set_many(data, *given, **named), list(data))

    def delete_many(self, *given: Any, **named: Any) -> None:
        self._try(lambda: super(ForgetfulCache, self).delete_many(*given, **named), None)
