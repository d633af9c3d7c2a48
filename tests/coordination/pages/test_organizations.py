from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sectors.access import Role, Visibility
from sectors.changes.organizations import change_organization
from sectors.models import Membership, Organization, Service
from tests import make
from tests.coordination.pages.test_services import form_of

LIST, ADD = "/organizations/", "/organizations/add/"


def names(response):
    return [row.name for row, _count, _confirmed in response.context["listed"]]


def test_each_person_sees_their_own_list(cast, browse):
    assert names(browse(None).get(LIST)) == ["Hope Initiative"]
    assert names(browse(cast.lena).get(LIST)) == ["Hope Initiative", "Lake Aid"]
    assert names(browse(cast.mona).get(LIST)) == ["CANARY Quiet House", "Hope Initiative", "Tigris Care"]
    assert "CANARY" not in browse(None).get(LIST, {"q": "quiet"}).content.decode()


def test_what_is_confirmed_is_counted_over_what_one_may_see(cast, browse):
    def numbers(person):
        rows = browse(person).get(LIST).context["listed"]
        return {row.name: (count, confirmed) for row, count, confirmed in rows}["Hope Initiative"]

    Service.objects.update(confirmed_on=None)
    assert (numbers(None), numbers(cast.mona), numbers(cast.amina)) == ((1, 0), (2, 0), (3, 0))


def test_the_list_is_searched_by_acronym_and_type(cast, browse):
    assert names(browse(cast.mona).get(LIST, {"q": "tica"})) == ["Tigris Care"]
    assert names(browse(cast.mona).get(LIST, {"type": "441"})) == ["Hope Initiative"]


@pytest.mark.parametrize("address", [LIST, "hope"])
def test_lists_ask_as_often_for_three_as_for_one(cast, browse, address):
    client = browse(cast.amina)
    address = address if address == LIST else f"/organizations/{cast.hope.public_id}/"

    def asked():
        with CaptureQueriesContext(connection) as counted:
            client.get(address)
        return len(counted)

    make.action(cast.iraq, organization=cast.hope)
    make.point(cast.hope, cast.site)
    before = asked()
    for number in range(3):
        row = make.organization(f"New {number}", groups=[cast.iraq], type=cast.ngo)
        make.service(row, cast.mosul, cast.safe_spaces)
        point = make.point(cast.hope, cast.site)
        make.service(cast.hope, cast.site, cast.safe_spaces, point=point).target_groups.set([cast.children])
        make.action(cast.iraq, organization=cast.hope)
        make.person(f"p{number}", group=cast.iraq, role=Role.FOCAL_POINT, organization=cast.hope)
    assert asked() == before


def test_the_page_shows_services_actions_and_focal_points_to_whom_they_are_for(cast, browse):
    make.action(cast.iraq, "CANARY promise", organization=cast.hope)
    address = f"/organizations/{cast.hope.public_id}/"

    stranger, member = (
        browse(None).get(address).content.decode(),
        browse(cast.mona).get(address).content.decode(),
    )

    assert ("CANARY" in stranger, "hala@example.org" in stranger, "Sunrise" in stranger) == (
        False,
        False,
        True,
    )
    assert ("CANARY promise" in member, "hala@example.org" in member, "CANARY women" in member) == (
        True,
        True,
        False,
    )


def test_an_organisation_that_does_not_publish_its_name_is_not_there(cast, browse):
    address = f"/organizations/{cast.quiet.public_id}/"

    assert [browse(person).get(address).status_code for person in (None, cast.lena, cast.mona)] == [
        404,
        404,
        200,
    ]


## ADDING AND CHANGING


def added(cast, browse, **data):
    client = browse(cast.amina)
    return client, form_of(client.get(ADD)) | data


def test_a_coordinator_adds_an_organisation_once(cast, browse):
    client, data = added(
        cast, browse, name="Rafidain Aid", groups=[str(cast.iraq.pk)], aliases="RA\nRafidain Assistance"
    )

    answers = {client.post(ADD, data)["Location"] for _time in range(3)}

    row = Organization.objects.get(name="Rafidain Aid")
    assert answers == {f"/organizations/{row.public_id}/"}
    assert (list(row.groups.all()), row.aliases.count()) == ([cast.iraq], 2)


def test_one_that_may_be_here_already_is_shown_before_saving(cast, browse):
    client, data = added(cast, browse, name="Hope initiatives", groups=[str(cast.iraq.pk)])

    page = client.post(ADD, data)
    assert [alike.organization for alike in page.context["form"].alike] == [cast.hope]
    assert "Is it one of these?" in page.content.decode()
    assert Organization.objects.filter(name="Hope initiatives").count() == 0

    client.post(ADD, data | {"different": "on"})
    assert Organization.objects.filter(name="Hope initiatives").count() == 1


def test_names_that_may_be_meant_come_while_typing_and_only_visible_ones(cast, browse):
    def similar(person, name):
        return browse(person).get("/organizations/similar/", {"name": name}).content.decode()

    make.organization("CANARY Lake Group", groups=[cast.chad_group])
    assert "Hope Initiative" in similar(cast.amina, "The Hope Initiative")
    assert "CANARY" not in similar(cast.amina, "Canary Lake Group")
    assert [browse(person).get("/organizations/similar/").status_code for person in (None, cast.mona)] == [
        302,
        403,
    ]


def test_a_name_with_an_invisible_sign_is_refused(cast, browse):
    client, data = added(cast, browse, name="Ho\u202epe", groups=[str(cast.iraq.pk)])

    assert list(client.post(ADD, data).context["form"].errors) == ["name"]


