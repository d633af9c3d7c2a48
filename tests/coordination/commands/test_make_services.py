from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from sectors.models import Group, Organization, Place, Service


def run(number, **options):
    call_command("make_services", number, stdout=StringIO(), **options)


def test_services_are_made_in_a_country_of_their_own_and_plainly_marked(cast):
    before = set(Service.objects.values_list("pk", flat=True))
    run(120)
    made = Service.objects.exclude(pk__in=before)
    assert made.count() == 120
    assert {service.place.country for service in made.select_related("place")} == {"XLT"}
    assert all(service.name.startswith("Load test") for service in made)
    assert all(row.name.startswith("Load test") for row in Organization.objects.filter(services__in=made))
    assert Group.objects.get(slug="load-test").place.pcode == "XLT"
    district = Place.objects.get(pcode="XLT0102")
    assert (district.adm1.pcode, district.adm2.pcode, district.level) == ("XLT01", "XLT0102", 2)
    assert Place.objects.filter(path__startswith="XLT/XLT01/XLT0102/", level=3, adm2=district).count() == 20


def test_the_area_of_a_group_can_be_filled_and_again(cast):
    for _time in range(2):
        run(40, group="iraq")
    assert Service.objects.filter(place__country="IRQ", name__startswith="Load test").count() == 80


def test_contact_only_services_have_no_place(cast):
    run(400, group="iraq")
    hidden = Service.objects.filter(name__startswith="Load test", visibility=3)
    assert {service.place.level for service in hidden.select_related("place")} == {0}


def test_what_is_missing_is_said(db, cast):
    with pytest.raises(CommandError, match="no group"):
        run(5, group="nowhere")
    with pytest.raises(CommandError, match="at least 1"):
        run(0)
