"""Signing in: a code by e-mail, a password; never by making oneself an account."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.cache import cache

from coordination.mail import last_code
from sectors.models import User
from tests import make


@pytest.fixture(autouse=True)
def _fresh_rate_limits():
    cache.clear()


def the_code() -> str:
    found = re.search(r"^\d{6}$", mail.outbox[-1].body, re.MULTILINE)
    assert found
    return found[0]


def test_a_code_sent_by_mail_signs_in_at_the_first_try(client, db):
    user = make.person("nour@example.org")

    sent = client.post("/accounts/login/code/", {"email": "Nour@example.org"})
    done = client.post("/accounts/login/code/confirm/", {"code": the_code()})

    assert (sent.status_code, sent["Location"]) == (302, "/accounts/login/code/confirm/")
    assert (done.status_code, done["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert len(mail.outbox) == 1


def test_a_wrong_code_does_not_sign_in(client, db):
    make.person("nour@example.org")
    client.post("/accounts/login/code/", {"email": "nour@example.org"})
    wrong = "000000" if the_code() != "000000" else "111111"

    client.post("/accounts/login/code/confirm/", {"code": wrong})

    assert "_auth_user_id" not in client.session


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, db):
    answer = client.post("/accounts/login/code/", {"email": "stranger@example.org"})

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/code/confirm/")
    assert mail.outbox == []


def test_a_password_signs_in_once_the_address_is_proven(client, db):
    user = make.person("nour@example.org")
    user.set_password("a long enough secret")
    user.save()
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)

    client.post("/accounts/login/", {"login": "nour@example.org", "password": "a long enough secret"})

    assert client.session["_auth_user_id"] == str(user.pk)


def test_nobody_makes_an_account_for_themselves(client, db):
    client.post("/accounts/signup/", {"email": "stranger@example.org", "password1": "a long enough secret"})

    assert list(User.objects.all()) == []


def test_the_demo_shows_the_last_code_of_one_address_only(settings, tmp_path, client, db):
    settings.DEBUG = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    make.person("nour@example.org")
    client.post("/accounts/login/code/", {"email": "nour@example.org"})

    code = last_code("NOUR@example.org")
    client.post("/accounts/login/code/confirm/", {"code": code})

    assert "_auth_user_id" in client.session
    assert last_code("r@example.org") is None


def test_production_never_shows_a_code(settings, tmp_path, client, db):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    make.person("nour@example.org")
    client.post("/accounts/login/code/", {"email": "nour@example.org"})

    assert list(tmp_path.iterdir()) != []
    assert last_code("nour@example.org") is None
