"""Every file one can take along: asked for by what it shows and its format, given as a name and its bytes, piece by piece.

Page, command and background job ask here and get the same file. Nothing is known of requests.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, BinaryIO

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coordination.exports.about import About, in_words
from coordination.exports.codebook import Codebook
from coordination.exports.columns import columns_for
from coordination.exports.geojson import columns as map_columns
from coordination.exports.geojson import services_geojson
from coordination.exports.hxl import matrix_csv, services_csv
from coordination.exports.jsons import matrix_json, services_json
from coordination.exports.presence import presence, presence_csv, presence_json
from coordination.exports.rows import ServiceRows
from coordination.exports.sheets import Parts, workbook
from coordination.exports.template import rows_for, template
from sectors.access import scope_of, visible
from sectors.filters import ServiceFilter
from sectors.fourws.asking import MatrixFilter
from sectors.fourws.progress import Progress, quiet
from sectors.models import Group, Organization, Service

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV, JSON, GEOJSON = "text/csv; charset=utf-8", "application/json; charset=utf-8", "application/geo+json"
PIECE = 1 << 16
LARGE = 20_000  # services


class Nonsense(ValueError):
    """The question makes no sense; `errors` says why. No file, so that nobody takes one for an answer."""

    def __init__(self, errors: Mapping[str, Iterable[str]]) -> None:
        super().__init__("; ".join(f"{name}: {' '.join(words)}" for name, words in errors.items()))
        self.errors = errors


@dataclass
class File:
    name: str
    content_type: str
    parts: Iterator[bytes]


@dataclass(frozen=True)
class Asked:
    """A question, the person who asks it, and what the file says of itself."""

    asking: MatrixFilter
    about: About
    progress: Progress = quiet

    def rows(self, columns: tuple = ()) -> ServiceRows:
        rows = ServiceRows(self.asking.apply(), self.about.reader, columns)
        return rows if self.progress is quiet else rows.watched(self.progress)

    def table(self) -> Any:
        return self.asking.matrix(timezone.localdate())

    def words(self) -> tuple:
        return columns_for(members=scope_of(self.about.reader).signed_in, words=True)

    def public(self) -> Asked:
        """The same question, as a stranger would ask it."""
        asking = understood(self.asking.data, None)
        return Asked(asking, about(asking, None))

    def presence(self) -> Iterator[dict[str, Any]]:
        """What is going on now, unless the question is for something else."""
        today, found = timezone.localdate(), self.asking.apply()
        if not self.asking.chosen("status"):
            found = found.of_status(Service.Status.ONGOING, today)
        return presence(found, (self.asking.chosen("month") or today).replace(day=1))


Make = Callable[[Asked], Iterable[str]]


@dataclass(frozen=True)
class Format:
    """`who` is for whom it is, in one line. `make` gives text; without it the file is a workbook."""

    label: Any
    who: Any
    kind: str
    ending: str
    make: Make | None = None
    stem: str = ""
    tags: bool = False
    words: bool = False
    members: bool = False


LIST = {
    "xlsx": Format(_("Excel"), _("The 4Ws workbook: to read, to work in, and to import again"), EXCEL, "xlsx"),
    "words.xlsx": Format(
        _("Excel, with the words of the partners"),
        _("To check how what was reported was understood"),
        EXCEL, "xlsx", stem="as-reported", words=True, members=True,
    ),
    "csv": Format(_("CSV"), _("For any other program"), CSV, "csv", lambda of: services_csv(of.rows(), tags=False)),
    "hxl": Format(
        _("CSV with HXL tags"), _("For OCHA, HDX and their tools"), CSV, "csv",
        lambda of: services_csv(of.rows(), tags=True), "hxl",
    ),
    "hxl.xlsx": Format(_("Excel with HXL tags"), _("The same as a workbook"), EXCEL, "xlsx", stem="hxl", tags=True),
    "presence.csv": Format(
        _("Operational presence, CSV"), _("To publish: who works where, in the shape of HDX HAPI"), CSV, "csv",
        lambda of: presence_csv(of.public().presence()), "presence",
    ),
    "presence.json": Format(
        _("Operational presence, JSON"), _("The same for programs"), JSON, "json",
        lambda of: presence_json((seen := of.public()).presence(), seen.about), "presence",
    ),
    "geojson": Format(
        _("GeoJSON"), _("For maps: QGIS, ArcGIS, web maps"), GEOJSON, "geojson",
        lambda of: services_geojson(of.rows(map_columns()), of.about),
    ),
    "json": Format(_("JSON"), _("For programs"), JSON, "json", lambda of: services_json(of.rows(), of.about)),
}  # fmt: skip
MATRIX = {
    "xlsx": Format(_("Excel"), _("The table with charts, and the services behind it"), EXCEL, "xlsx"),
    "csv": Format(_("CSV"), _("For any other program"), CSV, "csv", lambda of: matrix_csv(of.table(), tags=False)),
    "hxl": Format(
        _("CSV with HXL tags"), _("For OCHA, HDX and their tools"), CSV, "csv",
        lambda of: matrix_csv(of.table(), tags=True), "hxl",
    ),
    "json": Format(_("JSON"), _("For programs"), JSON, "json", lambda of: matrix_json(of.table(), of.about)),
}  # fmt: skip
KINDS = {"services": LIST, "matrix": MATRIX}


def question(data: Any, reader: Any) -> MatrixFilter:
    request = SimpleNamespace(user=reader)
    return MatrixFilter(data, queryset=visible(Service, reader), user=reader, request=request)


def formats(kind: str, reader: Any) -> dict[str, Format]:
    """Those this person can have."""
    member = scope_of(reader).signed_in
    return {name: one for name, one in KINDS[kind].items() if member or not one.members}


def make(kind: str, format: str, data: Any, reader: Any, progress: Progress = quiet) -> File:
    """The file, or Nonsense. `kind` and `format` are among `formats`."""
    asking = understood(data, reader)
    return made(kind, format, Asked(asking, about(asking, reader), progress))


def understood(data: Any, reader: Any) -> MatrixFilter:
    asking = question(data, reader)
    if not asking.is_valid():
        raise Nonsense(asking.errors)
    return asking


def takes_long(kind: str, format: str, data: Any, reader: Any) -> bool:
    """Whether nothing of the file comes for longer than one should wait: a workbook is sent when all of it is written."""
    if KINDS[kind][format].make:
        return False
    return bool(understood(data, reader).apply().order_by()[LARGE : LARGE + 1].exists())


def made(kind: str, format: str, asked: Asked) -> File:
    what = KINDS[kind][format]
    name = asked.about.file_name("-".join(part for part in (kind, what.stem) if part), what.ending)
    if what.make:
        return File(name, what.kind, (part.encode() for part in what.make(asked)))
    return File(name, what.kind, packed(lambda target: write_workbook(target, kind, what, asked)))


def write_workbook(target: BinaryIO, kind: str, what: Format, asked: Asked) -> None:
    rows = asked.rows(asked.words() if what.words else ())
    parts = Parts(rows, asked.table(), Codebook(asked.about.reader), tags=what.tags, charts=kind == "matrix")
    workbook(target, asked.about, parts)


def packed(write: Callable[[BinaryIO], None]) -> Iterator[bytes]:
    """Written to a temporary file first: never the whole of it in memory, and never half a workbook."""
    file = tempfile.TemporaryFile(suffix=".xlsx")  # noqa: SIM115 - closed when it was read
    try:
        write(file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return pieces_of(file)


def pieces_of(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece


def template_of(group: Group, reader: Any, organization: Organization | None = None) -> File:
    """The workbook partners of the group fill in."""
    asking = question({"group": group.slug}, reader)
    said = about(asking, reader)
    rows = rows_for(group, reader, organization)
    name = said.file_name("template", "xlsx")
    return File(name, EXCEL, packed(lambda target: template(target, said, group, rows)))


def about(asking: MatrixFilter, reader: Any) -> About:
    """What the file says of itself."""
    chosen = asking.chosen("group")
    groups = visible(Group, reader)
    if chosen:
        groups = groups.filter(pk=chosen.pk)
    elif scope_of(reader).groups:
        groups = groups.joined_by(reader)
    request = SimpleNamespace(user=reader)
    plain = ServiceFilter(asking.data, queryset=asking.queryset, user=reader, request=request)
    return About(
        reader=reader,
        made_at=timezone.localtime(),
        groups=[str(group) for group in groups.order_by("path")],
        question=in_words(plain.form),
        slug=chosen.slug if chosen else "",
    )
