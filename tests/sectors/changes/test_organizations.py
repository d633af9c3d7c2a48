from __future__ import annotations

from datetime import timedelta

import pytest

from meetings.changes.organizations import move_actions, move_actions_back
from sectors.access import Role
from sectors.changes.organizations import (
    change_organization,
    create_organization,
    merge_organizations,
    undo_merge,
)
from sectors.changes.rows import NothingToUndo
from sectors.models import Membership, Merge, Organization, Service, ServicePoint
from tests import make


def aliases(row):
    return sorted(row.aliases.values_list("text", flat=True))


def test_an_organisation_keeps_its_other_spellings_each_once(cast):
    row = create_organization(
        by=cast.amina, name="Tigris Aid", groups=[cast.iraq], aliases=["TA", "Tigris-Aid Org", "t.a"]
    )

    assert (list(row.groups.all()), aliases(row)) == ([cast.iraq], ["TA", "Tigris-Aid Org", "t.a"])
    change_organization(row, by=cast.amina, aliases=["tigris aid ORG", "New one"])
    assert aliases(row) == ["New one", "Tigris-Aid Org"]


@pytest.fixture
def two(cast):
    """Hope twice: the second has everything an organisation can have."""
    c = cast
    c.twin = make.organization("Hope Initiative NGO", acronym="HI", groups=[c.iraq, c.ninewa_group])
    c.door = make.point(c.twin, c.mosul, name="Blue door")
    c.inside = make.service(c.twin, c.mosul, c.counselling, point=c.door, name="Inside")
    c.without = make.service(c.twin, c.sumail, c.counselling, name="Without a point")
    c.funded = make.service(c.care, c.mosul, c.counselling, name="Funded by both")
    c.funded.donors.set([c.twin, c.hope])
    c.partnered = make.service(c.care, c.mosul, c.counselling, name="Done with the twin")
    c.partnered.partners.set([c.twin])
    make.person("sami", group=c.iraq, role=Role.FOCAL_POINT, organization=c.twin)
    Membership.objects.create(user=c.hala, group=c.iraq, role=Role.FOCAL_POINT, organization=c.twin)
    c.promise = make.action(c.iraq, "Share the list", organization=c.twin)
    c.there = make.attendance(make.meeting(c.iraq), "Sami", organization=c.twin)
    return c


def state(c):
    """Everything a merge may touch, as it is in the database."""
    return {
        "services": sorted(Service.objects.values_list("name", "organization__name")),
        "points": sorted(ServicePoint.objects.values_list("name", "organization__name")),
        "donors": sorted(c.funded.donors.values_list("name", flat=True)),
        "partners": sorted(c.partnered.partners.values_list("name", flat=True)),
        "memberships": sorted(
            Membership.objects.values_list("user__email", "organization__name").exclude(organization=None)
        ),
        "aliases": [aliases(c.hope), aliases(c.twin)],
        "groups": [sorted(row.groups.values_list("slug", flat=True)) for row in (c.hope, c.twin)],
        "actions": [type(row).objects.get(pk=row.pk).organization.name for row in (c.promise, c.there)],
        "merged": list(Organization.objects.exclude(merged_into=None).values_list("name", flat=True)),
    }


def merged(c):
    merge = merge_organizations(c.twin, into=c.hope, by=c.amina)
    move_actions(merge, by=c.amina)
    return merge


def test_merging_moves_everything(two):
    merged(two)

    now = state(two)
    assert ("Inside", "Hope Initiative") in now["services"]
    assert [name for _row, name in now["services"] if name == "Hope Initiative NGO"] == []
    assert now["points"] == [("Blue door", "Hope Initiative"), ("CANARY back door", "Tigris Care")]
    assert (now["donors"], now["partners"]) == (["Hope Initiative"], ["Hope Initiative"])
    assert ("sami@example.org", "Hope Initiative") in now["memberships"]
    assert now["aliases"][0] == ["HI", "Hope Initiative NGO"]
    assert now["groups"][0] == ["iraq", "ninewa"]
    assert now["actions"] == ["Hope Initiative", "Hope Initiative"]
    assert now["merged"] == ["Hope Initiative NGO"]


def test_undoing_a_merge_leaves_no_trace_of_it(two):
    before = state(two)
    merge = merged(two)

    undo_merge(merge, by=two.amina)
    move_actions_back(merge, by=two.amina)

    assert state(two) == before


def test_what_was_given_away_since_stays_there(two):
    merge = merged(two)
    row = Service.objects.get(pk=two.without.pk)
    row.organization = two.care
    row.save()

    undo_merge(merge, by=two.amina)

    assert Service.objects.get(pk=two.without.pk).organization == two.care


def test_a_merge_is_undone_once_and_within_thirty_days(two):
    merge = merged(two)
    Merge.objects.update(at=merge.at - timedelta(days=31))
    with pytest.raises(NothingToUndo):
        undo_merge(merge, by=two.amina)

    Merge.objects.update(at=merge.at)
    undo_merge(merge, by=two.amina)
    with pytest.raises(NothingToUndo):
        undo_merge(merge, by=two.amina)


def test_an_address_never_leads_through_a_chain(two):
    merged(two)
    merge_organizations(two.hope, into=two.care, by=two.root)

    assert set(
        Organization.objects.exclude(merged_into=None).values_list("merged_into__name", flat=True)
    ) == {"Tigris Care"}


def test_an_organisation_is_not_merged_into_itself_or_twice(two):
    with pytest.raises(ValueError, match="merged once"):
        merge_organizations(two.hope, into=two.hope, by=two.amina)
    merged(two)
    with pytest.raises(ValueError, match="merged once"):
        merge_organizations(two.twin, into=two.care, by=two.amina)


def test_who_manages_sees_the_merge_and_nobody_else(two):
    merge = merged(two)

    seeing = [person for person in two.everybody if merge in Merge.objects.all().visible_to(person)]

    assert seeing == [two.omar, two.amina, two.root]
