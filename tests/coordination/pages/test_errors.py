from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.test import Client
from django.urls import path

from coordination.urls import urlpatterns as pages

TEMPLATES = Path(settings.BASE_DIR) / "templates"


@login_not_required
def closed(request):
    raise PermissionDenied


@login_not_required
def broken(request):
    raise RuntimeError("CANARY of the inside")


urlpatterns = [*pages, path("closed/", closed), path("broken/", broken)]


def text_of(answer) -> str:
    html = re.sub(r'(href="|value=")[^"]*(closed|nothing-here)[^"]*"', "", answer.content.decode())
    return re.sub(r"csrfmiddlewaretoken.*?>|Data as of [^<]*|http://testserver/[a-z-]*/", "", html)


@pytest.mark.urls("tests.coordination.pages.test_errors")
@pytest.mark.parametrize("name", [None, "mona"])
def test_forbidden_and_missing_read_the_same(name, cast, browse):
    client = browse(getattr(cast, name) if name else None)

    forbidden, missing = client.get("/closed/"), client.get("/nothing-here/")

    assert (forbidden.status_code, missing.status_code) == (403, 404)
    assert text_of(forbidden) == text_of(missing)


@pytest.mark.urls("tests.coordination.pages.test_errors")
def test_a_failure_of_ours_says_what_became_of_the_text_in_four_languages(db):
    client = Client(raise_request_exception=False)

    answer = client.get("/broken/")

    assert answer.status_code == 500
    assert re.findall(r'<section lang="(\w\w)" dir="(\w+)">', answer.content.decode()) == [
        ("en", "ltr"),
        ("fr", "ltr"),
        ("ar", "rtl"),
        ("es", "ltr"),
    ]
    assert "CANARY" not in answer.content.decode()


def test_a_bad_host_is_answered_without_the_app(client, settings):
    settings.ALLOWED_HOSTS = ["elsewhere.example"]

    answer = client.get("/")

    assert answer.status_code == 400
    assert "We could not read this request" in answer.content.decode()


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_the_last_pages_stand_on_nothing(name):
    source = (TEMPLATES / name).read_text()

    assert "{%" not in source
    assert "{{" not in source
    assert len(source.encode()) <= 5000


@pytest.mark.parametrize("name", ["410.html", "429.html"])
def test_the_rare_pages_can_be_shown(name, rf, db):
    assert "<h1" in render_to_string(name, request=rf.get("/"))


def sent_from_a_page_open_too_long(client, **headers):
    return client.post(
        "/account/", {"name": "A long text", "password": "a secret", "language": "ar"}, headers=headers
    )


def test_a_form_open_too_long_gives_back_what_was_written(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.mona, backend="django.contrib.auth.backends.ModelBackend")

    page = sent_from_a_page_open_too_long(client, **{"Sec-Fetch-Site": "same-origin"})

    assert page.status_code == 403
    assert page.context["written"] == [("name", "A long text")]
    assert "This form was open too long" in page.content.decode()
    assert "a secret" not in page.content.decode()


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}])
def test_another_site_cannot_put_words_into_our_page(headers, cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.mona, backend="django.contrib.auth.backends.ModelBackend")

    page = sent_from_a_page_open_too_long(client, **headers)

    assert page.status_code == 403
    assert "A long text" not in page.content.decode()
