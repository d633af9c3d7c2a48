"""Reading a file of places: OCHA's global P-code list, a COD-AB table, or boundaries with P-codes (GeoJSON).

The file becomes a `Listing` of units, or `PlacesProblems` that name row, column and reason. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from sectors.gazetteer.chains import read_chains
from sectors.gazetteer.listing import Listing, PlacesProblem, PlacesProblems, Unit, whole
from sectors.gazetteer.opening import features_of, table_of, text_of
from sectors.gazetteer.world import is_global, read_global

__all__ = ["Listing", "PlacesProblem", "PlacesProblems", "Unit", "read"]


def read(source: Any, *, country: str = "", known: Mapping[str, int] | None = None) -> Listing:
    """The listing in a file (a path or an open binary file), of one country or of all.

    `known` (P-code → level) helps with boundaries whose columns have names nobody foresaw.
    """
    text = text_of(Path(source).read_bytes() if isinstance(source, str | Path) else source.read())
    if text.lstrip().startswith("{"):
        table, shapes = features_of(text)
        listing = Listing(complete=False)
    else:
        table, shapes = table_of(text), {}
        listing = Listing(complete=True)
    if is_global(table):
        read_global(listing, table, country)
    else:
        read_chains(listing, table, shapes, country, known or {})
    if listing.problems:
        raise PlacesProblems(listing.problems)
    if not listing.units:
        why = (
            _("There is no place of %(country)s in this file.") % {"country": country}
            if country
            else _("There are no places in this file.")
        )
        raise whole(why)
    return listing
