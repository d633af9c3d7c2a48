"""The code lists as one book: what stands in it, in the reader's language, for the page and for the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sectors.access import visible
from sectors.models import Activity, Crosswalk, Sector, Term
from sectors.models.activities import FOURWS_2012, MSP_2022

LANGUAGES = ("en", "fr", "es", "ar")  # the order in which a missing text is looked for

LAYERS, NO_CODES = "layers", {"sensitive_words"}
VOCABULARIES: dict[str, Promise] = {
    "target_groups": _("Target groups"),
    "population_groups": _("Population groups"),
    "age_bands": _("Age bands"),
    "organization_types": _("Types of organisation"),
    "modalities": _("Modalities"),
    "cadres": _("Cadres"),
    "training_types": _("Types of training"),
    "accessibility": _("Accessibility"),
    "availability": _("Availability"),
    "coverage_areas": _("Coverage"),
    "costs": _("Costs"),
    "referral_methods": _("How to refer"),
    "requested_services": _("What a referral asks for"),
    "intake_criteria": _("Intake criteria"),
    "nationality_requirements": _("Nationality"),
    "registration_requirements": _("Registration"),
    "feedback_mechanisms": _("How feedback is given"),
    "feedback_delays": _("When feedback is given"),
    "response_delays": _("When an answer comes"),
    "next_steps": _("Next steps"),
}


@dataclass
class Code:
    """One line of the book. `language` says in which language the name is, where it is not the reader's."""

    row: Any
    anchor: str
    name: str
    hint: str
    language: str = ""
    state: str = ""
    layer: str = ""
    sectors: list[str] = field(default_factory=list)
    means: list[Activity] = field(default_factory=list)
    under: list[Code] = field(default_factory=list)


@dataclass
class Chapter:
    """One list with where it comes from."""

    anchor: str
    title: str | Promise
    codes: list[Code]

    @property
    def sources(self) -> list[str]:
        """Edition and source of its codes, each once; national codes say their group instead."""
        found: dict[str, None] = {}
        for code in flat(self.codes):
            if not getattr(code.row, "group_id", None):
                found[f"{code.row.edition}: {code.row.source}" if code.row.source else code.row.edition] = (
                    None
                )
        return [line for line in found if line]


@dataclass
class Book:
    """What people code with first; and the other lists, which have a page of their own."""

    activities: Chapter
    msp: Chapter
    layers: Chapter
    sectors: Chapter
    others: list[Chapter]

    @property
    def first(self) -> list[Chapter]:
        return [one for one in (self.activities, self.msp, self.layers, self.sectors) if one.codes]

    @property
    def chapters(self) -> list[Chapter]:
        return [*self.first, *self.others]


def read_book(user: Any) -> Book:
    """The whole book in four queries, however long it is."""
    terms = list(
        visible(Term, user).exclude(vocabulary__in=NO_CODES).order_by("vocabulary", "position", "code")
    )
    sectors = list(visible(Sector, user))
    activities = list(visible(Activity, user).select_related("group"))
    layers = {str(row.code): row.name for row in terms if row.vocabulary == LAYERS}
    named = {row.code: row.name for row in sectors}
    means = _meanings(user)

    def entry(row: Any, start: str) -> Code:
        code = code_of(row, f"{start}-{row.code}")
        if isinstance(row, Activity):
            code.layer = f"{row.layer}. {layers.get(str(row.layer), '')}".rstrip(". ") if row.layer else ""
            code.sectors = [named.get(sector, sector) for sector in row.sector_codes]
            code.means = means.get(row.pk, [])
        return code

    fourws = [row for row in activities if row.edition == FOURWS_2012]
    msp = [row for row in activities if row.edition == MSP_2022]
    by_layer = [entry(row, "layer") for row in terms if row.vocabulary == LAYERS]
    return Book(
        Chapter("4ws", _("Activities of the 4Ws"), nested(entry(row, "4ws") for row in fourws)),
        Chapter("msp", _("Minimum Service Package"), nested(entry(row, "msp") for row in msp)),
        Chapter(LAYERS, _("Layers of the pyramid"), by_layer),
        Chapter("sectors", _("Sectors"), [entry(row, "sector") for row in sectors]),
        _vocabularies([row for row in terms if row.vocabulary != LAYERS], entry),
    )


def _meanings(user: Any) -> dict[int, list[Activity]]:
    """Activity → what it is called in the other list."""
    links = visible(Crosswalk, user).filter(active=True).select_related("to_activity")
    means: dict[int, list[Activity]] = {}
    for link in links.order_by("to_activity__position"):
        means.setdefault(link.from_activity_id, []).append(link.to_activity)
    return means


def _vocabularies(terms: list[Term], entry: Any) -> list[Chapter]:
    found = {
        name: Chapter(name, VOCABULARIES.get(name, name), [entry(row, name) for row in rows])
        for name, rows in groupby(terms, key=lambda row: row.vocabulary)
    }
    order = [*VOCABULARIES, *sorted(set(found) - set(VOCABULARIES))]
    return [found[name] for name in order if name in found]


def code_of(row: Any, anchor: str) -> Code:
    """The row in the reader's language, or in the first that has it, and the state of that very label."""
    reader = get_language() or "en"
    order = list(dict.fromkeys((reader, *LANGUAGES)))
    language = next((one for one in order if getattr(row, f"name_{one}", None)), reader)
    state = str(row.label_status.get(language, ""))
    return Code(
        row=row,
        anchor=anchor.replace(" ", "-"),
        name=getattr(row, f"name_{language}", None) or row.name,
        hint=row.hint,
        language="" if language == reader else language,
        state=state,
    )


def nested(codes: Iterable[Code]) -> list[Code]:
    """Each code under the one above it, in their order."""
    rows = list(codes)
    by_key = {code.row.pk: code for code in rows}
    tops = []
    for code in rows:
        above = by_key.get(code.row.parent_id)
        (above.under if above else tops).append(code)
    return tops


def flat(codes: list[Code]) -> Iterator[Code]:
    for code in codes:
        yield code
        yield from flat(code.under)


## THE FILE

HEADER = [
    "list", "code", "parent", "name", "name_en", "name_fr", "name_ar", "name_es", "hint", "layer", "sectors",
    "same_in_4ws", "national_code_of", "sensitive", "in_use", "edition", "source",
]  # fmt: skip


def lines(book: Book) -> Iterator[list[str]]:
    """The book as rows of a table, the header first."""
    yield HEADER
    for chapter in book.chapters:
        for code in chapter.codes:
            yield _line(chapter, code, "")
            for under in flat(code.under):
                yield _line(chapter, under, code.row.code)


def _line(chapter: Chapter, code: Code, parent: str) -> list[str]:
    row = code.row
    group = getattr(row, "group", None)
    return [
        str(chapter.anchor), row.code, parent, code.name,
        *(getattr(row, f"name_{language}") or "" for language in ("en", "fr", "ar", "es")),
        code.hint, str(getattr(row, "layer", None) or ""), "|".join(getattr(row, "sector_codes", ())),
        "|".join(same.code for same in code.means), group.slug if group else "",
        "1" if row.sensitive else "0", "1" if row.active else "0", row.edition, row.source,
    ]  # fmt: skip
