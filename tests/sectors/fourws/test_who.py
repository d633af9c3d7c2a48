"""The organisation of a row: by name, acronym and alias; new ones with those they may be."""

from __future__ import annotations

from sectors.models import OrganizationAlias
from tests import make
from tests.sectors.fourws.laid_out import check, codes, one


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
