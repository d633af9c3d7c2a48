"""Databases of our own, full of made-up services: made once, kept in the folder of the bench or beside yours on the server."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.postgres import USUAL, answers

ROOT = Path(__file__).resolve().parent.parent.parent
NAME = "fourways_bench"


def server() -> str:
    """The address of a PostgreSQL that answers, or nothing."""
    given = os.environ.get("DATABASE_URL", "")
    return next((url for url in ([given] if given.startswith("postgres") else USUAL) if answers(url)), "")


def address(vendor: str, folder: Path, name: str) -> str:
    """Where the database of that name is, whether or not it is there."""
    if vendor == "sqlite":
        return f"sqlite:///{folder.resolve() / name}.sqlite3"
    return renamed(server(), f"{NAME}_{name}")


def renamed(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def name_of(url: str) -> str:
    return urlsplit(url).path.rsplit("/", 1)[-1]


def file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def execute(url: str, *statements: str) -> list[tuple]:
    """On the server, outside a transaction: databases are made and dropped so."""
    with psycopg.connect(renamed(url, "postgres"), autocommit=True) as connection:
        for statement in statements:
            cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def is_there(url: str) -> bool:
    if url.startswith("sqlite"):
        return file_of(url).exists()
    return bool(execute(url, f"SELECT 1 FROM pg_database WHERE datname = '{name_of(url)}'"))


def remove(url: str) -> None:
    if url.startswith("sqlite"):
        for end in ("", "-wal", "-shm"):
            Path(f"{file_of(url)}{end}").unlink(missing_ok=True)
    else:
        execute(url, f'DROP DATABASE IF EXISTS "{name_of(url)}" WITH (FORCE)')


def copy(source: str, target: str) -> None:
    """The same rows once more, for work that writes. Nobody may be connected to either."""
    remove(target)
    if source.startswith("sqlite"):
        shutil.copyfile(file_of(source), file_of(target))
    else:
        execute(source, f'CREATE DATABASE "{name_of(target)}" TEMPLATE "{name_of(source)}"')


def create(url: str) -> None:
    if not url.startswith("sqlite"):
        execute(url, f"CREATE DATABASE \"{name_of(url)}\" ENCODING 'UTF8' TEMPLATE template0")


@cache
def make(vendor: str, size: int, folder: Path) -> str:
    """The database with that many services, filled if it is not there; one made before is brought up to date."""
    url = address(vendor, folder, str(size))
    full = folder / f"{name_of(url)}-{vendor}.full"
    if not (full.exists() and is_there(url)):
        print(f"Making {size:,} services on {vendor} …", flush=True)
        full.unlink(missing_ok=True)
        remove(url)
        create(url)
    child("scripts.bench.fill", url, folder, str(size))
    full.touch()
    return url


def child(module: str, url: str, folder: Path, *words: str) -> None:
    """A module of ours in a process of its own, with that database."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "scripts.bench.settings", "DATABASE_URL": url, "VAR_DIR": str(folder),
    }  # fmt: skip
    subprocess.run([sys.executable, "-m", module, *words], check=True, cwd=ROOT, env=environment)  # noqa: S603
