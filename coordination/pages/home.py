"""The first page: for strangers, from "who needs help, where" to a list; for members, what waits for them."""

from __future__ import annotations

from django.views.generic import TemplateView

from coordination.gate import Public


class Home(Public, TemplateView):
    template_name = "home/stranger.html"
