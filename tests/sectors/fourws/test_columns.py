"""Which column is what: headers in four languages, tags, content, and content against a wrong tag."""

from __future__ import annotations

import pytest

from sectors.fourws import columns


def fields(headers, tags=None, rows=()):
    found = columns.match(headers, tags or [""] * len(headers), [list(row) for row in rows])
    return [column.field for column in found]


@pytest.mark.parametrize(
    "headers",
    [
        [
            "Organisation",
            "Acronym",
            "Type of organisation",
            "Governorate",
            "District",
            "Sector",
            "Activity",
            "Start date",
            "End date",
        ],
        [
            "ORG_NAME",
            "ORG_ACRONYM",
            "ORG_TYPE",
            "PROVINCE",
            "DIST",
            "CLUSTER",
            "ACTIVITIES",
            "date start",
            "date end",
        ],
        [
            "Nom de l'organisation",
            "Acronyme",
            "Type d'organisation",
            "Province",
            "Commune",
            "Secteur",
            "Activité",
            "Date de début",
            "Date de fin",
        ],
        [
            "Organización",
            "Siglas",
            "Tipo de organización",
            "Provincia",
            "Municipio",
            "Sector",
            "Actividad",
            "Fecha de inicio",
            "Fecha de fin",
        ],
        [
            "اسم المنظمة",
            "الاختصار",
            "نوع المنظمة",
            "المحافظة",
            "القضاء",
            "القطاع",
            "النشاط",
            "تاريخ البدء",
            "تاريخ الانتهاء",
        ],
    ],
)
def test_headers_in_four_languages(headers):
    assert fields(headers) == [
        "org",
        "org_acr",
        "org_type",
        "adm1n",
        "adm2n",
        "sector",
        "activity",
        "start",
        "end",
    ]


def test_codes_and_names_of_places_are_told_apart():
    headers = [
        "ADM1_PCODE",
        "Governorate",
        "admin2Pcode",
        "ADMIN 2",
        "PCODE3",
        "adm3_name",
        "Country code",
        "País",
    ]
    assert fields(headers) == ["adm1c", "adm1n", "adm2c", "adm2n", "adm3c", "adm3n", "adm0c", "adm0n"]


def test_a_nameless_code_takes_the_level_of_the_name_beside_it():
    assert fields(["Mantika", "P_CODE", "Sector"], rows=[["Sebha", "LY0316", "HEA"]]) == [
        "adm2n",
        "adm2c",
        "sector",
    ]


def test_tags_with_spaces_and_languages():
    tags = [
        "#org +impl",
        "#org +acronym",
        "#adm1 +code +v_pcodes",
        "#sector+name+i_ar",
        "#date +start",
        "#reached +total",
    ]
    assert fields(["a", "b", "c", "d", "e", "f"], tags) == [
        "org",
        "org_acr",
        "adm1c",
        "sector",
        "start",
        "reached",
    ]


def test_what_a_column_holds_overrules_a_wrong_tag_and_says_so():
    rows = [
        ["Primary", "HOPE", "Hope Initiative"],
        ["Sub-Implementing", "CARE", "Tigris Care"],
        ["Primary", "NRC", "Norwegian"],
    ]
    found = columns.match(["", "", ""], ["#org +impl ", "#org +acronym", "#org +name"], rows)
    assert [column.field for column in found] == ["org_role", "org_acr", "org"]
    assert ("overruled", "#org +impl") in found[0].why


def test_beside_an_implementing_partner_the_plain_partner_is_the_one_who_leads():
    assert fields(["Partner", "Implementing partner"], ["#org +acronym", "#org +impl"]) == ["lead", "org"]


def test_an_acronym_column_with_other_organisations_in_it_is_the_lead():
    rows = [[name, f"{name[0]}{n % 4}"] for n, name in enumerate(["Hope", "Care", "Lake"] * 12)]
    assert fields(["Organisation", "Acronym"], rows=rows) == ["org", "lead"]
    same = [["Hope", "HI"], ["Care", "TC"], ["Lake", "LA"]] * 12
    assert fields(["Organisation", "Acronym"], rows=same) == ["org", "org_acr"]


def test_a_code_and_a_name_of_the_sector():
    rows = [["HEALTH_OP", "Operational Presence: Health"]]
    assert fields(["CLUSTER_SECTOR_CODE", "CLUSTER_SECTOR_NAME"], rows=rows) == ["sector", "sector_name"]


def test_people_are_never_a_field():
    rows = [["Jane", "+964 770 000 0001", "jane@example.org", "x"]] * 3
    found = columns.match(
        ["Name of focal point", "Column 7", "who to write to", "Organisation"], [""] * 4, rows
    )
    assert [column.field for column in found] == ["private", "private", "private", "org"]
    assert list(columns.mapping(found)) == ["org"]


