"""What became of a row, in the words of its form: who changed which field from what to what, and when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from sectors.access import visible
from sectors.changes.applied import IMPORT
from sectors.changes.organizations import BACK, MERGED
from sectors.changes.points import MOVED
from sectors.changes.rows import NOT_UNDONE, UNDO_DAYS, read_reason
from sectors.changes.undone import UNDONE
from sectors.dates import written
from sectors.models import Import

HIDDEN = NOT_UNDONE | {"confirmed_by", "closed_by", "search_text", "row_key", "as_reported"}
LONGEST = 50  # changes of one row on a page


@dataclass
class Line:
    """One field that changed; an empty text where there was nothing."""

    label: str
    before: str
    after: str


@dataclass
class Change:
    """One saving of the row."""

    at: datetime
    by: Any
    why: str
    first: bool
    batch: Any = None  # the import that made it, if the reader may open it
    lines: list[Line] = field(default_factory=list)


def history_of(row: Any, user: Any) -> list[Change]:
    """The changes of a row, the latest first. What this reader may not see is not named."""
    records = list(
        row.history.select_related("history_user").order_by("-history_date", "-history_id")[: LONGEST + 1]
    )
    names, files = _Names(row, records, user), _imports(records, user)
    changes = []
    for index, record in enumerate(records[:LONGEST]):
        before = records[index + 1] if index + 1 < len(records) else None
        why, links = read_reason(record.history_change_reason)
        change = Change(
            record.history_date, record.history_user, _reason(why), before is None, files.get(_import_of(why))
        )
        if before is not None:
            change.lines = names.lines(before, record) + names.link_lines(links)
        changes.append(change)
    return changes


def _import_of(why: str) -> str:
    """The public id in the reason of an import: “import 2abc…”, “import 2abc… undone”."""
    code, _space, rest = why.partition(" ")
    return rest.split(" ")[0] if code == IMPORT else ""


def _imports(records: list[Any], user: Any) -> dict[str, Any]:
    ids = {_import_of(read_reason(record.history_change_reason)[0]) for record in records} - {""}
    rows = visible(Import, user).filter(public_id__in=ids).only("public_id", "file_name") if ids else ()
    return {row.public_id: row for row in rows}


def _reason(why: str) -> str:
    if _import_of(why):
        return _("took back an import") if why.endswith(f" {UNDONE}") else _("imported a file")
    return {
        "confirmed": _("said that it is still right"), "ended": _("ended it"), "undone": _("took back a change"),
        "removed": _("removed it"), MERGED: _("merged the organisation"), BACK: _("undid the merge"),
        MOVED: _("moved its point"),
    }.get(why, why)  # fmt: skip


def last_hand(row: Any) -> int | None:
    """Who made the latest change."""
    latest = row.history.order_by("-history_date", "-history_id").first()
    return latest.history_user_id if latest else None


def can_undo(row: Any) -> bool:
    """Whether the latest change is young enough, and not part of a merge, which is undone as a whole."""
    latest = row.history.order_by("-history_date", "-history_id").first()
    if latest is None or timezone.now() - latest.history_date > timedelta(days=UNDO_DAYS):
        return False
    return read_reason(latest.history_change_reason)[0] not in {MERGED, BACK, MOVED}


class _Names:
    """Labels of fields, and names of the rows they point to, read in one query a model."""

    def __init__(self, row: Model, records: list[Any], user: Any) -> None:
        self.row = row
        columns = [one for one in row._meta.concrete_fields if one.name not in HIDDEN]
        in_languages = {one.translated_field.name for one in columns if hasattr(one, "translated_field")}
        self.fields = [one for one in columns if one.name not in in_languages]
        self.found: dict[type[Model], dict[Any, str]] = {}
        wanted: dict[type[Model], set[Any]] = {}
        for record in records:
            for one in self.fields:
                if one.is_relation:
                    wanted.setdefault(one.related_model, set()).add(getattr(record, one.attname))
            for name, keys in read_reason(record.history_change_reason)[1].items():
                wanted.setdefault(row._meta.get_field(name).related_model, set()).update(*keys)
        for model, found in wanted.items():
            rows = visible(model, user).filter(pk__in=found - {None})
            self.found[model] = {one.pk: str(one) for one in rows}

    def lines(self, before: Any, after: Any) -> list[Line]:
        changed = [f for f in self.fields if getattr(before, f.attname) != getattr(after, f.attname)]
        return [Line(self.label(f), self.words(f, before), self.words(f, after)) for f in changed]

    def link_lines(self, links: dict[str, list[list[int]]]) -> list[Line]:
        found = []
        for name, (before, after) in links.items():
            one = self.row._meta.get_field(name)
            known = self.found.get(one.related_model, {})
            words = [", ".join(known.get(key, "…") for key in keys) for keys in (before, after)]
            found.append(Line(capfirst(one.verbose_name), *words))
        return found

    def label(self, one: Any) -> str:
        language = getattr(one, "language", None)
        if language:
            return (
                f"{capfirst(one.translated_field.verbose_name)} ({get_language_info(language)['name_local']})"
            )
        return str(capfirst(one.verbose_name))

    def words(self, one: Any, record: Any) -> str:
        value = getattr(record, one.attname)
        if value is None or value == "":
            return ""
        if one.is_relation:
            return self.found.get(one.related_model, {}).get(value, "…")
        if one.choices:
            return str(dict(one.flatchoices).get(value, value))
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        return written(value) if hasattr(value, "year") else str(value)
