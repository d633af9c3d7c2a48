"""What somebody would try: karim speaks for another organisation, mona is a plain member, lena coordinates elsewhere.

Whatever they send, nothing is written: neither through the pages nor over the API.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from meetings.models import Action, AgendaItem, Attendance, Line, Meeting
from sectors.changes.applied import apply_import
from sectors.changes.imports import upload_file
from sectors.changes.organizations import change_organization
from sectors.changes.services import change_service
from sectors.models import (
    Activity,
    Group,
    Import,
    Membership,
    Merge,
    Organization,
    OrganizationAlias,
    Service,
    ServicePoint,
    User,
)
from tests import make
from tests.doors import FILE, answer

pytestmark = pytest.mark.django_db

KEPT = (
    Action, Activity, AgendaItem, Attendance, Group, Import, Line, Meeting, Membership, Merge, Organization,
    OrganizationAlias, Service, ServicePoint, User,
)  # fmt: skip


def everything() -> dict[str, Any]:
    """All rows as they stand."""
    rows = {model.__name__: list(model._base_manager.order_by("pk").values()) for model in KEPT}
    links = Organization.groups.through._base_manager.order_by("pk").values_list(
        "organization_id", "group_id"
    )
    return rows | {"groups": list(links)}


@pytest.fixture
def target(world):
    """The world, with a service and an action of karim's own to start from."""
    world.mine = make.service(
        world.care, world.mosul, world.counselling, sector=world.health, name="Tigris talk"
    )
    world.my_action = make.action(world.iraq, "Call everybody", organization=world.care)
    make.service(world.lake, world.lac, world.safe_spaces, sector=world.protection, name="Lake play")
    return world


def service(c: Any, **changed: Any) -> dict[str, Any]:
    """A form karim may send for his own organisation."""
    form = {"organization": c.care.pk, "activity": c.counselling.pk, "place": "IQG15Q05", "status": "ongoing"}
    return form | {"name": "Tigris talk", "visibility": 0, "different": "on"} | changed


