from __future__ import annotations

import pytest

from sectors.models import Organization, OrganizationAlias
from sectors.similar import similar_organizations, skeleton
from tests import make

pytestmark = pytest.mark.django_db

STANDING = [
    ("Save the Children International", "SCI"),
    ("International Medical Corps", "IMC"),
    ("International Rescue Committee", "IRC"),
    ("Première Urgence Internationale", "PUI"),
    ("Women Rehabilitation Organization", "WRO"),
    ("منظمة الأمل للإغاثة", ""),
    ("Hope Initiative", "HOPE"),
]


def found(name, acronym=""):
    for standing, letters in STANDING:
        make.organization(standing, acronym=letters)
    rows = Organization.objects.all()
    return [alike.organization.name for alike in similar_organizations(name, acronym, among=rows)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Save the Children", ["Save the Children International"]),
        ("save the childern international", ["Save the Children International"]),
        ("Intl. Medical Corps", ["International Medical Corps"]),
        ("Premiere Urgence", ["Première Urgence Internationale"]),
        ("PUI", ["Première Urgence Internationale"]),
        ("IMC", ["International Medical Corps"]),
        ("Women's Rehabilitation Organisation", ["Women Rehabilitation Organization"]),
        ("منظمه الامل للاغاثه", ["منظمة الأمل للإغاثة"]),
        ("The Hope Initiative", ["Hope Initiative"]),
        ("Норе Initiative", ["Hope Initiative"]),  # the first word in Cyrillic
    ],
)
def test_another_spelling_is_noticed(typed, meant):
    assert found(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "International Organization for Migration",
        "Terre des hommes",
        "منظمة الصحة العالمية",
        "Organization",
        "",
        "  ",
    ],
)
def test_another_organisation_is_not_taken_for_one(typed):
    assert found(typed) == []


def test_the_same_acronym_is_noticed_whatever_the_name():
    assert found("Iraqi Medical Council", "IMC") == ["International Medical Corps"]


def test_an_alias_learnt_before_is_as_good_as_the_name_and_is_told():
    row = make.organization("Tigris Care")
    OrganizationAlias(organization=row, text="Rafidain Assistance").save()

    [alike] = similar_organizations("rafidain assistance", among=Organization.objects.all())

    assert (alike.organization, alike.score, alike.alias) == (row, 100, "Rafidain Assistance")


def test_an_organisation_is_not_similar_to_itself():
    row = make.organization("Tigris Care")

    assert similar_organizations("Tigris Care", among=Organization.objects.all(), but=row) == []


def test_lookalike_letters_are_read_as_what_they_look_like_but_arabic_stays():
    assert skeleton("Саrе") == "care"  # three of four letters are Cyrillic
    assert skeleton("الأمل") == "الامل"
