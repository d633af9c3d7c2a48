"""How a program says who it speaks for. Named in settings as text: must not import rest_framework.views."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from knox.auth import TokenAuthentication
from rest_framework.authentication import get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request


class Tokens(TokenAuthentication):
    """`Authorization: Token …` or `Bearer …`. Anything else is refused: who names themselves is never a stranger."""

    def authenticate(self, request: Request) -> Any:
        words = get_authorization_header(request).split()
        if not words:
            return None
        if words[0].lower() not in {b"token", b"bearer"} or len(words) != 2:
            raise AuthenticationFailed(
                _("Send the token like this: Authorization: Token followed by the token.")
            )
        return self.authenticate_credentials(words[1])