PAGES = {
    "a service for another organisation": ("karim", "/services/add/", lambda c: service(c, organization=c.hope.pk)),
    "a service in another country": ("karim", "/services/add/", lambda c: service(c, place="TD07")),
    "one of several places in another country": ("karim", "/services/add/", lambda c: service(c, more_places="TD07")),
    "a service at somebody else's point": ("karim", "/services/add/", lambda c: service(c, point=c.doorway.pk)),
    "his service given to another": (
        "karim", "/services/{mine}/edit/", lambda c: service(c, organization=c.hope.pk, version=1),
    ),
    "his service moved abroad": ("karim", "/services/{mine}/edit/", lambda c: service(c, place="TD07", version=1)),
    "somebody else's service": ("karim", "/services/{fine}/edit/", lambda c: service(c, version=1)),
    "somebody else's service made public": ("karim", "/services/{restricted}/edit/", lambda c: service(c, version=1)),
    "somebody else's service ended": ("karim", "/services/{fine}/end/", lambda c: {"on": "2026-01-01"}),
    "his point given to another": (
        "karim", "/points/{secret_point}/edit/",
        lambda c: {"organization": c.hope.pk, "name": "Door", "place": "IQG15Q05", "visibility": 0, "version": 1},
    ),
    "his point moved abroad": (
        "karim", "/points/{secret_point}/edit/",
        lambda c: {"organization": c.care.pk, "name": "Door", "place": "TD07", "visibility": 0, "version": 1},
    ),
    "somebody else's organisation": ("karim", "/organizations/{hope}/edit/", lambda c: {"name": "Karim", "version": 1}),
    "a merge into one's own": ("karim", "/organizations/{hope}/merge/", lambda c: {"into": c.care.public_id}),
    "a merge with another country": ("amina", "/organizations/{care}/merge/", lambda c: {"into": c.lake.public_id}),
    "a merge undone from elsewhere": ("lena", "/organizations/{lake}/undo/", lambda c: {"merge": c.merge.pk}),
    "a higher role for oneself": (
        "omar", "/groups/iraq/people/{omar_seat}/", lambda c: {"role": "coordinator", "organization": ""},
    ),
    "a coordinator made by an information manager": (
        "omar", "/groups/iraq/people/add/",
        lambda c: {"email": "evil@example.org", "name": "Evil", "role": "coordinator", "language": "en"},
    ),
    "the coordinator sent away": ("omar", "/groups/iraq/people/{amina_seat}/end/", lambda c: {}),
    "a member of another group": ("lena", "/groups/chad/people/{seat}/", lambda c: {"role": "member"}),
    "a meeting of another group": (
        "lena", "/meetings/add/", lambda c: {"group": c.iraq.pk, "kind": "regular", "day": "2026-12-01", "begins": "10:00"},
    ),
    "a gap on another group's agenda": (
        "lena", "/meetings/gap/", lambda c: {"group": "iraq", "place": "IQG15Q05", "activity": "4.1"},
    ),
    "attendance of another meeting": (
        "lena", "/meetings/{lake_meeting}/people/", lambda c: {"mode": "off", "who": [f"r{c.guest.pk}"]},
    ),
    "a line of another meeting": ("lena", "/meetings/{lake_meeting}/lines/restore/", lambda c: {"line": c.line.public_id}),
    "an action for another group": ("lena", "/actions/add/", lambda c: {"group": c.iraq.pk, "text": "x", "priority": "normal"}),
    "an action for a stranger": (
        "lena", "/actions/add/",
        lambda c: {"group": c.chad_group.pk, "text": "x", "priority": "normal", "person": c.hala.pk},
    ),
    "somebody else's action closed": ("karim", "/actions/{action}/done/", lambda c: {"outcome": "done"}),
    "what was agreed, by its owner": ("karim", "/actions/{my_action}/edit/", lambda c: {"text": "Nothing", "seen": 1}),
    "an action dropped by its owner": ("karim", "/actions/{my_action}/status/", lambda c: {"status": "drop"}),
    "somebody else's file": ("karim", "/imports/{draft}/apply/", lambda c: {}),
    "somebody else's token": ("karim", "/account/tokens/{token}/revoke/", lambda c: {}),
    "a national code of another group": (
        "lena", "/codebook/2/add/", lambda c: {"group": c.iraq.pk, "name_en": "Evil", "ending": "9"},
    ),
}  # fmt: skip

