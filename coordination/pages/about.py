"""What this site is, how to get help, what it keeps and what it never keeps."""

from __future__ import annotations

from typing import Any

from django.views.generic import TemplateView

from coordination.gate import Public
from sectors.access import visible
from sectors.models import Group


class About(Public, TemplateView):
    template_name = "about/about.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(groups=visible(Group, self.request.user), **kwargs)
