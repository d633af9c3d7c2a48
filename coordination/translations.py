"""The catalogues in locale/: compile them, and say what is wrong with them. Needs no gettext on the machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from polib import POEntry, POFile, pofile

SOURCES = ("coordination", "meetings", "sectors", "templates")
LANGUAGES = ("ar", "es", "fr")
OPTIONS = ("--no-location", "--no-wrap", "--no-obsolete")
PLURALS = {"ar": 6, "es": 2, "fr": 2}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|(?<!\{)\{\w*\}(?!\})")


def catalogues(locale: Path) -> Iterator[tuple[str, Path]]:
    for language in LANGUAGES:
        yield language, locale / language / "LC_MESSAGES" / "django.po"


def compile_all(locale: Path) -> list[Path]:
    """Write each .mo that is older than its .po. Two processes may do it at once."""
    written = []
    for _language, po in catalogues(locale):
        mo = po.with_suffix(".mo")
        if po.exists() and (not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime):
            draft = mo.with_suffix(f".{os.getpid()}")
            pofile(str(po)).save_as_mofile(str(draft))
            draft.replace(mo)
            written.append(mo)
    return written


def extract(root: Path, locale: Path) -> None:
    """Bring the catalogues up to date with the texts in the code and the templates. Needs gettext."""
    for _language, po in catalogues(locale):
        po.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "django", "makemessages", *OPTIONS]
    command += [word for language in LANGUAGES for word in ("--locale", language)]
    command += ["--ignore=.*", "--ignore=var", "--ignore=static-built", "--ignore=tests"]
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True, text=True)  # noqa: S603


def has_gettext() -> bool:
    return all(shutil.which(tool) for tool in ("xgettext", "msgmerge", "msguniq", "msgattrib"))


def problems(root: Path, locale: Path) -> Iterator[str]:
    """One sentence for each thing a reader of one of the languages would miss."""
    for language, po in catalogues(locale):
        if not po.exists():
            yield f"{language}: there is no catalogue. Run make messages."
            continue
        catalogue = pofile(str(po))
        for entry in catalogue:
            yield from (f"{language}: {fault}: {entry.msgid[:80]!r}" for fault in faults(entry, language))
        yield from _wrong_plural_header(language, catalogue)
    if has_gettext():
        yield from _out_of_date(root, locale)


def faults(entry: POEntry, language: str) -> Iterator[str]:
    if entry.obsolete:
        return
    if entry.fuzzy:
        yield "marked fuzzy, look at it and take the mark away"
    if entry.msgid_plural:
        yield from _plural_faults(entry, language)
    elif not entry.msgstr.strip():
        yield "not translated"
    elif placeholders(entry.msgstr) != placeholders(entry.msgid):
        yield "other placeholders than the original"


def placeholders(text: str) -> list[str]:
    return sorted(set(PLACEHOLDER.findall(text)))


def _plural_faults(entry: POEntry, language: str) -> Iterator[str]:
    forms = [entry.msgstr_plural.get(number, "") for number in range(PLURALS[language])]
    if not all(form.strip() for form in forms) or len(entry.msgstr_plural) != len(forms):
        yield f"needs {len(forms)} plural forms"
        return
    wanted = set(placeholders(entry.msgid_plural))
    # "One service", "no service", "two services" in Arabic: the number may be a word in all forms but the last.
    if set(placeholders(forms[-1])) != wanted or any(not set(placeholders(form)) <= wanted for form in forms):
        yield "other placeholders than the original"


def _wrong_plural_header(language: str, catalogue: POFile) -> Iterator[str]:
    if f"nplurals={PLURALS[language]}" not in catalogue.metadata.get("Plural-Forms", "").replace(" ", ""):
        yield f"{language}: the header does not say nplurals={PLURALS[language]}"


def _out_of_date(root: Path, locale: Path) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in SOURCES:
            if (root / name).exists():
                shutil.copytree(
                    root / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.csv")
                )
        if locale.exists():
            shutil.copytree(locale, copy / "locale", ignore=shutil.ignore_patterns("*.mo"))
        extract(copy, copy / "locale")
        for language, po in catalogues(locale):
            if po.exists():
                here, wanted = _texts(po), _texts(copy / po.relative_to(root))
                yield from (f"{language}: missing, run make messages: {text!r}" for text in wanted - here)
                yield from (
                    f"{language}: no longer used, run make messages: {text!r}" for text in here - wanted
                )


def _texts(po: Path) -> set[tuple[str | None, str, str]]:
    return {
        (entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in pofile(str(po)) if not entry.obsolete
    }