def test_split_columns_carry_their_sex_and_age():
    headers = [
        "Personas alcanzadas",
        "Niñas",
        "Hombres",
        "Niños de 5 a 19 años",
        "Mujeres mayores de 60 años",
        "Familias",
    ]
    found = columns.match(headers, [""] * 6, [["10", "3", "2", "1", "0", "4"]])
    assert [(column.field, column.band) for column in found] == [
        ("reached", ""),
        ("reached_part", "f_child"),
        ("reached_part", "m_adult"),
        ("reached_part", "m_5_19"),
        ("reached_part", "f_60"),
        ("", ""),
    ]


def test_a_header_that_says_numbers_over_words_is_not_believed():
    assert fields(["Beneficiaries", "Organisation"], rows=[["Children", "Hope"], ["Women", "Care"]]) == [
        "",
        "org",
    ]


def test_a_person_can_correct_a_column_and_no_field_stands_twice():
    found = columns.match(["Organisation", "Agency that reports"], ["", ""], [["a", "b"]])
    found = columns.by_hand(found, {1: "org"})
    assert [(column.field, column.why) for column in found] == [("", ()), ("org", (("hand", ""),))]


def test_letters_and_languages():
    assert [columns.letter(index) for index in (0, 25, 26, 51, 52, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "AAA",
    ]
    assert columns.language_of(["Organisation", "Secteur", "Activité", "Date de début"]) == "fr"
    assert columns.language_of(["المنظمة", "القطاع", "النشاط"]) == "ar"
    assert columns.language_of(["x", "y"]) == "en"


def test_a_word_the_group_taught_wins_over_ours():
    learned = {"who pays for it": "donor", "sector": "activity"}
    found = columns.match(["Who pays for it?", "Sector", "Partner"], [""] * 3, [["a", "b", "c"]], learned)
    assert [column.field for column in found] == ["donor", "activity", "org"]
    assert found[0].why == (("learned", "Who pays for it?"),)


def test_a_choice_is_remembered_under_the_heads_of_the_file():
    assert columns.signature(["Órgano ", "Sector"]) == columns.signature(["organo", "SECTOR"])
    assert columns.signature(["Sector", "Organo"]) != columns.signature(["Organo", "Sector"])
    found = columns.by_hand(columns.match(["x"], [""], [["a"]]), {0: "org"}, why="remembered")
    assert (found[0].field, found[0].why) == ("org", (("remembered", ""),))


def test_several_columns_of_donors_are_read_together():
    found = columns.match(["Donor", "Organisation", "Funding agency"], [""] * 3, [["a", "b", "c"]])
    assert [column.field for column in found] == ["donor", "org", "donor"]


def test_letters_for_a_sex_mean_what_they_mean_in_their_table():
    rows = [["1", "2"]] * 3
    found = columns.match(["H", "M"], ["", ""], rows)
    assert [column.band for column in found] == ["m", "f"]
    found = columns.match(["Reached / F 0-17", "Reached / M 18+"], ["", ""], rows)
    assert [column.band for column in found] == ["f_0_17", "m_18"]
    assert fields(["Organisation", "M"], rows=[["Hope", "2"]] * 3) == ["org", ""]


def test_people_in_need_and_staff_are_nobody_reached():
    assert fields(
        ["People in need / Girls", "Female staff", "Girls reached"], rows=[["1", "2", "3"]] * 3
    ) == [
        "",
        "",
        "reached_part",
    ]


def test_one_organisation_column_is_who_does_it_whatever_it_is_called():
    assert fields(["Lead agency", "Governorate", "Activity"]) == ["org", "adm1n", "activity"]
    assert fields(["Local partners", "Governorate", "Activity"]) == ["org", "adm1n", "activity"]
    assert fields(["Lead agency", "Implementing agency"]) == ["lead", "org"]


@pytest.mark.parametrize(
    "headers, expected",
    [
        (["Region", "Province", "District"], ["region", "adm1n", "adm2n"]),
        (["Région", "Province", "Commune"], ["adm1n", "adm2n", "adm3n"]),
        (["Province", "Commune"], ["adm1n", "adm2n"]),
        (["Cercle", "Commune"], ["adm2n", "adm3n"]),
        (["Département", "Commune"], ["adm1n", "adm2n"]),
        (["Admin 1", "Departement", "Commune"], ["adm1n", "adm2n", "adm3n"]),
        (["Governorate", "District", "Sub-district"], ["adm1n", "adm2n", "adm3n"]),
    ],
)
def test_words_for_areas_have_their_level_beside_each_other(headers, expected):
    assert fields(headers) == expected


def test_a_form_has_a_column_for_each_choice():
    rows = [["children women", "1", "1"], ["children", "1", "0"]]
    found = columns.match(
        ["target_group", "target_group/children", "target_group/older_women"], [""] * 3, rows
    )
    assert [(column.field, column.option) for column in found] == [
        ("target_group", ""),
        ("target_group", "children"),
        ("target_group", "older women"),
    ]
