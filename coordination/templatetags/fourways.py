"""{% load fourways %}: small pieces every page uses. Each is one line to call; how, stands in its docstring."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

import phonenumbers
from django import forms, template
from django.conf import settings
from django.forms.boundfield import BoundWidget
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from heroicons.templatetags.heroicons import heroicon_outline

from sectors.dates import written
from sectors.models import Place
from sectors.models.points import freshness as freshness_of

register = template.Library()

FOLD_OVER, FIRST_BOXES = 16, 12  # boxes to tick
GROUPING = {"fr": "\u202f", "es": "\u00a0"}  # Arabic as we write it here groups like English


@register.simple_tag
def icon(name: str, flip: bool = False, size: int = 20) -> str:
    """{% icon "arrow-right" flip=True %}: an outline icon of heroicons.com beside a word; `flip` turns it in Arabic."""
    return heroicon_outline(name, size=size, aria_hidden="true", **{"class": "icon flip" if flip else "icon"})


@register.inclusion_tag("parts/_freshness.html")
def freshness(confirmed_on: date | None) -> dict[str, Any]:
    """{% freshness service.confirmed_on %}: "Confirmed 4 days ago", with a shape that says the same."""
    today = timezone.localdate()
    days = (today - confirmed_on).days if confirmed_on else None
    return {"state": freshness_of(confirmed_on, today), "days": days, "confirmed_on": confirmed_on}


@register.simple_tag
def shown_place(place: Place, user: Any) -> Place:
    """{% shown_place service.place user as place %}: the place as finely as this reader may know it."""
    return place.shown_to(user)


@register.simple_tag
def place_line(place: Place, user: Any) -> str:
    """{% place_line service.place user %}: "Al-Mosul, Ninewa", as finely as this reader may know it."""
    shown = place.shown_to(user)
    above = shown.adm1
    if above is None or above.pk == shown.pk:
        return str(shown.name)
    return gettext("%(place)s, %(region)s") % {"place": shown.name, "region": above.name}


@register.filter
def number(value: Any) -> str:
    """{{ count|number }}: 4,839 as the reader's language groups it, in Western digits."""
    if value is None or value == "":
        return ""
    return f"{int(value):,}".replace(",", GROUPING.get(get_language() or "", ","))


@register.filter
def day(value: date | datetime | None) -> str:
    """{{ service.end|day }}: 3 Feb 2026, in the reader's words."""
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return written(value)


@register.filter
def weekday(value: date | datetime | None) -> str:
    """{{ meeting.starts_at|weekday }}: Tuesday 3 Feb 2026."""
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return written(value, weekday=True)


@register.simple_tag
def phone(value: str, look: str = "nowrap") -> SafeString | str:
    """{% phone point.phone %}: a link to call, written the international way, from left to right in any text.

    {% phone point.phone "button" %}: the same as the one thing to do.
    """
    if not value:
        return ""
    try:
        parsed = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        return format_html('<bdi dir="ltr">{}</bdi>', value)
    shown = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    dialled = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    sign = icon("phone") if look.startswith("button") else ""
    link = '<a class="{}" href="tel:{}">{}<bdi dir="ltr">{}</bdi></a>'
    return format_html(link, look, dialled, sign, shown)


@register.simple_tag
def mail(value: str) -> SafeString | str:
    """{% mail organization.email %}: a link to write, safe in right-to-left text."""
    return format_html('<a href="mailto:{0}"><bdi dir="ltr">{0}</bdi></a>', value) if value else ""


@register.filter
def brief(words: str) -> str:
    """{{ activity.name|brief }}: in a list, an official wording without its "(e.g., ...)"."""
    return re.sub(r"\s*\([^()]*\)", "", str(words)).strip() or str(words)


@register.filter
def own_name(code: str) -> str:
    """{{ LANGUAGE_CODE|own_name }}: a language by the name it calls itself."""
    return dict(settings.LANGUAGES).get(code, code)


@register.filter
def is_checkbox(field: forms.BoundField) -> bool:
    """{% if field|is_checkbox %}: a single box to tick, whose label stands behind it."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.simple_tag
def folded(field: forms.BoundField) -> dict[str, list[BoundWidget]] | None:
    """{% folded field as boxes %}: of a long list of boxes, the first and the ticked ones, then the rest."""
    if not isinstance(field.field.widget, forms.CheckboxSelectMultiple) or len(field) <= FOLD_OVER:
        return None
    boxes: dict[str, list[BoundWidget]] = {"shown": [], "rest": []}
    for place, box in enumerate(field):
        boxes["shown" if place < FIRST_BOXES or box.data["selected"] else "rest"].append(box)
    return boxes if boxes["rest"] else None


@register.filter
def in_summary(error: str, field: forms.BoundField) -> str:
    """{{ error|in_summary:field }}: away from its field, "this is required" needs to say what."""
    general = {str(message) for message in field.field.error_messages.values()}
    return f"{field.label}: {error}" if str(error) in general else str(error)


@register.filter
def kept(request: HttpRequest, names: str) -> list[tuple[str, str]]:
    """{% for name, value in request|kept:"by columns" %}: parameters of the address to carry along in a form."""
    return [(name, value) for name in names.split() for value in request.GET.getlist(name)]


@register.simple_tag(takes_context=True)
def active_filters(context: template.Context, filter: Any) -> list[dict[str, str]]:
    """{% active_filters filter as active %}: each filter in use, as words, with the address without it."""
    request, form = context["request"], filter.form
    found = []
    for name in form.fields:
        if (
            not form.is_bound
            or not request.GET.get(name)
            or not form.is_valid()
            or name not in form.cleaned_data
        ):
            continue
        rest = request.GET.copy()
        for gone in (name, "page"):
            rest.pop(gone, None)
        found.append(
            {"label": form[name].label, "value": _words(form, name), "without": f"?{rest.urlencode()}"}
        )
    return found


def _words(form: forms.Form, name: str) -> str:
    value, field = form.cleaned_data[name], form.fields[name]
    if isinstance(field, forms.ModelChoiceField) or not isinstance(field, forms.ChoiceField):
        many = hasattr(value, "__iter__") and not isinstance(value, str)
        return ", ".join(str(one) for one in value) if many else str(value)
    chosen = value if isinstance(value, list | tuple) else [value]
    labels = {str(key): str(label) for key, label in field.choices if not isinstance(label, list | tuple)}
    return ", ".join(labels.get(str(one), str(one)) for one in chosen)


@register.simple_tag
def comma() -> str:
    """{% if not forloop.last %}{% comma %}{% endif %}: the comma of the reader's language, with its space."""
    return "، " if get_language() == "ar" else ", "
