"""From a file to services and back: new, changed, unchanged, applied once, undone without touching later edits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from sectors.access import Visibility, visible
from sectors.changes import imports
from sectors.changes.applied import apply_import
from sectors.changes.imports import AlreadyApplied
from sectors.changes.rows import NothingToUndo, keep
from sectors.changes.undone import undo_import
from sectors.fourws import staging
from sectors.fourws.receipt import receipt
from sectors.models import Import, ImportRow, Organization, Reach, Service

HEADERS = [
    "Organisation",
    "Acronym",
    "Type of organisation",
    "Governorate",
    "District",
    "Sector",
    "Activity",
    "Month",
    "Beneficiary type",
    "People reached",
]
ROWS = [
    [
        "Hope Initiative",
        "HOPE",
        "National NGO",
        "Ninewa",
        "Al-Mosul",
        "Health",
        "Counselling",
        "2022-01",
        "In-camp IDPs",
        "120",
    ],
    [
        "New World",
        "NW",
        "National NGO",
        "Duhok",
        "Sumail",
        "Education",
        "Teacher training",
        "2022-01",
        "Children and adolescents",
        "30",
    ],
    ["Tigris Care", "TICA", "National NGO", "Ninewa", "Al-Mosul", "GBV", "Case work", "2022-01", "", "8"],
]


def file(rows=ROWS, headers=HEADERS):
    return "\n".join("\t".join(row) for row in [headers, *rows]).encode()


def bring(cast, rows=ROWS, *, by="amina", **options):
    by = getattr(cast, by) if by else None
    batch = imports.upload_file(
        group=cast.iraq, by=by, file_name="partners.tsv", content=file(rows), **options
    )
    return apply_import(batch, by=by)


def counts(batch):
    return [batch.counts[state] for state in ("new", "changed", "unchanged", "problem", "duplicate")]


def imported():
    return Service.objects.exclude(row_key="").filter(deleted_at=None)


def test_nothing_is_written_before_somebody_says_so(cast):
    before = Service.objects.count(), Organization.objects.count()
    batch = imports.upload_file(group=cast.iraq, by=cast.amina, file_name="x.tsv", content=file())
    assert counts(batch) == [3, 0, 0, 0, 0]
    assert (Service.objects.count(), Organization.objects.count()) == before


def test_a_new_file_is_made_ready_before_anybody_has_to_wait(cast, monkeypatch):
    """On SQLite nobody else writes while a transaction lasts."""
    held, outside = {}, len(connection.savepoint_ids)

    def watched(name, real):
        def seen(*given, **named):
            held[name] = len(connection.savepoint_ids) - outside
            return real(*given, **named)

        return seen

    for name in ("matched", "lines_of", "write"):
        monkeypatch.setattr(staging, name, watched(name, getattr(staging, name)))
    imports.upload_file(group=cast.iraq, by=cast.amina, file_name="x.tsv", content=file())
    assert held == {"matched": 0, "lines_of": 0, "write": 1}


def test_the_rows_become_services_with_history(cast):
    batch = bring(cast)
    first = imported().get(organization=cast.hope)
    assert (first.place, first.sector, first.activity_text, first.people_reached) == (
        cast.mosul,
        cast.health,
        "Counselling",
        120,
    )
    assert (str(first.start), str(first.end)) == ("2022-01-01", "2022-01-31")
    assert list(first.population_groups.all()) == [cast.displaced]
    assert first.as_reported["Beneficiary type"] == "In-camp IDPs"
    made = first.history.get()
    assert (made.history_user, made.history_change_reason) == (cast.amina, f"import {batch.public_id}")
    assert Reach.objects.get(service=first).total == 120
    assert batch.content is None


def test_what_is_sensitive_comes_in_restricted(cast):
    bring(cast)
    assert imported().get(organization=cast.care).visibility == Visibility.RESTRICTED
    assert imported().get(organization=cast.care) not in visible(Service, cast.mona)


def test_a_new_organisation_is_made_once_with_its_type_and_joins_the_group(cast):
    batch = bring(cast, [*ROWS, ["NEW WORLD ", "NW", "", "Ninewa", "", "Health", "x", "2022-01", "", ""]])
    new = Organization.objects.get(name="New World")
    assert (new.acronym, new.type, list(new.groups.all()), new.services.count()) == (
        "NW",
        cast.ngo,
        [cast.iraq],
        2,
    )
    assert (new.search_text, new.history.count()) == ("new world nw", 1)
    assert [one["rows"] for one in batch.mapping["new_organizations"]] == [2]


def test_the_same_file_again_changes_nothing_in_any_order_of_its_rows(cast):
    twins = [*ROWS, [*ROWS[0][:9], "7"], [*ROWS[0][:9], "9"]]
    assert counts(bring(cast, twins)) == [5, 0, 0, 0, 0]
    versions = sorted(Service.objects.values_list("pk", "version"))
    assert counts(bring(cast, twins)) == [0, 0, 5, 0, 0]
    assert counts(bring(cast, twins[::-1])) == [0, 0, 5, 0, 0]
    assert sorted(Service.objects.values_list("pk", "version")) == versions


def test_a_row_that_says_something_else_changes_its_service_and_no_other(cast):
    bring(cast)
    batch = bring(cast, [[*ROWS[0][:9], "150"], *ROWS[1:]])
    assert counts(batch) == [0, 1, 2, 0, 0]
    first = imported().get(organization=cast.hope)
    assert (first.people_reached, first.version, first.history.count()) == (150, 2, 2)
    assert Reach.objects.get(service=first).total == 150
    assert batch.rows.get(state="changed").before["columns"]["people_reached"] == 120


def test_a_record_id_finds_the_row_although_everything_else_moved(cast):
    headers = ["ID", "Organisation", "Governorate", "Sector", "Start date"]
    one = ["77", "Hope Initiative", "Ninewa", "Health", "2022-01-01"]
    other = ["77", "Hope Initiative", "Duhok", "Education", "2022-05-01"]
    for row, expected in ((one, [1, 0, 0, 0, 0]), (other, [0, 1, 0, 0, 0]), (other, [0, 0, 1, 0, 0])):
        batch = imports.upload_file(
            group=cast.iraq, by=cast.amina, file_name="x", content=file([row], headers)
        )
        assert counts(apply_import(batch, by=cast.amina)) == expected
    assert imported().get().place == cast.duhok


def test_problem_rows_stay_out_and_the_good_ones_come_in(cast):
    batch = bring(
        cast, [*ROWS, ["Hope Initiative", "", "", "Atlantis", "", "Health", "x", "2022-01", "", ""], ROWS[0]]
    )
    assert counts(batch) == [3, 0, 0, 1, 1]
    found = receipt(batch)
    assert (found["rows"], found["accepted"], len(found["refused"]), found["duplicates"]) == (5, 3, 1, 1)
    assert (found["refused"][0]["row"], found["refused"][0]["column"], found["refused"][0]["value"]) == (
        5,
        "D",
        "Atlantis",
    )
    assert found["matrix"]["Ninewa"] == {"GBV": 1, "Health": 2}


def test_an_import_is_applied_once(cast):
    batch = imports.upload_file(group=cast.iraq, by=cast.amina, file_name="x.tsv", content=file())
    again = Import.objects.get(pk=batch.pk)
    apply_import(batch, by=cast.amina)
    with pytest.raises(AlreadyApplied):
        apply_import(again, by=cast.amina)
    assert imported().count() == 3


def test_two_drafts_of_the_same_file_bring_its_rows_once(cast):
    drafts = [
        imports.upload_file(group=cast.iraq, by=cast.amina, file_name="x.tsv", content=file())
        for _time in range(2)
    ]
    assert [counts(apply_import(draft, by=cast.amina)) for draft in drafts] == [
        [3, 0, 0, 0, 0],
        [0, 0, 3, 0, 0],
    ]
    assert Organization.objects.filter(name="New World").count() == 1


def test_undo_takes_back_what_nobody_touched_since(cast):
    bring(cast)
    batch = bring(
        cast,
        [
            [*ROWS[0][:9], "150"],
            *ROWS[1:],
            ["Hope Initiative", "", "", "Duhok", "", "Health", "y", "2022-02", "", "5"],
            ["Late Comer", "", "", "Duhok", "", "Health", "z", "2022-02", "", "6"],
        ],
    )
    edited = imported().get(activity_text="y")
    edited.name_en = "Named since"
    keep(edited, by=cast.hala)
    assert undo_import(batch, by=cast.amina) == (2, 1)
    assert imported().get(organization=cast.hope, activity_text="Counselling").people_reached == 120
    assert imported().get(activity_text="y").name_en == "Named since"
    assert not imported().filter(activity_text="z").exists()
    assert Organization.objects.get(name="Late Comer").deleted_at is not None
    assert Organization.objects.get(name="New World").deleted_at is None
    with pytest.raises(NothingToUndo):
        undo_import(batch, by=cast.amina)


def test_after_30_days_there_is_no_undo(cast):
    batch = bring(cast)
    Import.objects.filter(pk=batch.pk).update(applied_at=timezone.now() - timedelta(days=31))
    with pytest.raises(NothingToUndo):
        undo_import(batch, by=cast.amina)
    assert imported().count() == 3


def test_a_focal_point_brings_own_rows_only(cast):
    assert imports.bringable(cast.hala, cast.iraq) == frozenset({cast.hope.pk})
    assert imports.bringable(cast.amina, cast.iraq) is None
    for person in (cast.mona, cast.lena, cast.nour, cast.salma):
        assert imports.bringable(person, cast.iraq) == frozenset(), person
    assert counts(bring(cast, by="hala")) == [1, 0, 0, 2, 0]
    assert set(imported().values_list("organization__name", flat=True)) == {"Hope Initiative"}


def test_what_a_focal_point_may_no_longer_bring_stays_out(cast):
    batch = imports.upload_file(group=cast.iraq, by=cast.amina, file_name="x.tsv", content=file())
    batch = apply_import(batch, by=cast.hala)
    assert (counts(batch), batch.counts["left_out"]) == ([1, 0, 0, 0, 0], 2)


def test_another_sheet_or_column_is_checked_anew(cast):
    batch = imports.upload_file(group=cast.iraq, by=cast.amina, file_name="x.tsv", content=file())
    assert batch.mapping["columns"][9]["field"] == "reached"
    batch = imports.reread_file(batch, by=cast.amina, sheet="", chosen={9: "targeted"}, fixed={})
    row = ImportRow.objects.get(batch=batch, number=2)
    assert (row.values["targeted"], row.values["reached"], batch.rows.count()) == (120, None, 3)
    apply_import(batch, by=cast.amina)
    assert imported().get(organization=cast.hope).people_targeted == 120


def test_the_language_of_the_file_is_the_language_of_its_words(cast):
    headers = ["Organisation", "Province", "Secteur", "Activité", "Description de l'activité"]
    content = file([["Hope Initiative", "Ninewa", "Health", "Soutien", "Groupes de parole"]], headers)
    apply_import(
        imports.upload_file(group=cast.iraq, by=cast.amina, file_name="x", content=content), by=cast.amina
    )
    found = imported().get()
    assert (found.description_fr, found.description_en) == ("Groupes de parole", None)


def test_undone_rows_come_in_again_as_new(cast):
    undo_import(bring(cast), by=cast.amina)
    assert imported().count() == 0
    assert counts(bring(cast)) == [3, 0, 0, 0, 0]


def test_a_draft_can_be_thrown_away_and_an_applied_one_cannot(cast):
    batch = imports.upload_file(group=cast.iraq, by=cast.amina, file_name="x.tsv", content=file())
    imports.discard_import(batch)
    assert not Import.objects.exists()
    with pytest.raises(AlreadyApplied):
        imports.discard_import(bring(cast))


def test_there_is_no_statement_for_each_row(cast, django_assert_max_num_queries):
    rows = [
        ["Hope Initiative", "", "", "Ninewa", "", "Health", f"Activity {n}", "2022-01", "IDP", "1"]
        for n in range(800)
    ]
    with django_assert_max_num_queries(150):  # SQLite takes about a hundred rows in a statement
        bring(cast, rows)
