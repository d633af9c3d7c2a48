"""The organisation of a row: by name, acronym and alias; new ones with those they may be."""

from __future__ import annotations

import pytest

from sectors.fourws import sentences
from sectors.models import OrganizationAlias
from tests import make
from tests.sectors.fourws.laid_out import check, checker, codes, one


class TestOrganizations:
    def who(self, cast, *cells, headers=("Organisation", "Acronym", "Governorate", "Sector")):
        return one(cast.iraq, [*cells, "Ninewa", "Health"], list(headers))

    def test_by_name_acronym_alias_and_both_in_one(self, cast):
        OrganizationAlias.objects.create(organization=cast.hope, text="Initiative de l'Espoir")
        for name in (
            "HOPE INITIATIVE",
            "HOPE",
            "initiative de l’espoir",
            "Hope Initiative (HOPE)",
            "HOPE - Hope Initiative",
        ):
            assert self.who(cast, name, "").values["organization"] == cast.hope.pk, name

    def test_an_acronym_two_organisations_share_is_not_guessed(self, cast):
        make.organization("Home of Peace", acronym="HOPE")
        assert self.who(cast, "HOPE", "").values["organization"] == cast.hope.pk  # the one of this group
        make.organization("House of Peace", acronym="HOPE", groups=[cast.iraq])
        assert self.who(cast, "HOPE", "").values["organization"] is None

    def test_the_one_it_was_merged_into_answers(self, cast):
        make.organization("Old Hope", acronym="OH", merged_into=cast.hope)
        assert self.who(cast, "Old Hope", "").values["organization"] == cast.hope.pk

    def test_an_unknown_one_is_new_and_a_near_one_is_offered_not_taken(self, cast):
        row = self.who(cast, "Hope Initiatives", "")
        assert (row.values["organization"], row.values["organization_key"]) == (None, "hope initiatives")
        assert (row.problems, codes(row.notes)) == ([], ["organization_near"])

    def test_a_row_without_a_name_is_found_by_its_acronym_in_the_file_or_in_the_list(self, cast):
        rows = check(
            cast.iraq,
            [
                ["We World", "WW", "Ninewa", "Health"],
                ["", "WW", "Duhok", "Health"],
                ["", "TICA", "Duhok", "Health"],
                ["", "", "Duhok", "x"],
            ],
            ["Organisation", "Acronym", "Governorate", "Sector"],
        )
        assert [row.values.get("organization_key") for row in rows[:2]] == ["we world", "we world"]
        assert rows[2].values["organization"] == cast.care.pk
        assert [codes(row.notes) for row in rows[1:3]] == [["by_acronym"], ["by_acronym"]]
        assert codes(rows[3].problems) == ["organization_missing"]

    def test_no_partner_means_that_the_lead_does_it(self, cast):
        headers = ["Lead partner", "Implementing partner", "Governorate", "Sector"]
        row = one(cast.iraq, ["Hope Initiative", "No partner", "Ninewa", "Health"], headers)
        assert (row.values["organization"], codes(row.notes)) == (cast.hope.pk, ["lead_does_it"])
        row = one(cast.iraq, ["Hope Initiative", "Tigris Care", "Ninewa", "Health"], headers)
        assert (row.values["organization"], row.values["partners"]) == (cast.care.pk, [cast.hope.pk])

    def test_a_focal_point_brings_the_own_organisation_only(self, cast):
        rows = [
            ["Hope Initiative", "", "Ninewa", "", "Health"],
            ["Tigris Care", "", "Ninewa", "", "Health"],
            ["New One", "", "Ninewa", "", "x"],
        ]
        found = check(cast.iraq, rows, only=frozenset({cast.hope.pk}))
        assert [codes(row.problems) for row in found] == [
            [],
            ["organization_not_yours"],
            ["organization_not_yours"],
        ]


def named(cast, name, by=None):
    return one(cast.iraq, [name, "Ninewa", "Health"], ["Organisation", "Governorate", "Sector"], by=by)


