"""Many rows in one go, as plain values: COPY on PostgreSQL, one prepared statement on SQLite, history by the database itself.

Model objects cost more than the database does. Everything here happens inside the transaction of the caller.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, models
from django.db.models.expressions import RawSQL
from django.utils import timezone

from sectors.models.records import person

Row = Sequence[Any]


class Json(str):
    """A value that is written as JSON already."""

    __slots__ = ()


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> list[int]:
    """Write rows that hold the values of `columns`, in that order; the other columns get what the model says.

    Answers with the new ids, in the order of the rows.
    """
    rows = list(rows)
    if not rows:
        return []
    ids = new_ids(model, len(rows))
    rest = defaults(model, columns)
    convert = converter(model, columns)
    plain = convert_row(model, rest)
    names = ["id", *column_names(model, columns), *column_names(model, rest)]
    lines = ((pk, *convert(row), *plain) for pk, row in zip(ids, rows, strict=True))
    fill(model._meta.db_table, names, lines)
    return ids


def change(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write `columns` anew: each row holds its id and then their values."""
    rows = list(rows)
    if not rows:
        return
    convert = converter(model, columns)
    lines = [(*convert(row[1:]), row[0]) for row in rows]
    table, names = quoted(model._meta.db_table), [quoted(name) for name in column_names(model, columns)]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            setting = ", ".join(f"{name} = %s" for name in names)
            cursor.executemany(f"UPDATE {table} SET {setting} WHERE id = %s", lines)  # noqa: S608
            return
        cursor.execute(
            f"CREATE TEMPORARY TABLE given ON COMMIT DROP AS SELECT {', '.join(names)}, id FROM {table} LIMIT 0"  # noqa: S608
        )
        fill("given", [*column_names(model, columns), "id"], lines)
        setting = ", ".join(f"{name} = given.{name}" for name in names)
        cursor.execute(f"UPDATE {table} SET {setting} FROM given WHERE given.id = {table}.id")  # noqa: S608
        cursor.execute("DROP TABLE given")


def remember(model: Any, reasons: Mapping[int, str], *, kind: str, by: Any) -> None:
    """History of the rows as they stand now. `reasons`: id → why; `kind`: "+" made, "~" changed."""
    history = model.history.model
    columns = ", ".join(quoted(field.column) for field in history.tracked_fields)
    into = f"{columns}, history_date, history_type, history_user_id, history_change_reason"
    about = [connection.ops.adapt_datetimefield_value(timezone.now()), kind, getattr(person(by), "pk", None)]
    if connection.vendor == "sqlite":
        given = "(SELECT json_extract(value, '$[0]') AS given_id, json_extract(value, '$[1]') AS why FROM json_each(%s))"
        values: list[Any] = [json.dumps(list(reasons.items()))]
    else:
        given = "unnest(%s::bigint[], %s::text[]) AS given (given_id, why)"
        values = [list(reasons), list(reasons.values())]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quoted(history._meta.db_table)} ({into}) SELECT {columns}, %s, %s, %s, why "  # noqa: S608
            f"FROM {given} JOIN {quoted(model._meta.db_table)} ON id = given_id ORDER BY id",
            [*about, *values],
        )


def among(values: Iterable[Any], kind: str = "bigint") -> RawSQL:
    """For `filter(pk__in=…)` with any number of values: one parameter, where a list would be too long for a statement."""
    if connection.vendor == "sqlite":
        return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(values))])
    return RawSQL(f"SELECT unnest(%s::{kind}[])", [list(values)])  # noqa: S611


def new_ids(model: type[models.Model], count: int) -> list[int]:
    """Ids nobody has or gets: from the sequence; on SQLite the transaction already holds the only pen."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            last = (cursor.fetchone() or (0,))[0]
            return list(range(last + 1, last + 1 + count))
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [quoted(table), count],
        )
        return [pk for (pk,) in cursor.fetchall()]


def fill(table: str, columns: Sequence[str], lines: Iterable[Row]) -> None:
    names = ", ".join(map(quoted, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {quoted(table)} ({names}) VALUES ({marks})", lines)  # type: ignore[arg-type]  # noqa: S608
            return
        with cursor.copy(f"COPY {quoted(table)} ({names}) FROM STDIN") as copy:
            for line in lines:
                copy.write_row(line)


def defaults(model: type[models.Model], given: Sequence[str]) -> dict[str, Any]:
    """What the columns that are not given start with; those with a default in the database are left to it."""
    now = timezone.now()
    found = {}
    for field in model._meta.concrete_fields:
        if field.primary_key or field.attname in given or field.has_db_default():
            continue
        dated = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
        found[field.attname] = now if dated else field.get_default()
    return found


def convert_row(model: type[models.Model], values: Mapping[str, Any]) -> Row:
    return converter(model, list(values))(list(values.values()))


def converter(model: type[models.Model], columns: Sequence[str]) -> Callable[[Row], Row]:
    """How the database wants the values of these columns: few need a change, so only those are touched."""
    kinds = {field.attname: field for field in model._meta.concrete_fields}
    wanted = [(index, kind) for index, name in enumerate(columns) if (kind := kind_of(kinds[name]))]

    def convert(row: Row) -> Row:
        line = list(row)
        for index, kind in wanted:
            if line[index] is not None:
                line[index] = kind(line[index])
        return line

    return convert


def kind_of(field: models.Field) -> Callable[[Any], Any] | None:
    if isinstance(field, models.JSONField):
        return as_json
    if connection.vendor != "sqlite":
        return None
    if isinstance(field, models.DateTimeField):
        return sqlite_time
    if isinstance(field, models.DateField):
        return date.isoformat
    return None


def as_json(value: Any) -> str:
    return value if type(value) is Json else json.dumps(value)


def sqlite_time(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def column_names(model: type[models.Model], attributes: Iterable[str]) -> list[str]:
    columns = {field.attname: str(field.column) for field in model._meta.concrete_fields}
    return [columns[name] for name in attributes]


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)
