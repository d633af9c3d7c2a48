"""The shared words over the API, and who I am."""

from __future__ import annotations

from tests import make


def test_the_vocabulary_is_open(cast, ask):
    client = ask(None)
    assert [row["code"] for row in client.get("/api/v1/sectors/").json()] == ["HEA", "PRO", "PRO-GBV"]
    assert [row["code"] for row in client.get("/api/v1/activities/", {"layer": 3}).json()] == ["8.1"]
    assert [row["code"] for row in client.get("/api/v1/terms/", {"vocabulary": "target_groups"}).json()] == [
        "children"
    ]
    assert client.get("/api/v1/places/", {"within": "IQG15"}).json()["count"] == 3
    assert client.get("/api/v1/places/IQG15/").json()["name"] == "Ninewa"
    assert [row["slug"] for row in client.get("/api/v1/groups/").json()] == ["chad", "iraq", "ninewa"]


def test_nobody_writes_the_vocabulary(cast, ask):
    for path in ("sectors", "terms", "places"):
        assert ask(cast.amina).post(f"/api/v1/{path}/", {"code": "X"}).status_code == 405, path


def test_who_am_i(cast, ask):
    assert ask(None).get("/api/v1/me/").status_code == 401
    assert ask(cast.hala).get("/api/v1/me/").json() == {
        "email": "hala@example.org",
        "name": "Hala",
        "memberships": [{"group": "iraq", "role": "focal_point", "organization": cast.hope.public_id}],
    }


def test_a_token_is_shown_once_speaks_for_its_person_and_is_revoked(cast, ask, client):
    made = ask(cast.mona).post("/api/v1/tokens/").json()
    header = {"Authorization": f"Token {made['token']}"}
    assert client.get("/api/v1/me/", headers=header).json()["email"] == "mona@example.org"
    bearer = {"Authorization": f"Bearer {made['token']}"}
    assert client.get("/api/v1/me/", headers=bearer).json()["email"] == "mona@example.org"
    assert (
        client.get("/api/v1/services/", headers={"Authorization": f"Basic {made['token']}"}).status_code
        == 401
    )
    assert "token" not in ask(cast.mona).get("/api/v1/tokens/").json()[0]

    assert ask(cast.hala).delete(f"/api/v1/tokens/{made['key']}/").status_code == 404
    assert ask(cast.mona).delete(f"/api/v1/tokens/{made['key']}/").status_code == 204
    assert client.get("/api/v1/me/", headers=header).status_code == 401


def test_organisations_and_points_are_cut_to_the_person(cast, ask):
    def names(person, path):
        return [row["name"] for row in ask(person).get(f"/api/v1/{path}/").json()["results"]]

    make.point(cast.hope, cast.mosul, name="Sunrise house")
    assert names(None, "organizations") == ["Hope Initiative"]
    assert names(cast.mona, "organizations") == ["CANARY Quiet House", "Hope Initiative", "Tigris Care"]
    assert names(None, "points") == ["Sunrise house"]
    assert names(cast.amina, "points") == ["CANARY back door", "Sunrise house"]


def test_an_organisation_is_made_by_those_who_manage(cast, ask):
    data = {"name": "Olive Branch", "acronym": "OB", "groups": ["iraq"]}
    assert ask(cast.amina).post("/api/v1/organizations/", data).status_code == 201
    assert ask(cast.mona).post("/api/v1/organizations/", data | {"name": "Other"}).status_code == 403


def test_the_schema_names_every_resource_without_a_warning(client, db, capsys):
    answer = client.get("/api/schema/", {"format": "json"})
    assert answer.status_code == 200
    assert "Warning" not in capsys.readouterr().err
    assert "/api/v1/services/{id}/" in answer.json()["paths"]


def test_the_docs_page_asks_nobody_else(client, db):
    page = client.get("/api/docs/")
    assert page.status_code == 200
    assert "https://" not in page.content.decode().replace("https://testserver", "")
