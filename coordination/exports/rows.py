"""Services → rows, for any file: ids from one query, labels from dictionaries, never model objects.

A row is made of pieces: neighbouring cells that depend on the same thing (the organisation, the place) are looked up,
and written in the way of the format, once; every other row with the same one takes the piece that is there. So a file
costs little more than reading the ids. Memory stays flat however many rows there are.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, Generic, TypeVar

from django.db.models import F, Max, Min, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.db.models.query import ValuesListIterable

from coordination.exports.columns import Column, columns_for
from coordination.exports.labels import Labels, Values
from sectors.access import scope_of, visible
from sectors.fourws.labels import name_fields
from sectors.fourws.progress import Progress, quiet
from sectors.models import Service
from sectors.models.places import shown_path

BATCH = 2_000
REMEMBERED = 20_000  # pieces of one kind
IDS = (
    "pk", "public_id", "organization_id", "activity_id", "sector_id", "place_id", "point_id", "start", "end", "status",
    "people_targeted", "people_reached", "reach_adds_up", "visibility", "confirmed_on", "sector_text", "activity_text",
    "version",
)  # fmt: skip
MANY = {"target_groups": "terms", "population_groups": "terms", "donors": "others", "partners": "others"}
SOURCES = (
    "who", "where", "spot", "what", "sector", "door", "contact", "start", "end", "status", "confirmed_on", "name", "description",
    "people_targeted", "people_reached", "basis", "visibility", "sector_text", "activity_text", *MANY, "id", "check",
    "as_reported",
)  # fmt: skip
ONCE = {"id", "as_reported"}
Piece = TypeVar("Piece")
Write = Callable[[Sequence[Column], Sequence[Any]], Piece]


class Pieces(dict[Hashable, Piece], Generic[Piece]):
    """key → the cells of some neighbouring columns, written by `write`; kept, so that the next row finds them."""

    def __init__(self, columns: Sequence[Column], find: Callable[[Any], Values], write: Write) -> None:
        self.columns, self.find, self.write = columns, find, write
        self.names = [column.key for column in columns]

    def __missing__(self, key: Hashable) -> Piece:
        if len(self) >= REMEMBERED:
            self.clear()
        values = self.find(key)
        piece = self[key] = self.write(self.columns, [values.get(name) for name in self.names])
        return piece


class OnceEach(Pieces[Piece]):
    """Of columns in which hardly a value comes twice: keeping them would be of no use."""

    def __getitem__(self, key: Any) -> Piece:
        values = self.find(key)
        return self.write(self.columns, [values.get(name) for name in self.names])


class ServiceRows:
    """The rows of a file, in the order of `columns`."""

    def __init__(self, services: QuerySet, reader: Any, columns: tuple[Column, ...] = ()) -> None:
        self.services = services.order_by(shown_path(reader), "organization_id", "pk")
        self.reader = reader
        self.columns = columns or columns_for(members=scope_of(reader).signed_in)
        self.labels = Labels(services, reader)
        self.progress, self.total = quiet, 0

    def watched(self, progress: Progress) -> ServiceRows:
        """Whoever waits for the file hears now and then how many rows it has."""
        self.progress, self.total = progress, len(self)
        return self

    def __len__(self) -> int:
        return int(self.services.count())

    def pieces(self, write: Write[Piece], *, check: bool = False) -> Iterator[list[Piece]]:
        """Each row in pieces, all written by `write(columns, values)`; that of the check is the version of the row."""
        written = [column for column in self.columns if check or column.key != "check"]
        runs = [(source, list(run)) for source, run in groupby(written, key=lambda column: column.source)]
        span = self.span()
        links = {name: Links(self, name, getattr(self.labels, labels), span) for name, labels in MANY.items()}
        kept = [
            (OnceEach if source in ONCE else Pieces)(columns, self.finder(source, links), write)
            for source, columns in runs
        ]
        places = itemgetter(*(SOURCES.index(source) for source, _columns in runs))
        for done, keys in enumerate(self.keys(links, span)):
            if not done % BATCH:
                self.progress(done, self.total, "file")
            yield [pieces[key] for pieces, key in zip(kept, places(keys), strict=True)]

    def finder(self, source: str, links: dict[str, Links]) -> Callable[[Any], Values]:
        if source in links:
            return lambda number: {source: links[source].texts[number]}
        return getattr(self.labels, source, None) or (lambda value: {source: value})

    def span(self) -> range:
        """The ids of the rows lie in it."""
        ids = self.services.order_by().aggregate(first=Min("pk"), last=Max("pk"))
        return range(ids["first"] or 0, (ids["last"] or 0) + 1)

    def keys(self, links: dict[str, Links], span: range) -> Iterator[tuple]:
        """What each source depends on, in the order of SOURCES. Figures, wording and contacts: members over the place."""
        known_at = self.labels.places.known
        targets, populations, donors, partners = (link.of for link in links.values())
        first = span.start
        for row in self.read(span):
            (
                pk, public_id, who, activity, sector, place, point, start, end, status,
                targeted, reached, adds_up, level, confirmed, sector_text, activity_text, version,
                name, description, words,
            ) = row  # fmt: skip
            if not known_at[place]:
                targeted = reached = level = None
                adds_up, sector_text, activity_text, words = True, "", "", None
            yield (
                who, place, place, activity, sector, point, (who, point) if known_at[place] else None, start, end, status,
                confirmed, name, description, targeted, reached, adds_up, level, sector_text, activity_text,
                targets[pk - first], populations[pk - first], donors[pk - first], partners[pk - first], public_id,
                version, words,
            )  # fmt: skip

    def read(self, span: range) -> Iterator[tuple]:
        """What came in since the links were read comes with the next file."""
        texts = {f"some_{field}": first_text(name_fields(field)) for field in ("name", "description")}
        asked = any(column.key == "as_reported" for column in self.columns)
        texts["words"] = F("as_reported") if asked else Value(None, output_field=TextField())
        rows = self.services.filter(pk__lt=span.stop).annotate(**texts).values_list(*IDS, *texts)
        # modeltranslation looks for names in each row, and shuffles the columns
        rows._iterable_class = ValuesListIterable
        shuffled = list(rows.query.selected)
        ordered = itemgetter(*(shuffled.index(name) for name in (*IDS, *texts)))
        return map(ordered, rows.iterator(chunk_size=BATCH))

    def dictionaries(self) -> Iterator[dict[str, Any]]:
        """Column → value, where there is one: for small tables and for tests."""

        def write(columns: Sequence[Column], values: Sequence[Any]) -> list[tuple[str, Any]]:
            found = zip(columns, values, strict=True)
            return [(column.key, value) for column, value in found if value not in (None, "")]

        for pieces in self.pieces(write):
            yield dict(pair for piece in pieces for pair in piece)


def first_text(fields: list[str]) -> Any:
    """The first of the columns that says something, found by the database."""
    found = (NullIf(Cast(field, TextField()), Value("")) for field in fields)
    return Coalesce(*found, Value(""), output_field=TextField())


class Links:
    """service → the labels of its links of one kind, as one text. Few texts are different, so a service has a number
    only, and these stand one beside the other: four bytes for a service."""

    def __init__(self, rows: ServiceRows, name: str, labels: dict[Any, str], span: range) -> None:
        self.texts = [""]
        self.of = array("I", bytes(4 * len(span)))
        if name not in {column.key for column in rows.columns}:
            return
        asked = visible(Service, rows.reader).filter(pk__in=rows.services.order_by().values("pk"))
        links = asked.filter(**{f"{name}__isnull": False}).order_by("pk").values_list("pk", name)
        known: dict[tuple, int] = {(): 0}
        for service, group in groupby(links.iterator(chunk_size=BATCH), key=itemgetter(0)):
            ids = tuple(pk for _service, pk in group)
            if ids not in known:
                known[ids] = len(self.texts)
                self.texts.append("; ".join(sorted(labels[pk] for pk in ids if pk in labels)))
            if service in span:
                self.of[service - span.start] = known[ids]
