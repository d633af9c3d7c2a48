"""The same list again, a month later: what it does not hold any more, and what somebody changed meanwhile."""

from __future__ import annotations

from datetime import date

import pytest

from sectors.changes import imports
from sectors.changes.applied import apply_import
from sectors.changes.fixes import answer
from sectors.changes.rows import keep
from sectors.changes.undone import undo_import
from sectors.fourws import ended
from sectors.fourws.matching import check_of, stamped
from sectors.fourws.sentences import fix, reason
from sectors.models import ImportRow, Service

HEADERS = ["Organisation", "Governorate", "Sector", "Activity", "Start", "Target group", "People reached"]
HOPE = ["Hope Initiative", "Ninewa", "Health", "Counselling", "2025-01-01", "", "120"]
HOME = ["Hope Initiative", "Duhok", "Health", "Home visits", "2025-02-01", "", "40"]
CARE = ["Tigris Care", "Ninewa", "Health", "Group sessions", "2025-03-01", "", "8"]
OURS = [
    "Organisation",
    "Governorate",
    "Sector",
    "People reached",
    "Status",
    "Target group",
    "Row id",
    "Row check",
]


def staged(cast, rows, by="amina", headers=HEADERS):
    content = "\n".join("\t".join(row) for row in [headers, *rows]).encode()
    return imports.upload_file(group=cast.iraq, by=getattr(cast, by), file_name="month.tsv", content=content)


def bring(cast, rows, by="amina", headers=HEADERS):
    return apply_import(staged(cast, rows, by, headers), by=getattr(cast, by))


def missing(batch, by):
    found = ended.missing(batch, imports.bringable(by, batch.group))
    return [Service.objects.get(pk=pk).activity_text for pk in found]


def counts(batch):
    return {state: number for state, number in batch.counts.items() if number}


def test_what_is_not_in_the_file_any_more_is_offered_and_stays_unless_somebody_says_so(cast):
    bring(cast, [HOPE, HOME, CARE])
    draft = staged(cast, [HOPE, CARE])
    assert missing(draft, cast.amina) == ["Home visits"]
    apply_import(draft, by=cast.amina)
    left = Service.objects.get(activity_text="Home visits")
    assert (left.status, left.version) == (Service.Status.ONGOING, 1)


def test_it_ends_on_the_day_that_was_said_with_history_and_comes_back_with_the_undo(cast):
    bring(cast, [HOPE, HOME, CARE])
    draft = staged(cast, [HOPE, CARE])
    answer(draft, {"kind": "ended", "value": "2026-03-31"}, by=cast.amina)
    batch = apply_import(draft, by=cast.amina)
    gone = Service.objects.get(activity_text="Home visits")
    assert (gone.status, gone.end, gone.version) == (Service.Status.ENDED, date(2026, 3, 31), 2)
    latest = gone.history.latest("history_id")
    assert (latest.history_user, latest.end, latest.history_change_reason) == (
        cast.amina,
        date(2026, 3, 31),
        f"import {batch.public_id}",
    )
    assert undo_import(batch, by=cast.amina) == (1, 0)
    gone.refresh_from_db()
    assert (gone.status, gone.end) == (Service.Status.ONGOING, None)


def test_a_service_that_ended_is_there_again_when_a_file_holds_it_again(cast):
    bring(cast, [HOPE, HOME])
    draft = staged(cast, [HOPE])
    answer(draft, {"kind": "ended", "value": "2026-03-31"}, by=cast.amina)
    apply_import(draft, by=cast.amina)
    assert counts(bring(cast, [HOPE, HOME])) == {"rows": 2, "changed": 1, "unchanged": 1}
    again = Service.objects.get(activity_text="Home visits")
    assert (again.status, again.end) == (Service.Status.ONGOING, None)


def test_nothing_ends_before_it_began_nor_later_than_it_did(cast):
    begun = {"start": date(2026, 5, 1), "end": None, "row_key": "k:p"}
    assert ended.columns_of(begun, date(2026, 3, 31))["end"] == date(2026, 5, 1)
    over = {"start": None, "end": date(2026, 2, 1), "row_key": ""}
    assert ended.columns_of(over, date(2026, 3, 31)) == {
        "status": "ended",
        "end": date(2026, 2, 1),
        "row_key": "",
    }


def test_nobody_ends_what_they_may_not_bring(cast):
    bring(cast, [HOPE, HOME, CARE])
    other = ["Tigris Care", "Duhok", "Health", "Hotline", "2025-03-01", "", "8"]
    assert missing(staged(cast, [HOPE, other], by="hala"), cast.hala) == ["Home visits"]
    assert missing(staged(cast, [HOPE, other]), cast.amina) == ["Home visits", "Group sessions"]


