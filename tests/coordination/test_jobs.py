"""Long work is done once, with the rights of whoever asked for it, and says what became of it."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from coordination import jobs, marks
from coordination.tasks import work_off
from sectors.access import Role
from sectors.changes import imports
from sectors.changes import work as changes
from sectors.changes.applied import apply_import
from sectors.changes.undone import undo_import
from sectors.models import Import, Membership, Work
from tests.sectors.fourws.test_applying import ROWS, file, imported

Kind, State = Work.Kind, Work.State


def stage(cast, by=None, rows=ROWS):
    return imports.upload_file(
        group=cast.iraq, by=by or cast.amina, file_name="partners.tsv", content=file(rows)
    )


def asked(kind, cast, by=None, **given):
    return changes.ask(kind, by=by or cast.amina, **given)


def read(cast, by=None, content=None, group=None):
    return asked(
        Kind.READ,
        cast,
        by=by,
        group=group or cast.iraq,
        file_name="partners.tsv",
        content=content or file(ROWS),
        arguments={"fixed": {"period": "2022"}},
    )


def now(work):
    work.refresh_from_db()
    return work.state, work.error


def test_a_file_is_read_and_let_go(cast):
    work = read(cast)
    assert work_off() == 1
    assert now(work) == (State.DONE, "")
    assert (work.batch.state, work.batch.counts["new"], work.batch.fixed_values) == (
        "draft",
        3,
        {"period": "2022"},
    )
    assert (work.content, work.batch.uploaded_by, work.attempts) == (None, cast.amina, 1)
    assert work_off() == 0


def test_reading_twice_makes_one_draft(cast):
    """The worker died between keeping the draft and saying so."""
    work = read(cast)
    work_off()
    Work.objects.filter(pk=work.pk).update(state=State.RUNNING, batch=None, content=file(ROWS))
    assert work_off() == 1
    assert (now(work)[0], Import.objects.count()) == (State.DONE, 1)
    assert work.batch == Import.objects.get()


def test_a_draft_is_imported_and_the_import_undone(cast):
    batch = stage(cast)
    work = asked(Kind.APPLY, cast, batch=batch)
    work_off()
    batch.refresh_from_db()
    assert (now(work), batch.state, imported().count()) == ((State.DONE, ""), "applied", 3)
    work = asked(Kind.UNDO, cast, batch=batch)
    work_off()
    batch.refresh_from_db()
    assert (now(work), batch.state, imported().count()) == ((State.DONE, ""), "undone", 0)


def test_what_is_done_already_is_done(cast):
    batch = stage(cast)
    work = asked(Kind.APPLY, cast, batch=batch)
    apply_import(batch, by=cast.amina)
    work_off()
    assert (now(work), imported().count()) == ((State.DONE, ""), 3)
    work = asked(Kind.UNDO, cast, batch=batch)
    undo_import(batch, by=cast.amina)
    work_off()
    assert now(work) == (State.DONE, "")


def test_a_file_is_read_again_with_what_was_chosen(cast):
    batch = stage(cast)
    given = {"sheet": batch.sheet, "chosen": {"9": "targeted"}, "fixed": {"period": "2021"}}
    work = asked(Kind.REREAD, cast, batch=batch, arguments=given)
    work_off()
    batch.refresh_from_db()
    assert (now(work)[0], batch.mapping["chosen"], batch.fixed_values) == (
        State.DONE,
        {"9": "targeted"},
        {"period": "2021"},
    )


def test_a_draft_that_was_thrown_away_meanwhile_stops_the_work(cast):
    works = []
    for kind in (Kind.APPLY, Kind.REREAD):
        batch = stage(cast)
        works.append(asked(kind, cast, batch=batch))
        imports.discard_import(batch)
    assert work_off() == 2
    assert [now(work) for work in works] == [(State.STOPPED, "")] * 2


def test_what_is_wrong_with_a_file_is_said_in_words_and_its_content_let_go(cast):
    work = read(cast, content=b"alpha,beta\n1,2\n")
    work_off()
    assert now(work) == (State.FAILED, "no_columns")
    assert (work.content, Import.objects.count()) == (None, 0)


@pytest.mark.parametrize("how", ["disabled", "ended", "never"])
def test_it_runs_with_the_rights_of_that_moment(cast, how):
    person = cast.mona if how == "never" else cast.karim
    batch = stage(cast, by=person)
    works = [asked(Kind.APPLY, cast, by=person, batch=batch), read(cast, by=person)]
    if how == "disabled":
        person.is_active = False
        person.save()
    elif how == "ended":
        Membership.objects.filter(user=person).update(active=False)
    else:
        Membership.objects.filter(user=person).update(role=Role.MEMBER)
    work_off()
    assert now(works[1]) == (State.FAILED, "not_allowed")
    assert now(works[0])[0] == State.FAILED or imported().count() == 0
    assert imported().count() == 0


def test_two_people_who_import_the_same_draft_share_one_work(cast):
    batch = stage(cast)
    first = asked(Kind.APPLY, cast, batch=batch)
    second = asked(Kind.APPLY, cast, by=cast.omar, batch=batch)
    assert (second, second.asked_by) == (first, cast.amina)
    work_off()
    assert (imported().count(), Work.objects.count()) == (3, 1)
    third = asked(Kind.UNDO, cast, by=cast.omar, batch=batch)
    assert third != first


def test_work_that_somebody_does_is_left_to_them(cast):
    work = read(cast)
    with marks.held(work.public_id):
        assert work_off() == 0
    assert now(work) == (State.WAITING, "")
    assert work_off() == 1


def test_work_whose_worker_died_is_taken_up_three_times_at_most(cast, monkeypatch):
    class Killed(BaseException):
        """As good as kill -9: nobody catches it."""

    def die(work, progress):
        raise Killed

    work = read(cast)
    monkeypatch.setitem(jobs.JOBS, Kind.READ, die)
    for attempt in (1, 2, 3):
        with pytest.raises(Killed):
            work_off()
        assert (now(work)[0], work.attempts) == (State.RUNNING, attempt)
    assert work_off() == 0
    assert now(work) == (State.FAILED, "interrupted")
    assert work.content is not None


def test_a_busy_database_is_tried_again_and_a_fault_of_ours_is_not(cast, monkeypatch):
    def busy(work, progress):
        raise OperationalError("database is locked")

    def broken(work, progress):
        raise ZeroDivisionError

    work = read(cast)
    monkeypatch.setitem(jobs.JOBS, Kind.READ, busy)
    work_off()
    assert now(work) == (State.WAITING, "")
    monkeypatch.setitem(jobs.JOBS, Kind.READ, broken)
    work_off()
    assert now(work) == (State.FAILED, "broken")
    monkeypatch.setitem(jobs.JOBS, Kind.READ, jobs.read)
    assert changes.again(work) is True
    work_off()
    assert now(work) == (State.DONE, "")


def test_a_worker_thought_dead_cannot_finish_what_another_took_over(cast):
    work = read(cast)
    slow = changes.take_up(work.pk)
    quick = changes.take_up(work.pk)
    assert changes.finish(slow) is False
    assert changes.finish(quick) is True
    assert now(work) == (State.DONE, "")


def test_what_waits_can_be_stopped_and_what_runs_cannot(cast):
    waiting, running = read(cast), read(cast)
    changes.take_up(running.pk)
    assert (changes.stop(waiting), changes.stop(running)) == (True, False)
    assert now(waiting) == (State.STOPPED, "")
    assert waiting.content is None


def test_a_failed_import_is_not_tried_again_while_something_else_is_done_to_it(cast):
    batch = stage(cast)
    failed = asked(Kind.APPLY, cast, batch=batch)
    changes.fail(changes.take_up(failed.pk), "broken")
    asked(Kind.REREAD, cast, batch=batch)
    assert changes.again(failed) is False


def test_work_is_forgotten_after_a_week_and_files_after_a_day(cast, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    (tmp_path / "work").mkdir()
    for age in (timedelta(hours=23), timedelta(hours=25), timedelta(days=8)):
        path = tmp_path / "work" / f"{age.days}.{age.seconds}{jobs.MADE}"
        path.write_text("")
        then = timezone.now() - age
        os.utime(path, (then.timestamp(), then.timestamp()))
        Work.objects.create(kind=Kind.EXPORT, state=State.DONE, asked_by=cast.amina, finished_at=then)
    work_off()
    assert [path.name for path in (tmp_path / "work").iterdir()] == [f"0.82800{jobs.MADE}"]
    assert Work.objects.count() == 2
