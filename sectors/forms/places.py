"""A place typed in: its P-code, or its name in any of its languages, with the nearest spellings if it is neither."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz, process

from sectors.access import below, visible, writing_areas
from sectors.models import Group, Place
from sectors.text import fold

CODE = re.compile(r"\(([^()]+)\)\s*$")
OFFERED = 400  # names in the list of a form
COMPARED = 5000


def label(place: Place) -> str:
    """The name with the code: what the list offers and the field understands."""
    return f"{place.name} ({place.pcode})"


class PlaceField(forms.CharField):
    """Becomes a `Place` of `rows`, which the form sets."""

    rows: Any = None

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"list": "places", "autocomplete": "off", "dir": "auto"}
        super().__init__(
            **{"label": _("Place"), "widget": forms.TextInput(attrs=attrs), "max_length": 250, **kwargs}
        )

    def prepare_value(self, value: Any) -> Any:
        return label(value) if isinstance(value, Place) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Another way to write the same place is no change."""
        if not isinstance(initial, Place):
            return super().has_changed(initial, data)
        try:
            return bool(self.clean(data) != initial)
        except forms.ValidationError:
            return True

    def clean(self, value: Any) -> Place | None:
        text = super().clean(value)
        return self.find(text) if text else None

    def find(self, text: str) -> Place:
        code = CODE.search(text)
        for candidate in filter(None, (code and code[1], text)):
            found = self.rows.filter(pcode__iexact=candidate.strip()).first()
            if found:
                return found
        return self._by_name(CODE.sub("", text))

    def _by_name(self, text: str) -> Place:
        rows = self.rows
        for word in fold(text).split()[:8]:
            rows = rows.filter(search_text__contains=word)
        meant = [
            place
            for place in rows[:200]
            if fold(text) in {fold(name) for name in [place.name, *place.all_names()]}
        ]
        if len(meant) == 1:
            return meant[0]
        if meant:
            raise forms.ValidationError(
                _("More than one place is called “%(text)s”. Write one of these: %(places)s."),
                params={"text": text.strip(), "places": "; ".join(label(place) for place in meant[:6])},
                code="ambiguous",
            )
        raise self._unknown(text)

    def _unknown(self, text: str) -> forms.ValidationError:
        near = self._nearest(text)
        if near:
            message = _("No place here is called “%(text)s”. Did you mean one of these? %(places)s.")
        else:
            message = _("No place here is called “%(text)s”. Choose one from the list, or write its P-code.")
        return forms.ValidationError(
            message, params={"text": text.strip(), "places": "; ".join(near)}, code="unknown"
        )

    def _nearest(self, text: str) -> list[str]:
        rows = self.rows.order_by("level", "path").defer("boundary")[:COMPARED]
        named = [(fold(name), row) for row in rows for name in {row.name, *row.all_names()}]
        found = process.extract(
            fold(text), [name for name, _row in named], scorer=fuzz.WRatio, limit=12, score_cutoff=72
        )
        near = dict.fromkeys(label(named[index][1]) for _name, _score, index in found)
        return list(near)[:4]


def writable_places(user: Any) -> Any:
    """Places in which the person may write something."""
    rows = visible(Place, user).current()
    areas = writing_areas(user)
    return rows if areas is None else rows.filter(below(areas, "path"))


def offered_places(user: Any) -> list[str]:
    """Names for the list beside the field: countries, admin 1 and admin 2 of the groups' areas."""
    areas = writing_areas(user)
    if areas is None:
        areas = frozenset(visible(Group, user).values_list("place__path", flat=True))
    rows = visible(Place, user).current().filter(below(areas, "path"), level__lte=2)
    return [label(place) for place in rows.defer("boundary", "search_text")[:OFFERED]]