def test_adding_and_merging_are_for_those_who_manage(cast, browse):
    merge = f"/organizations/{cast.hope.public_id}/merge/"

    answers = {
        person and person.name: [browse(person).get(to).status_code for to in (ADD, merge)]
        for person in cast.everybody
    }

    assert answers == {None: [302, 302], "Nour": [403, 403], "Lena": [200, 403], "Mona": [403, 403], "Salma": [403, 403],
                       "Karim": [403, 403], "Hala": [403, 403], "Omar": [200, 200], "Amina": [200, 200],
                       "Root": [200, 200]}  # fmt: skip


def test_a_focal_point_changes_their_own_but_not_its_groups(cast, browse):
    client, address = browse(cast.hala), f"/organizations/{cast.hope.public_id}/edit/"

    page = client.get(address)
    client.post(address, form_of(page) | {"phone": "+9647501234567", "groups": [str(cast.chad_group.pk)]})

    row = Organization.objects.get(pk=cast.hope.pk)
    assert "groups" not in page.context["form"].fields
    assert (row.phone, list(row.groups.all())) == ("+9647501234567", [cast.iraq])
    assert browse(cast.karim).get(address).status_code == 403


def test_a_coordinator_does_not_lose_the_groups_of_others(cast, browse):
    cast.hope.groups.add(cast.chad_group)
    client, address = browse(cast.amina), f"/organizations/{cast.hope.public_id}/edit/"

    client.post(
        address, form_of(client.get(address)) | {"groups": [str(cast.iraq.pk), str(cast.ninewa_group.pk)]}
    )

    assert set(cast.hope.groups.all()) == {cast.iraq, cast.ninewa_group, cast.chad_group}


def test_history_and_undo(cast, browse):
    change_organization(cast.hope, by=cast.amina, acronym="H1", groups=[cast.iraq, cast.ninewa_group])
    change_organization(cast.hope, by=cast.amina, acronym="H2", groups=[cast.iraq])
    client, address = browse(cast.amina), f"/organizations/{cast.hope.public_id}/"

    lines = client.get(f"{address}history/").context["changes"][0].lines
    assert [(line.label, line.before, line.after) for line in lines] == [
        ("Acronym", "H1", "H2"), ("Groups", "Group iraq, Group ninewa", "Group iraq"),
    ]  # fmt: skip
    client.post(f"{address}undo/")
    assert Organization.objects.get(pk=cast.hope.pk).acronym == "H1"
    assert set(cast.hope.groups.all()) == {cast.iraq, cast.ninewa_group}


## MERGING


@pytest.fixture
def twin(cast):
    row = make.organization("Hope Initiative NGO", groups=[cast.iraq])
    make.service(row, cast.mosul, cast.counselling, name="Of the twin")
    make.action(cast.iraq, organization=row)
    return row


def test_the_page_says_in_numbers_what_would_move(cast, browse, twin):
    page = browse(cast.amina).get(f"/organizations/{twin.public_id}/merge/", {"into": cast.hope.public_id})

    assert page.context["moving"] == {"services": 1, "points": 0, "actions": 1, "people": 0}
    assert "1 service" in page.content.decode()
    assert Organization.objects.get(pk=twin.pk).merged_into is None


def test_after_a_merge_the_old_address_leads_to_the_new_one_for_everybody(cast, browse, twin):
    browse(cast.amina).post(f"/organizations/{twin.public_id}/merge/", {"into": cast.hope.public_id})

    for person in (None, cast.mona, cast.amina):
        answer = browse(person).get(f"/organizations/{twin.public_id}/")
        assert (answer.status_code, answer["Location"]) == (302, f"/organizations/{cast.hope.public_id}/")
    assert names(browse(None).get(LIST)) == ["Hope Initiative"]


def test_a_merge_is_undone_from_the_page_of_the_one_that_stayed(cast, browse, twin):
    client = browse(cast.amina)
    client.post(f"/organizations/{twin.public_id}/merge/", {"into": cast.hope.public_id})
    [merge] = client.get(f"/organizations/{cast.hope.public_id}/").context["merges"]

    assert (
        browse(cast.hala).post(f"/organizations/{cast.hope.public_id}/undo/", {"merge": merge.pk}).status_code
        == 302
    )
    assert Organization.objects.get(pk=twin.pk).merged_into == cast.hope
    client.post(f"/organizations/{cast.hope.public_id}/undo/", {"merge": merge.pk})

    assert Organization.objects.get(pk=twin.pk).merged_into is None
    assert Service.objects.get(name="Of the twin").organization == twin
    assert twin.actions.count() == 1


def test_an_organisation_of_somebody_elses_group_too_is_not_merged_away(cast, browse, twin):
    twin.groups.add(cast.chad_group)
    address = f"/organizations/{twin.public_id}/merge/"

    assert "a group that you do not manage" in browse(cast.amina).get(address).content.decode()
    assert browse(cast.amina).post(address, {"into": cast.hope.public_id}).status_code == 403
    assert Organization.objects.get(pk=twin.pk).merged_into is None


def test_nobody_merges_into_one_they_may_not_change(cast, browse, twin):
    browse(cast.amina).post(f"/organizations/{twin.public_id}/merge/", {"into": cast.lake.public_id})

    assert Organization.objects.get(pk=twin.pk).merged_into is None


def test_restricted_services_move_without_being_seen(cast, browse, twin):
    make.service(twin, cast.mosul, cast.counselling, name="CANARY hidden", visibility=Visibility.RESTRICTED)
    Membership.objects.filter(user=cast.amina).delete()
    make.person("ninewa", group=cast.ninewa_group, role=Role.COORDINATOR)
    browse(cast.omar).post(f"/organizations/{twin.public_id}/merge/", {"into": cast.hope.public_id})

    assert Service.objects.get(name="CANARY hidden").organization == cast.hope
    assert "CANARY" not in browse(None).get(f"/organizations/{cast.hope.public_id}/").content.decode()
