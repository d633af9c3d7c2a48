from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sectors.changes.reference import FOLDER, ReferenceError, load_reference

COLUMNS = ("created", "changed", "unchanged", "retired")


class Command(BaseCommand):
    help = "Load the code lists of sectors/reference. Running it again changes nothing; codes are retired, never deleted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="only count what would change; write nothing"
        )
        parser.add_argument("--folder", type=Path, default=FOLDER, help="another folder of CSV files")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            counts = load_reference(folder=options["folder"], check=options["check"])
        except ReferenceError as error:
            raise CommandError(f"Nothing was loaded.\n{error}") from error
        if options["verbosity"]:
            self.stdout.write(_line("", *COLUMNS))
            for file, row in counts.items():
                self.stdout.write(_line(file.removesuffix(".csv"), *(row[column] for column in COLUMNS)))
            self.stdout.write(
                _line("all", *(sum(row[column] for row in counts.values()) for column in COLUMNS))
            )


def _line(name: str, *cells: Any) -> str:
    return f"{name:<26}" + "".join(f"{cell:>11}" for cell in cells)
