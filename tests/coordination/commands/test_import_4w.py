"""`manage.py import_4w` and `prove_4w`: what they print, and that no option ends in a traceback."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from coordination.management.commands import prove_4w
from sectors.models import Import, Place, Service

CSV = """Organisation,Acronym,ADM1_PCODE,Governorate,Sector,Activity
#org,#org+acronym,#adm1+code,#adm1+name,#sector,#activity
Hope Initiative,HOPE,IQG15,Ninewa,Health,Counselling
Hope Initiative,HOPE,IQG15,Ninewa,Health,Counselling
New World,NW,IQG09,Duhok,Education,Teacher training
,,IQG09,Duhok,Education,Teacher training
"""
KEYS = ["file", "sheet", "header_row", "mapping", "rows", "accepted", "refused", "duplicates", "created", "changed",
        "unchanged", "organizations", "matrix"]  # fmt: skip


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "partners.csv"
    path.write_text(CSV, encoding="utf-8")
    return str(path)


def run(*arguments):
    out = StringIO()
    call_command("import_4w", *arguments, stdout=out)
    return out.getvalue()


def test_the_receipt_for_programs(cast, file):
    found = json.loads(run(file, "--group", "iraq", "--json"))
    assert list(found) == KEYS
    assert (found["file"], found["sheet"], found["header_row"], found["rows"]) == ("partners.csv", None, 1, 4)
    assert (found["accepted"], found["duplicates"], found["created"], found["organizations"]) == (2, 1, 2, 2)
    assert found["mapping"]["adm1c"]["excel_column"] == "C"
    assert found["refused"] == [
        {"row": 6, "column": "A", "value": "", "reason": "No organisation in this row."}
    ]
    assert found["matrix"] == {"IQG09": {"Education": 1}, "IQG15": {"Health": 2}}


def test_the_same_file_again_changes_nothing(cast, file):
    run(file, "--group", "iraq")
    found = json.loads(run(file, "--group", "iraq", "--json"))
    assert (found["created"], found["changed"], found["unchanged"]) == (0, 0, 2)


def test_a_dry_run_writes_nothing(cast, file):
    before = Service.objects.count()
    assert "Would be: 2 new" in run(file, "--group", "iraq", "--dry-run")
    assert (Service.objects.count(), Import.objects.count()) == (before, 0)


def test_a_period_can_be_set_for_all_rows(cast, file):
    run(file, "--group", "iraq", "--set", "period=2022")
    assert str(Service.objects.exclude(row_key="").first().end) == "2022-12-31"


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        (["--group", "atlantis"], "There is no group “atlantis”. The groups are: chad, iraq, ninewa."),
        (["--group", "iraq", "--set", "colour=red"], "--set colour=red: write FIELD=VALUE"),
        (["--group", "iraq", "--set", "period"], "--set period: write FIELD=VALUE"),
        (["--group", "iraq", "--sheet", "Other"], "There is no sheet “Other”."),
    ],
)
def test_a_wrong_option_says_what_to_do(cast, file, arguments, sentence):
    with pytest.raises(CommandError) as caught:
        run(file, *arguments)
    assert sentence in str(caught.value)


def test_a_file_that_is_none_says_so(cast, tmp_path):
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.7")
    for name, sentence in (("letter.pdf", "must be a workbook"), ("missing.xlsx", "cannot be read")):
        with pytest.raises(CommandError) as caught:
            run(str(tmp_path / name), "--group", "iraq")
        assert sentence in str(caught.value)
    assert Import.objects.count() == 0


def test_a_proof_without_files_says_so(db, tmp_path):
    with pytest.raises(CommandError, match=r"places|4w"):
        call_command("prove_4w", str(tmp_path), stdout=StringIO())


def small_proof(tmp_path, *, organizations: int):
    """A folder like the one of the real files, with one file of three rows in it."""
    for name in ("4w", "expected", "places"):
        (tmp_path / name).mkdir()
    header = "Location,Admin Level,P-Code,Name,Parent P-Code,Valid from date"
    (tmp_path / "places" / prove_4w.CODE_LIST).write_text(f"{header}\nSYR,1,SY01,Damascus,SYR,2020-01-01\n")
    (tmp_path / "places" / prove_4w.IRAQ_LIST).write_text(f"{header}\nSYR,2,SY0101,Centre,SY01,2020-01-01\n")
    (tmp_path / "4w" / "small.csv").write_text(
        "Organisation,Pcode1,Sector\nHope,SY01,Health\nHope,SY01,Health\nCare,SY01,WASH\n"
    )
    expected = {
        "sheet": None,
        "header_row": 1,
        "data_rows": 3,
        "mapping": {"org": {"excel_column": "A", "header": "Organisation"}},
        "organisations": organizations,
        "exact_duplicate_rows": 1,
        "matrices": {"adm1c_x_sector": {"rows": {"SY01": {"Health": 2, "WASH": 1}}, "grand_total_rows": 3}},
    }
    (tmp_path / "expected" / "small.json").write_text(json.dumps(expected))
    return str(tmp_path)


def test_a_proof_prints_expected_and_found_and_leaves_nothing_behind(db, tmp_path, monkeypatch):
    monkeypatch.setattr(prove_4w, "IMPORTED", {"small.csv": "SYR"})
    monkeypatch.setattr(prove_4w, "READ", ())
    out = StringIO()
    call_command("prove_4w", small_proof(tmp_path, organizations=2), stdout=out)
    assert "ok  second import: new, changed: expected [0, 0], found [0, 0]" in out.getvalue()
    assert "14 numbers compared, 0 different." in out.getvalue()
    assert (Service.objects.count(), Import.objects.count(), Place.objects.count()) == (0, 0, 0)


def test_a_proof_with_one_wrong_number_fails(db, tmp_path, monkeypatch):
    monkeypatch.setattr(prove_4w, "IMPORTED", {"small.csv": "SYR"})
    monkeypatch.setattr(prove_4w, "READ", ())
    folder, out = small_proof(tmp_path, organizations=3), StringIO()
    with pytest.raises(CommandError, match="not what was expected"):
        call_command("prove_4w", folder, stdout=out)
    assert "NOT organisations: expected 3, found 2" in out.getvalue()
