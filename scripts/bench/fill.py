"""Fills the database of the environment: codes, made-up services, and the few people and meetings the pages are opened by."""

from __future__ import annotations

import sys
from datetime import timedelta
from io import StringIO

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from meetings.models import Action, Meeting  # noqa: E402
from scripts.bench.partner import CSV, write  # noqa: E402
from sectors.access import Role  # noqa: E402
from sectors.changes.imports import upload_file  # noqa: E402
from sectors.models import Group, Membership, Service, User  # noqa: E402

COORDINATOR = "coordinator@example.org"
MEETINGS, ACTIONS, WAITING = 24, 60, 300  # the same in a small database and in a large one


def main(size: int) -> None:
    call_command("prepare", no_demo=True, stdout=StringIO())
    if missing := size - Service.objects.count():
        call_command("make_services", missing, stdout=StringIO())
        people_and_meetings(Group.objects.get(slug="load-test"))
    if connection.vendor == "postgresql":  # what its own cleaner does within a minute
        connection.cursor().execute("VACUUM ANALYZE")


def people_and_meetings(group: Group) -> None:
    person = User.objects.create_user(COORDINATOR, name="Bench coordinator")
    Membership.objects.create(user=person, group=group, role=Role.COORDINATOR)
    now = timezone.now()
    for number in range(1, MEETINGS + 1):
        Meeting.objects.create(group=group, number=number, starts_at=now - timedelta(days=30 * number - 45))
    for number in range(1, ACTIONS + 1):
        due = timezone.localdate() + timedelta(days=number - ACTIONS // 2)
        Action.objects.create(group=group, number=number, text=f"Share list {number}", due=due)
    upload_file(group=group, by=person, file_name="partner.csv", content=write(CSV, new=WAITING))


if __name__ == "__main__":
    main(int(sys.argv[1]))
