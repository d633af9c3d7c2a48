"""The races: what is measured against what, and how far apart they may be. The goals are those of the design."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

PEERS_UP_TO = 10_000


@dataclass(frozen=True)
class Way:
    """`same`: ways with the same mark must find the same. `peer`: needs the packages of requirements-bench.txt, and
    takes minutes with many rows, so it runs up to 10,000 unless everything is asked for."""

    words: str
    way: str
    same: str = ""
    peer: bool = False
    vendor: str = ""
    size: int = 0  # of the database, where it is not the one that was asked for

    def runs(self, size: int, vendor: str, everything: bool) -> bool:
        return self.vendor in ("", vendor) and (everything or not self.peer or size <= PEERS_UP_TO)


@dataclass(frozen=True)
class Goal:
    """Ours takes at most `most` times what the quickest of `against` takes; or they at least `least` times what ours takes."""

    ours: str
    against: tuple[str, ...]
    most: float = 0
    least: float = 0
    vendor: str = ""
    late: bool = False  # compare not the medians, but what 19 of 20 runs stay below


@dataclass(frozen=True)
class Race:
    name: str
    title: str
    ways: tuple[Way, ...]
    goals: tuple[Goal, ...] = ()
    only: tuple[int, ...] = ()
    rounds: int = 5
    warm: bool = True
    megabytes: float = 0
    extra: bool = False  # only when everything is asked for
    ours: tuple[str, ...] = field(default=("ours",))


MATRIX_LIMITS = {"stranger": "a stranger", "coordinator": "a coordinator", "all": "nobody in particular"}


def matrix(count: str, people: tuple[str, ...]) -> Race:
    ways = [Way(f"ours, {MATRIX_LIMITS[who]}", f"matrix.ours:{who}:{count}", who) for who in people]
    for who in (*people, "all"):
        for how, words in (("folded", "folded by place first"), ("at_once", "folded by area at once")):
            ways.append(
                Way(f"SQL, {MATRIX_LIMITS[who]}, {words}", f"matrix.by_hand:{how}:{who}:{count}", who)
            )
    goals = [
        Goal(
            f"ours, {MATRIX_LIMITS[who]}",
            tuple(way.words for way in ways if way.words.startswith(f"SQL, {MATRIX_LIMITS[who]}")),
            most=1.3,
        )
        for who in people
    ]
    if count == "organizations":
        ways.append(Way("pandas, calamine", "matrix.pandas", peer=True))
        goals.append(Goal(ways[0].words, ("pandas, calamine",), least=100))
    return Race(f"matrix-{count}", f"Matrix, governorate × activity: {count}", tuple(ways), tuple(goals))


MATRICES = (
    matrix("services", ("coordinator", "stranger")),
    matrix("organizations", ("coordinator", "stranger")),
    matrix("targeted", ("coordinator",)),
)

FILES = (
    Race(
        "xlsx",
        "The list as a workbook",
        (
            Way("ours", "exports.ours:xlsx"),
            Way("XlsxWriter alone", "exports.writer_alone"),
            Way("django-import-export", "exports.import_export:xlsx", peer=True),
        ),
        (
            Goal("ours", ("XlsxWriter alone",), most=0.3),
            Goal("ours", ("django-import-export",), least=20),
        ),
        rounds=3, warm=False, megabytes=150,
    ),
    Race(
        "csv",
        "The list as CSV",
        (
            Way("ours", "exports.ours:csv"),
            Way("COPY", "exports.csv_by_hand", vendor="postgresql"),
            Way("csv module, plain cursor", "exports.csv_by_hand", vendor="sqlite"),
        ),
        (
            Goal("ours", ("COPY",), most=2.5, vendor="postgresql"),
            Goal("ours", ("csv module, plain cursor",), most=2.5, vendor="sqlite"),
        ),
        warm=False,
    ),
    Race(
        "json",
        "The list as JSON",
        (Way("ours", "exports.ours:json"), Way("built in the database", "exports.json_by_hand")),
        (Goal("ours", ("built in the database",), most=1.0),),
        warm=False,
    ),
)  # fmt: skip

LISTS = (
    Race(
        "api",
        "List API: ten times a hundred services",
        (
            Way("ours, by cursor", "api.asked:api/v1/services/?cursor="),
            Way("ours, by page number", "api.asked:api/v1/services/"),
            Way("SQL and JSON, nothing around it", "api.alone"),
            Way("SQL and JSON, the same middleware", "api.asked:bench/sql/"),
            Way("DRF nested, by cursor", "api.asked:bench/cursored/"),
            Way("DRF nested, by page number", "api.asked:bench/numbered/"),
        ),
        (
            Goal("ours, by cursor", ("SQL and JSON, nothing around it",), most=3),
            Goal("ours, by cursor", ("DRF nested, by cursor",), least=8),
            Goal("ours, by page number", ("DRF nested, by page number",), least=8),
        ),
        rounds=7,
    ),
)

XLSX_OURS, CSV_OURS, BY_HAND, PEER = (
    "ours, XLSX",
    "ours, CSV",
    "calamine, COPY, upsert",
    "django-import-export",
)


def taking_in(name: str, title: str, size: int, **more: Any) -> Race:
    """Rows of which half are new and half have changed."""
    return Race(
        name,
        title,
        (
            Way(XLSX_OURS, "imports.ours:xlsx", "imported"),
            Way(CSV_OURS, "imports.ours:csv", "imported"),
            Way(BY_HAND, "imports.copy_by_hand", "imported"),
            Way(PEER, "imports.import_export:first_half", "imported", peer=True),
        ),
        (Goal(XLSX_OURS, (BY_HAND,), most=4), Goal(XLSX_OURS, (PEER,), least=8)),
        only=(size,),
        rounds=3,
        warm=False,
        ours=(XLSX_OURS, CSV_OURS),
        **more,
    )


IMPORTS = (
    taking_in("import", "10,000 rows in, half new, half changed", 10_000),
    taking_in("import-large", "100,000 rows in, half new, half changed", 100_000, extra=True, megabytes=300),
    Race(
        "import-again",
        "The same 10,000 rows again",
        (
            Way(XLSX_OURS, "imports.ours_again:xlsx", "again"),
            Way(PEER, "imports.import_export:both_halves", "again", peer=True),
        ),
        only=(10_000,),
        rounds=3,
        warm=False,
    ),
)

MAPS = (
    Race(
        "geojson",
        "10,000 services as points",
        (Way("ours", "maps.ours"), Way("built in the database", "maps.by_hand")),
        (Goal("ours", ("built in the database",), most=1.5),),
        only=(10_000,),
        warm=False,
    ),
)

SMALL, LARGE = 1_000, (100_000, 1_000_000)
OPENED = {
    "coordinator": (
        "home", "services", "filtered", "searched", "last-page", "service", "organizations", "map", "map-data", "matrix",
        "matrix-organizations", "import", "meetings", "meeting", "api", "api-cursor",
    ),
    "stranger": ("home", "services", "filtered", "searched", "organizations", "map-data", "matrix", "api-cursor"),
}  # fmt: skip


def opened(name: str, who: str) -> Race:
    """One page, twenty times in a small and in a large database."""
    way = f"pages.page:{name}:{who}"
    return Race(
        f"page-{name}-{who}",
        f"Page: {name}, {MATRIX_LIMITS[who]}",
        (Way("with these services", way, name), Way("with 1,000 services", way, name, size=SMALL)),
        (Goal("with these services", ("with 1,000 services",), most=3, late=True),),
        only=LARGE,
        rounds=20,
    )


PAGES = tuple(opened(name, who) for who, names in OPENED.items() for name in names)

RACES = (*MATRICES, *FILES, *LISTS, *MAPS, *IMPORTS, *PAGES)


def chosen(names: list[str]) -> Iterator[Race]:
    """Those asked for by name, or by the beginning of their name; all when nothing is asked for."""
    for race in RACES:
        if not names or any(race.name.startswith(name) for name in names):
            yield race
