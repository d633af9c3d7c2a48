"""Every file one can take along: what is in it, for whom, and what never is."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from datetime import date
from hashlib import sha256
from io import BytesIO, StringIO

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from coordination.exports import files
from sectors.models import Activity, Crosswalk, Service
from tests import make


def text_of(kind, format, person, **asked):
    """All a file says, unpacked."""
    content = b"".join(files.make(kind, format, asked, person).parts)
    if not format.endswith("xlsx"):
        return content.decode("utf-8-sig")
    with zipfile.ZipFile(BytesIO(content)) as package:
        return "".join(package.read(name).decode() for name in package.namelist() if name.endswith(".xml"))


def lines_of(format, person, **asked):
    return list(csv.DictReader(StringIO(text_of("services", format, person, **asked), newline="")))


def sheets_of(kind, format, person, **asked):
    content = b"".join(files.make(kind, format, asked, person).parts)
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


EVERY = [(kind, format) for kind, formats in files.KINDS.items() for format in formats]


@pytest.mark.parametrize("kind, format", EVERY)
def test_no_file_of_strangers_knows_what_they_may_not_see(cast, kind, format):
    make.service(
        cast.hope, cast.site, cast.safe_spaces, sector=cast.protection, name="Riverside", people_reached=70707,
        sector_text="CANARY words", as_reported={"Camp": "CANARY words"},
    )  # fmt: skip
    for person in (None, cast.nour, cast.lena):
        if format not in files.formats(kind, person):
            continue
        text = text_of(kind, format, person, group="iraq")
        assert "Ninewa" in text
        for secret in ("CANARY", "Al-Muhamadath", "IQG15Q05N04", "70707", "+964"):
            assert secret not in text, (person, secret)


def test_what_was_reported_is_for_members(cast):
    assert "words.xlsx" not in files.formats("services", None)
    assert "words.xlsx" not in files.formats("services", cast.nour)
    assert list(files.formats("services", cast.mona)) == list(files.LIST)


def test_codes_as_reported_and_as_current_and_the_words_of_the_partner(cast):
    old = make.activity("9.9", "Old code", active=False, edition="Jordan-2013")
    Crosswalk.objects.create(from_activity=old, to_activity=cast.safe_spaces)
    Service.objects.filter(pk=cast.public.pk).update(
        activity=old, as_reported={"Lieu": "Mosul (rive gauche)", "Activité": "EAE"}
    )
    head, *rows = sheets_of("services", "words.xlsx", cast.mona)["Services"]
    row = next(dict(zip(head, cells, strict=True)) for cells in rows if cast.public.public_id in cells)
    assert [row[name] for name in ("Activity code", "Edition of the code", "Code as current")] == [
        "9.9",
        "Jordan-2013",
        "4.1",
    ]
    assert row["As reported"] == "Lieu: Mosul (rive gauche)\nActivité: EAE"
    assert Activity.objects.get(pk=old.pk).active is False


def test_presence_is_one_line_for_an_organisation_a_sector_and_a_district(cast):
    for _number in range(2):
        make.service(cast.hope, cast.site, cast.counselling, sector=cast.protection)
    make.service(cast.hope, cast.ninewa, sector=cast.health)
    make.service(cast.care, cast.country, sector=cast.health)
    make.service(cast.care, cast.mosul, sector=cast.health, status=Service.Status.UNFUNDED)
    make.service(cast.care, cast.mosul, activity_text="no sector")
    tags, *rows = lines_of("presence.csv", cast.root, group="iraq")
    names = (
        "org_acronym",
        "org_type_code",
        "sector_code",
        "location_code",
        "admin1_code",
        "admin2_code",
        "admin_level",
    )
    assert [[row[name] for name in names] for row in rows] == [
        ["TICA", "", "HEA", "IRQ", "", "", "0"],
        ["HOPE", "441", "HEA", "IRQ", "IQG15", "", "1"],
        ["HOPE", "441", "PRO", "IRQ", "IQG15", "IQG15Q05", "2"],
    ]
    assert (rows[1]["admin2_is_unspecified"], rows[1]["provider_admin1_name"]) == ("True", "Ninewa")
    assert all(tag.startswith("#") for tag in tags.values())


@pytest.mark.parametrize("format", ["presence.csv", "presence.json"])
def test_presence_is_what_strangers_see_whoever_asks(cast, format):
    made = re.compile(r'"made_at": "[^"]*"')
    texts = {made.sub("", text_of("services", format, person, group="iraq")) for person in cast.everybody}
    assert len(texts) == 1


def test_the_period_of_presence_is_the_month_asked_for(cast):
    Service.objects.update(start=date(2026, 1, 1))
    found = json.loads(text_of("services", "presence.json", None, month="2026-02"))
    assert {(row["reference_period_start"], row["reference_period_end"]) for row in found["data"]} == {
        ("2026-02-01", "2026-02-28")
    }
    assert found["about"]["precision"] == "adm2"


def spots(person):
    found = json.loads(text_of("services", "geojson", person, group="iraq"))
    return {
        one["properties"]["name"]: (one["geometry"], one["properties"]["pcode"]) for one in found["features"]
    }


def test_a_map_knows_places_as_finely_as_its_reader(cast):
    for place, spot in ((cast.country, (40, 30)), (cast.mosul, (43.1, 36.3)), (cast.site, (43.2, 36.4))):
        place.longitude, place.latitude = spot
        place.save()
    make.service(cast.hope, cast.site, cast.safe_spaces, name="Camp")
    make.service(cast.hope, cast.country, cast.safe_spaces, name="Hotline")

    def point(east, north):
        return {"type": "Point", "coordinates": [east, north]}

    assert spots(cast.mona)["Camp"] == (point(43.2, 36.4), "IQG15Q05N04")
    assert spots(None) == {
        "Camp": (point(43.1, 36.3), "IQG15Q05"),
        "Sunrise child-friendly space": (point(43.1, 36.3), "IQG15Q05"),
        "Hotline": (None, "IRQ"),
    }


def test_a_workbook_with_tags_has_them_under_the_head_and_reads_like_the_csv(cast):
    head, tags, *rows = sheets_of("services", "hxl.xlsx", None)["Services"]
    csv_head, csv_tags, *csv_rows = csv.reader(StringIO(text_of("services", "hxl", None), newline=""))
    assert (head, tags, len(rows)) == (csv_head, csv_tags, len(csv_rows))


TAG = re.compile(r"#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*")


@pytest.mark.parametrize(
    "kind, format", [("services", "hxl"), ("services", "presence.csv"), ("matrix", "hxl")]
)
def test_tags_are_hxl(cast, kind, format):
    _head, tags, *_rows = csv.reader(StringIO(text_of(kind, format, cast.amina), newline=""))
    assert [tag for tag in tags if not TAG.fullmatch(tag)] == []
    assert len(set(tags)) == len(tags)


def test_the_matrix_draws_itself_and_stands_line_by_line_without_totals(cast):
    asked = {"group": "iraq", "rows": "adm1", "columns": "layer"}
    found = sheets_of("matrix", "xlsx", cast.amina, **asked)
    assert list(found) == ["Read me", "Services", "Matrix", "Chart", "Matrix, line by line", "Codes", "lists"]
    long = found["Matrix, line by line"]
    assert sum(row[4] for row in long[1:] if row[4] != "") == 6
    assert "Total" not in {cell for row in long for cell in row}
    content = b"".join(files.make("matrix", "xlsx", asked, cast.amina).parts)
    with zipfile.ZipFile(BytesIO(content)) as package:
        chart = package.read("xl/charts/chart1.xml").decode()
    assert '<c:barDir val="bar"/>' in chart
    assert re.findall(r"<c:val><c:numRef><c:f>([^<]*)</c:f>", chart) == [
        f"Matrix!${letter}$3:${letter}$5" for letter in "CDEF"
    ]


def test_an_arabic_chart_grows_from_the_right(cast):
    with translation.override("ar"):
        content = b"".join(files.make("matrix", "xlsx", {"group": "iraq"}, cast.amina).parts)
    with zipfile.ZipFile(BytesIO(content)) as package:
        chart = package.read("xl/charts/chart1.xml").decode()
    assert chart.count('<c:orientation val="maxMin"/>') == 2
    assert '<c:legendPos val="l"/>' in chart


def test_the_json_says_its_checksum(cast):
    text = text_of("services", "json", cast.amina)
    found = json.loads(text)
    lines = [line.removesuffix(",") for line in text.split("\n")[1:-2]]
    assert found["rows"] == len(lines) == 6
    assert found["sha256"] == sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
