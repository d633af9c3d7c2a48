"""S-23: an import taken back after others have worked on: what nobody touched is as it was, the rest is listed and stays."""

from __future__ import annotations

from datetime import date

import pytest

from sectors.changes import imports
from sectors.changes.applied import apply_import
from sectors.changes.rows import keep, undo
from sectors.changes.undone import undo_import
from sectors.models import Group, Organization, Reach, Service
from tests import make

HEADERS = [
    "ID",
    "Organisation",
    "Governorate",
    "Sector",
    "Activity",
    "Month",
    "Beneficiary type",
    "Donor",
    "People reached",
]
LATER = 20
NOT_BACK = {"version", "updated_at"}


def row(number, people, organization="Hope Initiative", group="In-camp IDPs", donor="Tigris Care"):
    return [
        f"R{number}",
        organization,
        "Ninewa",
        "Health",
        f"Activity {number}",
        "2022-01",
        group,
        donor,
        str(people),
    ]


def bring(cast, rows, by="amina", headers=HEADERS):
    content = "\n".join("\t".join(one) for one in [headers, *rows]).encode()
    person = getattr(cast, by)
    batch = imports.upload_file(group=cast.iraq, by=person, file_name="x.tsv", content=content)
    return apply_import(batch, by=person)


def standing(services):
    """Everything an import can write of these services."""
    ids = [service.pk for service in services]
    columns = [
        {name: value for name, value in one.items() if name not in NOT_BACK}
        for one in Service.objects.filter(pk__in=ids).order_by("pk").values()
    ]
    links = [
        sorted(getattr(Service, name).through.objects.filter(service__in=ids).values_list("service_id", target))
        for name, target in (
            ("target_groups", "term_id"), ("population_groups", "term_id"), ("donors", "organization_id"),
            ("partners", "organization_id"),
        )
    ]  # fmt: skip
    reach = sorted(
        Reach.objects.filter(service__in=ids).values_list("service_id", "month", "total", "adds_up")
    )
    return columns, links, reach


@pytest.fixture
def twice(cast):
    """Sixty rows, and the same a month later: half say something else, and there are twenty more of somebody new."""
    bring(cast, [row(number, number) for number in range(60)])
    cast.before = standing(Service.objects.exclude(row_key=""))
    cast.first = list(Service.objects.exclude(row_key="").order_by("pk"))
    changed = [row(number, 1000 + number, group="", donor="") for number in range(30)]
    same = [row(number, number) for number in range(30, 60)]
    new = [row(number, number, organization="Newcomer") for number in range(60, 80)]
    cast.batch = bring(cast, [*changed, *same, *new])
    assert [cast.batch.counts[state] for state in ("changed", "unchanged", "new")] == [30, 30, 20]
    return cast


def test_all_of_it_comes_back_when_nobody_touched_anything(twice):
    assert standing(twice.first) != twice.before
    assert undo_import(twice.batch, by=twice.amina) == (50, 0)
    assert standing(twice.first) == twice.before
    assert Service.objects.exclude(row_key="").filter(deleted_at=None).count() == 60
    newcomer = Organization.objects.get(name="Newcomer")
    assert newcomer.deleted_at is not None
    assert (list(newcomer.groups.all()), newcomer.history.count()) == ([], 2)


def test_what_was_edited_since_stays_as_it_was_edited_and_is_listed(twice):
    edited = [
        *twice.first[: LATER // 2],
        *Service.objects.filter(row_key__gt="").order_by("-pk")[: LATER // 2],
    ]
    for service in edited:
        service.refresh_from_db()
        service.name_en = "Named since"
        keep(service, by=twice.hala if service.organization == twice.hope else twice.amina)
    after = standing(edited)
    assert undo_import(twice.batch, by=twice.amina) == (50 - LATER, LATER)
    assert standing(edited) == after
    assert sorted(twice.batch.mapping["kept"]["services"]) == sorted(service.public_id for service in edited)
    assert twice.batch.mapping["kept"]["rows"] == [*range(2, 12), *range(72, 82)]
    untouched = twice.first[LATER // 2 :]
    columns, links, reach = standing(untouched)
    ids = {service.pk for service in untouched}
    assert columns == [one for one in twice.before[0] if one["id"] in ids]
    assert links == [[pair for pair in some if pair[0] in ids] for some in twice.before[1]]
    assert reach == [one for one in twice.before[2] if one[0] in ids]
    newcomer = Organization.objects.get(name="Newcomer")
    assert (newcomer.deleted_at, list(newcomer.groups.all())) == (None, [twice.iraq])


def test_the_people_of_a_month_that_somebody_corrected_since_stay(twice):
    Reach.objects.filter(service=twice.first[0]).update(total=7)
    undo_import(twice.batch, by=twice.amina)
    assert Reach.objects.get(service=twice.first[0]).total == 7
    assert Reach.objects.get(service=twice.first[1]).total == 1


def test_a_single_change_of_an_import_can_be_taken_back_with_its_links(twice):
    service = Service.objects.get(pk=twice.first[3].pk)
    assert (service.people_reached, service.donors.count(), service.population_groups.count()) == (1003, 0, 0)
    undo(service, by=twice.hala)
    service.refresh_from_db()
    assert service.people_reached == 3
    assert (list(service.donors.all()), list(service.population_groups.all())) == (
        [twice.care],
        [twice.displaced],
    )


def test_an_organisation_stays_where_somebody_counts_on_it(twice):
    newcomer = Organization.objects.get(name="Newcomer")
    twice.public.donors.add(newcomer)
    undo_import(twice.batch, by=twice.amina)
    newcomer.refresh_from_db()
    assert newcomer.deleted_at is None


def test_an_organisation_that_was_there_leaves_the_group_it_joined(cast):
    guest = make.organization("Guest Aid")
    batch = bring(cast, [row(1, 1, organization="Guest Aid")])
    assert list(guest.groups.all()) == [cast.iraq]
    undo_import(batch, by=cast.amina)
    assert (
        list(Group.objects.filter(organizations=guest)),
        Organization.objects.get(pk=guest.pk).deleted_at,
    ) == ([], None)


def test_who_may_bring_less_takes_back_less(twice):
    assert undo_import(twice.batch, by=twice.hala) == (30, 20)
    assert Service.objects.filter(organization__name="Newcomer", deleted_at=None).count() == 20
    assert Reach.objects.get(service=twice.first[29], month=date(2022, 1, 1)).total == 29
