"""The 4Ws of a group, from the shell: `manage.py export_4w --group iraq --format xlsx`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from coordination.exports import files
from sectors.access import visible
from sectors.models import Group

KEEPER = SimpleNamespace(
    pk=None, name="export_4w", is_active=True, is_superuser=True
)  # whoever has the shell has the rows


class Command(BaseCommand):
    help = "Write the services of a group, or their matrix, to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--group", required=True, help="short name of the group")
        parser.add_argument(
            "--format", choices=tuple(files.LIST), default="xlsx", help="hxl is csv with tags"
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
        kind = "matrix" if options["matrix"] else "services"
        if options["format"] not in files.KINDS[kind]:
            raise CommandError(f"The matrix can be written as {', '.join(files.MATRIX)}.")
        try:
            asked = {"group": group.slug} | self.axes(options["matrix"])
            self.write(files.make(kind, options["format"], asked, reader), options["output"])
        except files.Nonsense as nonsense:
            raise CommandError(str(nonsense)) from nonsense

    def axes(self, text: str | None) -> dict[str, str]:
        if not text:
            return {}
        names = [part.strip() for part in text.split(",")]
        if len(names) not in (2, 3):
            raise CommandError("--matrix takes rows,columns or rows,columns,count: adm1,activity,services")
        return dict(zip(("rows", "columns", "count"), names, strict=False))

    def write(self, file: files.File, output: str | None) -> None:
        """As they are: the line ends of CSV are part of it, and its mark of UTF-8 too. A workbook is no text for a screen."""
        if output or file.content_type == files.EXCEL:
            path = Path(output or file.name)
            with path.open("wb") as target:
                target.writelines(file.parts)
            self.stderr.write(str(path))
            return
        for part in file.parts:
            self.stdout.write(part.decode(), ending="")
