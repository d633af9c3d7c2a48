"""Members of groups and national codes over the API: the same rules as the pages."""

from __future__ import annotations

import pytest
from django.core import mail

from coordination.outbox import deliver
from sectors.access import Role
from sectors.models import Activity, Membership, User
from tests import make

NEW = {"group": "iraq", "email": "sara@example.org", "name": "Sara", "role": "member"}


def names(answer):
    assert answer.status_code == 200
    return sorted(row["name"] for row in answer.json()["results"])


@pytest.fixture
def book(cast):
    cast.spaces = make.activity("4", "Safe spaces", grouping="community")
    return cast


def test_one_reads_the_members_of_ones_own_groups(cast, ask):
    Membership.objects.filter(user=cast.karim).update(active=False)
    everybody = ["Amina", "Hala", "Karim", "Mona", "Omar", "Salma"]

    assert names(ask(None).get("/api/v1/members/")) == []
    assert names(ask(cast.nour).get("/api/v1/members/")) == []
    assert names(ask(cast.lena).get("/api/v1/members/")) == ["Lena"]
    assert names(ask(cast.mona).get("/api/v1/members/")) == [name for name in everybody if name != "Karim"]
    assert names(ask(cast.amina).get("/api/v1/members/", {"group": "iraq"})) == everybody
    assert names(ask(cast.amina).get("/api/v1/members/", {"active": "false"})) == ["Karim"]


def test_addresses_are_for_those_who_manage(cast, ask):
    assert "@" not in ask(cast.mona).get("/api/v1/members/").content.decode()
    assert "hala@example.org" in ask(cast.omar).get("/api/v1/members/").content.decode()


def test_the_number_of_queries_does_not_grow(cast, ask, django_assert_max_num_queries):
    def asked():
        with django_assert_max_num_queries(10) as context:
            ask(User.objects.get(pk=cast.amina.pk)).get("/api/v1/members/")
        return len(context)

    before = asked()
    for number in range(3):
        make.person(
            f"p{number}",
            group=cast.iraq,
            role=Role.FOCAL_POINT,
            organization=make.organization(groups=[cast.iraq]),
        )

    assert asked() == before


def test_a_person_is_added_once_and_invited_once(cast, ask):
    client = ask(cast.amina)

    assert client.post("/api/v1/members/", NEW).status_code == 201
    assert client.post("/api/v1/members/", NEW | {"email": "SARA@example.org"}).status_code == 200
    assert Membership.objects.filter(user__email="sara@example.org").count() == 1
    deliver()
    assert len(mail.outbox) == 1


def test_who_may_add_change_and_end(cast, ask):
    row = Membership.objects.get(user=cast.mona)
    for name, adding, changing in [
        (None, 401, 401), ("nour", 403, 404), ("lena", 403, 404), ("mona", 403, 403), ("hala", 403, 403),
    ]:  # fmt: skip
        client = ask(getattr(cast, name) if name else None)
        assert client.post("/api/v1/members/", NEW).status_code == adding, name
        assert client.patch(f"/api/v1/members/{row.pk}/", {"role": "coordinator"}).status_code == changing, (
            name
        )
        assert client.post(f"/api/v1/members/{row.pk}/end/").status_code == changing, name
    for role in ("coordinator", "case_management"):
        assert ask(cast.omar).post("/api/v1/members/", NEW | {"role": role}).status_code == 403
        assert ask(cast.omar).patch(f"/api/v1/members/{row.pk}/", {"role": role}).status_code == 403
    row.refresh_from_db()

    assert (row.role, row.active) == ("member", True)
    assert not User.objects.filter(email=NEW["email"]).exists()
    deliver()
    assert mail.outbox == []


def test_a_role_is_changed_and_ended_but_never_deleted(cast, ask):
    row, client = Membership.objects.get(user=cast.mona), ask(cast.amina)
    data = {"role": "focal_point", "organization": cast.hope.public_id}

    assert client.patch(f"/api/v1/members/{row.pk}/", data).json()["organization"] == cast.hope.public_id
    assert client.post(f"/api/v1/members/{row.pk}/end/").json()["active"] is False
    assert client.delete(f"/api/v1/members/{row.pk}/").status_code == 405
    assert client.put(f"/api/v1/members/{row.pk}/", data).status_code == 405


def test_what_makes_no_sense_is_said(cast, ask):
    client = ask(cast.amina)
    amina = Membership.objects.get(user=cast.amina)
    make.service(cast.lake, cast.lac, cast.safe_spaces)

    assert list(client.post("/api/v1/members/", NEW | {"role": "focal_point"}).json()) == ["organization"]
    assert list(client.post("/api/v1/members/", NEW | {"organization": cast.lake.public_id}).json()) == [
        "organization"
    ]
    assert list(client.post("/api/v1/members/", NEW | {"email": "x\nBcc: y@example.org"}).json()) == ["email"]
    answer = client.post(f"/api/v1/members/{amina.pk}/end/")
    assert answer.status_code == 400
    assert "last coordinator" in answer.content.decode()


def test_national_codes_are_added_and_retired(book, ask):
    client, data = ask(book.omar), {"parent": "4", "group": "iraq", "name_ar": "خيمة", "layer": 2}
    made = client.post("/api/v1/activities/", data)
    key = Activity.objects.get(code="4.IQ1").pk

    assert (made.status_code, made.json()["code"], made.json()["group"]) == (201, "4.IQ1", "iraq")
    assert client.post(f"/api/v1/activities/{key}/retire/").json()["active"] is False
    assert client.post(f"/api/v1/activities/{key}/restore/").json()["active"] is True
    assert client.delete(f"/api/v1/activities/{key}/").status_code == 405
    assert client.patch(f"/api/v1/activities/{key}/", {"name_en": "x"}).status_code == 405


def test_who_may_add_and_retire_national_codes(book, ask):
    data = {"parent": "4", "group": "iraq", "name_en": "Tent"}
    for person, status in [
        (None, 401),
        (book.nour, 403),
        (book.lena, 403),
        (book.mona, 403),
        (book.hala, 403),
    ]:
        assert ask(person).post("/api/v1/activities/", data).status_code == status
    assert ask(book.amina).post(f"/api/v1/activities/{book.spaces.pk}/retire/").status_code == 403
    assert ask(book.amina).post("/api/v1/activities/", data | {"parent": "8.1"}).status_code == 201
    assert ask(book.amina).post("/api/v1/activities/", data | {"name_en": ""}).status_code == 400

    assert list(Activity.objects.exclude(group=None).values_list("code", flat=True)) == ["8.1.IQ1"]
