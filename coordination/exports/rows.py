"""Services → rows of plain values, for any file: ids from one query, labels from dictionaries, never model objects.

Memory stays flat however many rows there are: only the dictionaries and one batch are held.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet

from coordination.exports.columns import Column, columns_for
from sectors.access import Visibility, knows_place, scope_of, visible
from sectors.fourws.labels import first_name, name_fields
from sectors.fourws.matching import check_of
from sectors.models import Activity, Organization, Place, Sector, Service, ServicePoint, Term
from sectors.models.places import PUBLIC_LEVEL, shown_path

BATCH = 2_000
IDS = (
    "pk", "public_id", "organization_id", "activity_id", "sector_id", "place_id", "point_id", "start", "end", "status",
    "people_targeted", "people_reached", "reach_adds_up", "visibility", "confirmed_on", "sector_text", "activity_text",
)  # fmt: skip
MANY = {
    "target_groups": "terms",
    "population_groups": "terms",
    "donors": "others",
    "partners": "others",
}  # their labels
NON_ADDITIVE = "non-additive"  # a word of the vocabulary, the same in every language: the importer knows it


class Labels:
    """What the ids of these services mean, in the reader's language. Nothing is looked up that the reader may not see."""

    def __init__(self, services: QuerySet, reader: Any) -> None:
        services = services.order_by()
        names = name_fields()
        self.what = cache(self._what)  # of this object, so that it goes with it
        self.organizations = self.of_organizations(services)
        self.others = {
            pk: acronym or name
            for pk, acronym, name in visible(Organization, reader).values_list("pk", "acronym", "name")
        }
        self.terms = table(visible(Term, reader), "pk", *names)
        self.sectors = table(visible(Sector, reader), "pk", "code", *names)
        self.activities = table(visible(Activity, reader), "pk", "code", "parent__code", "layer", *names)
        self.points = self.of_points(services, reader)
        self.places = Places(services, reader)
        self.statuses = {value: str(label) for value, label in Service.Status.choices}
        self.visibilities = {value: str(label) for value, label in Visibility.choices}

    def of_organizations(self, services: QuerySet) -> dict[int, tuple]:
        """Whoever sees a service sees who gives it."""
        fields = ("pk", "name", "acronym", "type_id", "phone", "email")
        rows = services.values_list(*(f"organization__{name}" for name in fields)).distinct()
        return {pk: tuple(rest) for pk, *rest in rows}

    def of_points(self, services: QuerySet, reader: Any) -> dict[int, tuple]:
        names = name_fields()
        fields = (
            "pk",
            "phone",
            "email",
            "hours",
            "languages",
            "modality_id",
            "cost_id",
            "referral_method_id",
            *names,
        )
        rows = (
            visible(ServicePoint, reader)
            .filter(pk__in=services.values("point_id"))
            .order_by()
            .values_list(*fields)
        )
        return {pk: (*rest[:7], first_name(rest[7:])) for pk, *rest in rows}

    def who(self, organization: int) -> dict[str, Any]:
        name, acronym, kind, _phone, _email = self.organizations[organization]
        return {"organization": name, "acronym": acronym, "organization_type": self.terms.get(kind, "")}

    def _what(self, activity: int | None, sector: int | None) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if activity in self.activities:
            code, parent, layer, name = self.activities[activity]
            found |= {"activity": name, "layer": layer}
            found |= {"activity_code": parent or code, "activity_subcode": code if parent else ""}
        if sector in self.sectors:
            found["sector_code"], found["sector"] = self.sectors[sector]
        return found

    def list_of(self, labels: dict[int, Any], ids: Iterable[int]) -> str:
        return "; ".join(sorted(labels[pk] for pk in ids if pk in labels))


def table(rows: QuerySet, *fields: str) -> dict[int, Any]:
    """id → what the fields say; the names, at the end of the fields, become the first that says something."""
    names = len(name_fields())
    found = {}
    for pk, *rest in rows.order_by().values_list(*fields):
        plain, name = rest[:-names], first_name(rest[-names:])
        found[pk] = (*plain, name) if plain else name
    return found


