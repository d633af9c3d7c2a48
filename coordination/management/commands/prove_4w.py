"""`manage.py prove_4w FOLDER`: imports real 4W files and lays what was found beside what was counted independently.

FOLDER holds `4w/` (the files), `expected/` (one JSON per file) and `places/` (the P-code lists). Everything happens in
one transaction that is rolled back: the database stays as it was.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from sectors.access import all_rows
from sectors.changes import imports
from sectors.changes.applied import apply_import
from sectors.changes.places import PlacesProblems, load_places
from sectors.fourws import columns, layout, reading, receipt
from sectors.fourws.sentences import FileProblem
from sectors.models import Group, Place, Service

IMPORTED = {
    "iraq_3w_2022.xlsx": "IRQ",
    "chad_3w_2021_fr.xlsx": "TCD",
    "afghanistan_3w_2024.csv": "AFG",
    "libya_3w_2021.xlsx": "LBY",
}
READ = ("honduras_345w_2021_es.csv", "nepal_mhpss_5w_2026.csv")
CODE_LIST, IRAQ_LIST = "global_pcodes_adm1_adm2.csv", "iraq_adm1_adm3_en_ar.csv"
MATRICES = ("adm1c_x_sector", "adm2n_x_sector")


class Command(BaseCommand):
    help = "Import the real 4W files of a folder, compare with the expected numbers and matrices, and roll everything back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", help="a folder with 4w/, expected/ and places/")

    def handle(self, *args: Any, **options: Any) -> None:
        self.folder, self.wrong, self.compared = Path(options["folder"]), 0, 0
        try:
            with transaction.atomic():
                self.load()
                for name, country in IMPORTED.items():
                    self.prove(name, country)
                transaction.set_rollback(True)
            for name in READ:
                self.prove_reading(name)
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be read: {error.strerror}.") from error
        except (FileProblem, PlacesProblems) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"\n{self.compared} numbers compared, {self.wrong} different.")
        if self.wrong:
            raise CommandError("What was found is not what was expected.")

    def load(self) -> None:
        for country in IMPORTED.values():
            load_places(str(self.folder / "places" / CODE_LIST), country=country)
        load_places(str(self.folder / "places" / IRAQ_LIST))

    def prove(self, name: str, country: str) -> None:
        """Import the file twice into a group of its own."""
        group = Group(
            slug=f"prove-{country.lower()}", name=f"Proof {country}", place=all_rows(Place).get(pcode=country)
        )
        group.save()
        self.stdout.write(f"\n{name}")
        first, seconds = self.import_once(name, group)
        again, _seconds = self.import_once(name, group)
        expected = self.expected(name)
        rows = expected["data_rows"]
        self.line("rows", rows, first["rows"])
        self.line("sheet", expected["sheet"], first["sheet"])
        self.line("header row", expected["header_row"], first["header_row"])
        self.mapping(expected["mapping"], first["mapping"])
        self.line("organisations", expected["organisations"], first["organizations"])
        self.line("exact duplicates", expected["exact_duplicate_rows"], first["duplicates"])
        self.line("refused", [], [row["row"] for row in first["refused"]])
        self.line("accepted", rows - expected["exact_duplicate_rows"], first["accepted"])
        self.line(
            "accepted + refused + duplicates",
            rows,
            first["accepted"] + len(first["refused"]) + first["duplicates"],
        )
        self.matrix(expected["matrices"], first["matrix"])
        self.services(group, expected)
        self.line("second import: new, changed", [0, 0], [again["created"], again["changed"]])
        self.line("second import: unchanged", first["accepted"], again["unchanged"])
        self.stdout.write(f"      the first import took {seconds:.1f} s")

    def services(self, group: Group, expected: dict[str, Any]) -> None:
        """The same matrix counted from the services the import made, by the place and sector each was given."""
        name = next(name for name in MATRICES if name in expected["matrices"])
        place = "place__adm1__pcode" if name.startswith("adm1c") else "place__adm2__name"
        made = (
            all_rows(Service)
            .filter(place__path__startswith=group.place.path, import_rows__batch__group=group)
            .distinct()
        )
        found = Counter(made.values_list(place, "sector_text", "pk"))
        cells = Counter((row, column) for row, column, _pk in found)
        wanted = {
            (row, column): n
            for row, line in expected["matrices"][name]["rows"].items()
            for column, n in line.items()
        }
        apart = sum(abs(wanted.get(cell, 0) - cells.get(cell, 0)) for cell in wanted.keys() | cells.keys())
        self.line(
            f"{name} of the services made: rows apart (exact duplicates)",
            expected["exact_duplicate_rows"],
            apart,
        )

    def import_once(self, name: str, group: Group) -> tuple[dict[str, Any], float]:
        content = (self.folder / "4w" / name).read_bytes()
        began = perf_counter()
        batch = apply_import(
            imports.upload_file(group=group, by=None, file_name=name, content=content), by=None
        )
        return receipt.receipt(batch), perf_counter() - began

    def prove_reading(self, name: str) -> None:
        """Read the file without importing it; a file nobody counted is shown only."""
        self.stdout.write(f"\n{name} (read only)")
        book = reading.read(name, (self.folder / "4w" / name).read_bytes())
        table = layout.find(layout.choose(book))
        found = columns.mapping(table.columns)
        if not (self.folder / "expected" / name).with_suffix(".json").exists():
            self.stdout.write(f"      {len(table.rows)} rows; columns: {', '.join(found)}")
            return
        expected = self.expected(name)
        self.line("rows", expected["data_rows"], len(table.rows))
        self.line("header row", expected["header_row"], table.header_row)
        self.line("tag rows", expected["hxl_tag_rows"], table.tag_rows)
        self.line("first data row", expected["first_data_row"], table.first_data_row)
        self.mapping(expected["mapping"], found)

    def expected(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(
            (self.folder / "expected" / name).with_suffix(".json").read_text(encoding="utf-8")
        )
        return found

    def line(self, what: str, expected: Any, found: Any) -> None:
        same = expected == found
        self.compared += 1
        self.wrong += not same
        self.stdout.write(f"  {'ok ' if same else 'NOT'} {what}: expected {expected!r}, found {found!r}")

    def mapping(self, expected: dict[str, Any], found: dict[str, Any]) -> None:
        for field, column in expected.items():
            letter = found.get(field, {}).get("excel_column")
            self.line(f"column of {field} ({column['header']})", column["excel_column"], letter)

    def matrix(self, expected: dict[str, Any], found: dict[str, dict[str, int]]) -> None:
        """Cell by cell; every row and column of either side counts."""
        name = next(name for name in MATRICES if name in expected)
        wanted = expected[name]["rows"]
        cells = {(row, column) for table in (wanted, found) for row, line in table.items() for column in line}
        different = [(r, c) for r, c in sorted(cells) if wanted.get(r, {}).get(c) != found.get(r, {}).get(c)]
        for row, column in different:
            self.line(
                f"{name} {row} × {column}", wanted.get(row, {}).get(column), found.get(row, {}).get(column)
            )
        self.line(f"{name}: equal cells of {len(wanted)} places", len(cells), len(cells) - len(different))
        self.line(
            f"{name}: sum",
            expected[name]["grand_total_rows"],
            sum(sum(line.values()) for line in found.values()),
        )
