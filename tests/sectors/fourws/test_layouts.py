"""Headers as the field writes them: each column finds its field, so that nobody is asked."""

from __future__ import annotations

import random
from itertools import groupby
from pathlib import Path

import pytest

from sectors.changes import imports
from sectors.fourws import layout, sentences
from sectors.fourws.reading import Sheet

ORGANIZATIONS = (
    ("Hope Initiative", "HI"), ("Tigris Care", "TC"), ("Save the Lake", "STL"), ("منظمة الأمل", "AMAL"), ("Niñez Sana", "NS"),
)  # fmt: skip
CELLS = {
    "record_id": lambda n, dice: str(4000 + n),
    "updated": lambda n, dice: f"2026-0{dice.randint(1, 9)}-11",
    "period": lambda n, dice: f"2026-0{dice.randint(1, 9)}",
    "start": lambda n, dice: f"2026-01-{dice.randint(10, 28)}",
    "end": lambda n, dice: f"{dice.randint(10, 28)}/12/2026",
    "org": lambda n, dice: ORGANIZATIONS[n % 5][0],
    "org_acr": lambda n, dice: ORGANIZATIONS[n % 5][1],
    "org_type": lambda n, dice: dice.choice(["INGO", "National NGO", "UN Agency"]),
    "org_role": lambda n, dice: dice.choice(["Primary", "Sub-Implementing"]),
    "lead": lambda n, dice: dice.choice(["UN Fund", "Great Lead"]),
    "partners": lambda n, dice: dice.choice(["", "Local Women", "Youth League"]),
    "donor": lambda n, dice: dice.choice(["", "Donor A", "Donor B"]),
    "adm0n": lambda n, dice: "Iraq",
    "sector": lambda n, dice: dice.choice(["Health", "Protection", "Santé", "الصحة", "Salud"]),
    "subsector": lambda n, dice: dice.choice(["MHPSS", "Child Protection AoR"]),
    "activity_code": lambda n, dice: dice.choice(["8.1", "9.2", "1.1"]),
    "subactivity": lambda n, dice: dice.choice(["8.1", "9.2", "4.2"]),
    "activity": lambda n, dice: dice.choice(["Psychological counselling", "Child friendly spaces", "Training"]),
    "description": lambda n, dice: f"Counselling of families in their homes, group {n}",
    "status": lambda n, dice: dice.choice(["Ongoing", "En cours", "Planificada", "مستمر"]),
    "target_group": lambda n, dice: dice.choice(["Children", "Women", "All"]),
    "plan": lambda n, dice: "HRP 2026",
    "modality": lambda n, dice: dice.choice(["Static", "Mobile"]),
    "private": lambda n, dice: f"Focal Point {n}",
    "site": lambda n, dice: f"Camp {n % 7}",
    "site_type": lambda n, dice: dice.choice(["Camp", "School"]),
    "-": lambda n, dice: dice.choice(["", "yes", "no comment"]),
}  # fmt: skip


def cell(field: str, number: int, dice: random.Random) -> str:
    if field.startswith(("reached", "targeted")):
        return str(dice.randint(0, 300))
    if (field.startswith("adm") and field.endswith("c")) or field == "pcode":
        return f"XA{dice.randint(10, 20)}" + "01" * (int(field[3]) - 1 if field != "pcode" else 1)
    if field.startswith("adm") and field != "adm0n":
        return dice.choice(["Ninewa", "Copán", "Tillabéri", "نينوى"]) + f" {field[3]}"
    return CELLS[field](number, dice)


