"""Every address of the site, and what it answers to whom: tests/test_doors.py walks it, tests/test_canary.py reads it.

A new address needs a row in DOORS: its name, the rows of the cast that fill it, and the shapes of its answers to GET and
to a POST (in the API also PATCH) without data. A shape is one answer for everybody, except for those who are named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.db import connection
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import get_resolver, reverse

from coordination.exports import files
from coordination.letters.signs import sign
from meetings.changes.calendars import make_calendar_key
from sectors.changes.activities import create_subcode
from sectors.changes.imports import upload_file
from sectors.changes.organizations import merge_organizations
from sectors.changes.synonyms import create_synonym
from sectors.models import Letter, Membership, Need, Work
from tests import make

PEOPLE = ("anonymous", "nour", "lena", "mona", "salma", "karim", "hala", "omar", "amina", "root")
FILE = "Organisation,Admin 1,Admin 2,Sector,Activity\nTigris Care,Ninewa,Al-Mosul,Health,Group sessions\n"


def furnish(c: SimpleNamespace) -> SimpleNamespace:
    """What the cast has no need of elsewhere: one of everything an address can name. The words after CANARY say whose."""
    c.anonymous = None
    c.doorway = make.point(
        c.hope, c.site, name="Riverside door", phone="+9647000000009", email="door@example.org"
    )
    c.fine = make.service(
        c.hope, c.site, c.safe_spaces, sector=c.protection, point=c.doorway, name="Riverside play group",
        sector_text="CANARY wording", as_reported={"Camp": "CANARY wording"}, people_targeted=70707, people_reached=60606,
    )  # fmt: skip
    c.fine.partners.set([c.quiet])
    c.fine.donors.set([c.quiet])
    c.meeting = make.meeting(c.iraq, title="CANARY minutes")
    c.item = make.item(c.meeting, "CANARY minutes item")
    c.line = make.line(c.item, "CANARY minutes line", written_by=c.omar)
    c.guest = make.attendance(c.meeting, "CANARY minutes guest")
    c.action = make.action(
        c.iraq, "CANARY minutes action", organization=c.hope, meeting=c.meeting, item=c.item
    )
    c.lake_meeting = make.meeting(c.chad_group, title="CANARY lake meeting")
    c.lake_action = make.action(c.chad_group, "CANARY lake action", organization=c.lake)
    c.draft = upload_file(group=c.iraq, by=c.omar, file_name="CANARY draft.csv", content=FILE.encode())
    c.own_draft = upload_file(group=c.iraq, by=c.karim, file_name="CANARY own.csv", content=FILE.encode())
    c.double = make.organization("CANARY double", groups=[c.iraq])
    c.merge = merge_organizations(c.double, into=c.hope, by=c.amina)
    c.code = make.activity("2", "Facilitation of conditions for community mobilisation")
    c.subcode = create_subcode(parent=c.code, group=c.iraq, names={"name_en": "Local clubs"}, by=c.amina)
    c.word = create_synonym(
        group=c.iraq, kind="place", text="CANARY word", meaning=c.ninewa.pcode, by=c.amina
    )
    c.token = c.hala.auth_token_set.create()[0]
    promise = make.action(c.iraq, "Share the list", organization=c.hope)
    c.letter = Letter.objects.create(
        to=c.hala, kind="reminder", period="x", group=c.iraq, about={"action": promise.pk}
    )
    c.stop_sign = SimpleNamespace(sign=sign(c.letter, "stop"))
    c.done_sign = SimpleNamespace(sign=sign(c.letter, f"done:{promise.public_id}"), action=promise.public_id)
    c.calendar = SimpleNamespace(secret=make_calendar_key(c.nour))
    c.busy = upload_file(group=c.iraq, by=c.omar, file_name="CANARY draft busy.csv", content=FILE.encode())
    c.work = Work.objects.create(
        kind="apply", asked_by=c.omar, group=c.iraq, batch=c.busy, file_name=c.busy.file_name
    )
    c.made = Work.objects.create(kind="export", asked_by=c.hala, file_name="made.csv")
    c.need = Need.objects.create(place=c.mosul, month=date(2026, 1, 1), people=80808, population=90909)
    c.seat = Membership.objects.get(user=c.mona)
    c.clients = {person: signed_in(getattr(c, person)) for person in PEOPLE}
    return c


def signed_in(person: Any) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


IRAQ = {"mona", "salma", "karim", "hala", "omar", "amina", "root"}
TRUSTED = {"salma", "omar", "amina", "root"}
SECRETS = {
    "CANARY staff": IRAQ,
    "CANARY quiet": IRAQ,
    "CANARY Quiet": IRAQ,
    "CANARY wording": IRAQ,
    "CANARY minutes": IRAQ,
    "CANARY double": IRAQ,
    "CANARY women": TRUSTED | {"hala"},
    "CANARY safe": TRUSTED | {"karim"},
    "CANARY back": TRUSTED | {"karim"},
    "CANARY behind": TRUSTED | {"karim"},
    "CANARY word": IRAQ,
    "CANARY draft": {"omar", "amina", "root"},
    "CANARY own": {"karim", "omar", "amina", "root"},
    "CANARY lake": {"lena", "root"},
    "70707": IRAQ,  # people targeted
    "60606": IRAQ,  # people reached
    "80,808": IRAQ
    | {"lena"},  # people in need, as a page writes it: planning figures are for whoever is in a group
    "90,909": IRAQ,  # people living there
    "Al-Muhamadath": IRAQ,  # a camp, finer than admin 2
    "IQG15Q05N04": IRAQ,
}  # who may read what has these words in it


## SHAPES

IN = "to the sign-in"
Answer = int | str
Shape = dict[str, Answer]
REFUSED = {IN, 401, 403, 404, 405}


def shape(usual: Answer, **others: Answer) -> Shape:
    return {person: others.get(person, usual) for person in PEOPLE}


def only(*allowed: str, then: Answer, others: Answer = 403, **some: Answer) -> Shape:
    return shape(others, anonymous=IN, **(dict.fromkeys((*allowed, "omar", "amina", "root"), then) | some))


def of_group(then: Answer = 200) -> Shape:
    """What belongs to the group `iraq`: its people read it, others have never heard of it."""
    return shape(then, anonymous=IN, nour=404, lena=404)


def kept(then: Answer = 200) -> Shape:
    """What its coordinators and information managers do there."""
    return only(then=then, nour=404, lena=404)


def managing(then: Answer = 200) -> Shape:
    """Whoever manages any group."""
    return only("lena", then=then)


def contributing(then: Answer = 200) -> Shape:
    """Whoever manages any group, and focal points."""
    return only("lena", "karim", "hala", then=then)


def of_hope(then: Answer = 200) -> Shape:
    """What everybody sees and hala's organisation changes."""
    return only("hala", then=then)


