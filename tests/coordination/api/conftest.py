from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient


@pytest.fixture
def ask(db: Any) -> Any:
    """`ask(person).get("/api/v1/services/")`: the API as that person, or as a stranger."""

    def as_person(person: Any) -> APIClient:
        client = APIClient()
        if person is not None:
            client.force_authenticate(person)
        return client

    return as_person
