"""The words of a group: learned from an answer, written down, changed, forgotten; with history, by those who manage it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from sectors.access import editable, manages, scope_of, visible
from sectors.changes.rows import keep, remove
from sectors.fourws.decisions import Decision
from sectors.fourws.fields import LABELS
from sectors.fourws.values import folded
from sectors.fourws.what import paths_above
from sectors.models import Activity, Group, Import, Organization, OrganizationAlias, Place, Sector, Synonym
from sectors.models.records import person

Kind = Synonym.Kind


def may_write(user: Any, group: Group | None) -> bool:
    """Those who manage the group; words for everybody are the keepers' of the site."""
    return scope_of(user).everything if group is None else manages(user, group)


@transaction.atomic
def create_synonym(
    *, group: Group | None, kind: str, text: str, meaning: str, by: Any, why: str = ""
) -> Synonym:
    """A word and its meaning; the same word again gets the new meaning."""
    if not may_write(by, group):
        raise PermissionDenied
    row = Synonym.objects.filter(group=group, kind=kind, folded=folded(text)[:300], deleted_at=None).first()
    if row is not None and (row.meaning, row.text) == (meaning, text):
        return row
    row = row or Synonym(group=group, kind=kind, by=person(by))
    row.text, row.meaning = text, meaning
    return write(row, by=by, why=why)


def change_synonym(row: Synonym, *, by: Any, seen: int | None = None, **wanted: Any) -> Synonym:
    if not may_write(by, row.group):
        raise PermissionDenied
    for name, value in wanted.items():
        setattr(row, name, value)
    return write(row, by=by, seen=seen)


def write(row: Synonym, *, by: Any, seen: int | None = None, why: str = "") -> Synonym:
    if not folded(row.text):
        raise ValidationError({"text": _("Write the word as it stands in the file.")})
    if row.meaning not in meanings(row.kind, row.group, [row.meaning]):
        raise ValidationError({"meaning": _("This is not a code of the list.")})
    return keep(row, by=by, seen=seen, why=why)


def remove_synonym(row: Synonym, *, by: Any) -> Synonym:
    if not may_write(by, row.group):
        raise PermissionDenied
    return remove(row, by=by)


def meanings(kind: str, group: Group | None, codes: list[str]) -> dict[str, str]:
    """code → name, of those codes the group can mean."""
    if kind == Kind.HEADER:
        return {code: str(LABELS[code]) for code in codes if code in LABELS}
    rows: Any
    if kind == Kind.PLACE:
        country = Q(country=group.place.country) if group else Q()
        return dict(Place.objects.filter(country, pcode__in=codes).values_list("pcode", "name"))
    if kind == Kind.SECTOR:
        return dict(Sector.objects.filter(code__in=codes, active=True).values_list("code", "name"))
    own = Q(group=None) | Q(group__path__in=paths_above(group) if group else [])
    rows = Activity.objects.filter(own, code__in=codes, active=True)
    return dict(rows.values_list("code", "name"))


## LEARNED FROM AN ANSWER


def learn(batch: Import, decision: Decision, *, by: Any) -> dict[str, Any]:
    """Remember an answer for the next file, if the person manages the group; says what was made, so that it can go again."""
    if not manages(by, batch.group) or not folded(decision["text"]):
        return {}
    if decision["kind"] == "organization":
        return learn_spelling(decision, by=by)
    model, code = CODED.get(decision["kind"], (None, ""))
    row = visible(model, by).filter(pk=decision["value"]).first() if model else None
    if row is None:
        return {}
    word = create_synonym(
        group=batch.group, kind=decision["kind"], text=decision["text"], meaning=getattr(row, code), by=by,
        why=f"import {batch.public_id}",
    )  # fmt: skip
    return {"synonym": word.public_id}


CODED = {"place": (Place, "pcode"), "activity": (Activity, "code"), "sector": (Sector, "code")}


def learn_spelling(decision: Decision, *, by: Any) -> dict[str, Any]:
    """Another spelling of an organisation this person may change, unless it is somebody else's already."""
    row = (
        editable(Organization, by).filter(pk=decision["value"]).first()
        if decision["value"] != "new"
        else None
    )
    if row is None or OrganizationAlias.objects.filter(folded=folded(decision["text"])[:300]).exists():
        return {}
    return {"alias": OrganizationAlias.objects.create(organization=row, text=decision["text"]).pk}


def unlearn(decision: Decision, *, by: Any) -> None:
    """What was remembered with an answer goes with it, if it still says the same."""
    if word := editable(Synonym, by).filter(public_id=decision.get("synonym")).first():
        remove_synonym(word, by=by)
    if alias := decision.get("alias"):
        rows = OrganizationAlias.objects.filter(pk=alias, organization__in=editable(Organization, by))
        rows.delete()
