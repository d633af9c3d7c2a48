"""Whose language a page is in: the choice made in this browser, else the one in the account, else the browser's."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation


class AccountLanguage:
    """Uses the language of the account where this browser has made no choice of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        languages = dict(settings.LANGUAGES)
        chosen_here = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) in languages
        if not chosen_here and request.user.is_authenticated and request.user.language in languages:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        return self.get_response(request)
