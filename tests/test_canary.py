"""What one may not see leaves no trace: not a word, not a count, not a byte, in any address, file or header."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from sectors.access import Role, Visibility
from sectors.models import Reach, Service, ServicePoint
from tests import make
from tests.doors import DOORS, PEOPLE, SECRETS

pytestmark = pytest.mark.django_db

# Beside every address of the table: what can be asked of them.
ASKED = [
    "/services/?q=canary",
    "/services/?q=muhamadath",
    "/services/?place=IQG15Q05N04",
    "/services/?place=IQG15Q05&only=place",
    "/services/?place=IQG15",
    "/services/?group=iraq",
    "/services/?sector=PRO",
    "/services/?sector=PRO-GBV",
    "/services/?activity=8.1",
    "/services/?layer=3",
    "/services/?organization_type=441",
    "/services/?target=children",
    "/services/?status=ongoing",
    "/services/?freshness=unconfirmed",
    "/services/?freshness=confirmed",
    "/services/?without=wording",
    "/services/?without=sector",
    "/services/?wording=CANARY+wording",
    "/services/?month=2026-03",
    "/services/?page=2",
    "/map/?place=IQG15",
    "/services/map.json?place=IQG15",
    "/services/map.json?q=canary",
    "/matrix/?rows=adm2&columns=organization",
    "/matrix/?rows=sector&columns=status&count=points",
    "/matrix/?rows=sector_reported&columns=adm1",
    "/matrix/?rows=activity&columns=adm2&count=targeted",
    "/matrix/?rows=organization&columns=month&count=reached",
    "/matrix/?split=target&rows=organization&columns=adm2",
    f"/matrix/?asof={timezone.localdate()}&rows=adm2&columns=organization",
    f"/matrix/?asof={timezone.localdate()}&rows=sector_reported&columns=adm2&place=IQG15Q05N04",
    "/matrix/?compare=2026-01&per=need&rows=adm2&columns=organization",
    "/gaps/?group=iraq&rows=adm2&columns=sector",
    "/overlaps/?group=iraq",
    "/needs/?place=IQG15",
    "/matrix/export.csv?rows=adm2&columns=organization&count=organizations",
    "/matrix/export.json?rows=sector_reported&columns=adm1",
    "/services/export.csv?q=canary",
    "/services/export.json?place=IQG15Q05N04",
    "/services/export.xlsx?group=iraq",
    "/organizations/?q=canary",
    "/organizations/?q=quiet",
    "/organizations/?group=iraq",
    "/organizations/similar/?name=CANARY",
    "/organizations/similar/?name=Quiet+House&acronym=CANARYQ",
    "/organizations/similar/?name=double",
    "/places/IQG15Q05/",
    "/places/IQG15/",
    "/places/IQG09Q03/",
    "/meetings/?q=CANARY",
    "/actions/?q=CANARY",
    "/actions/?mine=1",
    "/imports/?group=iraq",
    "/api/v1/services/?q=canary",
    "/api/v1/services/?place=IQG15Q05N04",
    "/api/v1/services/?page_size=1",
    "/api/v1/services/?freshness=confirmed",
    "/api/v1/services/?organization_type=441",
    "/api/v1/services/?wording=CANARY+wording",
    "/api/v1/points/?place=IQG15",
    "/api/v1/points/?accepting=true",
    "/api/v1/organizations/?q=quiet",
    "/api/v1/members/?role=focal_point",
    "/api/v1/meetings/?q=CANARY",
    "/api/v1/actions/?q=CANARY",
    "/api/v1/matrix/?rows=adm2&columns=organization",
    "/api/v1/matrix/?rows=sector_reported&columns=adm1",
    "/api/v1/matrix/?split=status&rows=organization&columns=month&compare=2026-01",
    "/api/v1/gaps/?rows=adm2&columns=subcode&group=iraq",
    "/api/v1/overlaps/?place=IQG15",
    "/api/v1/needs/?place=IQG15",
]
VOCABULARY = "/api/v1/places/"  # every place of the world has its page; that something is there is the secret


def urls(c: Any) -> list[str]:
    found = dict.fromkeys([*(door.url(c) for door in DOORS if door.readable), *ASKED])
    return [
        url for url in found if url not in ("/api/schema/", "/api/docs/", "/health/")
    ]  # the same for everybody


def body(response: Any) -> bytes:
    """All bytes; of a workbook those of its sheets."""
    content: bytes = b"".join(response.streaming_content) if response.streaming else response.content
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return b"\n".join(book.read(name) for name in sorted(book.namelist()) if name != "docProps/core.xml")


EARS = [(person, "en") for person in PEOPLE] + [
    (person, "ar") for person in ("anonymous", "lena", "karim", "root")
]


@pytest.mark.parametrize("person, language", EARS)
def test_everybody_reads_what_is_theirs_and_nothing_else(world, person, language):
    client, heard = world.clients[person], {}
    pages = [url for url in urls(world) if language == "en" or not url.startswith("/api/")]
    for url in pages:
        response = client.get(url, headers={"Accept-Language": language})
        text = body(response).decode(errors="replace") + str(response.headers)
        asked = re.sub(r"\W+", "|", url)
        for secret in SECRETS:
            if secret in text and not url.startswith(VOCABULARY) and not echoed(secret, asked):
                heard.setdefault(secret, url)

    assert {secret: url for secret, url in heard.items() if person not in SECRETS[secret]} == {}
    assert {secret for secret in SECRETS if person in SECRETS[secret]} - heard.keys() == set()


def echoed(secret: str, asked: str) -> bool:
    """What stands in the address may stand in the page again, a place by its name too."""
    return re.sub(r"\W+", "|", secret) in asked or (secret == "Al-Muhamadath" and "IQG15Q05N04" in asked)


## NON-INTERFERENCE


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch):
    """Pages say when they were made: between two readings no time passes."""
    moment = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: moment)


CHANGING = re.compile(
    rb'name="(?:csrfmiddlewaretoken|once|form_id)" value="[^"]*"'
    rb"|csrf\w*[\"']?[:=] ?[\"'][^\"']{20,}[\"']"
)
TELLING = ("ETag", "Last-Modified", "Content-Length", "Content-Type", "Content-Disposition", "Link", "Vary")


def everything(c: Any, person: str) -> dict[str, Any]:
    found = {}
    for url in urls(c):
        response = c.clients[person].get(url)
        content = CHANGING.sub(b"*", body(response))
        book = response.get("Content-Type", "").startswith(
            "application/vnd"
        )  # compressed: its length is another
        headers = [response.get(name) for name in TELLING if not (book and name == "Content-Length")]
        found[url] = (response.status_code, headers, content)
    return found


def differing(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return {url: apart(before[url], after[url]) for url in before if before[url] != after[url]}


def apart(one: tuple, other: tuple) -> str:
    if one[:2] != other[:2]:
        return f"{one[:2]} became {other[:2]}"
    at = next((i for i, (a, b) in enumerate(zip(one[2], other[2], strict=False)) if a != b), 0)
    return f"{one[2][at - 60 : at + 60]!r} became {other[2][at - 60 : at + 60]!r}"


def hide_much(c: Any) -> None:
    """What neither strangers nor lena (another response) nor mona (a plain member of this one) may see."""
    far = c.far_group
    hidden = make.organization("CANARY far house", groups=[far], hide_name=True, type=c.ngo)
    silent = make.organization("CANARY far clinic", groups=[far], type=c.ngo, email="far@example.org")
    secret = {"visibility": Visibility.RESTRICTED}
    for number, place in enumerate([c.mosul, c.site, c.sumail, c.ninewa, c.duhok] * 5):
        owner = [c.hope, c.care, hidden, silent][number % 4]
        service = make.service(
            owner, place, [c.counselling, c.safe_spaces][number % 2], sector=c.gbv, name=f"CANARY hidden {number}",
            people_targeted=400 + number, people_reached=number, sector_text="CANARY own words", confirmed_on=None, **secret,
        )  # fmt: skip
        service.target_groups.set([c.children])
        service.donors.set([hidden])
        Reach.objects.create(service=service, month=make.TODAY.replace(day=1), total=number)
    point = make.point(c.hope, c.mosul, name="CANARY hidden door", accepting=True, **secret)
    make.service(c.hope, c.mosul, c.safe_spaces, sector=c.protection, point=point, name="CANARY behind it")
    make.service(
        silent, c.far, c.safe_spaces, sector=c.health, name="CANARY far", visibility=Visibility.MEMBERS
    )
    make.service(hidden, c.far, c.safe_spaces, sector=c.health, name="CANARY far and hidden")
    meeting = make.meeting(far, title="CANARY far meeting", starts_at=datetime.now(UTC) + timedelta(days=2))
    make.line(make.item(meeting, "CANARY far item"), "CANARY far line")
    make.attendance(meeting, "CANARY far guest", organization=c.hope)
    make.action(far, "CANARY far action", organization=c.hope)
    make.person("stranger", group=far, role=Role.FOCAL_POINT, organization=silent)
    c.fine.partners.add(hidden)
    c.fine.donors.add(silent)


@pytest.mark.parametrize("person", ["anonymous", "lena", "mona"])
def test_hidden_rows_leave_no_trace(world, person):
    world.far = make.place("MLI", "Mali")
    world.far_group = make.group("far", world.far)
    before = everything(world, person)
    hide_much(world)

    assert differing(before, everything(world, person)) == {}


@pytest.mark.parametrize("person", ["anonymous", "lena"])
def test_nothing_finer_than_admin_2_makes_a_difference(world, person):
    """Three services of a district: as recorded there, or each in another of its camps."""
    camps = [make.place(f"IQG15Q05N{n}", f"Camp {n}", world.mosul) for n in range(3)]
    rows = [
        make.service(world.hope, world.mosul, world.safe_spaces, sector=world.health, name=f"Place {n}")
        for n in range(3)
    ]
    before = everything(world, person)
    for row, camp in zip(rows, reversed(camps), strict=True):
        Service.objects.filter(pk=row.pk).update(place=camp)
    Service.objects.filter(pk=world.fine.pk).update(place=camps[1])
    ServicePoint.objects.filter(pk=world.doorway.pk).update(place=camps[1])

    assert differing(before, everything(world, person)) == {}


@pytest.mark.parametrize("person", ["anonymous", "lena"])
def test_what_only_members_read_makes_no_difference(world, person):
    """Figures, the partner's own words and hidden donors of a public service."""
    before = everything(world, person)
    Service.objects.filter(pk=world.fine.pk).update(
        people_targeted=5,
        people_reached=4,
        reach_adds_up=False,
        sector_text="",
        activity_text="wording",
        as_reported={},
    )
    world.fine.partners.clear()
    world.fine.donors.clear()

    assert differing(before, everything(world, person)) == {}
