"""The key to one's calendar: made, and taken back when the address fell into other hands."""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import Any

from django.db import transaction

from meetings.models import CalendarKey
from sectors.models import User


@transaction.atomic
def make_calendar_key(user: Any) -> str:
    """A new key, 160 bits in lower-case letters and digits; the one before stops working. It is not shown again."""
    key = base64.b32encode(secrets.token_bytes(20)).decode().lower()
    CalendarKey.objects.filter(user=user).delete()
    CalendarKey.objects.create(user=user, hash=hash_of(key))
    return key


def forget_calendar_key(user: Any) -> bool:
    """Close the address. False if there was none."""
    return bool(CalendarKey.objects.filter(user=user).delete()[0])


def owner_of(key: str) -> User | None:
    """Whose calendar this is, while the person has access."""
    found = CalendarKey.objects.filter(hash=hash_of(key), user__is_active=True).select_related("user").first()
    return found.user if found else None


def hash_of(key: str) -> str:
    return hashlib.sha256(key.lower().encode()).hexdigest()
