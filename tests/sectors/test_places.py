"""Files of places: three kinds, loaded whole or not at all, and each fault named by row, column and reason."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
from django.utils import timezone, translation

from sectors.changes.places import PlacesProblems, load_places
from sectors.models import Place

WORLD = """Location,Admin Level,P-Code,Name,Parent P-Code,Valid from date
IRQ,1,IQG15,Ninewa,IRQ,2019-06-03
TCD,1,TD07,Lac,TCD,2020-01-01
IRQ,2,IQG15Q05,Al-Mosul,IQG15,2019-06-03
IRQ,2,IQG15Q08,Telafar,IQG15,2019-06-03
"""
TABLE = """OBJECTID *,admin2Name_en,admin2Name_ar,admin2Pcode,admin2AltName1_en,admin1Name_en,admin1Name_ar,admin1Pcode,admin0Pcode,validOn,validTo
,#adm2+name,#adm2+name+ar-iq,#adm2+code,,#adm1+name,#adm1+name+ar-iq,#adm1+code,#country+code,,
1,Al-Mosul,الموصل,IQG15Q05,Mosul,Ninewa,نينوى,IQG15,IQ,6/3/2019,<Null>
2,Telafar,تلعفر,IQG15Q08,<Null>,Ninewa,نينوى,IQG15,IQ,6/3/2019,<Null>
"""  # noqa: E501


def load(text: str | bytes, **options):
    return load_places(io.BytesIO(text if isinstance(text, bytes) else text.encode()), **options)


def counts(receipt) -> tuple[int, int, int, int]:
    return receipt.created, receipt.changed, receipt.unchanged, receipt.retired


def problems(text: str | bytes, **options) -> list[tuple[int, str, str]]:
    with pytest.raises(PlacesProblems) as caught:
        load(text, **options)
    assert not Place.objects.exists(), "nothing of a faulty file is loaded"
    return [(problem.row, problem.column, problem.why) for problem in caught.value.problems]


def square(west: float, south: float, size: float = 1.0) -> dict:
    ring = [
        (west, south),
        (west + size, south),
        (west + size, south + size),
        (west, south + size),
        (west, south),
    ]
    return {"type": "Polygon", "coordinates": [[[x, y, 0.0] for x, y in ring]]}


def boundaries(*features: tuple[dict, dict | None]) -> str:
    rows = [
        {"type": "Feature", "properties": properties, "geometry": shape} for properties, shape in features
    ]
    return json.dumps({"type": "FeatureCollection", "features": rows})


# The global list


@pytest.mark.django_db
def test_the_global_list_makes_countries_and_hangs_places_under_them():
    assert counts(load(WORLD)) == (6, 0, 0, 0)
    rows = Place.objects.values_list(
        "path", "level", "country", "parent__pcode", "adm1__pcode", "adm2__pcode"
    )
    assert list(rows) == [
        ("IRQ/", 0, "IRQ", None, None, None),
        ("IRQ/IQG15/", 1, "IRQ", "IRQ", "IQG15", None),
        ("IRQ/IQG15/IQG15Q05/", 2, "IRQ", "IQG15", "IQG15", "IQG15Q05"),
        ("IRQ/IQG15/IQG15Q08/", 2, "IRQ", "IQG15", "IQG15", "IQG15Q08"),
        ("TCD/", 0, "TCD", None, None, None),
        ("TCD/TD07/", 1, "TCD", "TCD", "TD07", None),
    ]
    assert Place.objects.get(pcode="TD07").valid_from == date(2020, 1, 1)


@pytest.mark.django_db
def test_countries_have_their_names_in_four_languages():
    load(WORLD)
    country = Place.objects.get(pcode="TCD")
    assert (country.name_en, country.name_fr, country.name_ar) == ("Chad", "Tchad", "تشاد")
    assert country.name_es


@pytest.mark.django_db
def test_one_country_of_the_list_can_be_loaded_by_either_code():
    assert counts(load(WORLD, country="TD")) == (2, 0, 0, 0)
    assert counts(load(WORLD, country="TCD")) == (0, 0, 2, 0)
    assert set(Place.objects.values_list("country", flat=True)) == {"TCD"}


@pytest.mark.django_db
def test_loading_the_same_list_again_changes_nothing():
    load(WORLD)
    before = list(Place.objects.order_by("pk").values())
    assert counts(load(WORLD)) == (0, 0, 6, 0)
    assert list(Place.objects.order_by("pk").values()) == before


@pytest.mark.django_db
def test_a_list_is_loaded_the_same_way_whatever_the_reader_speaks():
    with translation.override("ar"):
        load(WORLD)
        assert counts(load(WORLD)) == (0, 0, 6, 0)
    assert Place.objects.get(pcode="IQG15").name_en == "Ninewa"


@pytest.mark.django_db
def test_children_may_stand_before_their_parents():
    first, *rest = WORLD.splitlines()
    assert counts(load("\n".join([first, *rest[::-1]]))) == (6, 0, 0, 0)


@pytest.mark.django_db
def test_a_newer_list_renames_and_retires_and_keeps_the_old_name_findable():
    load(WORLD)
    newer = WORLD.replace("Telafar", "Tal Afar").replace("IRQ,2,IQG15Q05,Al-Mosul,IQG15,2019-06-03\n", "")
    assert counts(load(newer)) == (0, 1, 4, 1)
    renamed, retired = Place.objects.get(pcode="IQG15Q08"), Place.objects.get(pcode="IQG15Q05")
    assert (renamed.name_en, renamed.other_names, renamed.search_text) == (
        "Tal Afar",
        ["Telafar"],
        "iqg15q08 tal afar telafar",
    )
    assert retired.valid_to == timezone.localdate()
    assert counts(load(newer)) == (0, 0, 5, 0)


@pytest.mark.django_db
def test_a_code_that_comes_back_is_valid_again():
    load(WORLD)
    load(WORLD.replace("IRQ,2,IQG15Q05,Al-Mosul,IQG15,2019-06-03\n", ""))
    assert counts(load(WORLD)) == (0, 1, 5, 0)
    assert not Place.objects.exclude(valid_to=None).exists()


@pytest.mark.django_db
def test_a_place_that_moves_takes_what_lies_in_it_along():
    deeper = TABLE.replace("OBJECTID *,", "OBJECTID *,admin3Name_en,admin3Pcode,").replace("\n,#", "\n,,,#")
    load(deeper.replace("\n1,", "\n1,Zummar,IQG15Q05N03,").replace("\n2,", "\n2,,,"))
    moved = (
        WORLD.replace("IRQ,2,IQG15Q05,Al-Mosul,IQG15,", "IRQ,2,IQG15Q05,Al-Mosul,IQG09,")
        + "IRQ,1,IQG09,Duhok,IRQ,2019-06-03\n"
    )
    load(moved)
    below = Place.objects.get(pcode="IQG15Q05N03")
    assert (below.path, below.adm1.pcode) == ("IRQ/IQG09/IQG15Q05/IQG15Q05N03/", "IQG09")


@pytest.mark.django_db
def test_a_place_without_a_name_in_the_global_list_is_called_by_its_code_and_noted():
    receipt = load(WORLD.replace("Telafar", ""))
    assert Place.objects.get(pcode="IQG15Q08").name == "IQG15Q08"
    assert [(note.row, note.column) for note in receipt.notes] == [(5, "Name")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "old, new, found",
    [
        ("IQG15Q08,Telafar,IQG15,", "IQG15Q08,Telafar,IQG99,", (5, "P-Code", "IQG15Q08 lies in IQG99, which is not in this list or among the places.")),  # noqa: E501
        ("IQG15Q08,Telafar,IQG15,", "IQG15Q08,Telafar,IRQ,", (5, "P-Code", "IQG15Q08 lies in IRQ, which is not one admin level above it.")),  # noqa: E501
        ("IQG15Q08,Telafar,IQG15,", "IQG15Q08,Telafar,TD07,", (5, "P-Code", "IQG15Q08 lies in TD07, which is in another country.")),  # noqa: E501
        ("IQG15Q08,Telafar", "IQG15Q05,Telafar", (5, "P-Code", "IQG15Q05 is in the list twice; the first time in row 4.")),
        ("IQG15Q08,Telafar", ",Telafar", (5, "P-Code", "The P-code is missing.")),
        ("IRQ,2,IQG15Q08", "IRQ,two,IQG15Q08", (5, "Admin Level", "The admin level is a number from 1 to 4.")),
        ("IRQ,2,IQG15Q08", "XYZ,2,9915Q08", (5, "Location", "This is not the code of a country.")),
        ("IQG15Q08,", "IQ/15,", (5, "P-Code", "IQ/15 is not a P-code: letters, digits, dots and dashes only, at most 30.")),
        ("Telafar,IQG15,2019-06-03", "Telafar,IQG15,3 June", (5, "Valid from date", "This is not a date. Write it as 2026-03-31.")),  # noqa: E501
    ],
)  # fmt: skip
def test_a_fault_in_the_global_list_is_named_and_nothing_is_loaded(old, new, found):
    assert problems(WORLD.replace(old, new)) == [found]


@pytest.mark.django_db
def test_every_fault_is_named_not_only_the_first():
    faulty = WORLD.replace("Al-Mosul,IQG15", "Al-Mosul,IQG99").replace("Telafar,IQG15", "Telafar,IQG99")
    assert [(row, column) for row, column, _why in problems(faulty)] == [(4, "P-Code"), (5, "P-Code")]


# A COD-AB table


@pytest.mark.django_db
def test_a_table_of_chains_makes_each_place_once_in_both_languages():
    assert counts(load(TABLE)) == (4, 0, 0, 0)
    rows = Place.objects.filter(level__gt=0).values_list(
        "path", "name_en", "name_ar", "other_names", "valid_from"
    )
    assert list(rows) == [
        ("IRQ/IQG15/", "Ninewa", "نينوى", [], None),
        ("IRQ/IQG15/IQG15Q05/", "Al-Mosul", "الموصل", ["Mosul"], date(2019, 6, 3)),
        ("IRQ/IQG15/IQG15Q08/", "Telafar", "تلعفر", [], date(2019, 6, 3)),
    ]
    assert counts(load(TABLE)) == (0, 0, 4, 0)


@pytest.mark.django_db
def test_a_table_adds_languages_to_the_global_list_and_the_list_does_not_take_them_away():
    load(WORLD)
    load(TABLE)
    assert counts(load(WORLD, country="IRQ")) == (0, 0, 4, 0)
    assert Place.objects.get(pcode="IQG15Q05").name_ar == "الموصل"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "headings",
    [
        "n,ADM2_EN,ADM2_AR,ADM2_PCODE,ADM2ALT1EN,ADM1_EN,ADM1_AR,ADM1_PCODE,ADM0_PCODE,validOn,validTo",
        "n,adm2_name,adm2_name1,adm2_pcode,adm2_altname,adm1_name,adm1_name1,adm1_pcode,adm0_pcode,valid_on,valid_to",
        "n,a,b,c,d,e,f,g,h,i,j",
    ],
)
def test_columns_are_known_by_many_spellings_or_by_their_tags(headings):
    load(headings + "\n" + TABLE.split("\n", 1)[1])
    mosul = Place.objects.get(pcode="IQG15Q05")
    assert (mosul.name_en, mosul.name_ar, mosul.adm1.name_ar) == ("Al-Mosul", "الموصل", "نينوى")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "old, new, found",
    [
        ("IQG15,IQ,6/3/2019,<Null>\n2", ",IQ,6/3/2019,<Null>\n2", [(3, "admin1Pcode", "The P-code is missing; IQG15Q05 lies in it.")]),  # noqa: E501
        ("تلعفر,IQG15Q08", "تلعفر,<Null>", [(4, "admin2Pcode", "The P-code is missing.")]),
        ("2,Telafar,تلعفر,", "2,,,", [(4, "admin2Name_en", "IQG15Q08 has no name.")]),
        ("IQG15Q08", "IQG15Q05", [(4, "admin2Pcode", "IQG15Q05 is in the list twice; the first time in row 3.")]),
        ("<Null>,Ninewa,", "<Null>,Nineveh,", [(4, "admin1Name_en", "IQG15 has another name in row 3.")]),
        ("IQG15,IQ,6/3/2019,<Null>\n2", "IQG15,QQ,6/3/2019,<Null>\n2", [(3, "admin0Pcode", "This is not the code of a country.")]),  # noqa: E501
        ("6/3/2019", "6/33/2019", [(3, "validon", "This is not a date. Write it as 2026-03-31."), (4, "validon", "This is not a date. Write it as 2026-03-31.")]),  # noqa: E501
    ],
)  # fmt: skip
def test_a_fault_in_a_table_is_named_and_nothing_is_loaded(old, new, found):
    if "QQ" in new:
        new = new.replace("IQG15,", "9915,")
    assert problems(TABLE.replace(old, new)) == found


@pytest.mark.django_db
def test_a_tag_with_a_region_that_does_not_exist_is_noted():
    receipt = load(TABLE.replace("ar-iq", "ar-XX"))
    assert [(note.row, note.column) for note in receipt.notes] == [(2, "admin2Name_ar"), (2, "admin1Name_ar")]
    assert Place.objects.get(pcode="IQG15").name_ar == "نينوى"


# Boundaries


@pytest.mark.django_db
def test_boundaries_give_places_a_light_shape_and_a_point_inside_and_nothing_else():
    load(WORLD)
    file = boundaries(({"ADM1_PCODE": "IQG15", "ADM1_REF": "Nineveh", "ADM0_PCODE": "IQ"}, square(42, 35)))
    assert counts(load(file)) == (0, 1, 1, 0)
    place = Place.objects.get(pcode="IQG15")
    assert (place.name_en, place.longitude, place.latitude) == ("Ninewa", 42.5, 35.5)
    assert place.boundary == {
        "type": "Polygon",
        "coordinates": [[[42.0, 35.0], [43.0, 35.0], [43.0, 36.0], [42.0, 36.0], [42.0, 35.0]]],
    }
    assert counts(load(file)) == (0, 0, 2, 0)


@pytest.mark.django_db
def test_a_file_of_points_says_where_places_are_without_a_boundary():
    load(WORLD)
    file = boundaries(({"ADM2_PCODE": "IQG15Q05"}, {"type": "Point", "coordinates": [43.13, 36.34]}))
    load(file)
    place = Place.objects.get(pcode="IQG15Q05")
    assert (place.longitude, place.latitude, place.boundary) == (43.13, 36.34, None)
    nowhere = boundaries(({"ADM2_PCODE": "IQG15Q05"}, {"type": "Point", "coordinates": [4313, 3634]}))
    with pytest.raises(PlacesProblems):
        load(nowhere)


@pytest.mark.django_db
def test_outlines_of_countries_are_taken_and_their_names_are_not():
    load(WORLD)
    file = boundaries(
        ({"ADM0_PCODE": "IQ", "ADM0_EN": "Mesopotamia"}, square(42, 35)),
        ({"ADM0_PCODE": "TCD", "ADM0_EN": "Chad"}, square(18, 15)),
    )
    assert counts(load(file)) == (0, 2, 0, 0)
    rows = Place.objects.filter(level=0).values_list("pcode", "name_en", "longitude", "latitude")
    assert list(rows) == [("IRQ", "Iraq", 42.5, 35.5), ("TCD", "Chad", 18.5, 15.5)]
    assert counts(load(file)) == (0, 0, 2, 0)


@pytest.mark.django_db
def test_boundaries_alone_make_the_places_they_name():
    file = boundaries(({"ADM1_PCODE": "IQG15", "ADM1_REF": "Ninewa", "alpha_3": "IRQ"}, square(42, 35)))
    assert counts(load(file)) == (2, 0, 0, 0)
    assert Place.objects.get(pcode="IQG15").path == "IRQ/IQG15/"


@pytest.mark.django_db
def test_a_column_nobody_foresaw_is_found_by_its_codes():
    load(WORLD)
    load(boundaries(({"district_id": "IQG15Q05", "label": "Mosul"}, square(42, 36))))
    assert Place.objects.get(pcode="IQG15Q05").latitude == 36.5


@pytest.mark.django_db
def test_boundaries_without_codes_or_without_shapes_are_refused():
    no_codes = boundaries(({"label": "Mosul"}, square(42, 36)))
    assert problems(no_codes)[0][2].startswith("No column with P-codes was found.")
    no_shape = boundaries(({"ADM1_PCODE": "IQG15", "ADM1_EN": "Ninewa"}, None))
    assert problems(no_shape) == [
        (2, "geometry", "This feature has no area or point in longitude and latitude (WGS 84).")
    ]
    metres = boundaries(({"ADM1_PCODE": "IQG15", "ADM1_EN": "Ninewa"}, square(342_000, 4_025_000)))
    assert problems(metres) == [
        (2, "geometry", "This feature has no area or point in longitude and latitude (WGS 84).")
    ]


@pytest.mark.django_db
def test_boundaries_of_an_unknown_place_without_a_name_are_refused():
    nameless = boundaries(({"ADM1_PCODE": "IQG15"}, square(42, 35)))
    assert problems(nameless) == [
        (2, "ADM1_PCODE", "IQG15 is not in the list of places yet, and this file has no name for it.")
    ]


# Other files


@pytest.mark.django_db
@pytest.mark.parametrize(
    "file, why",
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04rest", "This is a workbook or an archive."),
        ("Name\nرطب".encode("cp1256"), "The letters of this file cannot be read."),
        (b'{"type": "Topology"}', "This is not a GeoJSON file of boundaries"),
        (b"town,people\nMosul,5\n", "No column with P-codes was found."),
        (WORLD.splitlines()[0].encode(), "There are no places in this file."),
    ],
)
def test_other_files_are_refused_with_a_reason(file, why):
    found = problems(file)
    assert [(row, text.startswith(why)) for row, _column, text in found] == [(0, True)]


@pytest.mark.django_db
def test_a_country_that_is_not_one_and_a_country_not_in_the_file_are_told_apart():
    assert problems(WORLD, country="XQ") == [
        (0, "", "XQ is not the code of a country. Write it as IRQ or IQ.")
    ]
    assert problems(WORLD, country="YEM") == [(0, "", "There is no place of YEM in this file.")]
