"""How a matrix is drawn: text, class, words for those who listen, and a link, cell by cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coordination.shell import address
from coordination.templatetags.fourways import number
from sectors.fourws.asking import MatrixFilter
from sectors.fourws.coverage import NO_NEED, is_share, unit_of
from sectors.fourws.dimensions import Key
from sectors.fourws.matrix import AT_LEAST, GAP, NO_FIGURE, NOT_REPORTED, NUMBER, Cell, Figure, Line, Matrix
from sectors.fourws.small import SIGN, SMALL

MOST_ROWS, MOST_COLUMNS, MOST_PANELS = 400, 60, 12
WORDS = {
    GAP: (_("gap"), "gap", ""),
    NOT_REPORTED: ("·", "not-reported", _("not reported")),
    NO_FIGURE: ("?", "", _("no figure given")),
    NO_NEED: ("?", "", _("people not known")),
    SMALL: (SIGN, "", _("fewer than ten, or hidden beside such a number")),
}
COUNTED = {NUMBER, AT_LEAST}
STEPS = 4


@dataclass
class Shown:
    """One table of the page: the whole, or the part of it for one key of the third dimension."""

    table: Matrix
    asking: MatrixFilter
    panel: Key | None = None
    most: float = 0

    def __post_init__(self) -> None:
        self.most = self.most or max(
            (cell.value or 0 for line in self.table.lines for cell in line.cells), default=0
        )
        self.list = address("service-list")
        self.total_links = "month" not in (self.table.rows, self.table.columns)
        self.share = is_share(self.table.count, self.table.per)
        month = self.table.compared
        self.then = date_format(month, "YEAR_MONTH_FORMAT") if month else ""

    @property
    def label(self) -> str:
        return self.panel.label if self.panel else ""

    @property
    def heads(self) -> list[Key]:
        return self.table.column_keys[:MOST_COLUMNS]

    def parts(self) -> list[Shown]:
        """This table, then one for each key of the third dimension; all are shaded alike."""
        panels = [Shown(table, self.asking, key, self.most) for key, table in self.table.panels[:MOST_PANELS]]
        return [self, *panels]

    def lines(self) -> list[dict[str, Any]]:
        """The rows; the last one, marked `foot`, has the totals."""
        lines = [self.line(line) for line in self.table.lines[:MOST_ROWS]]
        pairs = zip(self.table.column_keys, self.table.column_totals, strict=True)
        totals = [self.total(cell, key) for key, cell in pairs][:MOST_COLUMNS]
        return [*lines, {"label": _("Total"), "cells": [*totals, self.total(self.table.total)], "foot": True}]

    def line(self, line: Line) -> dict[str, Any]:
        pairs = zip(self.table.column_keys[:MOST_COLUMNS], line.cells, strict=False)
        cells = [self.cell(cell, line.key, key) for key, cell in pairs]
        return {"label": line.key.label, "cells": [*cells, self.total(line.total, line.key)]}

    def cell(self, cell: Cell, *keys: Key) -> dict[str, Any]:
        text, css, words = WORDS.get(cell.state, ("", "", ""))
        if cell.state in COUNTED:
            text, css = self.figure(cell), f"h{self.heat(cell.value or 0)}"
        href = self.href(*keys) if cell.services else ""
        return {"text": text, "css": css, "words": words, "href": href, **self.change(cell)}

    def total(self, cell: Cell, *keys: Key) -> dict[str, Any]:
        """A service that runs in several months is one service: what a list of one month shows is not the total."""
        linked = self.total_links or any(set(key.ask or ()) == {"month"} for key in keys)
        text, _css, words = WORDS[cell.state] if cell.value is None else (self.figure(cell), "", "")
        href = self.href(*keys) if cell.services and linked else ""
        return {"text": text, "css": "total", "words": words, "href": href, **self.change(cell)}

    def figure(self, cell: Cell) -> str:
        return ("≥\u00a0" if cell.state == AT_LEAST else "") + self.written(cell.value)

    def written(self, value: Figure) -> str:
        """12, or as coverage 1.2 or 12%: with a decimal only where it says something."""
        if not isinstance(value, float):
            return number(value)
        text = number(round(value)) if value >= 10 or value == int(value) else f"{value:.1f}"
        return f"{text}%" if self.share else text

    def change(self, cell: Cell) -> dict[str, str]:
        """▲ 2: the sign for those who look, the words for those who listen."""
        if not self.then or not cell.change:
            return {}
        more = self.written(abs(cell.change))
        words = (
            gettext("%(number)s more than in %(month)s")
            if cell.change > 0
            else gettext("%(number)s fewer than in %(month)s")
        )
        sign = "▲" if cell.change > 0 else "▼"
        return {
            "change": f"{sign}\u202f{more}",
            "change_css": "up" if cell.change > 0 else "down",
            "change_words": words % {"number": more, "month": self.then},
        }

    def heat(self, value: float) -> int:
        return int(max(1, -(-STEPS * value // self.most))) if value and self.most else 0

    def href(self, *keys: Key) -> str:
        asked = (*keys, self.panel) if self.panel else keys
        behind = self.asking.behind(*asked)
        return "" if behind is None else f"{self.list}?{behind}"


def name_of(table: Matrix) -> str:
    """Services: district by activity."""
    names = {"count": table.count_title, "rows": table.rows_title, "columns": table.columns_title}
    text = gettext("%(count)s: %(rows)s by %(columns)s") % names
    unit = unit_of(table)
    return f"{text} ({unit})" if unit else text
