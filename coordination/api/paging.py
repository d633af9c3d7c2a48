"""A long list in pieces: pages by number, with a count; or from one piece to the next, without."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.dateparse import parse_datetime
from rest_framework.exceptions import NotFound
from rest_framework.pagination import PageNumberPagination
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param


class Pages(PageNumberPagination):
    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 1000
    names = frozenset({"page", "page_size", "cursor", "format"})


class Read(Paginator):
    """Counts the rows as they are; `read` makes of those of one page what is given on."""

    def __init__(self, rows: Any, size: int, read: Callable[[Any], list[Any]]) -> None:
        super().__init__(rows, size)
        self.read = read

    def _get_page(self, rows: Any, number: int, paginator: Any) -> Page:
        return Page(self.read(rows), number, paginator)


class Newest(Pages):
    """Also `?cursor=`, for rows in the order of their last change: it costs the same at any depth, and nothing is
    counted. A row changed meanwhile comes again at the front; none is left out because of it.

    `read` makes the answer of the rows. A cursor is the moment of the last row given (its `updated_at`), and how many
    rows of that very moment were.
    """

    moment: datetime | None = None
    read: Callable[[Any], list[Any]]

    def __init__(self) -> None:
        self.django_paginator_class = partial(Read, read=self.read)

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> list[Any] | None:
        self.cursor = request.query_params.get("cursor")
        if self.cursor is None:
            return super().paginate_queryset(queryset, request, view)
        self.request = request
        given = self.begin(self.cursor) if self.cursor else 0
        rows = queryset.filter(updated_at__lte=self.moment) if self.moment else queryset
        size = self.get_page_size(request) or self.page_size
        found = self.read(rows[given : given + size + 1])
        self.next = self.after(found[:size], given) if len(found) > size else None
        return found[:size]

    def begin(self, cursor: str) -> int:
        moment, _sign, given = cursor.rpartition("~")
        try:
            self.moment = parse_datetime(moment)
        except ValueError:
            self.moment = None
        if self.moment is None or not given.isdecimal() or len(given) > 6:
            raise NotFound(self.invalid_page_message)
        return int(given)

    def after(self, rows: list[dict[str, Any]], given: int) -> str:
        last = rows[-1]["updated_at"]
        times = sum(1 for row in rows if row["updated_at"] == last)
        times += given if last == self.moment else 0
        return f"{last.isoformat()}~{times}"

    def get_paginated_response(self, data: Any) -> Response:
        if self.cursor is None:
            return super().get_paginated_response(data)
        here = self.request.build_absolute_uri()
        return Response(
            {"next": self.next and replace_query_param(here, "cursor", self.next), "results": data}
        )

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        about = "Empty to begin; then follow `next`. For the whole list: nothing is counted, any depth costs the same."
        cursor = {
            "name": "cursor",
            "required": False,
            "in": "query",
            "description": about,
            "schema": {"type": "string"},
        }
        return [*super().get_schema_operation_parameters(view), cursor]