def layouts() -> dict[str, list[tuple[str, str]]]:
    """name → (header, field) of each column."""
    found: dict[str, list[tuple[str, str]]] = {}
    for line in Path(__file__).with_name("layouts.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            columns = found[line[3:]] = []
        elif not line.startswith("# "):
            header, field = line.split("\t")
            columns.append((header.replace("\\n", "\n"), field))
    return found


def sheet_of(columns: list[tuple[str, str]], seed: str) -> Sheet:
    """A banner when there are no groups, the header in one row or two, and thirty rows."""
    dice = random.Random(seed)
    rows = [[header for header, _field in columns]]
    if any(" > " in header for header in rows[0]):
        pairs = [header.partition(" > ") for header in rows[0]]
        merged = [
            name if not number else ""
            for name, group in groupby(group for group, _sign, _part in pairs)
            for number, _one in enumerate(group)
        ]
        rows = [merged, [part for _group, _sign, part in pairs]]
    elif dice.random() < 0.5:
        rows.insert(0, ["MHPSS working group, who does what"] + [""] * (len(columns) - 1))
    data = [[cell(field.split()[0], number, dice) for _header, field in columns] for number in range(30)]
    return Sheet("4W", [*rows, *data])


def test_there_are_forty_layouts_in_four_languages():
    names = list(layouts())
    assert len(names) >= 40
    spoken = {name.rsplit(", ", 1)[1] for name in names if ", " in name}
    assert spoken == {"en", "fr", "es", "ar"}


@pytest.mark.parametrize("name", layouts())
def test_every_column_of_a_layout_finds_its_field(name):
    expected = layouts()[name]
    table = layout.find(sheet_of(expected, name))
    found = [
        (header, f"{column.field or '-'} {column.band}".strip())
        for (header, _field), column in zip(expected, table.columns, strict=True)
    ]
    assert found == expected
    assert len(table.rows) == 30
    layout.check(table, table.columns)


def imported_from(cast, rows):
    width = max(map(len, rows))
    text = "\n".join("\t".join([*row, *[""] * (width - len(row))]) for row in rows)
    return imports.upload_file(
        group=cast.iraq, by=cast.amina, file_name="4w.tsv", content=text.encode(), fixed={"period": "2026-03"}
    )


def test_sums_and_repeated_headers_are_refused_rows_with_a_reason(cast):
    head = ["Organisation", "Governorate", "Sector", "Activity", "People reached"]
    row = ["Hope Initiative", "Ninewa", "Health", "Counselling", "10"]
    batch = imported_from(
        cast, [head, row, head, [*row[:3], "Training", "5"], head, ["Total", "", "", "", "15"]]
    )
    refused = [
        (row.number, problem["code"], problem["column"], problem["value"])
        for row in batch.rows.filter(state="problem").order_by("number")
        for problem in row.problems
    ]
    assert refused == [
        (3, "header_again", "A", "Organisation"),
        (5, "header_again", "A", "Organisation"),
        (6, "row_of_totals", "A", "Total"),
    ]
    assert (batch.counts["rows"], batch.counts["new"], batch.counts["problem"]) == (5, 2, 3)
    assert all(
        sentences.reason(problem) and sentences.fix(problem) for problem in batch.rows.get(number=6).problems
    )


def test_groups_and_several_donors_arrive_in_the_row(cast):
    rows = [
        ["Who", "", "", "", "Where", "What", "", "People targeted", "", "People reached", ""],
        ["Organisation", "Donor 1", "Donor 2", "Acronym", "Governorate", "Sector", "Activity"]
        + ["Girls", "Boys"] * 2,
        [
            "Hope Initiative",
            "Tigris Care",
            "Lake Fund",
            "HOPE",
            "Ninewa",
            "Health",
            "Counselling",
            "7",
            "8",
            "3",
            "4",
        ],
    ]
    batch = imported_from(cast, rows)
    values = batch.rows.get().values
    assert [column["field"] for column in batch.mapping["columns"]] == [
        "org", "donor", "donor", "org_acr", "adm1n", "sector", "activity",
        "targeted_part", "targeted_part", "reached_part", "reached_part",
    ]  # fmt: skip
    assert values["donor"] == [cast.care.pk]
    assert values["as_reported"]["Donor 2"] == "Lake Fund"


def test_a_ticked_column_of_a_form_says_its_choice(cast):
    head = [
        "group/organisation",
        "group/governorate",
        "group/sector",
        "group/activity",
        "donor/tigris_care",
        "donor/other",
    ]
    row = ["Hope Initiative", "Ninewa", "Health", "Counselling"]
    batch = imported_from(cast, [head, [*row, "1", "0"], [*row[:3], "Training", "0", "1"]])
    assert [found.values["donor"] for found in batch.rows.order_by("number")] == [[cast.care.pk], []]


def test_a_row_that_explains_the_columns_is_no_service():
    head = ["Organisation", "Governorate", "Sector", "Start date", "People reached"]
    rows = [head, ["Select from the list", "Choisir dans la liste", "drop-down", "dd/mm/yyyy", "Number"]]
    rows += [
        ["Hope", "Ninewa", "Health", "2026-03-01", "5"],
        ["Text Me", "Duhok", "Health", "2026-03-02", "7"],
    ]
    assert layout.find(Sheet("", rows)).set_aside == {2: "row_of_help"}


def fields_of(*rows):
    width = max(map(len, rows))
    table = layout.find(Sheet("", [[*row, *[""] * (width - len(row))] for row in rows]))
    return (
        [f"{column.field} {column.band}".strip() for column in table.columns],
        len(table.rows),
        table.headers,
    )


def test_ages_below_sexes_below_groups():
    found, rows, headers = fields_of(
        ["Organisation", "Province", "Activity", "Reached"],
        ["", "", "", "Female", "", "Male"],
        ["", "", "", "0-5", "18+", "0-5", "18+"],
        ["Hope", "Ninewa", "Counselling", "1", "2", "3", "4"],
    )
    parts = [f"reached_part {band}" for band in ("f_0_5", "f_18", "m_0_5", "m_18")]
    assert (found, rows) == (["org", "adm1n", "activity", *parts], 1)
    assert headers[3:5] == ["Reached / Female / 0-5", "Reached / Female / 18+"]


def test_a_banner_groups_a_header_and_its_parts():
    found, rows, headers = fields_of(
        ["MHPSS 4Ws, March 2026"],
        ["", "Where", "", "How many"],
        ["Organisation", "Governorate", "Activity", "Reached"],
        ["", "", "", "Boys", "Girls", "Total"],
        ["Hope", "Ninewa", "Counselling", "1", "2", "3"],
    )
    parts = ["reached_part m_child", "reached_part f_child", "reached"]
    assert (found, rows) == (["org", "adm1n", "activity", *parts], 1)
    assert headers[:3] == ["Organisation", "Governorate", "Activity"]


def test_people_counted_twice_are_no_part_of_the_whole():
    found, _rows, _headers = fields_of(
        ["Organisation", "Women", "Women with disabilities", "Pregnant women", "Households", "Individuals"],
        ["Hope", "3", "1", "1", "2", "3"],
        ["Care", "4", "1", "2", "2", "4"],
    )
    assert found == ["org", "reached_part f_adult", "", "", "", "reached"]


def test_numbers_of_the_columns_below_the_header_are_no_service():
    rows = [
        ["Organisation", "Governorate", "Activity"],
        ["(1)", "(2)", "(3)"],
        ["Hope", "Ninewa", "Training"],
    ]
    assert layout.find(Sheet("", rows)).set_aside == {2: "row_of_help"}


def test_code_and_name_in_one_cell(cast):
    head = ["Organisation", "Governorate", "District (code and name)", "Activity"]
    rows = [
        ["Hope Initiative", "IQG15 Ninewa", "IQG15Q05 – Mosul", "Counselling"],
        ["Hope Initiative", "Ninewa (IQG15)", "", "Training"],
        ["Hope Initiative", "Ninewa / Al-Mosul", "", "Awareness"],
    ]
    batch = imported_from(cast, [head, *rows])
    places = [row.values.get("place") for row in batch.rows.order_by("number")]
    assert places == [cast.mosul.pk, cast.ninewa.pk, cast.mosul.pk]


def test_from_and_to_in_arabic_are_days_and_from_whom_is_an_organisation():
    headers = ["المنظمة", "الموقع", "من", "إلى"]
    rows = [["جمعية نور", "SY1400 - Quneitra", f"0{number}/02/2025", "30/06/2025"] for number in range(1, 8)]
    table = layout.find(Sheet("", [headers, *rows]))
    assert [column.field for column in table.columns] == ["org", "site", "start", "end"]
