"""The demonstration: alive on every page, plainly invented, and never put over somebody's data."""

from __future__ import annotations

from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from meetings.models import Action, AgendaItem, Attendance, Line, Meeting
from sectors.access import Visibility, visible
from sectors.models import Group, Merge, Need, Organization, Place, Reach, Service, ServicePoint, User
from sectors.models.points import Freshness
from tests import make


def run(**options) -> str:
    out = StringIO()
    call_command("demo", stdout=out, **options)
    return out.getvalue()


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """Made once, over a database that held a stranger's account, and undone after the last test of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        User.objects.create_user("stranger@example.com")
        said = run(fresh=True, confirm="delete everything")
        yield SimpleNamespace(said=said, today=timezone.localdate())
        transaction.set_rollback(True)


@pytest.fixture
def look(demo, db):
    return demo


# Never over somebody's data


def test_if_empty_does_nothing_where_there_is_something(cast):
    before = Service.objects.count(), Organization.objects.count(), User.objects.count()
    assert run(if_empty=True) == ""
    assert (Service.objects.count(), Organization.objects.count(), User.objects.count()) == before


def test_refuses_a_database_that_is_not_empty_and_says_what_is_there(cast):
    with pytest.raises(CommandError) as caught:
        run()
    assert "This database is not empty: 3 groups, 9 people, 4 organisations" in str(caught.value)
    assert "Nothing was changed." in str(caught.value)


@pytest.mark.parametrize("confirm", ["yes", "delete", "Delete everything!"])
def test_fresh_deletes_nothing_without_the_words_typed_out(cast, confirm):
    before = Service.objects.count(), User.objects.count()
    with pytest.raises(CommandError, match=r"^Nothing was deleted\.$"):
        run(fresh=True, confirm=confirm)
    assert (Service.objects.count(), User.objects.count()) == before


def test_a_stray_row_keeps_the_demonstration_out(db):
    make.organization("Somebody")
    with pytest.raises(CommandError, match="1 organisations"):
        run()


def test_fresh_says_what_it_deletes_and_then_does(look):
    assert "DATA THAT IS NOT OF THE DEMONSTRATION, for good: 1 people" in look.said
    assert not User.objects.filter(email="stranger@example.com").exists()


# Big enough to look alive


def test_there_is_as_much_as_the_design_asks_for(look):
    assert 55 <= Organization.objects.current().count() <= 70
    assert 140 <= ServicePoint.objects.count() <= 190
    assert 400 <= Service.objects.count() <= 460
    assert Meeting.objects.filter(group__slug="iraq").count() == 12
    assert 75 <= Action.objects.count() <= 90
    assert min(model.objects.count() for model in (Line, AgendaItem, Attendance, Reach, Need)) > 50


def test_every_state_a_page_can_show_is_there(look):
    services = list(Service.objects.select_related("point"))
    assert {service.status for service in services} == set(Service.Status.values)
    assert {service.visibility for service in services} == set(Visibility.values)
    assert {service.freshness(look.today) for service in services} == set(Freshness)
    assert {point.accepting for point in ServicePoint.objects.all()} == {True, False, None}
    assert {action.status for action in Action.objects.all()} == set(Action.Status.values)
    assert Action.objects.overdue(look.today).count() > 5
    assert Organization.objects.filter(hide_name=True).count() == 1
    assert Merge.objects.count() == 1


def test_some_districts_have_needs_and_nothing_else_and_some_have_too_much_of_one_thing(look):
    districts = Place.objects.filter(country="IRQ", level=2)
    served = set(Service.objects.values_list("place__adm2", flat=True))
    assert districts.filter(needs__isnull=False).exclude(pk__in=served).distinct().count() > 20
    spaces = Service.objects.filter(activity__code="4.1", place__adm2__pcode="IQG09Q03")
    assert spaces.values("organization").distinct().count() >= 6


def test_the_public_reads_a_service_in_four_languages(look):
    named = Service.objects.filter(visibility=Visibility.PUBLIC).filter(name_en__gt="")
    fields = [
        f"{what}_{language}" for what in ("name", "description") for language in ("en", "fr", "ar", "es")
    ]
    assert named.count() > 200
    assert [row for row in named.values(*fields) if not all(row.values())] == []


def test_gaps_are_on_the_agenda_of_the_next_meeting(look):
    coming = Meeting.objects.filter(group__slug="iraq", starts_at__gt=timezone.now()).get()
    gaps = coming.items.exclude(gap_place=None).values_list("gap_place__pcode", "gap_activity__code")
    assert set(gaps) == {("IQG15Q02", "8.1"), ("IQG15Q04", "3.2")}


# Right


def test_every_row_is_one_the_app_itself_would_take(look):
    for model in (Organization, ServicePoint, Service, Reach, Meeting, Action, Group):
        for row in model.objects.all():
            row.full_clean()


def test_what_was_done_is_in_the_history_and_not_in_the_future(look):
    service = Service.objects.order_by("pk").first()
    assert service.history.count() == 1
    assert not Service.objects.filter(updated_at__gt=timezone.now()).exists()
    assert not Action.objects.filter(closed_on__gt=look.today).exists()


def test_each_person_sees_what_their_role_sees(look):
    def seen(word: str | None) -> int:
        return visible(Service, word and User.objects.get(email=f"{word}@example.org")).count()

    everything = Service.objects.count()
    assert seen(None) < seen("lena") < seen("mona") <= seen("hala") < seen("amina") < everything
    assert seen("nour") == seen(None)
    assert visible(Meeting, User.objects.get(email="lena@example.org")).count() == 1


def test_nobody_and_nothing_in_it_is_real(look):
    assert [user.email for user in User.objects.all() if not user.email.endswith("@example.org")] == []
    assert [group.name for group in Group.objects.all() if "(demonstration)" not in group.name] == []
    assert [
        point.phone for point in ServicePoint.objects.all() if not point.phone.startswith("+9647800000")
    ] == []


def test_people_have_no_password_where_it_is_not_a_developers_machine(look):
    assert [user.email for user in User.objects.all() if user.has_usable_password()] == []
    assert "password" not in look.said


def test_the_places_come_with_boundaries_and_every_district_has_a_point(look):
    assert not Place.objects.filter(country="IRQ", level=2, longitude=None).exists()
    governorates = Place.objects.filter(country="IRQ", level=1)
    assert governorates.count() == 18
    assert [place.pcode for place in governorates if not (place.boundary and place.longitude)] == []
