"""Who sees and who changes which service: the table everything else rests on."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from meetings.models import Action, Meeting
from sectors.access import Visibility, editable, visible
from sectors.models import Import, Membership, Organization, Reach, Service, ServicePoint
from tests import make


def names(rows):
    return sorted(row.name for row in rows)


def test_nobody_and_a_person_without_a_group_see_public_services_only(cast):
    for person in (None, AnonymousUser(), cast.nour, cast.lena):
        seen = visible(Service, person).exclude(pk=cast.elsewhere.pk)
        assert names(seen) == ["Sunrise child-friendly space"], person


def test_a_member_sees_what_is_for_members_but_nothing_restricted(cast):
    assert names(visible(Service, cast.mona)) == [
        "CANARY quiet service",
        "CANARY staff counselling",
        "Sunrise child-friendly space",
    ]


def test_case_management_and_those_who_manage_see_all_of_their_area_and_nothing_elsewhere(cast):
    for person in (cast.salma, cast.omar, cast.amina):
        assert set(visible(Service, person)) == set(Service.objects.exclude(pk=cast.elsewhere.pk)), person


def test_a_focal_point_sees_the_restricted_rows_of_the_own_organisation_only(cast):
    assert cast.restricted in visible(Service, cast.hala)
    assert cast.contact_only not in visible(Service, cast.hala)
    assert cast.restricted not in visible(Service, cast.karim)
    assert cast.behind_point in visible(Service, cast.karim)


def test_the_stricter_of_service_and_point_wins(cast):
    assert cast.behind_point.visibility == Visibility.PUBLIC
    assert cast.behind_point not in visible(Service, None)
    assert cast.behind_point not in visible(Service, cast.mona)


def test_only_managers_and_owners_change_services(cast):
    assert set(editable(Service, cast.amina)) == set(visible(Service, cast.amina))
    assert set(editable(Service, cast.hala)) == {cast.public, cast.members, cast.restricted}
    for person in (None, cast.nour, cast.mona, cast.salma):
        assert list(editable(Service, person)) == [], person
    assert list(editable(Service, cast.lena)) == [cast.elsewhere]


def test_nobody_sees_nothing_of_what_belongs_to_a_group(cast):
    meeting = make.meeting(cast.iraq)
    make.action(cast.iraq, meeting=meeting)
    for person in (None, AnonymousUser(), cast.nour):
        for model in (Meeting, Action, Membership, Import, ServicePoint):
            assert list(visible(model, person)) == [], (model, person)
            assert list(editable(model, person)) == [], (model, person)


def test_a_hidden_name_is_seen_by_members_only(cast):
    assert cast.quiet not in visible(Organization, None)
    assert cast.quiet not in visible(Organization, cast.lena)
    assert cast.quiet in visible(Organization, cast.mona)


def test_strangers_see_an_organisation_only_through_a_public_service(cast):
    assert names(visible(Organization, None)) == ["Hope Initiative"]


def test_figures_follow_their_service(cast):
    Reach.objects.create(service=cast.restricted, month="2026-02-01", total=12)
    assert list(visible(Reach, cast.mona)) == []
    assert visible(Reach, cast.amina).count() == 1


def test_two_memberships_do_not_double_the_numbers(cast):
    make.person("dina", group=cast.iraq)
    Membership.objects.create(user=cast.mona, group=cast.ninewa_group)
    assert visible(Service, cast.mona).count() == 3


def test_a_coordinator_sees_the_meetings_of_the_groups_below_and_a_member_does_not(cast):
    below = make.meeting(cast.ninewa_group)
    assert below in visible(Meeting, cast.amina)
    assert below not in visible(Meeting, cast.mona)
    assert below not in visible(Meeting, cast.lena)


def test_an_inactive_person_is_nobody(cast):
    cast.amina.is_active = False
    assert names(visible(Service, cast.amina)) == ["Sunrise child-friendly space"]
