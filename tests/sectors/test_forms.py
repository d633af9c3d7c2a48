from __future__ import annotations

import pytest
from django import forms
from django.utils.translation import override

from sectors.forms.organizations import OrganizationForm
from sectors.forms.places import PlaceField, offered_places, writable_places
from sectors.forms.points import PointForm
from sectors.forms.scoped import PhoneField
from sectors.forms.services import ServiceForm
from tests import make


def choices(form, name):
    return list(form.fields[name].queryset)


## WHAT ONE MAY CHOOSE


def test_choices_are_cut_to_the_person(cast):
    mine = make.point(cast.hope, cast.mosul)
    hala, amina, lena = (ServiceForm(user=person) for person in (cast.hala, cast.amina, cast.lena))

    assert choices(hala, "organization") == [cast.hope]
    assert choices(amina, "organization") == [cast.quiet, cast.hope, cast.care]
    assert choices(lena, "organization") == [cast.lake]
    assert (choices(hala, "point"), choices(lena, "point")) == ([mine], [])
    assert set(choices(amina, "point")) == {mine, cast.secret_point}
    assert cast.quiet not in choices(lena, "donors")


def test_the_only_organisation_is_chosen_already(cast):
    assert ServiceForm(user=cast.hala)["organization"].value() == cast.hope.pk
    assert ServiceForm(user=cast.amina)["organization"].value() is None


def test_codes_that_are_retired_or_of_another_country_are_not_offered(cast):
    make.term("target_groups", "old", active=False)
    local = make.activity("2.x1", "Local clubs", group=cast.chad_group)
    make.activity("9.9", "Retired", active=False)

    assert choices(ServiceForm(user=cast.amina), "target_groups") == [cast.children]
    assert set(choices(ServiceForm(user=cast.amina), "activity")) == {cast.safe_spaces, cast.counselling}
    assert local in choices(ServiceForm(user=cast.lena), "activity")


def test_a_merged_organisation_is_no_choice(cast):
    cast.care.merged_into = cast.hope
    cast.care.save()

    assert choices(ServiceForm(user=cast.amina), "organization") == [cast.quiet, cast.hope]


def test_activities_stand_under_their_heading(cast):
    heading = make.activity("4", "Safe spaces")
    type(cast.safe_spaces).objects.filter(pk=cast.safe_spaces.pk).update(parent=heading)

    groups = dict(list(ServiceForm(user=cast.amina).fields["activity"].choices)[1:])

    assert [label for _value, label in groups["Safe spaces"]] == [
        "Safe spaces (4)",
        "Child-friendly spaces (4.1)",
    ]


def test_at_most_nine_fields_are_asked_for(cast):
    asked = {name for name, field in ServiceForm(user=cast.hala).fields.items() if field.required}

    assert asked == {"organization", "activity", "place", "status"}


def test_a_sector_will_do_where_no_activity_fits_and_a_point_where_no_place_is_written(cast):
    point = make.point(cast.hope, cast.mosul)
    data = {"organization": cast.hope.pk, "sector": cast.health.pk, "point": point.pk, "status": "ongoing"}

    form = ServiceForm(data, user=cast.hala)

    assert (form.errors, form.places()) == ({}, [cast.mosul])


def test_a_point_of_another_organisation_will_not_do(cast):
    point = make.point(cast.care, cast.mosul)
    data = {"organization": cast.hope.pk, "sector": cast.health.pk, "point": point.pk, "status": "ongoing"}

    assert "another organisation" in str(ServiceForm(data, user=cast.amina).errors["point"])


def test_a_focal_point_writes_only_where_they_speak_for_the_organisation(cast):
    hope_in_chad = make.person("both", group=cast.chad_group, role="focal_point", organization=cast.care)
    data = {"organization": cast.care.pk, "sector": cast.health.pk, "place": "TD07", "status": "ongoing"}

    assert ServiceForm(data, user=hope_in_chad).is_valid()
    assert "No place here" in str(ServiceForm(data, user=cast.karim).errors["place"])


## PLACES


