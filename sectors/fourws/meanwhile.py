"""A service that somebody changed while a file was on its way. Both say something: nothing is overwritten unseen.

A file of ours tells which version of the service each row was written from. When its row was edited and the service
moved on meanwhile, a person says which of the two counts. Between the check and the import, what was shown counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sectors.fourws import applying, links
from sectors.fourws.applying import Standing
from sectors.models import Import, ImportRow

State = ImportRow.State
KIND, MINE, THEIRS = "meanwhile", "mine", "theirs"
SINCE_WRITTEN, SINCE_SHOWN = "changed_meanwhile", "changed_while_checked"
NOT_SAID = {"row_key", "as_reported"}


def decided(decisions: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """row → whose words count, of decisions like {"kind": "meanwhile", "row": 12, "value": "theirs"}; the last one wins."""
    return {one["row"]: one["value"] for one in decisions if one.get("kind") == KIND}


def hold(batch: Import, rows: Iterable[Any], services: Mapping[int, Standing]) -> None:
    """Rows of ours that would overwrite what somebody wrote since the file was made need a person first."""
    held = [(row, services[row.service_id or 0]) for row in rows if row.service_id in services]
    held = [(row, service) for row, service in held if row.values.get("own")]
    linked = links.read([service["id"] for _row, service in held])
    whose, unsaid = decided(batch.answers), applying.silent(batch)
    for row, service in held:
        moved = links.moved(linked[service["id"]], links.wanted(row.values), unsaid)
        if not row.before and not moved:
            row.state, row.before = State.UNCHANGED, None
        elif not moved_on(service, row.values):
            continue
        elif whose.get(row.number) == THEIRS:
            row.state = State.LEFT_OUT
        elif whose.get(row.number) != MINE:
            row.state = State.PROBLEM
            row.problems = [problem(SINCE_WRITTEN, row, batch.mapping["language"], moved)]


def moved_on(service: Standing, values: Mapping[str, Any]) -> bool:
    """Whether a file of ours was written from another version than the one that stands."""
    exported = values.get("exported")
    return exported is not None and exported != service["version"]


def set_aside(batch: Import, rows: Iterable[Any], services: Mapping[int, Standing]) -> None:
    """Rows that would now overwrite what nobody was shown when the file was checked: they become problems."""
    language, unsaid = batch.mapping["language"], applying.silent(batch)
    for row in rows:
        now = applying.differences(services[row.service_id or 0], row.values, language, unsaid)
        shown = row.before
        if shown is None or any(column not in shown or shown[column] != now[column] for column in now):
            row.before, row.state = now, State.PROBLEM
            row.problems = [problem(SINCE_SHOWN, row, language, {})]
            row.before = None


def problem(code: str, row: Any, language: str, moved: Mapping[str, Any]) -> dict[str, Any]:
    """As the problem of a row, with [column, what stands now, what the file says] for each that differs."""
    wanted = applying.wanted_of(row.values, language)
    changes = [
        [column, value, plain(wanted.get(column))]
        for column, value in (row.before or {}).items()
        if column not in NOT_SAID
    ]
    changes += [[field, None, None] for field in moved]
    return {"code": code, "about": {"changes": changes}, "column": "", "header": "", "value": ""}


def plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
