"""The organisation of a row: by a spelling somebody confirmed, by name, by acronym. Unknown ones are new, never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count

from sectors.access import visible
from sectors.fourws import values, words
from sectors.fourws.answers import NEW, asked
from sectors.fourws.candidates import Candidate, labels
from sectors.fourws.values import folded
from sectors.fourws.whonear import Namesakes
from sectors.models import Group, Organization, OrganizationAlias, Service

NAME_LENGTH = 300
PARTS = re.compile(r"^(.*?)\s*(?:\(([^()]{2,20})\)|[-–—|:/]\s+(.*))\s*$")
NO_NAME = re.compile(r"[^@\s]+@[^@\s]+\.\w+|[\W\d_]+")  # an address, or not one letter


@dataclass(frozen=True)
class Somebody:
    """A known organisation (id), or a new one (id None); `key` is the same for all its spellings."""

    key: str
    id: int | None
    name: str
    acronym: str = ""
    type_text: str = ""


@dataclass
class Who:
    """Who a row is about, with what to say, or why nobody: (code, field, words about it)."""

    who: Somebody | None = None
    notes: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    problem: tuple[str, str, dict[str, Any]] | None = None


@dataclass
class Directory:
    """The known organisations, read once; new ones are added as the file names them."""

    names: dict[str, Somebody] = field(default_factory=dict)
    acronyms: dict[str, list[Somebody]] = field(default_factory=dict)
    local: frozenset[int] = frozenset()
    sayable: frozenset[int] | None = None
    fresh: dict[str, Somebody] = field(default_factory=dict)
    in_file: dict[str, tuple[str, str]] = field(default_factory=dict)
    known: dict[tuple[str, str, str, str], Who] = field(default_factory=dict)
    answered: dict[str, Somebody | str] = field(default_factory=dict)
    near: dict[str, list[Candidate]] = field(default_factory=dict)  # key of a new one → who it may be
    services: Any = None  # how many services each has here, asked when the first new one comes

    def __post_init__(self) -> None:
        self.namesakes = Namesakes(self.names, self.acronyms, self.may_say)

    def may_say(self, one: Somebody) -> bool:
        """Whether the asker may know that there is such an organisation."""
        return self.sayable is None or one.id in self.sayable

    def find(self, name: str, acronym: str = "", lead: str = "", type_text: str = "") -> Who:
        """Equal cells are looked up once."""
        asked = (name, acronym, lead, type_text)
        if asked not in self.known:
            self.known[asked] = self._find(*asked)
        return self.known[asked]

    def _find(self, name: str, acronym: str, lead: str, type_text: str) -> Who:
        found = Who()
        if nobody(name) and isinstance(meant := self.answered.get(asked(name)), Somebody):
            found.who = meant
            return found
        if nobody(name):
            if name and lead and not nobody(lead):
                found.notes.append(("lead_does_it", "org", {"text": name, "name": lead}))
                name, acronym = lead, ""
            elif not nobody(acronym):
                name = self.in_file.get(folded(acronym), ("", ""))[0] or acronym
                found.notes.append(("by_acronym", "org_acr", {"acronym": acronym}))
            elif not nobody(lead):  # a blank beside the lead: the lead does it itself
                name, acronym = lead, ""
            else:
                code = "organization_none" if folded(name) else "organization_missing"
                found.problem = (code, "org", {"text": name})
                return found
        found.who = self.lookup(name, acronym)
        if found.who is None and (problem := no_name(name)):
            found.problem = problem
            return found
        if found.who is None:
            found.who = self._add(name, "" if acronym == name else acronym, type_text, found)
        elif found.who.id and self._read_as(name, found.who):
            found.notes.append(("organization_read_as", "org", {"text": name, "name": found.who.name}))
        return found

    def lookup(self, name: str, acronym: str = "") -> Somebody | None:
        """A known organisation, or one this file named before."""
        meant = self.answered.get(asked(name)) if self.answered else None
        if isinstance(meant, Somebody):
            return meant
        if meant == NEW:
            return self.fresh.get(folded(name))
        for spelling in spellings(name):
            if spelling in self.names:
                return self.names[spelling]
        for spelling in spellings(name):
            if (one := self._by_acronym(spelling)) is not None:
                return one
        if nobody(name) and acronym:
            return self._by_acronym(folded(acronym))
        return self.fresh.get(folded(name))

    def _read_as(self, name: str, who: Somebody) -> bool:
        """Whether a part of the cell was left unread: “UNICEF – Basra office”. Who may not be named is not."""
        if not self.may_say(who) or asked(name) in self.answered:
            return False
        known = {key for key in spellings(name) if self.names.get(key) == who or self._by_acronym(key) == who}
        whole, *parts = spellings(name)
        return whole not in known and not known.issuperset(parts)

    def _by_acronym(self, acronym: str) -> Somebody | None:
        """Only when one organisation has it, or one of this group."""
        several = self.acronyms.get(acronym, [])
        here = [somebody for somebody in several if somebody.id in self.local]
        return several[0] if len(several) == 1 else here[0] if len(here) == 1 else None

    def _add(self, name: str, acronym: str, type_text: str, found: Who) -> Somebody:
        key = folded(name) or name
        if asked(name) not in self.answered and (near := self.namesakes.near(name, acronym, self.services)):
            self.near[key] = near
            about = {"text": name, "name": labels(near[:1]), "candidates": near}
            found.notes.append(("organization_near", "org", about))
        self.fresh[key] = Somebody(key, None, name[:300], acronym[:60], type_text)
        return self.fresh[key]


def no_name(text: str) -> tuple[str, str, dict[str, Any]] | None:
    """Why this text cannot be the name of an organisation."""
    if NO_NAME.fullmatch(text):
        return "organization_unreadable", "org", {"text": text}
    if len(text) > NAME_LENGTH:
        return "text_too_long", "org", {"text": text[:60], "length": len(text), "limit": NAME_LENGTH}
    return None


def nobody(text: str) -> bool:
    """“No partner”, “N/A” and a blank are not organisations."""
    return values.blank(text) or words.is_value("nobody", folded(text))


def spellings(name: str) -> list[str]:
    """“Norwegian Refugee Council (NRC)” and “NRC - Norwegian Refugee Council” also as their parts."""
    parts = PARTS.match(name)
    found = [name, *(part for part in (parts.groups() if parts else ()) if part)]
    return list(dict.fromkeys(folded(part) for part in found if folded(part)))


def read_organizations(
    group: Group, by: Any = None, answered: dict[tuple[str, str], Any] | None = None
) -> Directory:
    """All living organisations; one merged into another answers with the one it became.

    What `by` may not see is recognised, so that nothing is made twice, but never named. `answered`: (field, text) →
    the id of the organisation that is meant, or "new".
    """
    rows = (
        Organization.objects.filter(deleted_at=None)
        .order_by("pk")
        .values_list("pk", "name", "acronym", "merged_into")
    )
    directory = Directory(local=frozenset(group.organizations.values_list("pk", flat=True)))
    if by is not None:
        directory.sayable = frozenset(visible(Organization, by).values_list("pk", flat=True))
    by_id = {pk: Somebody(str(pk), pk, name, acronym) for pk, name, acronym, into in rows if into is None}
    became = {pk: by_id[into] for pk, _name, _acronym, into in rows if into in by_id} | by_id
    for pk, name, acronym, _into in rows:
        if pk in became:
            directory.names.setdefault(folded(name), became[pk])
            if acronym and became[pk] not in directory.acronyms.setdefault(folded(acronym), []):
                directory.acronyms[folded(acronym)].append(became[pk])
    for pk, spelling in OrganizationAlias.objects.values_list("organization_id", "folded"):
        if pk in became:
            directory.names[spelling] = became[pk]
    for (_field, text), value in (answered or {}).items():
        somebody = became.get(value) if isinstance(value, int) else None
        if value == NEW or (somebody and (directory.sayable is None or somebody.id in directory.sayable)):
            directory.answered[text] = somebody or NEW
    directory.services = lambda: services_here(group, by)
    return directory


def services_here(group: Group, by: Any) -> dict[int, int]:
    """organisation → how many services it has in the area of the group, of those the asker may see."""
    rows = Service.objects.filter(deleted_at=None) if by is None else visible(Service, by)
    rows = rows.filter(place__path__startswith=group.place.path).order_by()
    return dict(rows.values_list("organization").annotate(Count("pk")))
