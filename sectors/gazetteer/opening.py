"""Opening a file of places: bytes to a table of cells, whatever wrote them."""

from __future__ import annotations

import csv
import io
import json

from django.utils.translation import gettext as _

from sectors.gazetteer.listing import whole
from sectors.geometry import Geometry

Table = list[list[str]]
NULLS = {"", "<null>", "null", "#n/a"}


def text_of(data: bytes) -> str:
    if not data.strip():
        raise whole(_("The file is empty."))
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise whole(
            _(
                "This is a workbook or an archive. Save the sheet with the places as “CSV UTF-8” and load that."
            )
        )
    try:
        return data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        raise whole(
            _("The letters of this file cannot be read. Save it as “CSV UTF-8” and load it again.")
        ) from None


def table_of(text: str) -> Table:
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = [
            [cell.strip() for cell in row]
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        ]
    except csv.Error:
        raise whole(_("This is not a table. Save it as “CSV UTF-8” and load it again.")) from None
    return [[("" if cell.casefold() in NULLS else cell) for cell in row] for row in rows]


def features_of(text: str) -> tuple[Table, dict[int, Geometry]]:
    """Boundaries as a table of their properties, and the shape of each row."""
    try:
        features = json.loads(text)["features"]
        properties = [feature.get("properties") or {} for feature in features]
        keys = list(dict.fromkeys(key for row in properties for key in row))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise whole(_("This is not a GeoJSON file of boundaries: it has no list of features.")) from None
    cells = [["" if row.get(key) is None else str(row[key]).strip() for key in keys] for row in properties]
    table = [[("" if cell.casefold() in NULLS else cell) for cell in row] for row in cells]
    return [keys, *table], {
        number: feature.get("geometry") for number, feature in enumerate(features, start=2)
    }
