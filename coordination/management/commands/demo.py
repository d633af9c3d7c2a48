"""`manage.py demo [--if-empty] [--fresh]`: a demonstration response to look around in."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from coordination.demo import build
from coordination.demo.cast import is_demo
from meetings.models import Action, Meeting
from sectors.access import all_rows
from sectors.models import Activity, Group, Organization, Service, ServicePoint, User

PASSWORD = "fourways-demo"  # noqa: S105 - printed below, and set on a developer's machine only
CONFIRM = "delete everything"
COUNTED = [
    (Group, "groups"),
    (User, "people"),
    (Organization, "organisations"),
    (ServicePoint, "service points"),
    (Service, "services"),
    (Meeting, "meetings"),
    (Action, "actions"),
]


class Command(BaseCommand):
    help = "Fill an empty database with a demonstration response. Everything in it is invented."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where there already is something"
        )
        parser.add_argument("--fresh", action="store_true", help="delete everything first, after asking")
        parser.add_argument(
            "--confirm", default="", help=f"with --fresh, instead of being asked: “{CONFIRM}”"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        there = {words: count for model, words in COUNTED if (count := all_rows(model).count())}
        if there and options["if_empty"]:
            return
        if there and not options["fresh"]:
            raise CommandError(
                f"This database is not empty: {_told(there)}. Nothing was changed. "
                "To delete all of it and start again: manage.py demo --fresh"
            )
        if there:
            self.delete_all(there, options["confirm"])
        if not all_rows(Activity).exists():
            call_command("load_reference", verbosity=0)
        build(today=timezone.localdate(), password=PASSWORD if settings.DEBUG else "")
        now = {words: all_rows(model).count() for model, words in COUNTED}
        self.stdout.write(f"The demonstration is ready: {_told(now)}.")
        self.stdout.write(_how_to_sign_in())

    def delete_all(self, there: dict[str, int], confirm: str) -> None:
        """Never without the words typed out: nothing that is deleted here comes back."""
        what = (
            "the demonstration and all you did in it"
            if is_demo()
            else "DATA THAT IS NOT OF THE DEMONSTRATION"
        )
        self.stdout.write(f"This deletes {what}, for good: {_told(there)}, all places and all history.")
        if (confirm or _asked()) != CONFIRM:
            raise CommandError("Nothing was deleted.")
        call_command("flush", interactive=False, verbosity=0)


def _asked() -> str:
    try:
        return input(f"Type “{CONFIRM}” to go on: ").strip()
    except EOFError:
        return ""


def _told(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {words}" for words, count in counts.items())


def _how_to_sign_in() -> str:
    words = "Sign in as amina@example.org (coordinator) by the code mailed to that address"
    return f"{words}, or with the password {PASSWORD}." if settings.DEBUG else f"{words}."
