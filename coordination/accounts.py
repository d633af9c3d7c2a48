"""How allauth behaves here."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from django.http import HttpRequest, HttpResponse

from sectors.models import User


class Adapter(DefaultAccountAdapter):
    """Accounts are made by a coordinator's invitation; nobody can make one for themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse | None:
        """A code that came back proves the address it was sent to.

        allauth notes that only for addresses on its own list, where an invited person is not yet;
        without this the first sign-in would ask for a second code.
        """
        if _came_back_with_code(request, user) and not user.emailaddress_set.exists():
            EmailAddress(user=user, email=user.email, verified=True, primary=True).save()
        return super().pre_login(request, user, **details)


def _came_back_with_code(request: HttpRequest, user: User) -> bool:
    return any(
        record["method"] == "code" and record.get("email", "").lower() == user.email.lower()
        for record in get_authentication_records(request, user)
    )
