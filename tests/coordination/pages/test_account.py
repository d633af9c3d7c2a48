from __future__ import annotations

import pytest
from django.core import mail
from django.core.cache import cache

from sectors.models import User
from tests import make

PROFILE = {"name": "Mona Saleh", "language": "ar"}


@pytest.fixture(autouse=True)
def _fresh_rate_limits():
    cache.clear()


@pytest.fixture
def demo(settings, tmp_path):
    """The settings of a demo: mail goes into a folder."""
    settings.DEBUG = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    return settings


def test_the_account_is_for_the_signed_in(cast, browse):
    answer = browse(None).get("/account/")

    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/account/")


def test_a_person_sees_their_groups_and_roles_and_nobody_elses(cast, browse):
    page = browse(cast.hala).get("/account/")

    assert [(m.group, m.role, m.organization) for m in page.context["memberships"]] == [
        (cast.iraq, "focal_point", cast.hope)
    ]
    assert "Karim" not in page.content.decode()


def test_a_person_changes_their_name_and_language(cast, browse):
    answer = browse(cast.mona).post("/account/", PROFILE)

    cast.mona.refresh_from_db()
    assert (answer.status_code, cast.mona.name, cast.mona.language) == (302, "Mona Saleh", "ar")


def test_what_else_is_sent_changes_nothing(cast, browse):
    browse(cast.mona).post(
        "/account/", PROFILE | {"email": "a@b.org", "is_superuser": "on", "id": cast.hala.pk}
    )

    mona = User.objects.get(pk=cast.mona.pk)
    assert (mona.email, mona.is_superuser) == ("mona@example.org", False)
    assert User.objects.get(pk=cast.hala.pk).name == "Hala"


def test_a_name_is_asked_for_and_the_header_keeps_the_saved_one(cast, browse):
    page = browse(cast.mona).post("/account/", {"name": "", "language": ""})

    assert "<title>Error: " in page.content.decode()
    assert "Write your name, so that others know who you are." in page.content.decode()
    assert "<bdi>Mona</bdi>" in page.content.decode()


def test_the_language_of_the_account_is_used_from_the_next_page_on(cast, browse):
    client = browse(cast.mona)
    client.cookies["django_language"] = "es"
    client.post("/account/", PROFILE)

    assert 'lang="ar" dir="rtl"' in client.get("/").content.decode()


def test_the_language_chosen_in_the_browser_wins_over_the_account(cast, browse):
    cast.mona.language = "ar"
    cast.mona.save()
    client = browse(cast.mona)
    client.post("/language/", {"language": "fr", "next": "/about/?x=1"})

    assert 'lang="fr" dir="ltr"' in client.get("/").content.decode()


def test_choosing_a_language_keeps_the_page_and_the_filters(client, db):
    answer = client.post("/language/", {"language": "ar", "next": "/about/?place=IQG15&q=a"})

    assert (answer.status_code, answer["Location"]) == (302, "/about/?place=IQG15&q=a")
    assert client.cookies["django_language"].value == "ar"


def test_choosing_a_language_never_leads_to_another_site(client, db):
    assert client.post("/language/", {"language": "ar", "next": "https://evil.example/"})["Location"] == "/"


def test_a_token_is_shown_once_and_works(cast, browse):
    client = browse(cast.mona)
    token = client.post("/account/tokens/").context["new_token"]

    later = client.get("/account/").content.decode()
    assert token not in later
    assert token[:8] in later
    assert (
        browse(None).get("/api/v1/me/", headers={"Authorization": f"Token {token}"}).json()["name"] == "Mona"
    )


def test_a_token_is_revoked_by_its_owner_only(cast, browse):
    key = browse(cast.mona).post("/account/tokens/").context["new_key"]

    assert browse(cast.hala).post(f"/account/tokens/{key}/revoke/").status_code == 404
    assert cast.mona.auth_token_set.count() == 1
    assert browse(cast.mona).post(f"/account/tokens/{key}/revoke/").status_code == 302
    assert cast.mona.auth_token_set.count() == 0


@pytest.mark.parametrize("address", ["/account/tokens/", "/account/tokens/abc/revoke/"])
def test_looking_at_a_token_address_changes_nothing(address, cast, browse):
    assert browse(cast.mona).get(address).status_code == 405
    assert cast.mona.auth_token_set.count() == 0


def test_there_is_an_end_to_tokens(cast, browse):
    client = browse(cast.mona)
    for _number in range(12):
        client.post("/account/tokens/")

    assert cast.mona.auth_token_set.count() == 10


def test_the_demo_offers_its_people_and_their_code_in_one_press_each(demo, cast, client):
    page = client.get("/accounts/login/").content.decode()
    client.post("/accounts/login/code/", {"email": "amina@example.org"})
    confirm = client.get("/accounts/login/code/confirm/").content.decode()

    assert page.count('name="email" value="') == 6
    assert "This is a demo" in confirm
    code = confirm.split('name="code" value="')[1][:6]
    client.post("/accounts/login/code/confirm/", {"code": code})
    assert client.session["_auth_user_id"] == str(cast.amina.pk)


def test_production_offers_no_people_and_no_code(demo, cast, client):
    demo.DEBUG = False

    page = client.get("/accounts/login/").content.decode()
    client.post("/accounts/login/code/", {"email": "amina@example.org"})
    confirm = client.get("/accounts/login/code/confirm/").content.decode()

    assert "This is a demo" not in page + confirm
    assert "amina" not in page
    assert 'name="code" value=' not in confirm


def test_the_page_after_asking_for_a_code_does_not_tell_whether_there_is_an_account(cast, client):
    client.post("/accounts/login/code/", {"email": "amina@example.org"})
    known = client.get("/accounts/login/code/confirm/").content.decode().replace("amina", "x")
    client.cookies.clear()
    client.post("/accounts/login/code/", {"email": "nobody@example.org"})
    unknown = client.get("/accounts/login/code/confirm/").content.decode().replace("nobody", "x")

    assert without_tokens(known) == without_tokens(unknown)


def without_tokens(html: str) -> list[str]:
    return [
        line for line in html.splitlines() if "csrfmiddlewaretoken" not in line and "Data as of" not in line
    ]


def test_the_mail_with_the_code_is_short_and_says_how_long_it_works(client, db):
    make.person("nour@example.org")
    client.post("/accounts/login/code/", {"email": "nour@example.org"})

    assert mail.outbox[0].subject == "Your sign-in code for Fourways"
    assert "It works for 15 minutes." in mail.outbox[0].body


def test_signing_out_takes_a_press(cast, browse):
    client = browse(cast.mona)

    client.get("/accounts/logout/")
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session
