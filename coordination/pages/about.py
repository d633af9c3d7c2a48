"""What this site is, how to get help, what it keeps and what it never keeps."""

from __future__ import annotations

from django.views.generic import TemplateView

from coordination.gate import Public


class About(Public, TemplateView):
    template_name = "about/about.html"