def of_hope_restricted(then: Answer = 200) -> Shape:
    return only("hala", then=then, others=404, salma=403)


def of_care_restricted(then: Answer = 200) -> Shape:
    return only("karim", then=then, others=404, salma=403)


def drafted_by_omar(then: Answer = 200) -> Shape:
    return only(then=then, others=404)


def drafted_by_karim(then: Answer = 200) -> Shape:
    return only("karim", then=then, others=404)


def asked_by_hala(then: Answer = 200) -> Shape:
    return shape(404, anonymous=IN, hala=then, root=then)


def api(one: Shape, stranger: Answer = 401) -> Shape:
    """The same at the API: no sign-in page, and strangers read what is public."""
    return one | {"anonymous": stranger}


OPEN = shape(200)
PUBLIC_ONLY_READ = shape(405)
SIGNED_IN = shape(200, anonymous=IN)
CLOSED_ONLY_READ = BUTTON = shape(405, anonymous=IN)
HOPE_RESTRICTED_READ = shape(404, **dict.fromkeys(("salma", "hala", "omar", "amina", "root"), 200))
CARE_RESTRICTED_READ = shape(404, **dict.fromkeys(("salma", "karim", "omar", "amina", "root"), 200))
HIDDEN_NAME_READ = shape(200, anonymous=404, nour=404, lena=404)


## THE TABLE


