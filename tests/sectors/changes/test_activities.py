"""National codes: under a shared code, of one group, made once, retired but never deleted."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from sectors.changes.activities import create_subcode, prefix_of, restore_subcode, retire_subcode
from sectors.changes.reference import load_reference
from sectors.models import Activity
from tests import make


@pytest.fixture
def spaces(cast):
    row = make.activity("4", "Safe spaces", grouping="community", layer=2, position=10)
    Activity.objects.filter(pk=cast.safe_spaces.pk).update(parent=row, position=11)
    return row


def test_it_takes_the_next_number_of_its_country_and_the_place_of_its_parent(cast, spaces):
    make.activity("5", "After it", position=12)
    first = create_subcode(
        parent=spaces, group=cast.iraq, names={"name_ar": "مساحة القرية"}, layer=2, by=cast.amina
    )
    second = create_subcode(parent=spaces, group=cast.iraq, names={"name_en": "Mobile tent"}, by=cast.omar)

    assert [(row.code, row.edition, row.grouping, row.group) for row in (first, second)] == [
        ("4.IQ1", spaces.edition, "community", cast.iraq),
        ("4.IQ2", spaces.edition, "community", cast.iraq),
    ]
    assert list(Activity.objects.filter(code__gte="4", code__lt="6").values_list("code", flat=True)) == [
        "4", "4.1", "4.IQ1", "4.IQ2", "5",
    ]  # fmt: skip


def test_sent_twice_it_is_one_code(cast, spaces):
    given = {"parent": spaces, "group": cast.iraq, "names": {"name_en": "Mobile tent"}, "by": cast.amina}

    assert create_subcode(**given) == create_subcode(**given)
    assert Activity.objects.filter(group=cast.iraq).count() == 1


def test_an_ending_of_ones_own(cast, spaces):
    given = {"parent": spaces, "group": cast.iraq, "by": cast.amina}

    assert create_subcode(names={"name_en": "Tent"}, ending="T", **given).code == "4.IQT"
    assert create_subcode(names={"name_en": "Bus"}, ending="4.IQ7", **given).code == "4.IQ7"
    for ending, sentence in [
        (
            "T",
            "The code 4.IQT exists already. Write another ending, or leave it empty for the next free number.",
        ),
        ("=1+1", "Write up to six letters or digits, such as 1 or A."),
    ]:
        with pytest.raises(ValidationError) as error:
            create_subcode(names={"name_en": "Other"}, ending=ending, **given)
        assert error.value.message_dict == {"ending": [sentence]}


def test_it_needs_a_name_in_one_language_at_least(cast, spaces):
    with pytest.raises(ValidationError) as error:
        create_subcode(parent=spaces, group=cast.iraq, names={"name_en": " ", "name_fr": ""}, by=cast.amina)

    assert error.value.message_dict == {"name_en": ["Write the name in at least one language."]}


def test_it_stands_under_a_shared_code_in_use(cast, spaces):
    national = create_subcode(parent=spaces, group=cast.iraq, names={"name_en": "Tent"}, by=cast.amina)
    retired = make.activity("6", active=False)
    for parent in (national, retired, cast.safe_spaces):
        parent.refresh_from_db()
        with pytest.raises(ValidationError):
            create_subcode(parent=parent, group=cast.iraq, names={"name_en": "Below"}, by=cast.amina)

    assert Activity.objects.filter(group=cast.iraq).count() == 1


def test_only_those_who_manage_the_group_touch_its_codes(cast, spaces):
    row = create_subcode(parent=spaces, group=cast.iraq, names={"name_en": "Tent"}, by=cast.amina)
    for person in (None, cast.nour, cast.lena, cast.mona, cast.salma, cast.hala):
        with pytest.raises(PermissionDenied):
            create_subcode(parent=spaces, group=cast.iraq, names={"name_en": "CANARY"}, by=person)
        with pytest.raises(PermissionDenied):
            retire_subcode(row, by=person)
    for person in (cast.amina, cast.root):
        with pytest.raises(PermissionDenied):
            retire_subcode(spaces, by=person)

    assert list(Activity.objects.filter(group=cast.iraq, active=True)) == [row]


def test_a_code_is_retired_and_comes_back(cast, spaces):
    row = create_subcode(parent=spaces, group=cast.iraq, names={"name_en": "Tent"}, by=cast.amina)

    assert retire_subcode(row, by=cast.omar).active is False
    assert restore_subcode(row, by=cast.amina).active is True


def test_loading_the_code_lists_leaves_national_codes_alone(db):
    load_reference()
    iraq = make.group("iraq", make.place("IRQ", "Iraq"))
    spaces = Activity.objects.get(code="4", edition="IASC-4Ws-2012")
    root = make.User.objects.create_superuser("root@example.org")
    row = create_subcode(parent=spaces, group=iraq, names={"name_en": "Tent"}, sensitive=True, by=root)

    load_reference()

    row.refresh_from_db()
    assert (row.code, row.active, row.sensitive, row.name_en) == ("4.IQ1", True, True, "Tent")


def test_a_group_of_no_known_country_has_letters_of_its_own(db):
    assert prefix_of(make.group("delta-7", make.place("XQZ", "Somewhere"))) == "DELT"
