"""JSON for programs: the services one after the other, or the matrix as it stands."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256
from itertools import islice
from typing import Any

from coordination.exports.about import About
from coordination.exports.columns import Column
from coordination.exports.rows import ServiceRows
from sectors.fourws.dimensions import Key
from sectors.fourws.matrix import Cell, Matrix

LINES_AT_ONCE = 500


def services_json(rows: ServiceRows, about: About) -> Iterator[str]:
    """One service a line. The checksum at the end is that of these lines."""
    yield f'{{"about": {text(about.as_json())}, "services": [\n'
    number, digest = 0, sha256()
    lines = ("{" + ", ".join(pieces) + "}" for pieces in rows.pieces(piece))
    while some := list(islice(lines, LINES_AT_ONCE)):
        digest.update(("\n".join(some) + "\n").encode())
        yield (",\n" if number else "") + ",\n".join(some)
        number += len(some)
    yield f'\n], "rows": {number}, "sha256": "{digest.hexdigest()}"}}\n'


def piece(columns: Sequence[Column], values: Sequence[Any]) -> str:
    return ", ".join(f'"{column.key}": {text(value)}' for column, value in zip(columns, values, strict=True))


def matrix_json(table: Matrix, about: About) -> Iterator[str]:
    yield text({"about": about.as_json(), **matrix_data(table)})
    yield "\n"


def matrix_data(table: Matrix) -> dict[str, Any]:
    """The matrix as plain data; page, file and API say the same."""
    found = {
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
        "per": table.per,
        "compared_with": f"{table.compared:%Y-%m}" if table.compared else None,
        **numbers_data(table),
    }
    if table.split:
        panels = [{"key": key_data(key), **numbers_data(part)} for key, part in table.panels]
        found["split"] = {"dimension": table.split, "title": str(table.split_title), "tables": panels}
    return found


def numbers_data(table: Matrix) -> dict[str, Any]:
    return {
        "cells": [[cell_data(cell) for cell in line.cells] for line in table.lines],
        "row_totals": [cell_data(line.total) for line in table.lines],
        "column_totals": [cell_data(cell) for cell in table.column_totals],
        "total": cell_data(table.total),
    }


def key_data(key: Key) -> dict[str, Any]:
    return {"id": key.id, "label": key.label, "rest": key.rest}


def cell_data(cell: Cell) -> dict[str, Any]:
    change = {"before": cell.before, "change": cell.change} if cell.before is not None else {}
    return {"value": cell.value, "state": cell.state, **change}


def iso(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


text = json.JSONEncoder(ensure_ascii=False, default=iso).encode
