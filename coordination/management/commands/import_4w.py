"""`manage.py import_4w FILE --group SLUG`: a partner's 4W file into the map, from the shell."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from sectors.access import all_rows
from sectors.changes import imports
from sectors.changes.applied import apply_import
from sectors.fourws import receipt
from sectors.fourws.sentences import FileProblem
from sectors.fourws.words import fields
from sectors.models import Group, Import

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Import a 4W file (XLSX, XLS, ODS, CSV, TSV) into a group. The sheet and the columns are found by themselves. "
        "Rows with problems are listed and left out; the same file again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the file to import")
        parser.add_argument("--group", required=True, help="short name of the group, such as iraq")
        parser.add_argument("--sheet", default="", help="name of the sheet, if the guess is wrong")
        parser.add_argument(
            "--set",
            action="append",
            default=[],
            metavar="FIELD=VALUE",
            help="a value for every row, such as period=2022",
        )
        parser.add_argument("--dry-run", action="store_true", help="check the file and write nothing")
        parser.add_argument("--json", action="store_true", help="print the receipt for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        group, fixed, content = (
            find_group(options["group"]),
            read_fixed(options["set"]),
            read_file(options["file"]),
        )
        with transaction.atomic():
            found = self.run(
                group, Path(options["file"]).name, content, options["sheet"], fixed, options["dry_run"]
            )
            if options["dry_run"]:
                transaction.set_rollback(True)
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
        else:
            self.stdout.write(in_words(found, options["dry_run"]))

    def run(
        self, group: Group, name: str, content: bytes, sheet: str, fixed: dict[str, str], dry: bool
    ) -> dict[str, Any]:
        try:
            batch: Import = imports.upload_file(
                group=group, by=None, file_name=name, content=content, sheet=sheet, fixed=fixed
            )
        except FileProblem as problem:
            raise CommandError(f"{name}: {problem}") from problem
        return receipt.receipt(batch if dry else apply_import(batch, by=None))


def find_group(slug: str) -> Group:
    groups = all_rows(Group).filter(active=True)
    group = groups.filter(slug=slug).first()
    if group is None:
        names = (
            ", ".join(groups.values_list("slug", flat=True)) or "none yet; make one with manage.py add_group"
        )
        raise CommandError(f"There is no group “{slug}”. The groups are: {names}.")
    return group


def read_fixed(words: list[str]) -> dict[str, str]:
    known = fields()
    fixed = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign or name not in known:
            raise CommandError(
                f"--set {word}: write FIELD=VALUE, with one of these fields: {', '.join(sorted(known))}."
            )
        fixed[name] = value
    return fixed


def read_file(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.") from error


def in_words(found: dict[str, Any], dry: bool) -> str:
    title = " · ".join(filter(None, (found["file"], found["sheet"])))
    counts = (
        f"{found['accepted']} accepted, {len(found['refused'])} refused, {found['duplicates']} duplicates."
    )
    became = f"{found['created']} new, {found['changed']} changed, {found['unchanged']} unchanged"
    lines = [
        f"{title}: {found['rows']} rows, {counts}",
        f"{'Would be' if dry else 'Now'}: {became}; {found['organizations']} organisations in the file.",
    ]
    lines += [
        f"  row {row['row']} {row['column']} “{row['value']}”: {row['reason']}"
        for row in found["refused"][:SHOWN]
    ]
    if len(found["refused"]) > SHOWN:
        lines.append(f"  … and {len(found['refused']) - SHOWN} more; --json lists all.")
    return "\n".join(lines)
