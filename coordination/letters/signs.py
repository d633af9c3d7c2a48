"""The sign at the end of an address in a letter: it lets whoever has the letter do one small thing without signing in.

Lower-case letters and digits only, as some mail providers change the case of addresses. The letter names the person and
is named by ten letters nobody can guess; the sign binds it to one purpose. Nothing is kept: who may do it is asked again
at every press.
"""

from __future__ import annotations

import base64
from datetime import timedelta

from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from sectors.access import all_rows
from sectors.models import Letter

DAYS = timedelta(days=35)
BYTES = 16


def sign(letter: Letter, purpose: str) -> str:
    digest = salted_hmac(
        "coordination.letters.signs", f"{letter.public_id}:{purpose}", algorithm="sha256"
    ).digest()
    return base64.b32encode(digest[:BYTES]).decode().rstrip("=").lower()


def letter_of(name: str, given: str, purpose: str) -> Letter | None:
    """The letter the address came with, while it is not older than 35 days and its reader has access."""
    rows = all_rows(Letter).select_related("to", "group").filter(to__is_active=True)
    letter = rows.filter(public_id=name, written_at__gte=timezone.now() - DAYS).first()
    return letter if letter and constant_time_compare(sign(letter, purpose), given.lower()) else None
