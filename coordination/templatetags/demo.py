"""{% load demo %}: what only a demo shows. With DEBUG off every tag here gives nothing."""

from __future__ import annotations

from typing import Any

from allauth.account.utils import filter_users_by_email
from django import template
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from coordination.mail import last_code

register = template.Library()

# The people of the demo data, by the part they play.
PEOPLE = [
    ("amina@example.org", _("coordinator")),
    ("omar@example.org", _("information manager")),
    ("hala@example.org", _("focal point of an organisation")),
    ("salma@example.org", _("case management")),
    ("mona@example.org", _("member of the group")),
    ("lena@example.org", _("coordinator in another country")),
]


@register.simple_tag
def demo_people() -> list[dict[str, Any]]:
    """{% demo_people as people %}: whom one can sign in as, those of them that are there."""
    if not settings.DEBUG:
        return []
    there = ((filter_users_by_email(email, is_active=True), role) for email, role in PEOPLE)
    return [{"email": users[0].email, "name": str(users[0]), "role": role} for users, role in there if users]


@register.simple_tag
def demo_code(email: str) -> str | None:
    """{% demo_code email as code %}: the code just mailed to this address into the mail folder of a demo."""
    return last_code(email) if email and settings.DEBUG else None
