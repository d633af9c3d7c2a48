"""What the check of the catalogues notices, on small catalogues of our own."""

from __future__ import annotations

from pathlib import Path

import pytest
from polib import POEntry, POFile, mofile

from coordination import translations
from coordination.translations import compile_all, faults, problems

SERVICES = {"msgid": "%(count)s service", "msgid_plural": "%(count)s services"}
ARABIC = ["لا خدمات", "خدمة واحدة", "خدمتان", "%(count)s خدمات", "%(count)s خدمة", "%(count)s خدمة"]


def plural(forms: list[str]) -> POEntry:
    return POEntry(**SERVICES, msgstr_plural=dict(enumerate(forms)))


@pytest.mark.parametrize(
    ("entry", "language", "found"),
    [
        (POEntry(msgid="Meetings", msgstr="Réunions"), "fr", []),
        (POEntry(msgid="Meetings", msgstr=""), "fr", ["not translated"]),
        (
            POEntry(msgid="Meetings", msgstr="Réunion", flags=["fuzzy"]),
            "fr",
            ["marked fuzzy, look at it and take the mark away"],
        ),
        (POEntry(msgid="Row %(row)s of {name}", msgstr="{name}, ligne %(row)s"), "fr", []),
        (
            POEntry(msgid="Row %(row)s", msgstr="Ligne %(ligne)s"),
            "fr",
            ["other placeholders than the original"],
        ),
        (POEntry(msgid="Gone", msgstr="", obsolete=True), "fr", []),
        (plural(["%(count)s service", "%(count)s services"]), "fr", []),
        (plural(["un service", "des services"]), "fr", ["other placeholders than the original"]),
        (plural(ARABIC), "ar", []),
        (plural(ARABIC[:5]), "ar", ["needs 6 plural forms"]),
        (plural([*ARABIC[:5], ""]), "ar", ["needs 6 plural forms"]),
    ],
)
def test_what_is_wrong_with_one_text(entry, language, found):
    assert list(faults(entry, language)) == found


def catalogue(locale: Path, language: str, *entries: POEntry) -> Path:
    path = locale / language / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    po = POFile()
    count = translations.PLURALS[language]
    po.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Plural-Forms": f"nplurals={count}; plural=0;",
    }
    po.extend(entries)
    po.save(str(path))
    return path


def test_a_language_without_catalogue_is_a_problem(tmp_path, monkeypatch):
    monkeypatch.setattr(translations, "has_gettext", lambda: False)
    for language in ("ar", "es"):
        catalogue(tmp_path, language, POEntry(msgid="Meetings", msgstr="·"))

    assert list(problems(tmp_path, tmp_path)) == ["fr: there is no catalogue. Run make messages."]


@pytest.mark.skipif(not translations.has_gettext(), reason="gettext is not installed")
def test_a_new_text_in_a_template_is_a_problem_in_every_language(tmp_path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/page.html").write_text(
        '{% load i18n %}{% translate "Meetings" %}{% translate "Actions" %}'
    )
    for language in translations.LANGUAGES:
        catalogue(tmp_path / "locale", language, POEntry(msgid="Meetings", msgstr="·"))

    assert sorted(problems(tmp_path, tmp_path / "locale")) == [
        f"{language}: missing, run make messages: (None, 'Actions', '')" for language in ("ar", "es", "fr")
    ]


def test_compiling_writes_what_is_new_and_only_that(tmp_path):
    po = catalogue(tmp_path, "ar", POEntry(msgid="Meetings", msgstr="اجتماعات"))

    first, second = compile_all(tmp_path), compile_all(tmp_path)

    assert (first, second) == ([po.with_suffix(".mo")], [])
    assert mofile(str(po.with_suffix(".mo"))).find("Meetings").msgstr == "اجتماعات"
