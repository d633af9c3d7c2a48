"""Read the environment. A value that makes no sense stops the start, with a sentence that says what to do."""

from __future__ import annotations

import os
from importlib import metadata
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.crypto import get_random_string

ON = {"1", "true", "yes", "on"}
OFF = {"0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    """A variable that is set but empty counts as not set: compose files pass empty ones on."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool) -> bool:
    """Yes or no. A typing error is never read as "no"."""
    value = text(name).lower()
    if value in ON:
        return True
    if value in OFF:
        return False
    if value:
        raise ImproperlyConfigured(f"{name} is {value!r}. Write on or off.")
    return default


def words(name: str) -> list[str]:
    return [word.strip() for word in text(name).split(",") if word.strip()]


def one_of(name: str, default: str, choices: set[str]) -> str:
    value = text(name, default).upper()
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}. Write one of {', '.join(sorted(choices))}.")
    return value


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} is {value!r}. Write a whole number.")
    return int(value)


def origin(name: str, default: str) -> str:
    """The address people type, without a path: https://4w.example.org"""
    value = text(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        raise ImproperlyConfigured(
            f"{name} is {value!r}. Write the address of the site without a path, like https://4w.example.org"
        )
    return value


def secret_key(own_machine: bool, folder: Path) -> str:
    """From the environment; on one's own machine a key is made once and kept in a file only its owner reads."""
    if key := text("SECRET_KEY"):
        return key
    if not own_machine:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Set it to a long random text, for example the output of: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(60))'"
        )
    path = folder / "secret_key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f"secret_key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(get_random_string(60))
        draft.replace(path)
    return path.read_text().strip()


def wheel_folder(package: str, holding: str) -> str:
    """The folder inside an installed package that holds a file, without importing the package."""
    for file in metadata.files(package) or []:
        if file.name == holding:
            return str(Path(str(file.locate())).parent)
    raise ImproperlyConfigured(f"{package} does not hold {holding}. Install requirements.txt again.")
