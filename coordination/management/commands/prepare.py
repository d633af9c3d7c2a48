from __future__ import annotations

import socket
from collections import Counter
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser

from sectors.access import Role, all_rows
from sectors.models import Membership

STEPS: list[tuple[str, dict[str, Any]]] = [
    ("compile_translations", {}),
    ("migrate", {"interactive": False, "verbosity": 0}),
    ("load_reference", {"stdout": StringIO()}),  # its table is for those who ask for it
    ("demo", {"if_empty": True}),
]
WELCOME = """
  Fourways is at   http://localhost:{port}

  To sign in, type one of these addresses and press "Send me a code".
  {mail}

{people}

  Your data is in {folder}. Stop with Ctrl-C; make run continues where you stopped.
"""


NO_MAIL = "No mail leaves this machine: the code is shown on the page that asks for it."


class Command(BaseCommand):
    help = (
        "Makes this machine ready to serve: tables, reference data, and demo data where there is nothing yet."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--port", type=int, help="the port about to be served: checks it, and says how to sign in"
        )
        parser.add_argument(
            "--no-demo", action="store_true", help="leave an empty database without demo data"
        )

    def handle(self, *, port: int | None = None, no_demo: bool = False, **options: Any) -> None:
        if port and is_taken(port):
            raise CommandError(f"Something already listens on port {port}. Try: PORT={port + 1} make run")
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        for name, values in STEPS:
            if name in get_commands() and not (no_demo and name == "demo"):
                call_command(name, **values)
        if port:
            mail = "The code comes by mail." if settings.EMAIL_URL else NO_MAIL
            self.stdout.write(WELCOME.format(port=port, mail=mail, people=people(), folder=settings.VAR_DIR))


def is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def people() -> str:
    """One person of each role, out of the largest groups first: who a newcomer can be."""
    members = all_rows(Membership).filter(active=True, user__is_active=True).select_related("user", "group")
    size = Counter(member.group_id for member in members)
    lines: dict[str, str] = {}
    for role in Role:
        for member in sorted(members, key=lambda one: (-size[one.group_id], one.pk)):
            if member.role == role:
                lines.setdefault(role, f"    {member.user.email:<32} {role.label}, {member.group}")
    return "\n".join(lines.values()) or "    (nobody yet: .venv/bin/python manage.py createsuperuser)"
