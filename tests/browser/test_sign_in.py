from __future__ import annotations

import re

from django.core import mail

from tests import make


def test_signing_in_by_a_code(page, shot, transactional_db):
    make.person("nour@example.org")

    page.goto("/accounts/login/code/")
    page.locator("input[name=email]").fill("nour@example.org")
    page.locator("input[name=email]").press("Enter")
    page.wait_for_url("**/accounts/login/code/confirm/")
    shot(page, "sign-in-code")
    code = re.search(r"^\d{6}$", mail.outbox[-1].body, re.MULTILINE)[0]
    page.locator("input[name=code]").fill(code)
    page.locator("input[name=code]").press("Enter")
    page.wait_for_function("!location.pathname.startsWith('/accounts/login')")
    page.goto("/accounts/email/")

    assert page.url.endswith("/accounts/email/")
    assert "nour@example.org" in page.content()
