"""One's own account."""

from __future__ import annotations

from django.views.generic import TemplateView

from coordination.gate import Page


class Account(Page, TemplateView):
    template_name = "account/account.html"
