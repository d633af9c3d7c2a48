"""Rows written in bulk are the rows a model would have written, on both databases."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from sectors import bulk
from sectors.models import Organization, Reach, Service
from sectors.models.records import new_public_id

COLUMNS = (
    "organization_id", "place_id", "public_id", "name", "name_en", "name_fr", "start", "end", "people_reached", "visibility",
    "as_reported", "activity_text", "reach_adds_up",
)  # fmt: skip
TEXTS = ["", "plain", "tab\tnewline\nquote'\"", "\\N", "\\", "ـــ ٣ 🕊", "a,b;c", "\u00a0", "100%s"]
APART = {"id", "public_id", "created_at", "updated_at", "history_id", "history_date"}


def values(cast, text):
    return {
        "organization_id": cast.hope.pk, "place_id": cast.mosul.pk, "public_id": new_public_id(), "name": text, "name_en": text,
        "name_fr": None, "start": date(2026, 1, 2), "end": None, "people_reached": 7, "visibility": 2,
        "as_reported": {"a": text, "n": [1, None, True]}, "activity_text": text, "reach_adds_up": False,
    }  # fmt: skip


def bare(rows):
    return [{name: value for name, value in row.items() if name not in APART} for row in rows]


def test_services_and_their_history_are_what_models_would_have_written(cast):
    lines = [values(cast, text) for text in TEXTS]
    slow = bulk_create_with_history(
        [Service(**line) for line in lines],
        Service,
        default_user=cast.amina,
        default_change_reason="import x",
    )
    fast = bulk.insert(Service, COLUMNS, [[*values(cast, text).values()] for text in TEXTS])
    bulk.remember(Service, dict.fromkeys(fast, "import x"), kind="+", by=cast.amina)
    assert bare(Service.objects.filter(pk__in=fast).order_by("pk").values()) == bare(
        Service.objects.filter(pk__in=[one.pk for one in slow]).order_by("pk").values()
    )
    history = Service.history.order_by("history_id")
    assert bare(history.filter(id__in=fast).values()) == bare(
        history.filter(id__in=[one.pk for one in slow]).values()
    )
    assert [row.public_id for row in history.filter(id__in=fast)] == [
        row.public_id for row in Service.objects.filter(pk__in=fast).order_by("pk")
    ]


def test_changes_and_their_history_too(cast):
    slow, fast = [
        bulk.insert(Service, COLUMNS, [[*values(cast, text).values()] for text in TEXTS])
        for _time in range(2)
    ]
    services = list(Service.objects.filter(pk__in=slow).order_by("pk"))
    for number, service in enumerate(services):
        service.people_reached, service.as_reported, service.end = (
            None,
            {"x": number},
            date(2026, 5, number + 1),
        )
    columns = ["people_reached", "as_reported", "end"]
    bulk_update_with_history(services, Service, columns, default_change_reason="again")
    rows = [(pk, None, {"x": number}, date(2026, 5, number + 1)) for number, pk in enumerate(fast)]
    bulk.change(Service, columns, rows)
    bulk.remember(Service, dict.fromkeys(fast, "again"), kind="~", by=None)
    assert bare(Service.objects.filter(pk__in=fast).order_by("pk").values()) == bare(
        Service.objects.filter(pk__in=slow).order_by("pk").values()
    )
    history = Service.history.order_by("history_id")
    assert bare(history.filter(id__in=fast).values()) == bare(history.filter(id__in=slow).values())


def test_ids_are_nobody_elses(cast):
    first = bulk.insert(Reach, ("service_id", "month", "total"), [(cast.public.pk, date(2026, 1, 1), 1)])
    made = Reach.objects.create(service=cast.public, month=date(2026, 2, 1), total=2)
    last = bulk.insert(Reach, ("service_id", "month", "total"), [(cast.public.pk, date(2026, 3, 1), 3)])
    assert len({*first, made.pk, *last}) == 3
    assert dict(Reach.objects.values_list("pk", "total")) == {first[0]: 1, made.pk: 2, last[0]: 3}


def test_nothing_is_written_when_one_row_is_wrong(cast):
    rows = [(cast.public.pk, date(2026, 1, 1), 1), (cast.public.pk, date(2026, 1, 1), 2)]
    with pytest.raises(Exception, match=r"(?i)unique"), transaction.atomic():
        bulk.insert(Reach, ("service_id", "month", "total"), rows)
    assert not Reach.objects.exists()


def test_any_number_of_ids_can_be_asked_for(cast):
    ids = [cast.hope.pk, *range(10**6, 10**6 + 300_000)]
    assert list(Organization.objects.filter(pk__in=bulk.among(ids))) == [cast.hope]
    assert not Organization.objects.filter(pk__in=bulk.among([])).exists()