class Places:
    """Where each service is, as finely as the reader may know it: strangers learn no more than the admin 2 area."""

    def __init__(self, services: QuerySet, reader: Any) -> None:
        rows = services.values_list("place_id", "place__path", "place__level").distinct()
        self.paths = {
            pk: (path.rstrip("/").split("/"), level, knows_place(reader, path)) for pk, path, level in rows
        }
        codes = {code for parts, _level, _known in self.paths.values() for code in parts}
        names = (
            visible(Place, reader)
            .filter(pcode__in=codes)
            .order_by()
            .values_list("pcode", "level", *name_fields())
        )
        self.levels = {code: (level, first_name(texts) or code) for code, level, *texts in names}
        self.shown = {pk: self.show(*about) for pk, about in self.paths.items()}

    def show(self, codes: list[str], level: int, known: bool) -> dict[str, str]:
        found, deepest = {}, PUBLIC_LEVEL if not known else level
        for code in codes:
            at, name = self.levels.get(code, (level, code))
            if at <= deepest:
                found["pcode"] = code
            if 1 <= at <= min(deepest, 3):
                found[f"adm{at}"], found[f"adm{at}_code"] = name, code
        return found

    def known(self, place: int) -> bool:
        """Whether the reader belongs to a group over the place."""
        return self.paths[place][2]


class ServiceRows:
    """The rows of a file: iterate for lists of values, in the order of `columns`."""

    def __init__(self, services: QuerySet, reader: Any) -> None:
        self.services = services.order_by(shown_path(reader), "organization_id", "pk")
        self.reader = reader
        self.columns: tuple[Column, ...] = columns_for(members=scope_of(reader).signed_in)
        self.labels = Labels(services, reader)

    def __len__(self) -> int:
        return int(self.services.count())

    def __iter__(self) -> Iterator[list[Any]]:
        """The cells in the order of the columns; the last one is the check of the others."""
        keys = [column.key for column in self.columns if column.key != "check"]
        for row in self.dictionaries():
            cells = [row.get(key) for key in keys]
            yield [*cells, check_of(cells)]

    def dictionaries(self) -> Iterator[dict[str, Any]]:
        names = name_fields(), name_fields("description")
        half = len(names[0])
        many = {name: self.many(name, getattr(self.labels, terms)) for name, terms in MANY.items()}
        for row in self.services.values_list(*IDS, *names[0], *names[1]).iterator(chunk_size=BATCH):
            texts = row[len(IDS) :]
            values = dict(zip(IDS, row, strict=False))
            yield self.line(values, many, first_name(texts[:half]), first_name(texts[half:]))

    def many(self, name: str, labels: dict[int, str]) -> dict[int, str]:
        """service → the labels of its links, as one text: there are few different ones, so each is kept once."""
        asked = visible(Service, self.reader).filter(pk__in=self.services.order_by().values("pk"))
        links = asked.filter(**{f"{name}__isnull": False}).order_by("pk").values_list("pk", name)
        text = cache(lambda ids: self.labels.list_of(labels, ids))
        return {
            service: text(tuple(pk for _service, pk in group))
            for service, group in groupby(links.iterator(chunk_size=BATCH), key=itemgetter(0))
        }

    def line(
        self, of: dict[str, Any], many: dict[str, dict[int, str]], name: str, description: str
    ) -> dict[str, Any]:
        labels, place = self.labels, of["place_id"]
        row = {
            "id": of["public_id"], "name": name, "description": description, "start": of["start"], "end": of["end"],
            "status": labels.statuses.get(of["status"], of["status"]), "confirmed_on": of["confirmed_on"],
        }  # fmt: skip
        known = labels.places.known(place)
        row |= labels.places.shown[place]
        row |= labels.who(of["organization_id"])
        row |= labels.what(of["activity_id"], of["sector_id"])
        row |= self.how(of, known)
        for key, texts in many.items():
            if text := texts.get(of["pk"]):
                row[key] = text  # those the reader may not see look like none
        if known:
            row |= self.for_members(of)
        return row

    def how(self, of: dict[str, Any], known: bool) -> dict[str, Any]:
        """The door. Phones and addresses are for members: a file travels further than a page."""
        _name, _acronym, _type, phone, email = self.labels.organizations[of["organization_id"]]
        found: dict[str, Any] = {"phone": phone, "email": email} if known else {}
        if of["point_id"] not in self.labels.points:
            return found
        own_phone, own_email, hours, languages, modality, cost, referral, name = self.labels.points[
            of["point_id"]
        ]
        terms = self.labels.terms
        found |= {"hours": hours, "languages": languages, "point": name}
        found |= {"modality": terms.get(modality, ""), "cost": terms.get(cost, "")}
        if known:
            found |= {
                "phone": own_phone or phone,
                "email": own_email or email,
                "referral_method": terms.get(referral, ""),
            }
        return found

    def for_members(self, of: dict[str, Any]) -> dict[str, Any]:
        return {
            "people_reached": of["people_reached"],
            "people_targeted": of["people_targeted"],
            "basis": "" if of["reach_adds_up"] else NON_ADDITIVE,
            "visibility": self.labels.visibilities[of["visibility"]],
            "sector_text": of["sector_text"],
            "activity_text": of["activity_text"],
        }
