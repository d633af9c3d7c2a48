"""The list out: by us, as the page gives it; by the writer or the database alone; by django-import-export."""

from __future__ import annotations

import csv
from importlib import import_module
from typing import Any

import xlsxwriter
from django.db import connection
from python_calamine import CalamineWorkbook

from coordination.exports import files
from scripts.bench.about import About, Ready
from scripts.bench.ways.listing import COLUMNS, in_database, listing, rows_of
from scripts.bench.ways.people import asking, coordinator


def ours(about: About, format: str) -> Ready:
    """The file as a coordinator gets it, read-me, matrix, codes and drop-downs included."""
    person = coordinator()
    return Ready(lambda: written(about, format, f"ours.{format}", person))


def written(about: About, format: str, name: str, person: Any) -> None:
    """What page and background job both send: the page alone would put off a large workbook."""
    with about.file(name).open("wb") as target:
        target.writelines(files.make("services", format, {}, person).parts)


def writer_alone(about: About) -> Ready:
    """XlsxWriter writing the cells of our workbook, which wait in memory; without the read-me and all else."""
    written(about, "xlsx", "cells.xlsx", coordinator())
    rows = CalamineWorkbook.from_path(str(about.file("cells.xlsx"))).get_sheet_by_index(1).to_python()

    def run() -> None:
        with xlsxwriter.Workbook(str(about.file("alone.xlsx")), {"constant_memory": True}) as book:
            day = book.add_format({"num_format": "yyyy-mm-dd"})
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                write(sheet, number, row, day)

    return Ready(run)


def write(sheet: Any, number: int, row: list[Any], day: Any) -> None:
    for place, value in enumerate(row):
        if value.__class__ is str:
            if value:
                sheet.write_string(number, place, value)
        elif value.__class__ in (int, float):
            sheet.write_number(number, place, value)
        else:
            sheet.write_datetime(number, place, value, day)


def csv_by_hand(about: About) -> Ready:
    """COPY on PostgreSQL; on SQLite, which has none, the csv module over a plain cursor. The same columns and labels."""

    def copy() -> None:
        statement = f"COPY ({listing()}) TO STDOUT WITH (FORMAT csv, HEADER)"
        with (
            connection.cursor() as cursor,
            about.file("hand.csv").open("wb") as file,
            cursor.copy(statement) as lines,
        ):
            file.writelines(lines)

    def plain() -> None:
        with about.file("hand.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows(rows_of(listing()))

    return Ready(copy if connection.vendor == "postgresql" else plain)


def json_by_hand(about: About) -> Ready:
    """One text made by the database."""

    def run() -> None:
        (text,) = rows_of(in_database()).fetchone()
        words = text if isinstance(text, str) else import_module("json").dumps(text, ensure_ascii=False)
        about.file("hand.json").write_text(words, encoding="utf-8")

    return Ready(run)


def resource() -> Any:
    """django-import-export over the same rows and columns, the related rows fetched beforehand."""
    export = import_module("import_export.resources")
    fields, widgets = import_module("import_export.fields"), import_module("import_export.widgets")
    service = asking(coordinator()).queryset.model
    one = {
        "confirmed_on": "confirmed_on", "organization": "organization__name", "phone": "point__phone",
        "email": "point__email", "adm1": "place__adm1__name_en", "adm1_code": "place__adm1__pcode",
        "adm2": "place__adm2__name_en", "adm2_code": "place__adm2__pcode", "adm3": "place__name_en",
        "adm3_code": "place__pcode", "pcode": "place__pcode", "activity_code": "activity__parent__code",
        "activity_subcode": "activity__code", "activity": "activity__name_en", "layer": "activity__layer",
        "description": "description_en", "people_reached": "people_reached", "status": "get_status_display",
        "start": "start", "end": "end", "hours": "point__hours", "point": "point__name_en",
        "modality": "point__modality__name_en", "cost": "point__cost__name_en", "acronym": "organization__acronym",
        "organization_type": "organization__type__name_en", "sector_code": "sector__code", "sector": "sector__name_en",
        "name": "name_en", "people_targeted": "people_targeted", "basis": "reach_adds_up",
        "languages": "point__languages", "referral_method": "point__referral_method__name_en",
        "visibility": "get_visibility_display", "sector_text": "sector_text", "activity_text": "activity_text",
        "id": "public_id",
    }  # fmt: skip
    many = {"target_groups": "name_en", "population_groups": "name_en", "donors": "name", "partners": "name"}
    names = {
        name: fields.Field(attribute=path, column_name=name) for name, path in one.items()
    } | {
        name: fields.Field(name, name, widgets.ManyToManyWidget(service, separator="; ", field=field))
        for name, field in many.items()
    }  # fmt: skip
    meta = type(
        "Meta",
        (),
        {"model": service, "fields": list(COLUMNS), "export_order": list(COLUMNS), "chunk_size": 5_000},
    )
    return type(export.ModelResource)("ServiceResource", (export.ModelResource,), {**names, "Meta": meta})()


def import_export(about: About, format: str) -> Ready:
    services = asking(coordinator()).queryset.select_related(
        "organization__type", "place__adm1", "place__adm2", "activity__parent", "sector", "point__modality",
        "point__cost", "point__referral_method",
    ).prefetch_related("target_groups", "population_groups", "donors", "partners")  # fmt: skip
    export = resource()

    def run() -> None:
        made = getattr(export.export(services), format)
        about.file(f"peer.{format}").write_bytes(made if isinstance(made, bytes) else made.encode())

    return Ready(run)
