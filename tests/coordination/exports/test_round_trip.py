"""What goes out comes back: an untouched file changes nothing, an edited row changes only what was edited."""

from __future__ import annotations

import csv
import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import translation

from sectors.access import Visibility
from sectors.models import Service
from tests import make

NASTY = [
    "=1+1", "+964 770", "'quoted", "'=both", " spaced  out ", "a\tb", "line\nbreak", "_x0041_", "ـــ ٣", "3.10", "00012",
    "a;b,c|d", "<b>&",
]  # fmt: skip


@pytest.fixture
def full(cast):
    """Every field filled, every visibility, and names that spreadsheets like to break."""
    for number, text in enumerate(NASTY):
        row = make.service(
            cast.hope, cast.site, cast.counselling, sector=cast.health, name=text, description=text,
            start=date(2026, 1, 1 + number),
            people_targeted=number, people_reached=None if number % 2 else number, reach_adds_up=bool(number % 3),
            visibility=number % 3, sector_text=text, activity_text=text, as_reported={"x": text}, confirmed_on=None,
        )  # fmt: skip
        row.target_groups.add(cast.children)
        row.population_groups.add(cast.displaced)
        row.donors.add(cast.care)
        row.partners.add(cast.quiet, cast.care)
    return cast


def out(format, path):
    call_command("export_4w", group="iraq", format=format, output=str(path), stderr=StringIO())
    return path


def back(path, **options):
    said = StringIO()
    call_command("import_4w", str(path), group="iraq", json=True, stdout=said, **options)
    found = json.loads(said.getvalue())
    return {name: found[name] for name in ("created", "changed", "unchanged")} | {
        "refused": len(found["refused"])
    }


@pytest.mark.parametrize(
    "language, format, name",
    [
        ("en", "xlsx", "list.xlsx"),
        ("ar", "xlsx", "list.xlsx"),
        ("es", "hxl", "list.csv"),
        ("fr", "csv", "list.csv"),
    ],
)
def test_an_untouched_file_changes_nothing(full, tmp_path, format, name, language):
    before = list(Service.objects.order_by("pk").values())
    with translation.override(language):
        path = out(format, tmp_path / name)
    assert back(path) == {"created": 0, "changed": 0, "unchanged": 6 + len(NASTY), "refused": 0}
    assert list(Service.objects.order_by("pk").values()) == before


def test_an_edited_row_changes_what_was_edited_and_leaves_the_partners_words(full, tmp_path):
    path = out("csv", tmp_path / "list.csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    ids, reached = rows[0].index("Row id"), rows[0].index("People reached")
    row = Service.objects.get(name_en="00012")
    next(cells for cells in rows if cells[ids] == row.public_id)[reached] = "4321"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    assert back(path) == {"created": 0, "changed": 1, "unchanged": 5 + len(NASTY), "refused": 0}
    changed = Service.objects.get(pk=row.pk)
    assert changed.people_reached == 4321
    kept = ["name", "place_id", "activity_id", "sector_id", "start", "visibility"]
    kept += ["sector_text", "activity_text", "as_reported", "row_key"]
    assert [getattr(changed, field) for field in kept] == [getattr(row, field) for field in kept]


def test_an_id_of_another_organisation_takes_nothing_over(full, tmp_path):
    path = tmp_path / "list.csv"
    rows = ["Organisation,P-code,Activity code,Row id", f"Tigris Care,IQG15Q05,8.1,{full.public.public_id}"]
    path.write_text("\n".join(rows), encoding="utf-8")
    assert back(path)["created"] == 1
    full.public.refresh_from_db()
    assert (full.public.organization, full.public.version) == (full.hope, 1)


def test_a_copied_row_is_a_new_one(full, tmp_path):
    path = out("csv", tmp_path / "list.csv")
    lines = path.read_text(encoding="utf-8-sig").rstrip().split("\n")
    copied = next(line for line in lines if full.public.public_id in line).replace("Sunrise", "Sunset")
    path.write_text("\n".join([*lines, copied]), encoding="utf-8")
    assert back(path)["created"] == 1
    assert (
        Service.objects.filter(visibility=Visibility.PUBLIC, name_en="Sunset child-friendly space").count()
        == 1
    )
