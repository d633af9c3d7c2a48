"""The log: addresses that are keys stand in no line of it, however a program asks for them."""

from __future__ import annotations

import logging

import pytest
from django.urls import reverse

from coordination.letters.signs import sign
from meetings.changes.calendars import make_calendar_key
from sectors.models import Letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def written():
    """What the handler of the site writes."""
    (handler,) = [one for one in logging.getLogger().handlers if one.name == "console"]
    assert isinstance(handler, logging.StreamHandler)
    lines: list[str] = []
    stream = handler.setStream(type("Lines", (), {"write": lines.append, "flush": lambda self: None})())
    yield lines
    handler.setStream(stream)


def test_the_key_of_a_calendar_is_not_written_down(cast, client, written):
    key = make_calendar_key(cast.mona)
    assert client.generic("PROPFIND", reverse("own-calendar", args=[key])).status_code == 405

    assert "Method Not Allowed (PROPFIND): /calendar/***.ics" in "".join(written)
    assert key not in "".join(written)


def test_the_sign_of_a_letter_is_not_written_down(cast, client, written):
    letter = Letter.objects.create(to=cast.hala, kind="digest", period="x", group=cast.iraq)
    key = sign(letter, "stop")
    assert client.put(reverse("letter-stop", args=[letter.public_id, key])).status_code == 405

    assert f"Method Not Allowed (PUT): /letters/{letter.public_id}/***/stop/" in "".join(written)
    assert key not in "".join(written)


def test_other_lines_stay_as_they_are(client, written):
    client.get("/groups/iraq-and-another-long-name/calendar.ics")
    assert "Not Found: /groups/iraq-and-another-long-name/calendar.ics" in "".join(written)