@pytest.fixture
def find(cast):
    field = PlaceField()
    field.rows = writable_places(cast.amina)
    return field.clean


@pytest.mark.parametrize(
    "typed",
    [
        "IQG15Q05",
        "iqg15q05",
        "Al-Mosul (IQG15Q05)",
        "al mosul",
        " AL-MOSUL ",
        "الموصل",
        "Something else (IQG15Q05)",
    ],
)
def test_a_place_is_known_by_its_code_and_its_names_in_any_language(cast, find, typed):
    cast.mosul.name_ar = "الموصل"
    cast.mosul.search_text = cast.mosul.text_to_search()
    cast.mosul.save()

    assert find(typed) == cast.mosul


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Mosol", "Did you mean one of these? Al-Mosul (IQG15Q05)"),
        ("Atlantis", "Choose one from the list"),
        ("Lac", "No place here"),
    ],
)
def test_an_unknown_place_comes_with_the_nearest_spellings(find, typed, words):
    with pytest.raises(
        forms.ValidationError, match=words.replace("(", r"\(").replace(")", r"\)").replace("?", r"\?")
    ):
        find(typed)


def test_a_name_that_two_places_have_is_asked_about(cast, find):
    make.place("IQG09Q09", "Al Mosul", cast.duhok)

    with pytest.raises(forms.ValidationError, match="More than one place"):
        find("Al-Mosul")


def test_places_offered_are_those_one_may_write_for(cast):
    assert offered_places(cast.hala) == [
        "Iraq (IRQ)", "Duhok (IQG09)", "Sumail (IQG09Q03)", "Ninewa (IQG15)", "Al-Mosul (IQG15Q05)",
    ]  # fmt: skip
    assert offered_places(cast.lena) == ["Chad (TCD)", "Lac (TD07)"]
    assert offered_places(cast.mona) == []


## TEXT


@pytest.mark.parametrize(
    "typed", ["+964 (0) 750 123 4567", "116", "٠٧٥٠١٢٣٤٥٦٧", "0750-123-4567 ext. 12", ""]
)
def test_a_phone_number_is_taken_as_people_write_it(typed):
    assert PhoneField(required=False).clean(typed).isascii()


@pytest.mark.parametrize("typed", ["ask Ali", "12", "+964 750 or 770", "<script>"])
def test_what_is_no_phone_number_is_said_so(typed):
    with pytest.raises(forms.ValidationError, match="not a phone number"):
        PhoneField(required=False).clean(typed)


def test_text_is_kept_in_one_form_and_without_invisible_signs(cast):
    data = {"name": " Cafe\u0301 d'e\u0301coute\u200f ", "groups": [cast.iraq.pk]}

    assert OrganizationForm(data, user=cast.amina).is_valid()
    form = OrganizationForm(data, user=cast.amina)
    form.is_valid()
    assert form.cleaned_data["name"] == "Café d'écoute"
    assert list(OrganizationForm(data | {"name": "Ho\u200bpe"}, user=cast.amina).errors) == ["name"]


def test_in_another_language_the_borrowed_name_is_not_written_down(cast):
    point = make.point(cast.hope, cast.mosul, name="Blue door")
    with override("ar"):
        shown = PointForm(user=cast.hala, instance=point)
        data = {
            "organization": cast.hope.pk,
            "name": shown["name"].value(),
            "place": "IQG15Q05",
            "visibility": "0",
            "hours": "9-15",
        }
        form = PointForm(data, user=cast.hala, instance=point)
        assert form.is_valid()

    assert form.changes() == {"hours": "9-15"}


## ONE FORM, ONE RECORD


def test_the_id_of_a_form_is_good_only_for_the_person_it_was_given_to(cast):
    once = OrganizationForm(user=cast.amina)["once"].value()

    assert OrganizationForm({"once": once}, user=cast.amina).once_given() == once.split(":")[0]
    assert OrganizationForm({"once": once}, user=cast.omar).once_given() is None
    assert PointForm({"once": once}, user=cast.amina).once_given() is None
    assert OrganizationForm({"once": "abcdefghjk"}, user=cast.amina).once_given() is None