@dataclass(frozen=True)
class Door:
    name: str
    get: Shape
    post: Shape
    patch: Shape | None = None
    args: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return " ".join((self.name, *self.args.values()))

    @property
    def readable(self) -> bool:
        return 200 in self.get.values()

    def url(self, c: SimpleNamespace) -> str:
        """`id="fine"` is the public id of the row `fine` of the cast, `format="=csv"` the text itself."""
        columns = {"id": "public_id", "key": "token_key"}
        given = {
            name: text[1:] if text[0] == "=" else getattr(getattr(c, text), columns.get(name, name))
            for name, text in self.args.items()
        }
        return reverse(self.name, kwargs=given)


def page(name: str, get: Shape, post: Shape | None = None, **args: str) -> Door:
    """Something to read, unless `post` says more."""
    only_read = CLOSED_ONLY_READ if get["anonymous"] == IN else PUBLIC_ONLY_READ
    return Door(name, get, post or only_read, args=args)


def form(name: str, both: Shape, **args: str) -> Door:
    return Door(name, both, both, args=args)


def button(name: str, post: Shape, **args: str) -> Door:
    return Door(name, BUTTON, post, args=args)


def resource(
    name: str, get: Shape, post: Shape | None = None, patch: Shape | None = None, **args: str
) -> Door:
    """An address of the API."""
    return Door(name, get, post or shape(405, anonymous=401), patch or shape(405, anonymous=401), args)


def call(name: str, post: Shape, **args: str) -> Door:
    """An address of the API one only posts to."""
    return Door(name, PUBLIC_ONLY_READ, api(post), shape(405, anonymous=401), args)


