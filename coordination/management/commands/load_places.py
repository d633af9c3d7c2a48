"""`manage.py load_places FILE [--country ISO3]`: admin areas from a P-code list, a COD-AB table or boundaries."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sectors.changes.places import PlacesProblems, load_places

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Load admin areas from OCHA's global P-code list (CSV), a COD-AB table (CSV) or boundaries (GeoJSON). "
        "Loading a file again changes nothing; codes a newer list no longer has are retired, never deleted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the file to load")
        parser.add_argument("--country", default="", help="only this country, such as IRQ")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            receipt = load_places(options["file"], country=options["country"])
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}.") from error
        except PlacesProblems as error:
            raise CommandError(_told(error)) from error
        for note in receipt.notes[:SHOWN]:
            self.stdout.write(f"Note: {note}")
        self.stdout.write(
            f"{receipt.created} places created, {receipt.changed} changed, "
            f"{receipt.unchanged} unchanged, {receipt.retired} retired."
        )


def _told(error: PlacesProblems) -> str:
    lines = [str(problem) for problem in error.problems[:SHOWN]]
    if len(error.problems) > SHOWN:
        lines.append(f"… and {len(error.problems) - SHOWN} more.")
    return "\n".join(["Nothing was loaded.", *lines])
