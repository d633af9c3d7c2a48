"""Many hands at once: real transactions side by side, so PostgreSQL only (SQLite lets one writer in at a time)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from meetings.models import Action, Line, Meeting
from sectors.access import Role
from tests import make


@pytest.mark.django_db(transaction=True)
def test_parallel_posts_make_one_row_each_and_no_number_twice(browse):
    if connection.vendor != "postgresql":
        pytest.skip("one writer at a time on SQLite")
    group = make.group("iraq", make.place("IRQ", "Iraq"))
    amina = make.person("amina", group=group, role=Role.COORDINATOR)
    meeting = make.meeting(group)
    item, clients = make.item(meeting), [browse(amina) for _each in range(10)]
    forms = ["aaaaaaaaa"] * 5 + [letter * 9 for letter in "bcdef"]

    def post(client, form):
        lines = f"/items/{item.public_id}/lines/add/"
        answers = [
            client.post(lines, {"text": "Heard", "form_id": f"{form}2"}),
            client.post(lines, {"text": "> Do it", "form_id": f"{form}3"}),
            client.post(f"/meetings/{meeting.public_id}/next/"),
            client.post(f"/meetings/{meeting.public_id}/send/"),
        ]
        connections.close_all()
        return [answer.status_code for answer in answers]

    with ThreadPoolExecutor(10) as pool:
        codes = list(pool.map(post, clients, forms))

    assert codes == [[302] * 4] * 10
    assert sorted(Action.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert sorted(Line.objects.values_list("position", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert Meeting.objects.count() == 2
