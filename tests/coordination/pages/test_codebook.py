"""The codebook: open to everybody, in the reader's language; national codes are made and retired by those who manage."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from sectors.changes.activities import create_subcode
from sectors.models import Activity
from sectors.models.activities import MSP_2022, Crosswalk
from tests import make

NEW = {"name_en": "Mobile tent", "layer": "2", "ending": ""}


def text(answer):
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.fixture
def book(cast):
    cast.spaces = make.activity(
        "4", "Safe spaces", grouping="community", layer=2, position=10, edition="IASC-4Ws-2012",
        source="4Ws manual", label_status={"en": "official", "ar": "machine"}, name_ar="مساحات آمنة",
    )  # fmt: skip
    Activity.objects.filter(pk=cast.safe_spaces.pk).update(
        parent=cast.spaces, position=11, label_status={"en": "draft"}, name_ar="مساحات صديقة للطفل"
    )
    make.term("layers", "2", "Community and family supports")
    make.term("modalities", "MOB", "Mobile team", hint_en="It comes to people", name_fr="Équipe mobile")
    service = make.activity(
        "3.9", "Safe spaces for women and girls", edition=MSP_2022, sector_codes=["PRO-GBV"], sensitive=True
    )
    Crosswalk.objects.create(from_activity=service, to_activity=cast.safe_spaces)
    cast.national = create_subcode(
        parent=cast.spaces, group=cast.iraq, names={"name_en": "Tent of the village"}, by=cast.amina
    )
    return cast


## READING


def test_everybody_reads_it(book, browse):
    for person in book.everybody:
        client = browse(person)
        page = text(client.get("/codebook/")) + text(client.get("/codebook/lists/"))
        for words in (
            'id="4ws-4.1"', "Child-friendly spaces", "4Ws manual", "2. Community and family supports",
            'id="msp-3.9"', 'href="#4ws-4.1"', "Gender Based Violence", 'id="sector-PRO-GBV"',
            'id="modalities-MOB"', "It comes to people", "Tent of the village", "National code:",
        ):  # fmt: skip
            assert words in page, (person, words)
        assert "CANARY" not in page


def test_states_of_labels_are_for_those_who_manage(book, browse):
    for person in (None, book.nour, book.mona, book.hala, book.salma):
        page = text(browse(person).get("/codebook/"))
        for words in ("Official wording", "Draft", "Add a national code", "Retire"):
            assert words not in page, (person, words)
    page = text(browse(book.omar).get("/codebook/"))
    assert page.count('<span class="muted small">Official wording</span>') == 1
    assert page.count('<span class="tag">Draft</span>') == 1
    assert 'href="/codebook/4/add/"' in page


def test_it_speaks_the_readers_language_and_says_where_it_cannot(book, browse):
    client = browse(book.amina)
    client.cookies["django_language"] = "ar"
    page = text(client.get("/codebook/"))

    assert "مساحات آمنة" in page
    assert 'lang="en" dir="auto">Tent of the village</span>' in page


def test_only_ones_own_national_codes_can_be_retired(book, browse):
    other = create_subcode(parent=book.spaces, group=book.chad_group, names={"name_en": "Lake"}, by=book.lena)
    page = text(browse(book.amina).get("/codebook/"))

    assert f"/codebook/{book.national.pk}/retire/" in page
    assert f"/codebook/{other.pk}/retire/" not in page


@pytest.mark.parametrize("page", ["/codebook/", "/codebook/lists/", "/codebook/codebook.csv"])
@pytest.mark.parametrize("who", [None, "amina"])
def test_the_number_of_queries_does_not_grow(book, browse, who, page, django_assert_max_num_queries):
    client = browse(getattr(book, who) if who else None)

    def asked():
        with django_assert_max_num_queries(8) as context:
            client.get(page)
        return len(context)

    before = asked()
    for number in range(3):
        create_subcode(
            parent=book.spaces, group=book.iraq, names={"name_en": f"More {number}"}, by=book.amina
        )
        made = make.activity(f"4.{number + 5}", parent=book.spaces)
        Crosswalk.objects.create(from_activity=Activity.objects.get(edition=MSP_2022), to_activity=made)
        make.term(f"vocabulary_{number}", "A")

    assert asked() == before


def test_words_that_are_no_codes_stay_out(book, browse):
    make.term("sensitive_words", "canary-house", "Canary house")

    assert "anary" not in text(browse(book.amina).get("/codebook/lists/"))
    assert "anary" not in browse(book.amina).get("/codebook/codebook.csv").content.decode()


def test_the_file_holds_every_code_and_no_formula(book, browse):
    create_subcode(parent=book.spaces, group=book.iraq, names={"name_en": "=1+1"}, by=book.amina)
    answer = browse(None).get("/codebook/codebook.csv")
    rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    codes = {(row["list"], row["code"]): row for row in rows}
    assert codes["4ws", "4.IQ1"]["national_code_of"] == "iraq"
    assert codes["4ws", "4.IQ1"]["parent"] == "4"
    assert codes["4ws", "4.IQ2"]["name_en"] == "'=1+1"
    assert codes["msp", "3.9"]["same_in_4ws"] == "4.1"
    assert codes["modalities", "MOB"]["name_fr"] == "Équipe mobile"


## NATIONAL CODES


def test_who_may_open_and_send_which_page(book, browse):
    add, retire = "/codebook/4/add/", f"/codebook/{book.national.pk}/retire/"
    shared = f"/codebook/{book.spaces.pk}/retire/"
    assert browse(None).get(add).status_code == 302
    assert browse(None).post(retire).status_code == 302
    for name in ("nour", "mona", "hala", "salma"):
        client = browse(getattr(book, name))
        assert (client.get(add).status_code, client.post(add, NEW).status_code) == (403, 403), name
        assert client.post(retire).status_code == 403, name
    assert browse(book.lena).post(retire).status_code == 403
    for name in ("amina", "omar", "root"):
        client = browse(getattr(book, name))
        assert client.get(add).status_code == 200, name
        assert client.get(retire).status_code == 405, name
        assert client.post(shared).status_code == 403, name
    for code in ("4.1", "4.IQ1", "3.9", "99"):
        assert browse(book.amina).get(f"/codebook/{code}/add/").status_code == 404, code
    assert list(Activity.objects.filter(group=book.iraq, active=True)) == [book.national]


def test_a_national_code_is_added_retired_and_used_again(book, browse):
    client = browse(book.omar)
    answer = client.post(
        "/codebook/4/add/", NEW | {"name_ar": "خيمة متنقلة", "group": book.iraq.pk, "sensitive": "on"}
    )

    assert (answer.status_code, answer["Location"]) == (302, "/codebook/#4ws-4.IQ2")
    row = Activity.objects.get(code="4.IQ2")
    assert (row.name_ar, row.layer, row.sensitive, row.group) == ("خيمة متنقلة", 2, True, book.iraq)

    client.post(f"/codebook/{row.pk}/retire/")
    row.refresh_from_db()
    assert not row.active
    assert "Retired" in text(browse(None).get("/codebook/"))
    client.post(f"/codebook/{row.pk}/restore/")
    row.refresh_from_db()
    assert row.active


def test_a_code_for_somebody_elses_group_is_refused(book, browse):
    answer = browse(book.lena).post("/codebook/4/add/", NEW | {"group": book.iraq.pk})

    assert list(answer.context["form"].errors) == ["group"]
    assert not Activity.objects.filter(name_en="Mobile tent").exists()


@pytest.mark.parametrize("change, field", [({"name_en": ""}, "name_en"), ({"ending": "a b"}, "ending"), ({"layer": "9"}, "layer"),
                                           ({"name_fr": "Tente\u202e"}, "name_fr")])  # fmt: skip
def test_what_makes_no_sense_comes_back(book, browse, change, field):
    answer = browse(book.amina).post("/codebook/4/add/", NEW | {"group": book.iraq.pk} | change)

    assert "There is a problem" in text(answer)
    assert list(answer.context["form"].errors) == [field]
    assert not Activity.objects.filter(code="4.IQ2").exists()
