"""People of a group: added once, given roles only by those who may, let go without losing anything."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from sectors.access import Role, scope_of, visible
from sectors.changes.people import add_member, change_membership, end_membership, told_about
from sectors.models import Membership, Service, User
from tests import make


def membership(person):
    return Membership.objects.get(user=person)


def again(person):
    """The person as their next request loads them."""
    return User.objects.get(pk=person.pk)


def roles(person):
    return sorted(person.memberships.filter(active=True).values_list("role", flat=True))


def test_a_new_address_gets_an_account_without_a_password(cast):
    row, new = add_member(
        group=cast.iraq, email="Sara@Example.ORG", name="Sara", role=Role.MEMBER, by=cast.amina, language="ar"
    )

    assert new
    assert (row.user.email, row.user.name, row.user.language) == ("sara@example.org", "Sara", "ar")
    assert not row.user.has_usable_password()
    assert not row.user.is_staff


def test_sent_twice_it_is_one_membership_of_one_person(cast):
    given = {"group": cast.iraq, "role": Role.FOCAL_POINT, "organization": cast.hope, "by": cast.amina}
    first, _new = add_member(email="sara@example.org", name="Sara", **given)
    second, new = add_member(email="SARA@example.org", name="Somebody Else", **given)

    assert (second, new) == (first, False)
    assert second.user.name == "Sara"
    assert first.history.count() == 1


def test_a_role_without_an_organisation_is_also_there_only_once(cast):
    add_member(group=cast.iraq, email="sara@example.org", role=Role.MEMBER, by=cast.amina)
    _row, new = add_member(group=cast.iraq, email="sara@example.org", role=Role.MEMBER, by=cast.amina)

    assert not new


def test_a_focal_point_needs_an_organisation(cast):
    with pytest.raises(ValidationError) as error:
        add_member(group=cast.iraq, email="sara@example.org", role=Role.FOCAL_POINT, by=cast.amina)

    assert error.value.messages == ["Choose the organisation this person is the focal point of."]
    assert not User.objects.filter(email="sara@example.org").exists()


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.CASE_MANAGEMENT])
def test_an_information_manager_neither_gives_nor_takes_a_coordinators_roles(cast, role):
    other = make.person("rima", group=cast.iraq, role=role)
    with pytest.raises(PermissionDenied):
        add_member(group=cast.iraq, email="sara@example.org", role=role, by=cast.omar)
    with pytest.raises(PermissionDenied):
        change_membership(membership(cast.mona), role=role, organization=None, by=cast.omar)
    with pytest.raises(PermissionDenied):
        change_membership(membership(other), role=Role.MEMBER, organization=None, by=cast.omar)
    with pytest.raises(PermissionDenied):
        end_membership(membership(other), by=cast.omar)

    assert (roles(other), roles(cast.mona)) == ([role], [Role.MEMBER])
    assert not User.objects.filter(email="sara@example.org").exists()


def test_an_information_manager_gives_the_other_roles(cast):
    row, new = add_member(
        group=cast.iraq, email="sara@example.org", role=Role.INFORMATION_MANAGER, by=cast.omar
    )

    assert new
    assert end_membership(row, by=cast.omar).active is False


def test_nobody_acts_in_a_group_they_do_not_manage(cast):
    for person in (None, cast.nour, cast.lena, cast.mona, cast.salma, cast.karim, cast.hala):
        with pytest.raises(PermissionDenied):
            add_member(group=cast.iraq, email="sara@example.org", role=Role.MEMBER, by=person)
        with pytest.raises(PermissionDenied):
            end_membership(membership(cast.mona), by=person)

    assert not User.objects.filter(email="sara@example.org").exists()
    assert roles(cast.mona) == [Role.MEMBER]


def test_a_coordinator_acts_in_the_groups_below_but_not_the_other_way_round(cast):
    add_member(group=cast.ninewa_group, email="sara@example.org", role=Role.COORDINATOR, by=cast.amina)
    sara = User.objects.get(email="sara@example.org")
    with pytest.raises(PermissionDenied):
        add_member(group=cast.iraq, email="sara@example.org", role=Role.MEMBER, by=sara)

    assert roles(sara) == [Role.COORDINATOR]


def test_the_last_coordinator_stays(cast):
    amina = membership(cast.amina)
    for act in (
        lambda: end_membership(amina, by=cast.amina),
        lambda: end_membership(amina, by=cast.root),
        lambda: change_membership(amina, role=Role.MEMBER, organization=None, by=cast.amina),
    ):
        with pytest.raises(ValidationError) as error:
            act()
        assert error.value.messages == [
            "Amina is the last coordinator of Group iraq. Make somebody else coordinator first."
        ]

    make.person("closed", group=cast.iraq, role=Role.COORDINATOR)
    User.objects.filter(email="closed@example.org").update(is_active=False)
    with pytest.raises(ValidationError):
        end_membership(amina, by=cast.amina)

    make.person("rima", group=cast.iraq, role=Role.COORDINATOR)
    assert end_membership(amina, by=cast.amina).active is False


def test_an_ended_membership_takes_its_rights_at_once(cast):
    assert visible(Service, cast.salma).filter(pk=cast.restricted.pk).exists()

    end_membership(membership(cast.salma), by=cast.amina)

    assert not visible(Service, again(cast.salma)).filter(pk=cast.restricted.pk).exists()
    assert scope_of(again(cast.salma)).groups == frozenset()


def test_adding_again_brings_the_same_membership_back(cast):
    row = end_membership(membership(cast.mona), by=cast.amina)
    back, new = add_member(group=cast.iraq, email=cast.mona.email, role=Role.MEMBER, by=cast.omar)

    assert (back, new, back.active) == (row, True, True)


def test_a_role_somebody_has_already_does_not_become_two(cast):
    second, _new = add_member(
        group=cast.iraq, email=cast.mona.email, role=Role.FOCAL_POINT, organization=cast.hope, by=cast.amina
    )
    first = Membership.objects.get(user=cast.mona, role=Role.MEMBER)

    assert change_membership(first, role=Role.FOCAL_POINT, organization=cast.hope, by=cast.amina) == second
    assert roles(cast.mona) == [Role.FOCAL_POINT]


def test_an_ended_membership_is_not_changed(cast):
    row = end_membership(membership(cast.mona), by=cast.amina)
    with pytest.raises(ValidationError):
        change_membership(row, role=Role.INFORMATION_MANAGER, organization=None, by=cast.amina)

    assert roles(cast.mona) == []


def test_those_who_manage_read_who_gave_whom_which_role(cast):
    row, _new = add_member(
        group=cast.iraq, email="sara@example.org", name="Sara", role=Role.MEMBER, by=cast.omar
    )
    change_membership(row, role=Role.CASE_MANAGEMENT, organization=None, by=cast.amina)
    end_membership(row, by=cast.amina)

    told = [line for line in told_about(cast.iraq, to=cast.amina) if line.person == row.user]
    assert [(line.what, line.role, line.before, line.by) for line in told] == [
        ("ended", "Case management", "", cast.amina),
        ("changed", "Case management", "Member", cast.amina),
        ("added", "Member", "", cast.omar),
    ]
    for person in (None, cast.nour, cast.lena, cast.mona, cast.salma, cast.hala):
        assert told_about(cast.iraq, to=person) == []
