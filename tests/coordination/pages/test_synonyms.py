"""The words of a group: taught and forgotten by who manages it, read by its people, used by the next file."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sectors.changes.synonyms import create_synonym
from sectors.models import Synonym
from tests.coordination.pages.test_import_answers import NEAR, counts, stage


def teach(cast, text, meaning="IQG15", kind="place", group=None):
    return create_synonym(group=group or cast.iraq, kind=kind, text=text, meaning=meaning, by=cast.root)


def test_a_word_is_added_used_changed_and_forgotten(cast, browse):
    browser, url = browse(cast.omar), reverse("synonym-add", args=["iraq"])
    for meaning in ("Duhok (IQG09)", "Ninewa"):
        browser.post(url, {"kind": "place", "text": "Ninevah", "meaning": meaning})
    row = Synonym.objects.get()
    assert (row.meaning, row.by) == ("IQG15", cast.omar)
    assert counts(stage(cast, [NEAR])) == {"rows": 1, "new": 1}
    page = browser.get(reverse("synonym-list", args=["iraq"])).content.decode()
    assert "“Ninevah”" in page
    history = browser.get(reverse("synonym-history", args=[row.public_id])).content.decode()
    assert "IQG09" in history
    browser.post(reverse("synonym-undo", args=[row.public_id]))
    assert Synonym.objects.get().meaning == "IQG09"
    browser.post(reverse("synonym-remove", args=[row.public_id]))
    assert counts(stage(cast, [NEAR])) == {"rows": 1, "problem": 1}


@pytest.mark.parametrize(
    "given, sentence",
    [
        ({"kind": "place", "text": "x", "meaning": "Atlantis"}, "There is no place “Atlantis”"),
        ({"kind": "place", "text": "...", "meaning": "Ninewa"}, "Write the word as it stands in the file."),
        ({"kind": "header", "text": "x", "meaning": "nonsense"}, "There is no such field."),
        ({"kind": "activity", "text": "x", "meaning": "99.9"}, "There is no activity “99.9”"),
        ({"kind": "place", "text": "", "meaning": "Ninewa"}, "This field is required."),
    ],
)
def test_what_makes_no_sense_comes_back(cast, browse, given, sentence):
    page = browse(cast.omar).post(reverse("synonym-add", args=["iraq"]), given).content.decode()
    assert sentence in page
    assert Synonym.objects.count() == 0


def test_a_head_of_a_column_is_a_word_too(cast, browse):
    given = {"kind": "header", "text": "Zzyx", "meaning": "Organisation that does it"}
    browse(cast.omar).post(reverse("synonym-add", args=["iraq"]), given)
    batch = stage(cast, [[*NEAR[:3], "Duhok", *NEAR[4:]]], headers=["Zzyx", *HEADS])
    assert batch.mapping["columns"][0]["field"] == "org"


HEADS = ["A", "B", "Governorate", "District", "Sector", "Activity", "Month", "C", "People reached"]


def test_words_are_for_the_people_of_the_group_and_those_below(cast, browse):
    teach(cast, "CANARY of Iraq")
    teach(cast, "CANARY of Chad", "TD07", group=cast.chad_group)
    shown = {
        name: browse(getattr(cast, name)).get(reverse("synonym-list", args=["iraq"]))
        for name in ("lena", "nour", "mona", "hala", "omar")
    }
    assert {name: page.status_code for name, page in shown.items()} == {
        "lena": 404, "nour": 404, "mona": 200, "hala": 200, "omar": 200,
    }  # fmt: skip
    for name in ("mona", "hala", "omar"):
        page = shown[name].content.decode()
        assert ("CANARY of Iraq" in page, "CANARY of Chad" in page) == (True, False), name
        assert ("Forget" in page) == (name == "omar")


def test_the_list_can_be_searched_and_asks_the_same_number_of_questions(cast, browse):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            browser.get(url)
        return len(queries)

    browser, url = browse(cast.omar), reverse("synonym-list", args=["iraq"])
    teach(cast, "Old town")
    teach(cast, "Talks", "8.1", kind="activity")
    few = asked()
    for number in range(5):
        teach(cast, f"Camp {number}")
        teach(cast, f"Play {number}", "4.1", kind="activity")
    assert asked() == few
    page = browser.get(url, {"q": "camp 3", "kind": "place"}).content.decode()
    assert ("Camp 3" in page, "Camp 2" in page, "Talks" in page) == (True, False, False)
