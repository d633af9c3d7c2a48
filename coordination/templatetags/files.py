"""{% load files %}: what one can take along of a page, each with whom it is for."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from coordination.exports import files

register = template.Library()
NAMES = {"services": "service-export", "matrix": "matrix-export"}


@register.inclusion_tag("parts/_files.html", takes_context=True)
def download(context: dict[str, Any], kind: str, query: str = "", menu: bool = False) -> dict[str, Any]:
    """{% download "services" query %}: a quiet disclosure at the end of a page; with menu=True a button at its head."""
    request = context.get("request")
    offered = files.formats(kind, getattr(request, "user", None))
    asked = f"?{query}" if query else ""
    lines = [
        (f"{reverse(NAMES[kind], kwargs={'format': name})}{asked}", one.label, one.who)
        for name, one in offered.items()
    ]
    return {"lines": lines, "menu": menu}
