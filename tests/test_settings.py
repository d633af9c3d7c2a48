"""The settings: what they ask of the environment, and what they do with nonsense."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PRODUCTION = {
    "SECRET_KEY": "k3y-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "SITE_URL": "https://fourways.example.org",
    "DATABASE_URL": "postgres://fourways:secret@db.example.org:5432/fourways",
    "BEHIND_PROXY": "on",
}


def start(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """A fresh process that knows these variables and nothing else."""
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "coordination.settings"} | variables
    command = command or ("manage.py", "check")
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )


def variables_read() -> set[str]:
    readers = {"text", "flag", "words", "number", "one_of", "origin"}
    files = [ROOT / "coordination" / name for name in ("settings.py", "env.py")]
    return {
        node.args[0].value
        for path in files
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in readers
        and isinstance(node.args[0], ast.Constant)
    }


def compose() -> str:
    return (ROOT / "docker-compose.yml").read_text()


def test_the_example_names_every_variable_and_no_other():
    example = re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    only_compose = set(re.findall(r"\$\{(\w+)", compose())) - variables_read()

    assert sorted(example) == sorted(variables_read() | only_compose)
    assert only_compose == {"POSTGRES_PASSWORD", "WEB_ADDRESS"}


def test_the_example_holds_no_secret():
    values = re.findall(r"^\w+=(.+)$", (ROOT / ".env.example").read_text(), re.MULTILINE)

    assert values == []


def test_production_settings_satisfy_django():
    done = start("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert (done.returncode, done.stdout.strip()) == (0, "System check identified no issues (0 silenced).")


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"DEBUG": "ture"}, "DEBUG is 'ture'. Write on or off."),
        ({"SITE_URL": "4w.example.org"}, "SITE_URL is '4w.example.org'. Write the address of the site"),
        ({"SITE_URL": "https://example.org/4w"}, "SITE_URL is 'https://example.org/4w'. Write the address"),
        ({"DATABASE_URL": "mysql://u:p@h/n"}, "DATABASE_URL is not understood."),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL is not understood."),
        ({"DATABASE_URL": "postgres://u:p@h/n"}, "SECRET_KEY is not set."),
        ({**PRODUCTION, "DATABASE_POOL": "many"}, "DATABASE_POOL is 'many'. Write a whole number."),
        ({"EMAIL_URL": "mail.example.org"}, "EMAIL_URL is not understood."),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL is 'LOUD'. Write one of"),
        ({"REDIS_URL": "localhost:6379"}, "REDIS_URL is not understood."),
    ],
)
def test_nonsense_stops_the_start_and_says_what_to_write(variables, sentence, tmp_path):
    done = start(VAR_DIR=str(tmp_path), **variables)

    assert done.returncode != 0
    assert sentence in done.stderr.splitlines()[-1]


def test_one_s_own_machine_keeps_its_key_in_a_file_only_the_owner_reads(tmp_path):
    show = ("-c", "from coordination.settings import SECRET_KEY; print(SECRET_KEY)")

    first, second = start(*show, VAR_DIR=str(tmp_path)), start(*show, VAR_DIR=str(tmp_path))

    assert len(first.stdout.strip()) == 60
    assert first.stdout == second.stdout
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_debug_is_off_unless_asked_for(tmp_path):
    done = start("-c", "from coordination.settings import DEBUG; print(DEBUG)", VAR_DIR=str(tmp_path))

    assert done.stdout.strip() == "False"


def test_compose_starts_what_the_readme_says_and_brings_no_secret():
    services = yaml.safe_load(compose())["services"]

    assert sorted(services) == ["beat", "db", "redis", "setup", "web", "worker"]
    assert re.findall(r"(?:SECRET_KEY|PASSWORD)\w*:-", compose()) == []
    assert all("healthcheck" in service for name, service in services.items() if name != "web")


def test_headers_of_every_answer(client, db):
    answer = client.get("/health/")

    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    own = dict.fromkeys(
        ("script-src", "style-src", "img-src", "connect-src", "manifest-src", "form-action"), "'self'"
    )
    none = dict.fromkeys(("default-src", "base-uri", "frame-ancestors", "object-src"), "'none'")
    assert policy == own | none
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_what_a_signed_in_person_saw_stays_in_no_cache(client, db, django_user_model):
    client.force_login(django_user_model.objects.create_user("nour@example.org"))

    assert "no-store" in client.get("/accounts/email/")["Cache-Control"]
