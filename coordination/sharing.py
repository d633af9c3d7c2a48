"""A service as a short text to send on: only what anybody may read."""

from __future__ import annotations

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from sectors.access import Visibility
from sectors.dates import written
from sectors.models import Service

LONGEST = 400
LEFT_TO_RIGHT = "\u200e"  # keeps the plus before the number in Arabic text


def is_public(service: Service) -> bool:
    return service.audience == Visibility.PUBLIC and not service.organization.hide_name


def share_text(service: Service, url: str) -> str:
    """At most 400 characters; the address comes last and is never cut."""
    point = service.point
    lines = [service.title, f"{service.organization.name}, {service.place.shown_to(None).name}"]
    if point and point.hours:
        lines.append(_("Open: %(hours)s") % {"hours": point.hours})
    if point and point.phone:
        number = LEFT_TO_RIGHT + point.phone if get_language_bidi() else point.phone
        lines.append(_("Phone: %(phone)s") % {"phone": number})
    if service.confirmed_on:
        lines.append(_("Confirmed: %(day)s") % {"day": written(service.confirmed_on)})
    text, room = "", LONGEST - len(url) - 1
    for line in lines:
        if len(text) + len(line) < room:
            text += f"{line}\n"
        elif not text:
            text = f"{line[: room - 2]}…\n"
    return text + url
