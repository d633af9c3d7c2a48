"""The codes a file uses, with their names in the reader's language: for its codebook and its drop-downs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from sectors.access import Visibility, visible
from sectors.fourws.labels import first_name, name_fields
from sectors.models import Activity, Sector, Service, Term
from sectors.models.activities import FOURWS_2012


class Codebook:
    """Read in three queries."""

    def __init__(self, reader: Any) -> None:
        names = name_fields()
        activities = visible(Activity, reader).of(FOURWS_2012).current().order_by("position", "code")
        self.activities = [
            (c, p, first_name(t)) for c, p, *t in activities.values_list("code", "parent_id", *names)
        ]
        sectors = visible(Sector, reader).filter(active=True).order_by("position", "code")
        self.sectors = [(code, first_name(texts)) for code, *texts in sectors.values_list("code", *names)]
        terms = (
            visible(Term, reader)
            .filter(vocabulary__in=VOCABULARIES, active=True)
            .order_by("vocabulary", "position", "code")
        )
        self.terms: dict[str, list[tuple[str, str]]] = {name: [] for name in VOCABULARIES}
        for vocabulary, code, *texts in terms.values_list("vocabulary", "code", *names):
            self.terms[vocabulary].append((code, first_name(texts)))

    def lists(self) -> dict[str, list[str]]:
        """What the drop-downs of each column offer."""
        return {
            "activity_codes": [code for code, parent, _name in self.activities if not parent],
            "activity_subcodes": [code for code, parent, _name in self.activities if parent],
            "sectors": [name for _code, name in self.sectors],
            "statuses": [str(label) for label in Service.Status.labels],
            "visibilities": [str(label) for label in Visibility.labels],
            **{vocabulary: [name for _code, name in rows] for vocabulary, rows in self.terms.items()},
        }

    def lines(self) -> Iterator[tuple[str, str, str]]:
        """List, code, name."""
        yield from ((_("Activity"), code, name) for code, _parent, name in self.activities)
        yield from ((_("Sector"), code, name) for code, name in self.sectors)
        yield from ((_("Status"), value, str(label)) for value, label in Service.Status.choices)
        for vocabulary, rows in self.terms.items():
            yield from ((str(VOCABULARIES[vocabulary]()), code, name) for code, name in rows)


VOCABULARIES = {
    "target_groups": lambda: _("Target group"),
    "population_groups": lambda: _("Population group"),
    "organization_types": lambda: _("Type of organisation"),
}
