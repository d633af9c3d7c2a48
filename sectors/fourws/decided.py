"""What was decided about an import, in words: who, when, and with the names this reader may know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sectors.access import visible
from sectors.fourws import columns, ended, meanwhile
from sectors.fourws.answers import DAY_FIRST, NEW
from sectors.fourws.decisions import CELLS, DATES, DUPLICATES, LEFT_OUT, ROW, Decision
from sectors.fourws.fields import LABELS
from sectors.models import Activity, Import, Organization, Place, Sector, User

MODELS: dict[str, Any] = {
    "place": Place,
    "organization": Organization,
    "activity": Activity,
    "sector": Sector,
}
SHOWN_ROWS = 12


@dataclass
class Decided:
    number: int
    text: str
    by: str
    at: datetime
    remembered: bool
    fixed: int


def decided(batch: Import, user: Any) -> list[Decided]:
    """The latest first; a query for each kind of thing that is named, however many decisions."""
    names = names_of(batch.answers, user)
    people = dict(User.objects.filter(pk__in={one["by"] for one in batch.answers}).values_list("pk", "name"))
    return [
        Decided(
            one["id"],
            sentence(one, names),
            people.get(one["by"], ""),
            datetime.fromisoformat(one["at"]),
            bool(one.get("synonym") or one.get("alias")),
            one.get("fixed", 0),
        )
        for one in reversed(batch.answers)
    ]


def names_of(answers: Iterable[Decision], user: Any) -> dict[tuple[str, Any], str]:
    found = {}
    for kind, model in MODELS.items():
        if ids := {one["value"] for one in answers if one["kind"] == kind} - {NEW}:
            rows = visible(model, user).filter(pk__in=ids)
            found |= {(kind, row.pk): str(row) for row in rows}
    return found


def sentence(one: Decision, names: dict[tuple[str, Any], str]) -> str:
    if one["kind"] in CELLS:
        return about_cells(one, names)
    if one["kind"] == ROW:
        count = len(one["cells"])
        text = ngettext(
            "Row %(row)s: %(count)s cell corrected.", "Row %(row)s: %(count)s cells corrected.", count
        )
        return text % {"row": one["row"], "count": count}
    if one["kind"] == LEFT_OUT:
        return about_rows(one["rows"])
    if one["kind"] == DATES:
        first = one["value"] == DAY_FIRST
        text = (
            _("Column %(column)s: the day comes first.")
            if first
            else _("Column %(column)s: the month comes first.")
        )
        return text % {"column": columns.letter(one["column"])}
    if one["kind"] == meanwhile.KIND:
        mine = one["value"] == meanwhile.MINE
        text = _("Row %(row)s: the file counts.") if mine else _("Row %(row)s: what stands now counts.")
        return text % {"row": one["row"]}
    if one["kind"] == ended.KIND:
        if one["value"] == ended.LEAVE:
            return _("What the file no longer names stays.")
        return _("What the file no longer names ended on %(day)s.") % {"day": one["value"]}
    if one["kind"] == DUPLICATES:
        return (
            _("Of exact duplicates all are kept.")
            if one["value"] == "all"
            else _("Of exact duplicates one is kept.")
        )
    return (
        _("Only the MHPSS rows are imported.") if one["value"] else _("The rows of all sectors are imported.")
    )


def about_cells(one: Decision, names: dict[tuple[str, Any], str]) -> str:
    text, value = one["text"] or _("blank"), one["value"]
    words = {"text": text, "field": LABELS.get(one["field"], one["field"])}
    if value == NEW:
        return _("“%(text)s” is a new organisation.") % words
    if value == "":
        return _("%(field)s: “%(text)s” is read as blank.") % words
    meaning = value if one["kind"] == "text" else names.get((one["kind"], value), "–")
    return _("%(field)s: “%(text)s” means %(meaning)s.") % (words | {"meaning": meaning})


def about_rows(rows: list[int]) -> str:
    text = ngettext("%(count)s row is left out: %(rows)s", "%(count)s rows are left out: %(rows)s", len(rows))
    some = ", ".join(str(row) for row in rows[:SHOWN_ROWS])
    return text % {"count": f"{len(rows):,}", "rows": f"{some} …" if len(rows) > SHOWN_ROWS else some}
