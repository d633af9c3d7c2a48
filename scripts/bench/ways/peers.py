"""The list API as others write it, served behind our middleware: a hundred services with their labels.

`sql`: one hand-written query for the hundred rows, labels from dictionaries kept in the process. `nested`: Django REST
framework's ModelSerializers inside one another, related rows fetched beforehand; with page numbers, or with a cursor.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.decorators import method_decorator
from rest_framework import generics, serializers
from rest_framework.pagination import CursorPagination, PageNumberPagination

from sectors.access import visible
from sectors.models import Activity, Organization, Place, Sector, Service, ServicePoint, Term

FIELDS = (
    "public_id", "version", "name", "name_en", "name_fr", "name_ar", "name_es", "description", "description_en",
    "description_fr", "description_ar", "description_es", "start", "end", "status", "visibility", "confirmed_on",
    "updated_at", "people_targeted", "people_reached", "reach_adds_up", "sector_text", "activity_text", "as_reported",
)  # fmt: skip
ROWS = """
SELECT s.id, s.organization_id, s.activity_id, s.sector_id, s.place_id, s.point_id, {fields}
FROM sectors_service s JOIN sectors_place p ON p.id = s.place_id
WHERE s.deleted_at IS NULL AND p.path LIKE 'XLT/%' ORDER BY s.updated_at DESC, s.id DESC LIMIT 100"""
LINKS = "SELECT service_id, term_id FROM sectors_service_{name} WHERE service_id IN ({ids})"


@cache
def labels() -> dict[str, dict[int, Any]]:
    """Read once for the life of the process; it never notices a change. The limit, not an example."""
    wanted = {
        "organizations": (Organization, "public_id", "name"),
        "activities": (Activity, "code", "layer", "name_en"),
        "sectors": (Sector, "code"),
        "places": (Place, "pcode"),
        "points": (ServicePoint, "public_id"),
        "terms": (Term, "code"),
    }
    return {
        name: {pk: rest for pk, *rest in model._base_manager.values_list("pk", *fields)}
        for name, (model, *fields) in wanted.items()
    }


def hundred() -> str:
    """The rows as JSON."""
    known = labels()
    with connection.cursor() as cursor:
        cursor.execute(ROWS.format(fields=", ".join(f's."{name}"' for name in FIELDS)))
        rows = cursor.fetchall()
        ids = ",".join(str(row[0]) for row in rows)
        groups: dict[str, dict[int, list[str]]] = {"target_groups": {}, "population_groups": {}}
        for name, of in groups.items():
            cursor.execute(LINKS.format(name=name, ids=ids or "NULL"))
            for service, term in cursor.fetchall():
                of.setdefault(service, []).append(known["terms"][term][0])
    return json.dumps([line(known, groups, row) for row in rows], default=str, ensure_ascii=False)


def line(
    known: dict[str, dict[int, Any]], groups: dict[str, dict[int, list[str]]], row: tuple
) -> dict[str, Any]:
    pk, organization, activity, sector, place, point, *rest = row
    code, layer, title = known["activities"].get(activity, (None, None, ""))
    found = dict(zip(FIELDS, rest, strict=True))
    public_id, name = known["organizations"][organization]
    return found | {
        "title": found["name"] or title, "organization": public_id, "organization_name": name, "activity": code,
        "layer": layer, "sector": known["sectors"].get(sector, (None,))[0], "place": known["places"][place][0],
        "point": known["points"].get(point, (None,))[0], **{name: of.get(pk, []) for name, of in groups.items()},
    }  # fmt: skip


@login_not_required
def sql(request: HttpRequest) -> HttpResponse:
    return HttpResponse(hundred(), content_type="application/json")


def nested(of: Any, *names: str, **inner: Any) -> Any:
    meta = type("Meta", (), {"model": of, "fields": [*names, *inner]})
    return type(f"{of.__name__}Nested", (serializers.ModelSerializer,), {**inner, "Meta": meta})


ServiceNested = nested(
    Service, *FIELDS,
    organization=nested(Organization, "public_id", "name", "acronym")(),
    activity=nested(Activity, "code", "name", "layer")(),
    sector=nested(Sector, "code", "name")(),
    place=nested(Place, "pcode", "name", adm1=nested(Place, "pcode", "name")(), adm2=nested(Place, "pcode", "name")())(),
    point=nested(ServicePoint, "public_id", "name")(),
    target_groups=nested(Term, "code", "name")(many=True),
    population_groups=nested(Term, "code", "name")(many=True),
)  # fmt: skip


@method_decorator(login_not_required, name="dispatch")
class Numbered(generics.ListAPIView):
    serializer_class = ServiceNested
    pagination_class = type("Numbers", (PageNumberPagination,), {"page_size": 100})
    filter_backends: list[Any] = []

    def get_queryset(self) -> Any:
        return (
            visible(Service, self.request.user)
            .select_related("organization", "activity", "sector", "place__adm1", "place__adm2", "point")
            .defer("place__boundary", "place__adm1__boundary", "place__adm2__boundary")
            .prefetch_related("target_groups", "population_groups")
            .order_by("-updated_at", "-pk")
        )


class Cursored(Numbered):
    pagination_class = type("Cursor", (CursorPagination,), {"page_size": 100, "ordering": "-updated_at"})


urlpatterns = [
    path("sql/", sql),
    path("numbered/", Numbered.as_view()),
    path("cursored/", Cursored.as_view()),
]
