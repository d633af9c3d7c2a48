from __future__ import annotations

import csv
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from python_calamine import CalamineWorkbook


def run(**options):
    out = StringIO()
    call_command("export_4w", stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def test_csv_goes_to_the_screen_without_tags_and_hxl_with(cast):
    plain = list(csv.reader(StringIO(run(group="iraq", format="csv").removeprefix("\ufeff"))))
    tagged = list(csv.reader(StringIO(run(group="iraq", format="hxl").removeprefix("\ufeff"))))
    assert tagged[1][-2:] == ["#meta+id", "#meta+check"]
    assert [tagged[0], *tagged[2:]] == plain
    assert len(plain) == 7


def test_public_means_what_strangers_may_see(cast):
    found = json.loads(run(group="iraq", format="json", public=True))
    assert [row["id"] for row in found["services"]] == [cast.public.public_id]
    assert "CANARY" not in json.dumps(found)
    assert found["about"]["precision"] == "adm2"


def test_only_the_area_of_the_group(cast):
    found = json.loads(run(group="ninewa", format="json"))
    assert {row["adm1_code"] for row in found["services"]} == {"IQG15"}
    assert len(found["services"]) == 3


def test_a_matrix(cast):
    found = json.loads(run(group="iraq", format="json", matrix="adm1,layer,organizations"))
    assert (found["rows"]["dimension"], found["columns"]["dimension"], found["count"]) == (
        "adm1",
        "layer",
        "organizations",
    )
    assert found["total"]["value"] == 3


def test_a_workbook_goes_to_a_file(cast, tmp_path):
    path = tmp_path / "iraq.xlsx"
    run(group="iraq", output=str(path))
    assert CalamineWorkbook.from_path(path).sheet_names == ["Read me", "Services", "Matrix", "Codes", "lists"]


@pytest.mark.parametrize(
    "options",
    [{"group": "nowhere"}, {"group": "iraq", "matrix": "adm1"}, {"group": "iraq", "matrix": "adm1,adm1"}],
)
def test_what_makes_no_sense_is_said(cast, options):
    with pytest.raises(CommandError):
        run(format="json", **options)