DOORS = [
    # Home and account
    page("home", OPEN),
    page("about", OPEN),
    page("health", OPEN),
    Door("set_language", shape(302), shape(302)),
    form("account", SIGNED_IN),
    button("token-add", SIGNED_IN),
    button("token-revoke", shape(404, anonymous=IN, hala=302), key="token"),
    button("calendar-make", SIGNED_IN),
    button("calendar-forget", shape(404, anonymous=IN, nour=302)),
    # Meetings: the calendar is that of nour, who belongs to no group
    page("own-calendar", OPEN, secret="calendar"),
    page("group-calendar", OPEN, slug="iraq"),
    page("meeting-event", of_group(), id="meeting"),
    page("meeting-list", SIGNED_IN),
    form("meeting-add", managing()),
    Door("gap-to-agenda", managing(405), managing(404)),
    page("meeting", of_group(), id="meeting"),
    page("meeting-minutes", of_group(), id="meeting"),
    form("meeting-edit", kept(), id="meeting"),
    button("meeting-next", kept(302), id="meeting"),
    button("meeting-invite", kept(302), id="meeting"),
    button("meeting-send", kept(302), id="meeting"),
    button("meeting-remove", kept(302), id="meeting"),
    button("attendance-mark", kept(400), id="meeting"),
    button("attendance-add", kept(), id="meeting"),
    button("item-add", kept(), id="meeting"),
    button("line-restore", kept(302), id="meeting"),
    form("item-edit", kept(), id="item"),
    button("item-move", kept(302), id="item"),
    button("item-remove", kept(302), id="item"),
    button("line-add", kept(), id="item"),
    form("line-edit", kept(), id="line"),
    button("line-turn", kept(400), id="line"),
    button("line-remove", kept(302), id="line"),
    # Letters: `letter` reminds hala of something her organisation promised
    Door("letter-list", managing(), managing(405)),
    button("letter-again", drafted_by_omar(302), id="letter"),
    form("letter-stop", OPEN, id="letter", sign="stop_sign"),
    form("letter-done", OPEN, id="letter", sign="done_sign", action="done_sign"),
    # Actions: `action` is owned by hala's organisation
    page("action-list", SIGNED_IN),
    form("action-add", managing()),
    page("action", of_group(), id="action"),
    form("action-edit", kept(), id="action"),
    button("action-done", kept(302) | {"hala": 302}, id="action"),
    button("action-outcome", kept(302) | {"hala": 302}, id="action"),
    button("action-status", kept(400) | {"hala": 400}, id="action"),
    button("action-postpone", kept(302), id="action"),
    button("action-turn", kept(400), id="action"),
    button("action-undo", kept(302), id="action"),
    # The matrix and the files
    page("matrix", OPEN),
    page("gap-list", SIGNED_IN),
    page("overlap-list", SIGNED_IN),
    # People in need: `need` is of a district of the group `iraq`
    page("need-list", SIGNED_IN),
    form("need-add", managing()),
    form("need-paste", managing()),
    button("need-remove", only(then=302, nour=404), pk="need"),
    *(page("matrix-export", OPEN, format=f"={kind}") for kind in files.MATRIX),
    *(page("service-export", OPEN, format=f"={kind}") for kind in files.LIST if kind != "words.xlsx"),
    page("service-export", shape(200, anonymous=404, nour=404), format="=words.xlsx"),
    # Groups and their people
    page("group-list", OPEN),
    page("group", OPEN, slug="iraq"),
    page("group-template", OPEN, slug="iraq"),
    page("group-template-file", OPEN, slug="iraq"),
    page("synonym-list", of_group(), slug="iraq"),
    form("synonym-add", kept(), slug="iraq"),
    page("synonym-history", kept(), id="word"),
    button("synonym-remove", kept(302), id="word"),
    button("synonym-undo", kept(302), id="word"),
    form("member-add", only(then=200), slug="iraq"),
    form("member-edit", kept(), slug="iraq", pk="seat"),
    button("member-end", kept(302), slug="iraq", pk="seat"),
    # The codebook
    page("codebook", OPEN),
    page("codebook-lists", OPEN),
    page("codebook-file", OPEN),
    form("subcode-add", managing(), code="code"),
    button("subcode-retire", only(then=302), pk="subcode"),
    button("subcode-restore", only(then=302), pk="subcode"),
    # Services and the map: `fine` is public and in a camp, `restricted` is restricted, both are hala's
    page("service-list", OPEN),
    page("service-map", OPEN),
    page("service-map-data", OPEN),
    form("service-add", contributing()),
    page("service", OPEN, id="fine"),
    page("service", HOPE_RESTRICTED_READ, id="restricted"),
    form("service-edit", of_hope(), id="fine"),
    form("service-edit", of_hope_restricted(), id="restricted"),
    button("service-confirm", of_hope(302), id="fine"),
    button("service-confirm", of_hope_restricted(302), id="restricted"),
    button("service-end", of_hope(302), id="fine"),
    button("service-end", of_hope_restricted(302), id="restricted"),
    button("service-undo", of_hope(302), id="fine"),
    button("service-undo", of_hope_restricted(302), id="restricted"),
    page("service-history", of_hope(), id="fine"),
    page("service-history", of_hope_restricted(), id="restricted"),
    # Service points: `doorway` is public and hala's, `secret_point` is restricted and karim's
    form("point-add", contributing()),
    page("point", OPEN, id="doorway"),
    page("point", CARE_RESTRICTED_READ, id="secret_point"),
    form("point-edit", of_hope(), id="doorway"),
    form("point-edit", of_care_restricted(), id="secret_point"),
    button("point-confirm", of_hope(302), id="doorway"),
    button("point-confirm", of_care_restricted(302), id="secret_point"),
    button("point-undo", of_hope(302), id="doorway"),
    button("point-undo", of_care_restricted(302), id="secret_point"),
    page("point-history", of_hope(), id="doorway"),
    page("point-history", of_care_restricted(), id="secret_point"),
    # Organisations: `quiet` does not publish its name
    page("organization-list", OPEN),
    form("organization-add", managing()),
    page("organization-similar", contributing(), contributing(405)),
    page("organization", OPEN, id="hope"),
    page("organization", HIDDEN_NAME_READ, id="quiet"),
    form("organization-edit", of_hope(), id="hope"),
    form("organization-edit", kept(), id="quiet"),
    page("organization-merge", only(then=200), only(then=302), id="hope"),
    page("organization-merge", managing() | {"lena": 404}, managing(302) | {"lena": 404}, id="quiet"),
    button("organization-undo", of_hope(302), id="hope"),
    button("organization-undo", kept(302), id="quiet"),
    page("organization-history", of_hope(), id="hope"),
    page("organization-history", kept(), id="quiet"),
    # Places
    page("place", OPEN, pcode="country"),
    page("place", OPEN, pcode="mosul"),
    # 4W files in
    page("import-list", contributing(), contributing(405)),
    form("import-add", contributing()),
    *(
        door
        for draft, mine in (("draft", drafted_by_omar), ("own_draft", drafted_by_karim))
        for door in (
            page("import", mine(), id=draft),
            page("import-marked", mine(), id=draft),
            page("import-row", mine(), mine(302), id=draft, number="=2"),
            button("import-answer", mine(), id=draft),
            button("import-leave-out", mine(302), id=draft),
            button("import-choose", mine(302), id=draft),
            button("import-take-back", mine(302), id=draft),
            button("import-forget", mine(302), id=draft),
            button("import-columns", mine(302), id=draft),
            button("import-apply", mine(302), id=draft),
            button("import-undo", mine(302), id=draft),
            button("import-discard", mine(302), id=draft),
        )
    ),
    # Long work: `work` imports a draft of omar's, `made` is a file for hala, not written yet
    page("work-list", SIGNED_IN),
    page("work", drafted_by_omar(), id="work"),
    page("work", asked_by_hala(), id="made"),
    page("work-file", shape(404, anonymous=IN), id="made"),
    button("work-again", drafted_by_omar(302), id="work"),
    button("work-stop", drafted_by_omar(302), id="work"),
    button("work-stop", asked_by_hala(302), id="made"),
    # The API
    resource("api-root", OPEN),
    resource("api-schema", OPEN),
    resource("api-docs", OPEN),
    resource("api-matrix", OPEN),
    resource("api-gap-list", api(SIGNED_IN)),
    resource("api-overlap-list", api(SIGNED_IN)),
    resource("api-need-list", OPEN, api(managing(400))),
    resource("api-file", OPEN, kind="=matrix", ending="=hxl"),
    resource("api-file", OPEN, kind="=services", ending="=presence.json"),
    resource("api-group-template", OPEN, slug="iraq"),
    resource("api-me", api(SIGNED_IN)),
    resource("api-service-list", OPEN, api(contributing(400))),
    resource("api-service-detail", OPEN, patch=api(of_hope(400)), id="fine"),
    resource("api-service-detail", HOPE_RESTRICTED_READ, patch=api(of_hope_restricted(400)), id="restricted"),
    call("api-service-confirm", of_hope(), id="fine"),
    call("api-service-confirm", of_hope_restricted(), id="restricted"),
    call("api-service-end", of_hope(400), id="fine"),
    call("api-service-end", of_hope_restricted(400), id="restricted"),
    call("api-service-undo", of_hope(), id="fine"),
    call("api-service-undo", of_hope_restricted(), id="restricted"),
    resource("api-point-list", OPEN, api(contributing(400))),
    resource("api-point-detail", OPEN, patch=api(of_hope(400)), id="doorway"),
    resource("api-point-detail", CARE_RESTRICTED_READ, patch=api(of_care_restricted(400)), id="secret_point"),
    resource("api-organization-list", OPEN, api(managing(400))),
    resource("api-organization-detail", OPEN, patch=api(of_hope(400)), id="hope"),
    resource("api-organization-detail", HIDDEN_NAME_READ, patch=api(kept(400)), id="quiet"),
    resource("api-place-list", OPEN),
    resource("api-place-detail", OPEN, pcode="mosul"),
    resource("api-place-boundary", OPEN, pcode="mosul"),
    resource("api-sector-list", OPEN),
    resource("api-sector-detail", OPEN, code="health"),
    resource("api-term-list", OPEN),
    resource("api-term-detail", OPEN, pk="children"),
    resource("api-activity-list", OPEN, api(managing(400))),
    resource("api-activity-detail", OPEN, pk="subcode"),
    call("api-activity-retire", only(then=200), pk="subcode"),
    call("api-activity-restore", only(then=200), pk="subcode"),
    resource("api-group-list", OPEN),
    resource("api-group-detail", OPEN, slug="iraq"),
    resource("api-member-list", OPEN, api(managing(400))),
    resource("api-member-detail", HIDDEN_NAME_READ, patch=api(kept(400)), pk="seat"),
    call("api-member-end", kept(), pk="seat"),
    resource("api-meeting-list", OPEN, api(managing(400))),
    call("api-meeting-invite", kept(), id="meeting"),
    call("api-meeting-send", kept(), id="meeting"),
    resource("api-meeting-detail", HIDDEN_NAME_READ, patch=api(kept(400)), id="meeting"),
    call("api-meeting-items", kept(400), id="meeting"),
    call("api-meeting-capture", kept(400), id="meeting"),
    resource("api-action-list", OPEN, api(managing(400))),
    resource("api-action-detail", HIDDEN_NAME_READ, patch=api(kept(400)), id="action"),
    call("api-action-done", kept(400) | {"hala": 400}, id="action"),
    call("api-action-start", kept() | {"hala": 200}, id="action"),
    call("api-action-reopen", kept() | {"hala": 200}, id="action"),
    resource("api-synonym-list", shape(200), api(managing(400))),
    resource("api-synonym-detail", of_group() | {"anonymous": 404}, id="word"),
    resource("api-import-list", OPEN, api(contributing(400))),
    *(
        door
        for draft, mine in (("draft", drafted_by_omar), ("own_draft", drafted_by_karim))
        for door in (
            resource("api-import-detail", api(mine(), 404), id=draft),
            resource("api-import-rows", api(mine(), 404), id=draft),
            resource("api-import-questions", api(mine(), 404), id=draft),
            resource("api-import-answers", api(mine(), 404), api(mine(400)), id=draft),
            resource("api-import-answer", PUBLIC_ONLY_READ, id=draft, number="=1"),
            resource("api-import-reading", api(mine(), 404), api(mine()), id=draft),
            resource("api-import-marked", api(mine(), 404), id=draft),
            call("api-import-apply", mine(), id=draft),
            call("api-import-undo", mine(400), id=draft),
        )
    ),
    resource("api-letter-list", OPEN),
    resource("api-letter-detail", api(drafted_by_omar(), 404), id="letter"),
    call("api-letter-again", drafted_by_omar(), id="letter"),
    resource("api-work-list", OPEN),
    resource("api-work-detail", api(drafted_by_omar(), 404), id="work"),
    resource("api-work-detail", api(asked_by_hala(), 404), id="made"),
    call("api-work-again", drafted_by_omar(409), id="work"),
    call("api-work-stop", drafted_by_omar(), id="work"),
    call("api-work-stop", asked_by_hala(), id="made"),
    resource("api-token-list", api(SIGNED_IN), shape(201, anonymous=401)),
    resource("api-token-detail", shape(405, anonymous=401), key="token"),
]

