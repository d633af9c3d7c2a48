"""JSON for programs: the services one after the other, or the matrix as it stands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from coordination.exports.about import About
from coordination.exports.rows import ServiceRows
from sectors.fourws.dimensions import Key
from sectors.fourws.matrix import Cell, Matrix


def services_json(rows: ServiceRows, about: About) -> Iterator[str]:
    keys = [column.key for column in rows.columns if column.key != "check"]
    yield f'{{"about": {text(about.as_json())}, "services": ['
    separator = "\n"
    for row in rows.dictionaries():
        yield separator + text({key: row.get(key) for key in keys})
        separator = ",\n"
    yield "\n]}\n"


def matrix_json(table: Matrix, about: About) -> Iterator[str]:
    yield text({"about": about.as_json(), **matrix_data(table)})
    yield "\n"


def matrix_data(table: Matrix) -> dict[str, Any]:
    """The matrix as plain data; page, file and API say the same."""
    return {
        "rows": {
            "dimension": table.rows,
            "title": str(table.rows_title),
            "keys": [key_data(key) for key in table.row_keys],
        },
        "columns": {
            "dimension": table.columns,
            "title": str(table.columns_title),
            "keys": [key_data(key) for key in table.column_keys],
        },
        "count": table.count,
        "cells": [[cell_data(cell) for cell in line.cells] for line in table.lines],
        "row_totals": [cell_data(line.total) for line in table.lines],
        "column_totals": [cell_data(cell) for cell in table.column_totals],
        "total": cell_data(table.total),
    }


def key_data(key: Key) -> dict[str, Any]:
    return {"id": key.id, "label": key.label, "rest": key.rest}


def cell_data(cell: Cell) -> dict[str, Any]:
    return {"value": cell.value, "state": cell.state}


def iso(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


text = json.JSONEncoder(ensure_ascii=False, default=iso).encode
