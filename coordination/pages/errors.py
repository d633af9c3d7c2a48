"""Answers to requests that went wrong. 400, 403, 404 and 500 need no code: Django finds their templates."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from coordination.kept import brought_back

SECRET = ("password", "token", "code", "credential", "csrf")
MOST = 20


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form stood open too long, or its cookie is gone: nothing is saved, and nothing is lost either."""
    if again := brought_back(request):
        return again
    return render(request, "403_csrf.html", {"written": written(request)}, status=403)


def written(request: HttpRequest) -> list[tuple[str, str]]:
    """What the person typed, to copy from. Only when the form was ours: no other site puts words into our pages."""
    if request.headers.get("Sec-Fetch-Site") != "same-origin":
        return []
    typed = ((name, text.strip()) for name, texts in request.POST.lists() for text in texts)
    kept = [(name, text) for name, text in typed if text and not any(word in name.lower() for word in SECRET)]
    return [(name, text) for name, text in kept if len(text) > 3][:MOST]
