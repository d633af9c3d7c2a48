"""An untouched export comes back as 0 new, 0 changed, 0 refused: a thousand made-up lists with hostile text."""

from __future__ import annotations

import io
import random
from datetime import date

import pytest
from django.db import transaction
from django.utils import translation

from coordination.exports import files
from sectors.access import Visibility
from sectors.changes import imports
from sectors.changes.applied import apply_import
from sectors.fourws import reading, spreadsheet_process
from sectors.models import Service
from tests import make

PIECES = [
    "=1+1", "=HYPERLINK(\"x\")", "+964 770 123", "-5", "@SUM(A1)", "'quoted", "''twice", "'=both", "\"quotes\"", "a,b;c|d",
    "line\nbreak", "line\r\nbreak", "tab\tstop", "\u00a0hard\u00a0space\u00a0", "\u202eright to left\u202c", "\u200fـــ ٣",
    "دعم نفسي اجتماعي", "🕊️👩‍👧", "e\u0301 and é", "\u200bzero\ufeff", "3.10", "00012", "1e5", "1/2", "TRUE", "NULL", "#N/A",
    "N/A", "-", "_x0041_", "<b>&amp;", "%s %(x)s {y}", "\\N", "\\t", "2026-01-31", "31.12.2025", "  spaced  out  ", "|pipe",
    "x" * 200,
]  # fmt: skip
NAMES = [
    "=Relief+Aid",
    "'Apostrophe House",
    "+Plus & Minus Org",
    "جمعية الأمل",
    "Line\u00a0Space Org",
    '"Quoted" Aid 🕊️',
    "3.10",
]
DAYS = [None, date(1990, 1, 1), date(2000, 2, 29), date(2024, 2, 29), date(2025, 12, 31), date(2030, 1, 1)]
NUMBERS = [None, 0, 1, 999, 1000, 10**6, 99_999_999]
FORMATS = [("csv", "list.csv"), ("hxl", "list.csv"), ("xlsx", "list.xlsx"), ("xlsx", "list.xlsx")]


def text(chance, most):
    if chance.random() < 0.15:
        return ""
    return "".join(
        chance.choice(PIECES) + chance.choice(["", " ", "\n"]) for _n in range(chance.randint(1, 3))
    )[:most]


def make_service(chance, cast, organization):
    days = sorted(filter(None, (chance.choice(DAYS), chance.choice(DAYS))))
    place = chance.choice([cast.site, cast.mosul, cast.ninewa, cast.duhok, cast.country])
    row = make.service(
        organization, place, chance.choice([None, cast.counselling, cast.safe_spaces]),
        sector=chance.choice([None, cast.health, cast.gbv]), name=text(chance, 200), description=text(chance, 220),
        start=days[0] if days else None, end=days[1] if len(days) > 1 else None,
        status=chance.choice(Service.Status.values), people_targeted=chance.choice(NUMBERS),
        people_reached=chance.choice(NUMBERS), reach_adds_up=chance.random() < 0.7,
        visibility=chance.choice([Visibility.PUBLIC, Visibility.MEMBERS, Visibility.RESTRICTED]),
        sector_text=text(chance, 200), activity_text=text(chance, 400) or "x", as_reported={"x": text(chance, 90)},
        confirmed_on=chance.choice([None, date(2026, 3, 10), date(2025, 1, 1)]),
    )  # fmt: skip
    for field, some in (
        ("target_groups", [cast.children]), ("population_groups", [cast.displaced]), ("donors", [cast.care, *cast.odd]),
        ("partners", [cast.quiet, *cast.odd]),
    ):  # fmt: skip
        getattr(row, field).set(chance.sample(some, chance.randint(0, min(2, len(some)))))


def in_this_process(data, max_rows):
    """The parser itself, without the process that guards it: starting a thousand of those is not what is asked here."""
    out = io.StringIO()
    spreadsheet_process.answer(data, max_rows + reading.SPARE_ROWS, out)
    out.seek(0)
    return reading.sheets_of(out, max_rows)


@pytest.fixture
def world(cast):
    cast.odd = [make.organization(name, groups=[cast.iraq]) for name in NAMES]
    Service.objects.all().delete()
    return cast


def standing():
    links = ["target_groups", "population_groups", "donors", "partners"]
    return list(Service.objects.order_by("pk").values()), [
        list(getattr(Service, name).through.objects.order_by("pk").values()) for name in links
    ]


def comes_back(seed, cast):
    chance = random.Random(seed)
    reader = chance.choice([cast.amina, cast.hala, cast.omar])
    owners = [cast.hope] if reader == cast.hala else [cast.hope, cast.care, *cast.odd]
    for _number in range(chance.randint(1, 4)):
        make_service(chance, cast, chance.choice(owners))
    before = standing()
    format, name = chance.choice(FORMATS)
    with translation.override(chance.choice(["en", "fr", "es", "ar"])):
        content = b"".join(files.make("services", format, {"group": "iraq"}, reader).parts)
    batch = imports.upload_file(group=cast.iraq, by=reader, file_name=name, content=content)
    batch = apply_import(batch, by=reader)
    found = {state: number for state, number in batch.counts.items() if number}
    rows = batch.rows.exclude(state="unchanged").values_list(
        "state", "problems", "before", "values__untouched"
    )
    assert found == {"rows": len(before[0]), "unchanged": len(before[0])}, (seed, name, list(rows))
    assert standing() == before, seed


SETS = [
    range(40),
    *(pytest.param(range(first, first + 120), marks=pytest.mark.slow) for first in range(40, 400, 120)),
]


@pytest.mark.parametrize("seeds", SETS, ids=lambda seeds: f"{seeds.start}-{seeds.stop}")
def test_an_untouched_file_changes_nothing_whatever_stands_in_it(world, monkeypatch, seeds):
    monkeypatch.setattr(reading, "read_spreadsheet", in_this_process)
    for seed in seeds:
        with transaction.atomic():
            comes_back(seed, world)
            transaction.set_rollback(True)