@pytest.mark.parametrize(
    "name",
    ["Hope Initiative – HOPE", "HOPE: Hope Initiative", "HOPE — Hope Initiative", "hope", "Hope  Initiative (HOPE)", "H.O.P.E"],
)  # fmt: skip
def test_name_and_acronym_in_one_cell(cast, name):
    row = named(cast, name)
    assert (row.values["organization"], row.notes) in [(cast.hope.pk, []), (None, row.notes)]
    assert (row.values["organization"] is None) == (name == "H.O.P.E")


def test_a_cell_that_says_more_than_the_organisation_is_read_and_said(cast):
    row = named(cast, "Hope Initiative - Basra office")
    assert (row.values["organization"], codes(row.notes)) == (cast.hope.pk, ["organization_read_as"])


@pytest.mark.parametrize(
    "name", ["N/A", "TBD", "No partner", "aucun", "Ninguno", "لا يوجد", "À déterminer", "—"]
)
def test_what_is_nobody_in_four_languages(cast, name):
    assert codes(named(cast, name).problems) in (["organization_none"], ["organization_missing"])


def test_a_new_organisation_comes_with_those_it_may_be_and_the_evidence(cast):
    checks = checker(
        cast.iraq,
        [
            [name, "Ninewa", "Health"]
            for name in ("Hope Initiatives", "TICA Iraq", "Tigriss Care", "Blue Sky")
        ],
        ["Organisation", "Governorate", "Sector"],
    )
    checks.run()
    near = checks.know.people.near
    services = cast.hope.services.filter(deleted_at=None).count()
    assert near["hope initiatives"] == [
        {"kind": "organization", "id": cast.hope.pk, "label": "Hope Initiative (HOPE)",
         "why": {"code": "alike", "percent": 97, "services": services}},
    ]  # fmt: skip
    assert sentences.evidence(near["hope initiatives"][0]) == f"97% alike, {services} services here"
    assert near["tigriss care"][0]["id"] == cast.care.pk
    assert "blue sky" not in near


def test_the_initials_of_a_new_name_point_to_an_acronym(cast):
    shared = make.organization("People in Need of Repair", acronym="PINR", groups=[cast.iraq])
    row = named(cast, "Peace in Northern Regions")
    assert [(one["id"], one["why"]["code"]) for one in row.notes[0]["about"]["candidates"]] == [
        (shared.pk, "same_letters")
    ]


def test_two_spellings_of_a_new_organisation_are_offered_each_other(cast):
    headers = ["Organisation", "Governorate", "Sector"]
    rows = [[name, "Ninewa", "Health"] for name in ("Rainbow Children Centre", "Rainbow Childrens Centre")]
    first, second = check(cast.iraq, rows, headers)
    assert (first.notes, codes(second.notes)) == ([], ["organization_near"])
    offered = second.notes[0]["about"]["candidates"][0]
    assert (offered["kind"], offered["code"], offered["why"]["new"]) == (
        "text",
        "Rainbow Children Centre",
        True,
    )


def test_the_evidence_counts_only_services_the_asker_may_see(cast):
    def services(by):
        return named(cast, "Hope Initiatives", by=by).notes[0]["about"]["candidates"][0]["why"]["services"]

    assert (services(cast.mona), services(cast.amina)) == (2, 3)


def test_what_the_partner_wrote_stays_beside_each_code(cast):
    headers = ["Organisation", "Governorate", "Sector", "Activity"]
    row = one(
        cast.iraq,
        ["hope (HOPE)", "Ninewa Governorate", "General protection", "child friendly spaces"],
        headers,
    )
    assert (row.values["organization"], row.values["place"], row.values["activity"]) == (
        cast.hope.pk,
        cast.ninewa.pk,
        cast.safe_spaces.pk,
    )
    assert row.values["as_reported"] == {
        "Organisation": "hope (HOPE)",
        "Governorate": "Ninewa Governorate",
        "Sector": "General protection",
        "Activity": "child friendly spaces",
    }