CALLS = {
    "a service for another organisation": (
        "karim", "post", "services/", lambda c: {"organization": c.hope.public_id, "activity": "8.1", "place": "IQG15Q05"},
    ),
    "a service for one of another country": (
        "amina", "post", "services/", lambda c: {"organization": c.lake.public_id, "activity": "8.1", "place": "IQG15Q05"},
    ),
    "a service in another country": (
        "karim", "post", "services/", lambda c: {"organization": c.care.public_id, "activity": "8.1", "place": "TD07"},
    ),
    "a service of a plain member": (
        "mona", "post", "services/", lambda c: {"organization": c.care.public_id, "activity": "8.1", "place": "IQG15Q05"},
    ),
    "his service given to another": (
        "karim", "patch", "services/{mine}/", lambda c: {"version": 1, "organization": c.hope.public_id},
    ),
    "his service moved abroad": ("karim", "patch", "services/{mine}/", lambda c: {"version": 1, "place": "TD07"}),
    "his service at somebody else's point": (
        "karim", "patch", "services/{mine}/", lambda c: {"version": 1, "point": c.doorway.public_id},
    ),
    "somebody else's service": ("karim", "patch", "services/{fine}/", lambda c: {"version": 1, "visibility": 3}),
    "somebody else's service made public": (
        "karim", "patch", "services/{restricted}/", lambda c: {"version": 1, "visibility": 0},
    ),
    "somebody else's point": ("karim", "patch", "points/{doorway}/", lambda c: {"version": 1, "phone": "+1"}),
    "his point given to another": (
        "karim", "patch", "points/{secret_point}/", lambda c: {"version": 1, "organization": c.hope.public_id},
    ),
    "another group for one's organisation": (
        "karim", "patch", "organizations/{care}/", lambda c: {"version": 1, "groups": ["iraq", "chad"]},
    ),
    "an organisation put into another group": (
        "amina", "patch", "organizations/{care}/", lambda c: {"version": 1, "groups": ["iraq", "chad"]},
    ),
    "an organisation made in another group": ("lena", "post", "organizations/", lambda c: {"name": "Evil", "groups": ["iraq"]}),
    "an organisation of a focal point": ("karim", "post", "organizations/", lambda c: {"name": "Evil", "groups": ["iraq"]}),
    "an action for oneself": (
        "mona", "post", "actions/", lambda c: {"group": "iraq", "text": "x", "person": c.mona.email},
    ),
    "an action for one's organisation": (
        "karim", "post", "actions/", lambda c: {"group": "iraq", "text": "x", "organization": c.care.public_id},
    ),
    "an action of another group's meeting": (
        "lena", "post", "actions/", lambda c: {"group": "chad", "text": "x", "meeting": c.meeting.public_id},
    ),
    "an action with another group's meeting": (
        "root", "post", "actions/", lambda c: {"group": "chad", "text": "x", "meeting": c.meeting.public_id},
    ),
    "what was agreed, by its owner": ("karim", "patch", "actions/{my_action}/", lambda c: {"version": 1, "text": "Nothing"}),
    "an action moved to another group": ("amina", "patch", "actions/{my_action}/", lambda c: {"version": 1, "group": "ninewa"}),
    "a meeting of another group": ("lena", "post", "meetings/", lambda c: {"group": "iraq", "starts_at": "2026-12-01T10:00Z"}),
    "a meeting moved to another group": ("lena", "patch", "meetings/{lake_meeting}/", lambda c: {"version": 1, "group": "iraq"}),
    "a coordinator made by an information manager": (
        "omar", "post", "members/",
        lambda c: {"group": "iraq", "email": "evil@example.org", "name": "Evil", "role": "coordinator"},
    ),
    "a member of another group": (
        "lena", "post", "members/", lambda c: {"group": "iraq", "email": "evil@example.org", "name": "Evil", "role": "member"},
    ),
    "a higher role for oneself": ("mona", "patch", "members/{seat}/", lambda c: {"role": "information_manager"}),
    "a national code of another group": (
        "lena", "post", "activities/", lambda c: {"parent": "2", "group": "iraq", "name_en": "Evil"},
    ),
    "somebody else's file": ("karim", "post", "imports/{draft}/apply/", lambda c: {}),
    "somebody else's token": ("karim", "delete", "tokens/{token}/", lambda c: {}),
}  # fmt: skip


def filled(url: str, c: Any) -> str:
    c.omar_seat, c.amina_seat = (Membership.objects.get(user=user) for user in (c.omar, c.amina))
    keys = {
        name: getattr(row, "public_id", getattr(row, "token_key", getattr(row, "pk", "")))
        for name, row in vars(c).items()
    }
    return url.format(**keys)


@pytest.mark.parametrize("attack", PAGES)
def test_pages_write_nothing_for(target, attack):
    person, url, data = PAGES[attack]
    before = everything()

    response = target.clients[person].post(filled(url, target), data(target))

    assert everything() == before
    assert answer(response) in {200, 302, 403, 404}


@pytest.mark.parametrize("attack", CALLS)
def test_the_api_writes_nothing_for(target, attack):
    person, method, url, data = CALLS[attack]
    before = everything()

    send = getattr(target.clients[person], method)
    response = send(f"/api/v1/{filled(url, target)}", data(target), content_type="application/json")

    assert everything() == before
    assert response.status_code in {400, 403, 404}, response.content