def test_only_organisations_in_the_file_and_files_of_the_same_kind_count(cast):
    bring(cast, [HOPE, HOME, CARE])
    assert missing(staged(cast, [CARE]), cast.amina) == []
    shorter = [HEADERS[:4], HOPE[:4]]
    assert missing(staged(cast, shorter[1:], headers=shorter[0]), cast.amina) == []


def test_while_a_row_needs_a_person_nothing_of_its_organisation_is_offered(cast):
    bring(cast, [HOPE, HOME, CARE])
    nowhere = ["Hope Initiative", "Atlantis", *HOME[2:]]
    assert missing(staged(cast, [HOPE, nowhere]), cast.amina) == []


def test_what_is_over_by_its_date_is_not_offered(cast):
    past = [*HEADERS, "End"]
    bring(cast, [[*HOPE, ""], [*HOME, "2025-04-30"]], headers=past)
    assert missing(staged(cast, [[*HOPE, ""]], headers=past), cast.amina) == []


@pytest.fixture
def ours(cast):
    """Two rows of a file of ours, as `row(service, **changes)` writes them."""

    def row(service, reached="120", targets="", touched=None):
        cells = ["Hope Initiative", "Ninewa", "Health", reached, "Ongoing", targets, service.public_id]
        check = stamped(check_of(cells), service.version)
        cells[3] = reached if touched is None else touched
        return [*cells, check]

    return row


@pytest.fixture
def exported(cast):
    bring(cast, [HOPE])
    return Service.objects.get(activity_text="Counselling")


def somebody_changes(service, cast, reached=200):
    service.people_reached = reached
    return keep(service, by=cast.hala)


def test_an_edited_row_of_a_service_that_moved_on_is_a_conflict_with_both_values(cast, ours, exported):
    row = ours(exported, touched="150")
    somebody_changes(exported, cast)
    batch = staged(cast, [row], headers=OURS)
    assert counts(batch) == {"rows": 1, "problem": 1}
    problem = batch.rows.get().problems[0]
    assert problem["code"] == "changed_meanwhile"
    assert "People reached: now “200”, in the file “150”." in reason(problem)
    assert fix(problem) == "Choose what counts: the file, or what stands now."
    apply_import(batch, by=cast.amina)
    exported.refresh_from_db()
    assert exported.people_reached == 200


@pytest.mark.parametrize("whose, reached, state", [("mine", 150, "changed"), ("theirs", 200, "left_out")])
def test_a_person_says_whose_words_count(cast, ours, exported, whose, reached, state):
    row = ours(exported, touched="150")
    somebody_changes(exported, cast)
    batch = staged(cast, [row], headers=OURS)
    outcome = answer(batch, {"kind": "meanwhile", "row": 2, "value": whose}, by=cast.amina)
    assert outcome.left == 0
    batch = apply_import(outcome.batch, by=cast.amina)
    exported.refresh_from_db()
    assert (exported.people_reached, batch.counts[state]) == (reached, 1)


def test_an_untouched_row_is_never_a_conflict_and_overwrites_nothing(cast, ours, exported):
    row = ours(exported)
    somebody_changes(exported, cast)
    assert counts(bring(cast, [row], headers=OURS)) == {"rows": 1, "unchanged": 1}
    exported.refresh_from_db()
    assert (exported.people_reached, exported.version) == (200, 2)


def test_an_edited_row_of_a_service_nobody_touched_is_a_change(cast, ours, exported):
    assert counts(bring(cast, [ours(exported, touched="150")], headers=OURS)) == {"rows": 1, "changed": 1}
    exported.refresh_from_db()
    assert exported.people_reached == 150


def test_who_wrote_the_same_twice_is_not_asked(cast, ours, exported):
    row = ours(exported, touched="200")
    exported.people_reached, exported.place, exported.sector = 200, cast.ninewa, cast.health
    keep(exported, by=cast.hala)
    row[4] = "Ongoing"
    batch = staged(cast, [row], headers=OURS)
    problems = [problem["about"]["changes"] for found in batch.rows.all() for problem in found.problems]
    assert [
        column for changes in problems for column, _now, _file in changes if column == "people_reached"
    ] == []


def test_what_changes_between_the_check_and_the_import_is_not_overwritten_unseen(cast):
    bring(cast, [HOPE, HOME])
    draft = staged(cast, [[*HOPE[:6], "150"], [*HOME[:6], "50"]])
    hope, home = Service.objects.filter(row_key__gt="").order_by("pk")
    somebody_changes(hope, cast)
    home.name_en = "Named meanwhile"
    keep(home, by=cast.hala)
    batch = apply_import(draft, by=cast.amina)
    hope.refresh_from_db()
    home.refresh_from_db()
    assert hope.people_reached == 200
    row = batch.rows.get(state=ImportRow.State.PROBLEM)
    assert (row.number, row.problems[0]["code"]) == (2, "changed_while_checked")
    assert "now “200”, in the file “150”" in reason(row.problems[0])
    assert (home.people_reached, home.name_en) == (50, "Named meanwhile")
