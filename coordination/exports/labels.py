"""What the ids of services mean, in the reader's language: dictionaries, read once for a file. No model objects."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from sectors.access import Visibility, knows_place, visible
from sectors.fourws.labels import first_name, name_fields
from sectors.models import Activity, Crosswalk, Organization, Place, Sector, Service, ServicePoint, Term
from sectors.models.places import PUBLIC_LEVEL

Values = dict[str, Any]  # column → value
NON_ADDITIVE = "non-additive"  # a word of the vocabulary, the same in every language: the importer knows it


class Labels:
    """Nothing is looked up that the reader may not see. Each method below answers for one source of `columns.py`."""

    def __init__(self, services: QuerySet, reader: Any) -> None:
        services = services.order_by()
        names = name_fields()
        self.organizations = self.of_organizations(services)
        self.others = {
            pk: acronym or name
            for pk, acronym, name in visible(Organization, reader).values_list("pk", "acronym", "name")
        }
        terms = table(visible(Term, reader), "pk", "code", *names)
        self.terms = {pk: name for pk, (_code, name) in terms.items()}
        self.codes = {pk: code for pk, (code, _name) in terms.items()}
        self.sectors = table(visible(Sector, reader), "pk", "code", *names)
        about = ("pk", "code", "parent__code", "layer", "edition")
        self.activities = table(visible(Activity, reader), *about, *names)
        self.current = current_codes(reader)
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
        )
        asked = services.filter(point__isnull=False).values("point_id")
        rows = visible(ServicePoint, reader).filter(pk__in=asked).order_by().values_list(*fields, *names)
        return {pk: (*rest[:7], first_name(rest[7:])) for pk, *rest in rows}

    def who(self, organization: int) -> Values:
        name, acronym, kind, _phone, _email = self.organizations[organization]
        return {"organization": name, "acronym": acronym, "organization_type": self.terms.get(kind, "")}

    def where(self, place: int) -> Values:
        return self.places.shown[place]

    def spot(self, place: int) -> Values:
        return {"spot": self.places.spots.get(self.places.shown[place].get("pcode"))}

    def as_reported(self, words: dict[str, str] | None) -> Values:
        """The cells of the partner, each with the head they gave it."""
        return {"as_reported": "\n".join(f"{head}: {text}" for head, text in (words or {}).items())}

    def what(self, activity: int | None) -> Values:
        if activity not in self.activities:
            return {}
        code, parent, layer, edition, name = self.activities[activity]
        return {
            "activity": name,
            "layer": layer,
            "activity_code": parent or code,
            "activity_subcode": code if parent else "",
            "activity_edition": edition,
            "activity_current": self.current.get(activity, code),
        }

    def sector(self, sector: int | None) -> Values:
        code, name = self.sectors.get(sector, ("", ""))
        return {"sector_code": code, "sector": name}

    def door(self, point: int | None) -> Values:
        if point not in self.points:
            return {}
        _phone, _email, hours, languages, modality, cost, _referral, name = self.points[point]
        found = {"hours": hours, "languages": languages, "point": name}
        return found | {"modality": self.terms.get(modality, ""), "cost": self.terms.get(cost, "")}

    def contact(self, of: tuple[int, int | None] | None) -> Values:
        """Phones and addresses are for members: a file travels further than a page."""
        if of is None:
            return {}
        _name, _acronym, _type, phone, email = self.organizations[of[0]]
        if of[1] not in self.points:
            return {"phone": phone, "email": email}
        own_phone, own_email, *_rest, referral, _name = self.points[of[1]]
        found = {"phone": own_phone or phone, "email": own_email or email}
        return found | {"referral_method": self.terms.get(referral, "")}

    def status(self, status: str) -> Values:
        return {"status": self.statuses.get(status, status)}

    def visibility(self, level: int | None) -> Values:
        return {"visibility": self.visibilities.get(level, "")}

    def basis(self, adds_up: bool) -> Values:
        return {"basis": "" if adds_up else NON_ADDITIVE}


def table(rows: QuerySet, *fields: str) -> dict[int | None, Any]:
    """id → what the fields say; the names, at the end of the fields, become the first that says something."""
    names = len(name_fields())
    found = {}
    for pk, *rest in rows.order_by().values_list(*fields):
        plain, name = rest[:-names], first_name(rest[-names:])
        found[pk] = (*plain, name) if plain else name
    return found


def current_codes(reader: Any) -> dict[int, str]:
    """A retired code → the codes that stand for it now."""
    walks = visible(Crosswalk, reader).filter(
        active=True, from_activity__active=False, to_activity__active=True
    )
    found: dict[int, list[str]] = {}
    for activity, code in walks.order_by("to_activity__position").values_list(
        "from_activity_id", "to_activity__code"
    ):
        found.setdefault(activity, []).append(code)
    return {activity: "; ".join(codes) for activity, codes in found.items()}


class Places:
    """Where each service is, as finely as the reader may know it: strangers learn no more than the admin 2 area."""

    def __init__(self, services: QuerySet, reader: Any) -> None:
        rows = list(services.values_list("place_id", "place__path", "place__level").distinct())
        self.known = {pk: knows_place(reader, path) for pk, path, _level in rows}
        paths = {pk: (path.rstrip("/").split("/"), level) for pk, path, level in rows}
        codes = {code for parts, _level in paths.values() for code in parts}
        names = (
            visible(Place, reader)
            .filter(pcode__in=codes)
            .order_by()
            .values_list("pcode", "level", "longitude", "latitude", *name_fields())
        )
        self.levels: dict[str, tuple[int, str]] = {}
        self.spots: dict[str | None, tuple[float, float]] = {}
        for code, level, east, north, *texts in names:
            self.levels[code] = (level, first_name(texts) or code)
            if level and east is not None and north is not None:
                self.spots[code] = (east, north)
        self.shown = {pk: self.show(*about, known=self.known[pk]) for pk, about in paths.items()}
        self.countries = {pk: parts[0] for pk, (parts, _level) in paths.items()}

    def country(self, place: int) -> tuple[str, str]:
        """Its code and name."""
        code = self.countries[place]
        return code, self.levels.get(code, (0, code))[1]

    def show(self, codes: list[str], level: int, *, known: bool) -> Values:
        found, deepest = {}, PUBLIC_LEVEL if not known else level
        for code in codes:
            at, name = self.levels.get(code, (level, code))
            if at <= deepest:
                found["pcode"] = code
            if 1 <= at <= min(deepest, 3):
                found[f"adm{at}"], found[f"adm{at}_code"] = name, code
        return found
