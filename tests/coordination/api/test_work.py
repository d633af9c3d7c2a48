"""Large files over the API: 202 and where to look; what is small is answered as ever."""

from __future__ import annotations

import pytest

from coordination import working
from coordination.tasks import work_off
from sectors.changes import work as changes
from sectors.models import Import, Work
from tests.coordination.api.test_imports import URL, send
from tests.sectors.fourws.test_applying import imported


@pytest.fixture(autouse=True)
def _everything_is_large(settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(working, "LARGE_FILE", 10)
    monkeypatch.setattr(working, "LARGE_IMPORT", 0)


def test_a_large_file_is_read_imported_and_undone_as_work(cast, ask):
    client = ask(cast.omar)
    sent = send(client)
    there = sent["Location"]
    assert (sent.status_code, sent.json()["state"], sent.json()["kind"]) == (202, "waiting", "read")
    assert client.get(there).json()["phase"] == "It waits for its turn."
    work_off()
    done = client.get(there).json()
    batch = Import.objects.get()
    assert (done["state"], done["batch"], done["error"], done["file"]) == ("done", batch.public_id, "", None)
    for call, state in (("apply", "applied"), ("undo", "undone")):
        pressed = client.post(f"{URL}{batch.public_id}/{call}/")
        again = client.post(f"{URL}{batch.public_id}/{call}/")
        assert (pressed.status_code, again.status_code, pressed["Location"]) == (202, 202, again["Location"])
        work_off()
        batch.refresh_from_db()
        assert (client.get(pressed["Location"]).json()["state"], batch.state) == ("done", state)
    assert (imported().count(), client.get("/api/v1/work/").json()["count"]) == (0, 3)


def test_a_file_that_cannot_be_read_says_why(cast, ask):
    client = ask(cast.omar)
    there = send(client, "alpha,beta\n1,2\n")["Location"]
    work_off()
    failed = client.get(there).json()
    assert (failed["state"], failed["error"][:34]) == ("failed", "No column says who, where or what.")
    assert client.post(f"{there}again/").status_code == 409


def test_what_failed_through_no_fault_of_the_file_is_tried_again(cast, ask):
    client = ask(cast.omar)
    there = send(client)["Location"]
    changes.fail(changes.take_up(Work.objects.get().pk), "broken")
    assert client.post(f"{there}again/").json()["state"] == "waiting"
    assert ask(cast.mona).post(f"{there}again/").status_code == 404
    assert client.post(f"{there}stop/").json()["state"] == "stopped"
    assert client.post(f"{there}stop/").status_code == 409
