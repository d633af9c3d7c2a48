"""4W files and the matrix over the API."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from sectors.models import Service

URL = "/api/v1/imports/"
FILE = """Organisation,Acronym,Governorate,P-code,Sector,Activity
Hope Initiative,HOPE,Ninewa,IQG15,Health,Counselling of teachers
Hope Initiative,HOPE,Nowhere,XX99,Health,Counselling of teachers
"""


def send(client, text=FILE, group="iraq"):
    file = SimpleUploadedFile("april.csv", text.encode(), "text/csv")
    return client.post(URL, {"group": group, "file": file, "period": "2026-04"}, format="multipart")


def test_a_file_is_read_checked_imported_and_undone(cast, ask):
    client, before = ask(cast.omar), Service.objects.filter(deleted_at=None).count()
    sent = send(client)
    assert sent.status_code == 201, sent.json()
    address = f"{URL}{sent.json()['id']}/"
    assert (sent.json()["counts"]["new"], sent.json()["counts"]["problem"]) == (1, 1)
    assert Service.objects.filter(deleted_at=None).count() == before

    wrong = client.get(f"{address}rows/", {"state": "problem"}).json()["results"]
    assert [
        (problem["row"], problem["column"], problem["value"]) for row in wrong for problem in row["problems"]
    ] == [(3, "D", "XX99")]

    assert client.post(f"{address}apply/").json()["state"] == "applied"
    assert Service.objects.filter(deleted_at=None).count() == before + 1
    assert client.post(f"{address}apply/").status_code == 409
    assert client.post(f"{address}undo/").json()["state"] == "undone"
    assert Service.objects.filter(deleted_at=None).count() == before


def test_who_may_not_import_may_not_send_or_see(cast, ask):
    address = f"{URL}{send(ask(cast.omar)).json()['id']}/"
    assert send(ask(None)).status_code == 401
    for person, status in ((cast.nour, 403), (cast.mona, 403), (cast.lena, 400)):
        assert send(ask(person)).status_code == status, person
        assert ask(person).get(address).status_code == 404, person
        assert ask(person).post(f"{address}apply/").status_code == 404, person
        assert ask(person).get(URL).json()["count"] == 0, person


def test_a_file_that_cannot_be_read_is_answered_in_words(cast, ask):
    answer = send(ask(cast.omar), "")
    assert (answer.status_code, list(answer.json())) == (400, ["file"])


def test_the_matrix_counts_what_the_person_may_see(cast, ask):
    def total(person, **question):
        return ask(person).get("/api/v1/matrix/", question).json()["total"]["value"]

    assert total(None, group="iraq") == 1
    assert total(cast.mona) == 3
    assert total(cast.amina, count="organizations") == 3


def test_a_matrix_that_makes_no_sense_is_answered_in_words(cast, ask):
    answer = ask(None).get("/api/v1/matrix/", {"rows": "adm1", "columns": "adm1"})
    assert (answer.status_code, list(answer.json())) == (400, ["columns"])
