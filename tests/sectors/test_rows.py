"""How rows are written: never over somebody else's change, and not for good."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from sectors.access import visible
from sectors.changes.rows import Conflict, NothingToUndo, keep, remove, undo
from sectors.models import Service


def test_two_people_change_the_same_row_and_the_second_is_told(cast):
    mine, theirs = Service.objects.get(pk=cast.public.pk), Service.objects.get(pk=cast.public.pk)
    theirs.description = "Open on Sundays too"
    keep(theirs, by=cast.omar, seen=1)

    mine.description = "Closed in August"
    with pytest.raises(Conflict) as conflict:
        keep(mine, by=cast.hala, seen=1)

    assert conflict.value.theirs.description == "Open on Sundays too"
    assert Service.objects.get(pk=cast.public.pk).description == "Open on Sundays too"


def test_a_row_that_breaks_a_rule_is_not_written(cast):
    cast.public.end = "2020-01-01"
    cast.public.start = "2021-01-01"
    with pytest.raises(ValidationError):
        keep(cast.public, by=cast.amina)
    assert Service.objects.get(pk=cast.public.pk).version == 1


def test_undo_puts_back_what_was_there_in_all_languages(cast):
    row = cast.public
    row.name_fr = "Espace Soleil"
    keep(row, by=cast.hala)
    row.name_fr = "Autre"
    keep(row, by=cast.hala)

    undo(row, by=cast.amina)

    assert Service.objects.get(pk=row.pk).name_fr == "Espace Soleil"
    assert [record.history_user for record in row.history.all()] == [cast.amina, cast.hala, cast.hala, None]


def test_a_removed_row_is_out_of_sight_and_comes_back(cast):
    remove(cast.public, by=cast.amina)
    assert cast.public not in visible(Service, cast.amina)
    undo(cast.public, by=cast.amina)
    assert cast.public in visible(Service, cast.amina)


def test_after_thirty_days_nothing_is_undone(cast):
    cast.public.description = "Changed"
    keep(cast.public, by=cast.hala)
    cast.public.history.update(history_date=timezone.now() - timedelta(days=31))
    with pytest.raises(NothingToUndo):
        undo(cast.public, by=cast.amina)
