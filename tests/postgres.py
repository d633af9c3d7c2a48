"""Prints the address of a PostgreSQL server that answers and may make databases; fails when there is none."""

from __future__ import annotations

import os
import sys

import environ
import psycopg

USUAL = [
    "postgres://root@127.0.0.1:5432/fourways",
    "postgres://postgres@127.0.0.1:5432/fourways",
    "postgres:////var/run/postgresql/fourways",
]


def answers(url: str) -> bool:
    settings = environ.Env.db_url_config(url)
    login = {"host": settings["HOST"], "port": settings["PORT"], "user": settings["USER"]}
    login = {name: value for name, value in login.items() if value} | {
        "password": settings["PASSWORD"] or None
    }
    try:
        with psycopg.connect(**login, dbname="postgres", connect_timeout=3) as connection:
            row = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            )
            return bool(row.fetchone()[0])
    except psycopg.Error:
        return False


if __name__ == "__main__":
    given = os.environ.get("DATABASE_URL", "")
    for url in [given] if given.startswith("postgres") else USUAL:
        if answers(url):
            print(url)
            sys.exit()
    sys.exit(1)
