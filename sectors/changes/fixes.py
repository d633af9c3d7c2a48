"""What happens when a person answers a question about a draft: it is written down, the rows it touches are checked again.

Nothing is lost between two people: an answer to a question somebody else answered meanwhile is a `Conflict`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from sectors.changes.imports import bringable, claim_draft
from sectors.changes.rows import Conflict
from sectors.changes.synonyms import learn, unlearn
from sectors.fourws import decisions
from sectors.fourws.decisions import CELLS, Decision
from sectors.fourws.packing import unpack
from sectors.fourws.sentences import FileProblem
from sectors.fourws.staging import stage_again
from sectors.models import Import, ImportRow
from sectors.models.records import person

MOST = 5000  # answers to one file; whoever needs more corrects the file itself


class NoSuchAnswer(Exception):
    """It was taken back before."""


@dataclass
class Outcome:
    """What an answer changed: the rows that needed the person before, and those that still do."""

    batch: Import
    before: int
    number: int = 0  # of the answer

    @property
    def left(self) -> int:
        return int(self.batch.counts[ImportRow.State.PROBLEM])

    @property
    def fixed(self) -> int:
        return max(0, self.before - self.left)


@transaction.atomic
def answer(
    batch: Import, decision: Decision, *, by: Any, seen: int | None = None, remember: bool = False
) -> Outcome:
    """Take a decision. Pressed twice, it is taken once; a later one about the same question replaces the earlier."""
    batch = claim_draft(batch)
    asked = decisions.question(decision)
    earlier = next((one for one in batch.answers if decisions.question(one) == asked), None)
    if earlier and decisions.said(earlier) == decisions.said(decision):
        return Outcome(batch, batch.counts[ImportRow.State.PROBLEM], earlier["id"])
    if earlier and seen is not None and earlier["version"] > seen and earlier["by"] != by.pk:
        raise Conflict(batch)
    if len(batch.answers) >= MOST:
        raise FileProblem("too_many_answers", limit=f"{MOST:,}")
    kept = [one for one in batch.answers if one is not earlier]
    number = max((one["id"] for one in batch.answers), default=0) + 1
    taken = {
        **decision, "id": number, "version": batch.version, "by": getattr(person(by), "pk", None),
        "at": timezone.now().isoformat(timespec="seconds"),
    }  # fmt: skip
    if remember and decision["kind"] in CELLS:
        taken |= learn(batch, decision, by=by)
    outcome = settle(batch, [*kept, taken], [taken, *([earlier] if earlier else [])], by=by)
    batch.answers[-1]["fixed"] = outcome.fixed
    batch.save(update_fields=["answers"])
    outcome.number = number
    return outcome


@transaction.atomic
def take_back(batch: Import, number: int, *, by: Any) -> Outcome:
    """As if it had never been answered; what was remembered with it is forgotten too."""
    batch = claim_draft(batch)
    gone = next((one for one in batch.answers if one["id"] == number), None)
    if gone is None:
        raise NoSuchAnswer
    unlearn(gone, by=by)
    return settle(batch, [one for one in batch.answers if one is not gone], [gone], by=by)


@transaction.atomic
def edit_row(batch: Import, row: int, cells: dict[str, str], *, by: Any, seen: int | None = None) -> Outcome:
    """What single cells of a row should say; with none left the row is as the file has it."""
    earlier = next((one for one in batch.answers if decisions.question(one) == (decisions.ROW, row)), None)
    if cells or earlier is None:
        return answer(batch, {"kind": decisions.ROW, "row": row, "cells": cells}, by=by, seen=seen)
    if seen is not None and earlier["version"] > seen and earlier["by"] != by.pk:
        raise Conflict(batch)
    return take_back(batch, earlier["id"], by=by)


def settle(batch: Import, answers: list[Decision], changed: list[Decision], *, by: Any) -> Outcome:
    """Check again what these decisions can touch."""
    if batch.parsed is None:
        raise FileProblem("let_go")
    before = batch.counts[ImportRow.State.PROBLEM]
    table = unpack(bytes(batch.parsed))
    touched = [decisions.touched(table, one) for one in changed]
    about = None if None in touched else set().union(*(rows for rows in touched if rows))
    batch.answers = answers
    return Outcome(stage_again(batch, table, only=bringable(by, batch.group), by=by, about=about), before)
