"""The 4Ws of a group, from the shell: `manage.py export_4w --group iraq --format xlsx`."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from coordination.exports.about import About, in_words
from coordination.exports.codebook import Codebook
from coordination.exports.hxl import matrix_csv, services_csv
from coordination.exports.jsons import matrix_json, services_json
from coordination.exports.rows import ServiceRows
from coordination.exports.sheets import workbook
from sectors.access import visible
from sectors.fourws.asking import MatrixFilter
from sectors.models import Group, Service

KEEPER = SimpleNamespace(
    pk=None, name="export_4w", is_active=True, is_superuser=True
)  # whoever has the shell has the rows


class Command(BaseCommand):
    help = "Write the services of a group, or their matrix, to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--group", required=True, help="short name of the group")
        parser.add_argument(
            "--format", choices=("xlsx", "csv", "hxl", "json"), default="xlsx", help="hxl is csv with tags"
        )
        parser.add_argument(
            "--output", help="the file to write; csv, hxl and json go to the screen without it"
        )
        parser.add_argument(
            "--matrix",
            metavar="ROWS,COLUMNS,COUNT",
            help="the matrix instead of the list: adm1,activity,services",
        )
        parser.add_argument(
            "--public", action="store_true", help="only what strangers may see, as finely as they may see it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        reader = None if options["public"] else KEEPER
        group = visible(Group, reader).filter(slug=options["group"]).first()
        if group is None:
            raise CommandError(
                f"There is no group “{options['group']}”. Its short name stands in its address."
            )
        asking = self.asking(reader, {"group": group.slug} | self.axes(options["matrix"]))
        about = About(reader, timezone.localtime(), [str(group)], in_words(asking.form)[:1], group.slug)
        if options["format"] == "xlsx":
            return self.workbook(asking, about, options["output"])
        return self.write(
            self.text(asking, about, options["format"], bool(options["matrix"])), options["output"]
        )

    def axes(self, text: str | None) -> dict[str, str]:
        if not text:
            return {}
        names = [part.strip() for part in text.split(",")]
        if len(names) not in (2, 3):
            raise CommandError("--matrix takes rows,columns or rows,columns,count: adm1,activity,services")
        return dict(zip(("rows", "columns", "count"), names, strict=False))

    def asking(self, reader: Any, asked: dict[str, str]) -> MatrixFilter:
        found = MatrixFilter(
            asked, queryset=visible(Service, reader), user=reader, request=SimpleNamespace(user=reader)
        )
        if not found.is_valid():
            raise CommandError(
                "; ".join(f"{name}: {' '.join(errors)}" for name, errors in found.errors.items())
            )
        return found

    def workbook(self, asking: MatrixFilter, about: About, output: str | None) -> None:
        path = Path(output or about.file_name("services", "xlsx"))
        with path.open("wb") as file:
            table = asking.matrix(timezone.localdate())
            workbook(file, about, ServiceRows(asking.apply(), about.reader), table, Codebook(about.reader))
        self.stderr.write(str(path))

    def text(self, asking: MatrixFilter, about: About, format: str, as_matrix: bool) -> Iterable[str]:
        if as_matrix:
            table = asking.matrix(timezone.localdate())
            return matrix_json(table, about) if format == "json" else matrix_csv(table, tags=format == "hxl")
        rows = ServiceRows(asking.apply(), about.reader)
        return services_json(rows, about) if format == "json" else services_csv(rows, tags=format == "hxl")

    def write(self, parts: Iterable[str], output: str | None) -> None:
        """As they are: the line ends of CSV are part of it, and its mark of UTF-8 too."""
        if output:
            with Path(output).open("w", encoding="utf-8", newline="") as file:
                file.writelines(parts)
            return
        for part in parts:
            self.stdout.write(part, ending="")
