"""Hostile files through the page and its API twin: a sentence comes back, never an error of the server, and nothing is kept."""

from __future__ import annotations

import html

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from rest_framework.test import APIClient

from sectors.fourws.sentences import FILES
from sectors.models import Import, ImportRow, Service
from tests.sectors.fourws.hostile import label, ods, ods_row, sheet, workbook, xls, xlsx, zipped
from tests.sectors.fourws.test_hostile import BY_HAND, laughs, lying, nested

FILES_THAT_HURT = {
    "first half.xlsx": xlsx()[:700],
    "a million rows.xlsx": zipped(workbook(sheet("<row><c><v>1</v></c></row>" * 1_000_000))),
    "far corner.xlsx": BY_HAND["a cell in the far corner"][0],
    "laughs.xlsx": laughs(),
    "nested.xlsx": nested(2),
    "four gigabytes.xlsx": lying(workbook(), "xl/worksheets/sheet1.xml", 0xFFFFFFFE),
    "wide.ods": ods(ods_row("x", repeated=1_048_576, wide=16_384)),
    "far corner.xls": xls(label(0, 0, "x") + label(65_535, 255, "y")),
    "circles.xls": BY_HAND["xls that goes in circles"][0],
    "open quotation.csv": b'Organisation,Sector\n"Hope,Health\nCare,Health\n',
    "zeros.csv": b"a,b\n" + b"\0" * 5000,
    "picture.xlsx": b"\x89PNG\r\n\x1a\n" + b"x" * 500,
    "cut.xls": BY_HAND["xls cut"][0],
}


def sentence_in(text: str) -> bool:
    """Whether one of the sentences about files stands in a text."""
    text = html.unescape(text)
    return any(str(words).split("{")[0].strip()[:60] in text for words in FILES.values())


def kept() -> tuple[int, int, int]:
    return Import.objects.count(), ImportRow.objects.count(), Service.objects.count()


def test_the_page_answers_with_a_sentence_and_keeps_nothing(cast, browse):
    browser, before, address = browse(cast.amina), kept(), reverse("import-add")
    for name, content in FILES_THAT_HURT.items():
        data = {"group": cast.iraq.pk, "file": SimpleUploadedFile(name, content), "period": "", "pasted": ""}
        answer = browser.post(address, data)
        assert (name, answer.status_code in (200, 422)) == (name, True)
        assert (name, sentence_in(answer.content.decode())) == (name, True)
    assert kept() == before


def test_the_api_answers_with_a_sentence_and_keeps_nothing(cast):
    client, before = APIClient(), kept()
    client.force_authenticate(cast.amina)
    for name, content in FILES_THAT_HURT.items():
        data = {"group": "iraq", "file": SimpleUploadedFile(name, content)}
        answer = client.post("/api/v1/imports/", data, format="multipart")
        assert (name, answer.status_code) == (name, 400)
        assert (name, sentence_in(str(answer.json()["file"]))) == (name, True)
    assert kept() == before
