"""The columns of the service list in files: the order of the IASC 4Ws sheet (A to V), then ours.

The head is in the reader's language; the HXL tag under it is the same for everybody, and both are understood when
the file comes back (sectors/fourws/headers.csv). To add a column: a line here, and its value in `rows.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

TEXT, NUMBER, DATE = "text", "number", "date"


@dataclass(frozen=True)
class Column:
    """`members`: only for those who belong to a group. `codes`: the list of the codebook its drop-down offers."""

    key: str
    title: Any
    tag: str
    width: int = 14
    kind: str = TEXT
    members: bool = False
    codes: str = ""
    hidden: bool = False


COLUMNS = (
    Column("confirmed_on", _("Date of filling in"), "#date+updated", 12, DATE),
    Column("organization", _("Implementing agency"), "#org+impl+name", 32),
    Column("partners", _("Other organisations with whom the activity is done"), "#org+partner+name", 20),
    Column("phone", _("Phone"), "#contact+phone", 16, members=True),
    Column("email", _("Email"), "#contact+email", 24, members=True),
    Column("adm1", _("Admin 1"), "#adm1+name", 18),
    Column("adm1_code", _("Admin 1 code"), "#adm1+code", 10),
    Column("adm2", _("Admin 2"), "#adm2+name", 18),
    Column("adm2_code", _("Admin 2 code"), "#adm2+code", 12),
    Column("adm3", _("Admin 3"), "#adm3+name", 18, members=True),
    Column("adm3_code", _("Admin 3 code"), "#adm3+code", 14, members=True),
    Column("pcode", _("P-code"), "#loc+code", 14),
    Column("activity_code", _("Activity code"), "#activity+code", 9, codes="activity_codes"),
    Column("activity_subcode", _("Activity subcode"), "#activity+code+sub", 9, codes="activity_subcodes"),
    Column("activity", _("Activity"), "#activity+name", 40),
    Column("layer", _("Layer of the pyramid"), "#meta+layer", 8, NUMBER),
    Column("description", _("Description of the activity in one sentence"), "#description", 40),
    Column("target_groups", _("Target groups"), "#beneficiary+type", 24, codes="target_groups"),
    Column("people_reached", _("People reached"), "#reached", 10, NUMBER, members=True),
    Column("status", _("Status"), "#status", 18, codes="statuses"),
    Column("start", _("Start date"), "#date+start", 12, DATE),
    Column("end", _("End date"), "#date+end", 12, DATE),
    Column("hours", _("Opening hours"), "#meta+hours", 18),
    Column("point", _("Service point"), "#loc+facility", 24),
    Column("modality", _("Modality"), "#modality", 18),
    Column("cost", _("Cost"), "#meta+cost", 12),
    Column("acronym", _("Acronym"), "#org+impl+acronym", 12),
    Column("organization_type", _("Organisation type"), "#org+impl+type", 18, codes="organization_types"),
    Column("sector_code", _("Sector code"), "#sector+cluster+code", 10),
    Column("sector", _("Sector"), "#sector+cluster+name", 20, codes="sectors"),
    Column("name", _("Service name"), "#service+name", 28),
    Column("population_groups", _("Population groups"), "#beneficiary+population", 24),
    Column("people_targeted", _("People targeted"), "#targeted", 10, NUMBER, members=True),
    Column("basis", _("Counting basis"), "#meta+basis", 14, members=True),
    Column("donors", _("Donors"), "#org+funding+name", 20),
    Column("languages", _("Languages spoken"), "#meta+languages", 18),
    Column("referral_method", _("How to refer"), "#meta+referral", 20, members=True),
    Column("visibility", _("Who may see it"), "#meta+visibility", 18, members=True, codes="visibilities"),
    Column("sector_text", _("Sector as reported"), "#meta+sector", 20, members=True),
    Column("activity_text", _("Activity as reported"), "#meta+activity", 30, members=True),
    Column("id", _("Row id"), "#meta+id", 12, hidden=True),
)


def columns_for(*, members: bool) -> tuple[Column, ...]:
    return tuple(column for column in COLUMNS if members or not column.members)