def test_the_same_form_for_oneself_is_saved(target):
    """The attacks above fail for the right reason: what karim sends for his own organisation is written."""
    client = target.clients["karim"]

    assert answer(client.post("/services/add/", service(target, name="Second"))) == 302
    assert (
        answer(
            client.post(f"/services/{target.mine.public_id}/edit/", service(target, name="Third", version=1))
        )
        == 302
    )
    own = {"organization": target.care.public_id, "activity": "8.1", "place": "IQG15Q05"}
    assert client.post("/api/v1/services/", own, content_type="application/json").status_code == 201
    own = {"version": 2, "organization": target.care.public_id, "name": "Fourth"}
    url = f"/api/v1/services/{target.mine.public_id}/"
    assert client.patch(url, own, content_type="application/json").status_code == 200


@pytest.mark.parametrize("url", ["/services/{}/undo/", "/api/v1/services/{}/undo/"])
def test_undo_does_not_give_a_row_to_somebody_else(target, url):
    """A coordinator gave the service to karim's organisation; he cannot send it back to where he has no say."""
    moved = make.service(target.hope, target.mosul, target.counselling, sector=target.health, name="Moved")
    change_service(moved, by=target.amina, organization=target.care)

    assert target.clients["karim"].post(url.format(moved.public_id)).status_code == 403
    moved.refresh_from_db()
    assert moved.organization == target.care


def test_fields_nobody_sends_are_not_taken(target):
    extra = {
        "public_id": "evil",
        "deleted_at": "2026-01-01",
        "confirmed_on": "2030-01-01",
        "as_reported": {"a": 1},
    }
    before = Service.objects.filter(pk=target.mine.pk).values(*extra).get()
    client = target.clients["karim"]
    client.patch(
        f"/api/v1/services/{target.mine.public_id}/", {"version": 1} | extra, content_type="application/json"
    )
    client.post(
        "/account/",
        {"name": "Karim", "language": "", "is_superuser": "on", "is_staff": "on", "email": "root@x.org"},
    )

    assert Service.objects.filter(pk=target.mine.pk).values(*extra).get() == before
    karim = User.objects.get(pk=target.karim.pk)
    assert (karim.is_superuser, karim.is_staff, karim.email) == (False, False, target.karim.email)


def test_a_focal_point_keeps_the_groups_the_coordinator_chose(target):
    data = {
        "name": target.care.name,
        "acronym": "TICA",
        "version": 1,
        "groups": [target.chad_group.pk],
        "aliases": "",
    }
    target.clients["karim"].post(f"/organizations/{target.care.public_id}/edit/", data)

    assert list(target.care.groups.all()) == [target.iraq]


def test_a_focal_point_does_not_undo_what_the_coordinator_chose(target):
    change_organization(target.care, by=target.root, groups=[target.chad_group])

    assert target.clients["karim"].post(f"/organizations/{target.care.public_id}/undo/").status_code == 403
    assert list(target.care.groups.all()) == [target.chad_group]


def test_a_file_brings_only_rows_of_ones_own_organisation(target):
    rows = FILE.replace("Tigris Care", "Hope Initiative").encode()
    target.clients["karim"].post(
        "/imports/add/", {"group": target.iraq.pk, "file": SimpleUploadedFile("x.csv", rows)}
    )
    batch = Import.objects.latest("pk")
    before = everything()
    target.clients["karim"].post(f"/imports/{batch.public_id}/apply/")

    assert {row["pk"] for row in Service.objects.values("pk")} == {row["id"] for row in before["Service"]}
    assert batch.uploaded_by == target.karim


def test_who_has_left_the_group_takes_nothing_back(target):
    """karim imported rows, then left; he still belongs to another group."""
    batch = upload_file(group=target.iraq, by=target.karim, file_name="x.csv", content=FILE.encode())
    apply_import(batch, by=target.karim)
    Membership.objects.filter(user=target.karim).update(active=False)
    Membership.objects.create(user=target.karim, group=target.chad_group)
    before = everything()

    for url in (f"/imports/{batch.public_id}/undo/", f"/api/v1/imports/{batch.public_id}/undo/"):
        assert target.clients["karim"].post(url).status_code == 404
    assert everything() == before