# Addresses of others, each with one rule for all of its kind.
OTHERS = ("admin:", "account_", "mfa_")


## WALKING


def addresses() -> dict[str, list[str]]:
    """Every name of the resolver, with its routes."""
    found: dict[str, list[str]] = {}
    for name, route in _walk(get_resolver().url_patterns):
        found.setdefault(name, []).append(route)
    return found


def _walk(patterns: list[Any], before: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    for one in patterns:
        route = before + str(one.pattern)
        if hasattr(one, "url_patterns"):
            yield from _walk(one.url_patterns, route, f"{space}{one.namespace}:" if one.namespace else space)
        else:
            yield f"{space}{one.name or ''}", route


def answer(response: Any) -> Answer:
    to = response.get("Location", "")
    return (
        IN
        if response.status_code == 302 and to.startswith(resolve_url(settings.LOGIN_URL))
        else response.status_code
    )


WRITES = re.compile(r"\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+\"(\w+)\"", re.IGNORECASE)


@contextmanager
def written() -> Iterator[list[str]]:
    """The tables written into meanwhile; what somebody typed may wait in their session."""
    tables: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        found = WRITES.match(sql)
        if found and found[1] != "django_session" and context["cursor"].rowcount:
            tables.append(found[1])
        return result

    with connection.execute_wrapper(watch):
        yield tables
