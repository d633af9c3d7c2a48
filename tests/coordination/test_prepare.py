"""What make run does before it serves."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from coordination.management.commands import prepare


@pytest.fixture
def said(monkeypatch, db):
    """The welcome alone: what the steps do is tested where they live."""
    monkeypatch.setattr(prepare, "STEPS", [])
    return StringIO()


def test_the_welcome_names_one_person_of_each_role(cast, said):
    call_command("prepare", port=8765, stdout=said)

    people = [line.split()[0] for line in said.getvalue().splitlines() if "@" in line]
    roles = [line.split(maxsplit=1)[1] for line in said.getvalue().splitlines() if "@" in line]
    assert "http://localhost:8765" in said.getvalue()
    assert len(people) == len(set(people)) == 5
    assert sorted(role.split(",")[0] for role in roles) == [
        "Case management",
        "Coordinator",
        "Focal point of an organisation",
        "Information manager",
        "Member",
    ]


def test_a_taken_port_stops_with_the_next_one(said):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(CommandError, match=f"PORT={port + 1} make run"):
            call_command("prepare", port=port, stdout=said)


MINE = """
from sectors.models import User
User.objects.create_user("mine@example.org")
"""
COUNT = """
from sectors.models import Sector, User
print(Sector.objects.count() > 15, User.objects.filter(email="mine@example.org").count())
"""


def test_a_second_start_finds_what_the_first_one_left(tmp_path):
    def manage(*words: str) -> str:
        environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), "DEBUG": "on"}
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(
            command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True
        ).stdout

    manage("prepare")
    manage("shell", "-v0", "-c", MINE)
    manage("prepare")

    assert manage("shell", "-v0", "-c", COUNT) == "True 1\n"
