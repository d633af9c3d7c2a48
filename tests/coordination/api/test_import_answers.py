"""Fixing a file over the API: the twins of the buttons."""

from __future__ import annotations

import io
import zipfile

import pytest

from sectors.changes import imports
from sectors.models import Synonym
from tests.coordination.pages.test_import_answers import NEAR, WORSE
from tests.sectors.fourws.test_applying import HEADERS, ROWS, file

URL = "/api/v1/imports/"


@pytest.fixture
def draft(cast):
    return imports.upload_file(
        group=cast.iraq, by=cast.amina, file_name="partners.tsv", content=file([*ROWS, NEAR, WORSE], HEADERS)
    )


def counts(batch):
    batch.refresh_from_db()
    return {state: n for state, n in batch.counts.items() if n}


def test_a_question_is_answered_with_its_candidate_and_taken_back(cast, ask, draft):
    client, address = ask(cast.omar), f"{URL}{draft.public_id}/"
    found = {one["field"]: one for one in client.get(f"{address}questions/").json()}
    place = found["adm1n"]
    assert (place["kind"], place["text"], place["rows"]) == ("place", "Ninevah", [5])
    assert [one["label"] for one in place["candidates"]] == ["Ninewa"]
    given = {"kind": "place", "field": "adm1n", "text": "Ninevah", "value": "IQG15", "remember": True}
    done = client.post(f"{address}answers/", given, format="json")
    assert (done.status_code, done.json()) == (201, {"number": 1, "fixed": 1, "left": 1})
    assert [
        (one["number"], one["by"], one["remembered"]) for one in client.get(f"{address}answers/").json()
    ] == [(1, "Omar", True)]
    assert Synonym.objects.get().meaning == "IQG15"
    assert client.delete(f"{address}answers/1/").json() == {"number": 0, "fixed": 0, "left": 2}
    assert client.delete(f"{address}answers/1/").status_code == 404


@pytest.mark.parametrize(
    "given, result",
    [
        ({"kind": "cells", "row": 6, "cells": {"7": "2022-02", "9": "7"}}, {"new": 4, "problem": 1}),
        ({"kind": "left_out", "rows": [5, 6]}, {"new": 3, "left_out": 2}),
        ({"kind": "text", "field": "period", "text": "soon", "value": "2022-02"}, {"new": 3, "problem": 2}),
        ({"kind": "duplicates", "value": "all"}, {"new": 3, "problem": 2}),
    ],
)
def test_every_kind_of_answer_can_be_sent(cast, ask, draft, given, result):
    sent = ask(cast.omar).post(f"{URL}{draft.public_id}/answers/", given, format="json")
    assert (sent.status_code, counts(draft)) == (201, {"rows": 5, **result})


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "place", "field": "adm1n", "text": "Ninevah", "value": "TD07"},
        {"kind": "place", "field": "nonsense", "text": "Ninevah", "value": "IQG15"},
        {"kind": "cells", "row": 99, "cells": {}},
        {"kind": "cells", "row": 6, "cells": {"99": "x"}},
        {"kind": "left_out", "rows": [99]},
        {"kind": "date_order", "value": "day_first"},
        {"kind": "duplicates", "value": "some"},
        {"kind": "meanwhile", "value": "mine"},
        {"kind": "ended", "value": "tomorrow"},
        {"kind": "nonsense"},
    ],
)
def test_what_is_no_answer_is_refused_in_words(cast, ask, draft, given):
    sent = ask(cast.omar).post(f"{URL}{draft.public_id}/answers/", given, format="json")
    assert sent.status_code == 400, sent.json()
    draft.refresh_from_db()
    assert draft.answers == []


def test_the_file_is_read_otherwise_and_as_it_looks_again(cast, ask, draft):
    client, address = ask(cast.omar), f"{URL}{draft.public_id}/reading/"
    fields = {one["column"]: one["field"] for one in client.get(address).json()["columns"]}
    assert fields[9] == "reached"
    told = client.post(address, {"columns": {"9": "targeted"}}, format="json").json()
    assert {one["column"]: one["field"] for one in told["columns"]}[9] == "targeted"
    told = client.delete(address).json()
    assert {one["column"]: one["field"] for one in told["columns"]}[9] == "reached"


def test_the_marked_workbook(cast, ask, draft):
    answer = ask(cast.omar).get(f"{URL}{draft.public_id}/marked/")
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert [name for name in names if "comments" in name or "vba" in name] == ["xl/comments1.xml"]


def test_words_of_a_group_are_taught_by_who_manages_it(cast, ask):
    given = {"group": "iraq", "kind": "place", "text": "Old Mosul", "meaning": "Al-Mosul"}
    assert ask(cast.hala).post("/api/v1/synonyms/", given).status_code == 403
    assert ask(cast.lena).post("/api/v1/synonyms/", given).status_code == 403
    made = ask(cast.omar).post("/api/v1/synonyms/", given)
    assert (made.status_code, made.json()["meaning"]) == (201, "IQG15Q05")
    assert ask(cast.omar).post("/api/v1/synonyms/", given | {"meaning": "Atlantis"}).status_code == 400
    address = f"/api/v1/synonyms/{made.json()['id']}/"
    for person, read, gone in (
        (None, 404, 401),
        (cast.lena, 404, 404),
        (cast.hala, 200, 403),
        (cast.omar, 200, 204),
    ):
        client = ask(person)
        assert (client.get(address).status_code, client.delete(address).status_code) == (read, gone), person
    assert ask(cast.omar).get("/api/v1/synonyms/").json()["count"] == 0
