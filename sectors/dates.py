"""Days in words, in four languages: how a reader's language writes them, and how people write months."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language

from sectors.text import fold

# Three letters are enough for a month in English only.
FORMATS = {"en": "j M Y", "es": r"j \d\e F \d\e Y"}
USUAL = "j F Y"

# A dash joins the words of one name. Arabic of the Gulf, of Iraq and the Levant, of the Maghreb.
MONTH_NAMES = (
    "january jan janvier janv enero ene يناير كانون-الثاني جانفي",
    "february feb fevrier fevr fev febrero شباط فبراير فيفري",
    "march mar mars marzo مارس آذار",
    "april apr avril avr abril abr أبريل نيسان أفريل",
    "may mai mayo مايو أيار ماي",
    "june jun juin junio يونيو حزيران جوان",
    "july jul juillet juil julio يوليو تموز جويلية",
    "august aug aout agosto ago أغسطس آب أوت",
    "september sep sept septembre septiembre setiembre set سبتمبر أيلول",
    "october oct octobre octubre أكتوبر تشرين-الأول",
    "november nov novembre noviembre نوفمبر تشرين-الثاني",
    "december dec decembre diciembre dic ديسمبر كانون-الأول",
)
MONTHS = {fold(name): number for number, names in enumerate(MONTH_NAMES, 1) for name in names.split()}


def written(value: date | None, *, weekday: bool = False) -> str:
    """“3 Feb 2026”, “3 février 2026”; with its weekday where that helps. Empty for no date."""
    if value is None:
        return ""
    form = FORMATS.get((get_language() or "en")[:2], USUAL)
    return date_format(value, f"l {form}" if weekday else form)
