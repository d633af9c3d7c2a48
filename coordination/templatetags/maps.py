"""{% load maps %}: the small map of a page, drawn by the server, with the same numbers as a list beside it."""

from __future__ import annotations

from typing import Any

from django import template

from coordination.areas import SmallMap

register = template.Library()


@register.inclusion_tag("map/_small.html")
def small_map(map: SmallMap | None, open: bool = True) -> dict[str, Any]:
    """{% small_map map %}: areas tinted by the number of services, each a link to them."""
    return {"map": map, "open": open}
