"""Rows for tests: plain functions with sensible defaults, so that a test names only what it is about."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from meetings.models import Action, AgendaItem, Attendance, Line, Meeting
from sectors.access import Role, Visibility
from sectors.models import (
    Activity,
    Group,
    Membership,
    Organization,
    Place,
    Sector,
    Service,
    ServicePoint,
    Term,
    User,
)
from sectors.models.activities import FOURWS_2012

number = count(1)
TODAY = date(2026, 3, 10)


def place(pcode: str, name: str, parent: Place | None = None, **extra: Any) -> Place:
    level = parent.level + 1 if parent else 0
    row = Place(
        pcode=pcode,
        name=name,
        name_en=name,
        level=level,
        parent=parent,
        path=f"{parent.path if parent else ''}{pcode}/",
        country=parent.country if parent else pcode,
        adm1=parent.adm1 if parent else None,
        adm2=parent.adm2 if parent else None,
        **extra,
    )
    row.search_text = row.text_to_search()
    row.save()
    if level in (1, 2):
        setattr(row, f"adm{level}", row)
        row.save()
    return row


def term(vocabulary: str, code: str, name: str = "", **extra: Any) -> Term:
    return Term.objects.create(
        vocabulary=vocabulary, code=code, name=name or code, name_en=name or code, **extra
    )


def sector(code: str, name: str = "", **extra: Any) -> Sector:
    return Sector.objects.create(code=code, name=name or code, name_en=name or code, **extra)


def activity(code: str, name: str = "", **extra: Any) -> Activity:
    extra.setdefault("edition", FOURWS_2012)
    return Activity.objects.create(
        code=code, name=name or f"Activity {code}", name_en=name or f"Activity {code}", **extra
    )


def group(slug: str, at: Place, **extra: Any) -> Group:
    extra.setdefault("name", f"Group {slug}")
    return Group.objects.create(slug=slug, place=at, name_en=extra["name"], **extra)


def organization(name: str = "", *, groups: list[Group] | None = None, **extra: Any) -> Organization:
    row = Organization.objects.create(name=name or f"Organisation {next(number)}", **extra)
    row.groups.set(groups or [])
    return row


def person(
    email: str,
    *,
    group: Group | None = None,
    role: str = Role.MEMBER,
    organization: Organization | None = None,
) -> User:
    name = email.split("@")[0]
    user = User.objects.create_user(email if "@" in email else f"{email}@example.org", name=name.title())
    if group:
        Membership.objects.create(user=user, group=group, role=role, organization=organization)
    return user


def point(organization: Organization, at: Place, **extra: Any) -> ServicePoint:
    extra.setdefault("name", f"Point {next(number)}")
    extra.setdefault("visibility", Visibility.PUBLIC)
    return ServicePoint.objects.create(organization=organization, place=at, name_en=extra["name"], **extra)


def service(organization: Organization, at: Place, activity: Activity | None = None, **extra: Any) -> Service:
    extra.setdefault("visibility", Visibility.PUBLIC)
    extra.setdefault("confirmed_on", TODAY)
    if activity is None and "sector" not in extra:
        extra.setdefault("activity_text", "Counselling")
    for field in ("name", "description"):
        if field in extra:
            extra.setdefault(f"{field}_en", extra[field])
    return Service.objects.create(organization=organization, place=at, activity=activity, **extra)


def meeting(group: Group, **extra: Any) -> Meeting:
    extra.setdefault("number", next(number))
    extra.setdefault("starts_at", datetime(2026, 3, 3, 10, 0, tzinfo=UTC))
    return Meeting.objects.create(group=group, **extra)


def item(meeting: Meeting, title: str = "Service mapping", **extra: Any) -> AgendaItem:
    return AgendaItem.objects.create(meeting=meeting, title=title, **extra)


def line(item: AgendaItem, text: str = "All agreed.", **extra: Any) -> Line:
    return Line.objects.create(item=item, text=text, **extra)


def attendance(meeting: Meeting, name: str, **extra: Any) -> Attendance:
    return Attendance.objects.create(meeting=meeting, name=name, **extra)


def action(group: Group, text: str = "Share the referral list", **extra: Any) -> Action:
    extra.setdefault("number", next(number))
    return Action.objects.create(group=group, text=text, **extra)
