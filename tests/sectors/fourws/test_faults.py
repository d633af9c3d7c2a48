"""Two hundred faults in single cells of good files: each is reported where it is, and none is invented."""

from __future__ import annotations

import pytest

from sectors.fourws import sentences
from sectors.fourws.columns import letter
from tests.sectors.fourws.faults import KINDS, LAYOUTS, plan
from tests.sectors.fourws.laid_out import check

pytestmark = pytest.mark.django_db

PLAN = plan(seed=4)
NOTHING_TO_NAME = {"organization_missing", "place_missing", "parts_do_not_add_up", "text_too_long"}


def reported(rows):
    """(row, column, code) of everything that is said."""
    return {(row.number, one["column"], one["code"]) for row in rows for one in (*row.problems, *row.notes)}


def test_there_are_two_hundred_faults_of_forty_kinds():
    faults = [(layout, row) for layout, some in PLAN.items() for row, _kind in some]
    kinds = {kind for some in PLAN.values() for _row, kind in some}
    assert (len(faults), len(set(faults)), len(kinds)) == (200, 200, len(KINDS))
    assert len(KINDS) >= 40


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_a_good_file_has_nothing_said_about_it(world, layout):
    found = check(world.iraq, layout.rows(), list(layout.heads.values()))
    assert reported(found) == set()
    assert {row.accepted for row in found} == {True}
    assert {row.values["activity"] is not None for row in found} == {layout.name != "codes"}
    assert {row.values["reached"] > 1000 for row in found} == {True}


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_every_fault_is_reported_where_it_is_and_none_is_invented(world, layout):
    fields, rows = list(layout.heads), layout.rows()
    for row, kind in PLAN[layout.name]:
        rows[row][fields.index(kind.field)] = kind.text
    found = check(world.iraq, rows, list(layout.heads.values()))

    wanted = {(row + 2, letter(fields.index(kind.field)), kind.code) for row, kind in PLAN[layout.name]}
    assert reported(found) == wanted
    refused = {row + 2 for row, kind in PLAN[layout.name] if not kind.note}
    assert {row.number for row in found if row.refused} == refused
    assert sum(row.accepted for row in found) + len(refused) == len(rows)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_every_refusal_names_the_value_and_says_what_to_do(world, layout):
    fields, rows = list(layout.heads), layout.rows()
    for row, kind in PLAN[layout.name]:
        rows[row][fields.index(kind.field)] = kind.text
    for row in check(world.iraq, rows, list(layout.heads.values())):
        for problem in row.problems:
            said = sentences.reason(problem)
            assert sentences.fix(problem)
            if problem["code"] not in NOTHING_TO_NAME:
                assert problem["value"].strip() in said, problem
