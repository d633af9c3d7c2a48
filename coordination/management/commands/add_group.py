"""`manage.py add_group SLUG --name NAME --place PCODE [--parent SLUG]`: a working group over a place."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from sectors.access import all_rows
from sectors.models import Group, Place


class Command(BaseCommand):
    help = "Make a working group over a place. The places come first: manage.py load_places FILE."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="short name for addresses, such as iraq")
        parser.add_argument(
            "--name", required=True, help="full name, such as “MHPSS Technical Working Group Iraq”"
        )
        parser.add_argument(
            "--place", required=True, help="P-code of its area; for a country its ISO code, such as IRQ"
        )
        parser.add_argument("--parent", default="", help="short name of the group it belongs to")
        parser.add_argument("--task-team", action="store_true", help="a task team, not a group for an area")

    def handle(self, *args: Any, **options: Any) -> None:
        if there := all_rows(Group).filter(slug=options["slug"]).first():
            raise CommandError(
                f"There is already a group “{options['slug']}”: {there}. Use it, or choose another short name."
            )
        place = all_rows(Place).filter(pcode=options["place"]).first()
        parent = all_rows(Group).filter(slug=options["parent"]).first() if options["parent"] else None
        if place is None:
            raise CommandError(
                f"There is no place with the P-code {options['place']}. Load the places first."
            )
        if options["parent"] and parent is None:
            raise CommandError(
                f"There is no group “{options['parent']}”. Make it first, or leave --parent out."
            )
        if parent and not parent.covers(place):
            raise CommandError(f"{place} does not lie in {parent.place}, the area of {parent}.")
        group = Group(
            slug=options["slug"], name_en=options["name"], parent=parent, place=place, kind=_kind(options)
        )
        try:
            group.full_clean()
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        group.save()
        self.stdout.write(
            f"{group} now covers {place}. Add its people on its page, /groups/{group.slug}/people/add/"
        )


def _kind(options: dict[str, Any]) -> str:
    if options["task_team"]:
        return Group.Kind.TASK_TEAM
    return Group.Kind.SUBNATIONAL if options["parent"] else Group.Kind.NATIONAL
