"""Named in settings as text, so this file must not import rest_framework.views: that would be a circle."""

from __future__ import annotations

from rest_framework.permissions import IsAuthenticated


class Gate(IsAuthenticated):
    """Closed by default."""
