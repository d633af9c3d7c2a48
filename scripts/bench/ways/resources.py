"""django-import-export, tuned: related rows looked up in dictionaries, instances found in one, written in bulk, unchanged
rows skipped. Its bulk mode writes no many-to-many fields and no history, so neither is asked of it."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module
from typing import Any

from scripts.bench.ways.by_hand import STATUSES
from sectors.models import Activity, Organization, Place, Sector, Service
from sectors.models.activities import FOURWS_2012

FIELDS = {
    "organization": "Organisation", "place": "Admin 3 code", "activity": "Activity code", "sector": "Cluster",
    "name_en": "Name of the service", "description_en": "Description", "status": "Status", "start": "Start date",
    "end": "End date", "people_targeted": "People targeted", "people_reached": "People reached", "confirmed_on": "Date",
}  # fmt: skip
KEY = ("Organisation", "Admin 3 code", "Activity code", "Name of the service")
DAYS = ("Date", "Start date", "End date")
NUMBERS = (
    "People targeted",
    "People reached",
    "Girls reached",
    "Boys reached",
    "Women reached",
    "Men reached",
)


def load() -> None:
    """So that a missing package is noticed before anything is made ready."""
    import_module("import_export.resources")


def dataset(file: Any) -> Any:
    return import_module("tablib").Dataset().load(file, format="xlsx")


def known(rows: Any, field: str) -> Any:
    """A widget that looks its rows up in a dictionary."""
    widgets = import_module("import_export.widgets")
    found = {getattr(row, field): row for row in rows}

    def clean(self: Any, value: Any, row: Any = None, **_more: Any) -> Any:
        return found[str(value)]

    return type("Known", (widgets.ForeignKeyWidget,), {"clean": clean})(rows.model, field)


def importer() -> Any:
    resources, fields = import_module("import_export.resources"), import_module("import_export.fields")
    related = {
        "organization": known(Organization.objects.all(), "name"),
        "place": known(Place.objects.filter(level=3).defer("boundary"), "pcode"),
        "activity": known(Activity.objects.of(FOURWS_2012), "code"),
        "sector": known(Sector.objects.all(), "name_en"),
    }
    names = {
        name: fields.Field(name, column, **({"widget": related[name]} if name in related else {}))
        for name, column in FIELDS.items()
        if name in related
    }
    meta = {
        "model": Service, "fields": list(FIELDS), "import_id_fields": ["name_en"], "use_bulk": True, "batch_size": 1_000,
        "skip_unchanged": True, "report_skipped": False, "skip_diff": False, "store_instance": False,
    }  # fmt: skip
    body = {
        **names, "Meta": type("Meta", (), meta), "before_import": before_import, "before_import_row": check,
        "get_instance": get_instance,
    }  # fmt: skip
    return type(resources.ModelResource)("Rows", (resources.ModelResource,), body)()


def before_import(self: Any, data: Any, **_more: Any) -> None:
    """The columns by the names of the fields, and all services there are by what makes them the same."""
    names = {
        column: name
        for name, column in FIELDS.items()
        if name not in ("organization", "place", "activity", "sector")
    }
    data.headers = [names.get(head, head) for head in data.headers]
    rows = Service.objects.select_related("organization", "place", "activity", "sector").defer(
        "place__boundary"
    )
    self.there = {
        (row.organization.name, row.place.pcode, row.activity and row.activity.code, row.name_en): row
        for row in rows
    }


def check(self: Any, row: Any, **_more: Any) -> None:
    """The same as by hand: days are days, the figures add up."""
    for column in DAYS:
        name = next(name for name, head in FIELDS.items() if head == column)
        row[name] = row[name].date() if isinstance(row[name], datetime) else row[name]
    row["status"] = STATUSES[row["status"]]
    if row["end"] < row["start"] or sum(int(row[name]) for name in NUMBERS[2:]) != int(row["people_reached"]):
        raise ValueError(row)


def get_instance(self: Any, instance_loader: Any, row: Any) -> Any:
    return self.there.get(
        (row["Organisation"], row["Admin 3 code"], str(row["Activity code"]), row["name_en"])
    )
