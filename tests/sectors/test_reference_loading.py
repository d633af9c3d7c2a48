"""Loading the code lists: again and again the same, nothing lost that people added, every wrong row named."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from sectors.changes.reference import FOLDER, ReferenceError, load_reference
from sectors.models import Activity, Crosswalk, Sector, Term
from sectors.models.activities import FOURWS_2012
from tests import make


@pytest.fixture
def loaded(db: Any) -> dict[str, dict[str, int]]:
    return load_reference()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of our files, to spoil."""
    return Path(shutil.copytree(FOLDER, tmp_path / "reference"))


def edit(path: Path, change: Any) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    rows = change(rows) or rows
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def set_cell(path: Path, row: int, column: str, value: str) -> None:
    def change(rows: list[list[str]]) -> None:
        rows[row - 1][rows[0].index(column)] = value

    edit(path, change)


def test_loading_again_changes_nothing(loaded: Any) -> None:
    rows = {file: sum(counts.values()) for file, counts in loaded.items()}
    assert all(
        counts == {"created": rows[file], "changed": 0, "unchanged": 0, "retired": 0}
        for file, counts in loaded.items()
    )
    again = load_reference()
    assert all(
        counts == {"created": 0, "changed": 0, "unchanged": rows[file], "retired": 0}
        for file, counts in again.items()
    )


def test_loading_needs_few_queries(loaded: Any, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(80):
        load_reference()


def test_a_row_taken_out_is_retired_and_comes_back(loaded: Any, folder: Path) -> None:
    edit(folder / "costs.csv", lambda rows: rows[:-1])
    assert load_reference(folder=folder)["costs.csv"] == {
        "created": 0,
        "changed": 0,
        "unchanged": 2,
        "retired": 1,
    }
    paid = Term.objects.get(vocabulary="costs", code="paid")
    assert (paid.active, paid in Term.objects.of("costs")) == (False, False)
    assert load_reference(folder=folder)["costs.csv"]["retired"] == 0
    assert load_reference()["costs.csv"]["changed"] == 1
    paid.refresh_from_db()
    assert paid.active


def test_a_crosswalk_line_taken_out_is_retired(loaded: Any, folder: Path) -> None:
    edit(folder / "crosswalk.csv", lambda rows: rows[:-1])
    assert load_reference(folder=folder)["crosswalk.csv"]["retired"] == 1
    assert Crosswalk.objects.filter(active=False).count() == 1
    assert load_reference()["crosswalk.csv"] == {"created": 0, "changed": 1, "unchanged": 46, "retired": 0}


def test_a_changed_cell_changes_that_row_only(loaded: Any, folder: Path) -> None:
    set_cell(folder / "sectors.csv", 2, "name_en", "Protection of people")
    set_cell(folder / "sectors.csv", 3, "parent", "")
    assert load_reference(folder=folder)["sectors.csv"] == {
        "created": 0,
        "changed": 2,
        "unchanged": 21,
        "retired": 0,
    }
    assert Sector.objects.get(code="PRO").name == "Protection of people"
    assert Sector.objects.get(code="PRO-CPN").parent is None
    assert load_reference(folder=folder)["sectors.csv"]["changed"] == 0


def test_national_codes_and_rows_added_by_hand_are_left_alone(loaded: Any) -> None:
    group = make.group("iraq", make.place("IRQ", "Iraq"))
    make.activity(
        "4.IQ1", "Youth corner", group=group, parent=Activity.objects.get(edition=FOURWS_2012, code="4")
    )
    make.term("costs", "voucher", "With a voucher")
    make.sector("LOCAL", "A local sector")
    assert sum(counts["retired"] + counts["changed"] for counts in load_reference().values()) == 0
    assert Activity.objects.get(code="4.IQ1").active
    assert Term.objects.get(code="voucher").active
    assert Sector.objects.get(code="LOCAL").active


@pytest.mark.parametrize(
    ("file", "row", "column", "value", "reason"),
    [
        ("costs.csv", 3, "name_ar", "", "the cell is empty"),
        ("costs.csv", 3, "code", "free", "“free” is there twice"),
        ("costs.csv", 2, "status_fr", "final", "“final” is not one of official, draft, machine"),
        ("costs.csv", 2, "sensitive", "yes", "“yes” is not 0 or 1"),
        ("costs.csv", 4, "source", "", "the cell is empty"),
        ("sectors.csv", 3, "parent", "PROT", "“PROT” is not a code of this file"),
        ("activities.csv", 5, "layer", "5", "“5” is not 1, 2, 3 or 4"),
        ("activities.csv", 60, "sectors", "PRO|HLT", "“HLT” is not a code of sectors.csv"),
        ("crosswalk.csv", 2, "to_code", "11.9", "“11.9” is not a code of IASC-4Ws-2012"),
        ("sensitive_words.csv", 2, "language", "uk", "“uk” is not one of en, fr, es, ar"),
        ("layers.csv", 4, "hint_es", "", "the hint is missing in this language"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_and_nothing_is_loaded(
    db: Any, folder: Path, file: str, row: int, column: str, value: str, reason: str
) -> None:
    set_cell(folder / file, row, column, value)
    with pytest.raises(ReferenceError) as caught:
        load_reference(folder=folder)
    assert [str(problem) for problem in caught.value.problems] == [
        f"{file}, row {row}, column {column}: {reason}"
    ]
    assert (Sector.objects.count(), Activity.objects.count(), Term.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("column", "value"), [("kind", "klaster"), ("name_fr", "x" * 301), ("code", "x" * 21)]
)
def test_what_the_table_cannot_hold_is_named(db: Any, folder: Path, column: str, value: str) -> None:
    set_cell(folder / "sectors.csv", 24, column, value)
    with pytest.raises(ReferenceError, match=rf"sectors\.csv, row 24, column {column}: "):
        load_reference(folder=folder)


def test_a_file_without_a_column_or_with_a_short_row_is_named(db: Any, folder: Path) -> None:
    edit(folder / "costs.csv", lambda rows: [row[:-1] for row in rows])
    with pytest.raises(ReferenceError, match=r"^costs\.csv, row 1, column source: the column is missing$"):
        load_reference(folder=folder)
    shutil.copy(FOLDER / "costs.csv", folder)
    edit(folder / "costs.csv", lambda rows: [*rows[:-1], rows[-1][:3]])
    with pytest.raises(ReferenceError, match=r"costs\.csv, row 4, column name_fr: 3 cells, 13 in the header"):
        load_reference(folder=folder)


def test_a_file_that_is_not_utf8_is_named(db: Any, folder: Path) -> None:
    (folder / "costs.csv").write_bytes("code,édition\n".encode("latin-1"))
    with pytest.raises(ReferenceError, match=r"costs\.csv.*the file is not UTF-8"):
        load_reference(folder=folder)


def test_the_command_says_what_happened(db: Any, capsys: Any) -> None:
    call_command("load_reference", check=True)
    assert Sector.objects.count() == 0
    call_command("load_reference")
    assert Sector.objects.count() == 23
    assert (
        capsys.readouterr().out.count(
            "costs                               3          0          0          0\n"
        )
        == 2
    )


def test_the_command_names_the_bad_row(db: Any, folder: Path) -> None:
    set_cell(folder / "costs.csv", 2, "name_fr", "")
    with pytest.raises(CommandError, match=r"costs\.csv, row 2, column name_fr: the cell is empty"):
        call_command("load_reference", folder=folder)
