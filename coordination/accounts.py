"""How allauth behaves here."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):
    """Accounts are made by a coordinator's invitation; nobody can make one for themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
