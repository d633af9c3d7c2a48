"""The columns of the service list in files: the order of the IASC 4Ws sheet (A to V), then ours.

The head is in the reader's language; the HXL tag under it is the same for everybody, and both are understood when
the file comes back. To add a column: its head in sectors/fourws/fields.py, a line here, and its value in `rows.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sectors.fourws.fields import HEADS

TEXT, NUMBER, DATE = "text", "number", "date"


@dataclass(frozen=True)
class Column:
    """`members`: only for those who belong to a group. `codes`: the list of the codebook its drop-down offers."""

    key: str
    tag: str
    width: int = 14
    kind: str = TEXT
    members: bool = False
    codes: str = ""
    hidden: bool = False

    @property
    def title(self) -> Any:
        return HEADS[self.key][0]


COLUMNS = (
    Column("confirmed_on", "#date+updated", 12, DATE),
    Column("organization", "#org+impl+name", 32),
    Column("partners", "#org+partner+name", 20),
    Column("phone", "#contact+phone", 16, members=True),
    Column("email", "#contact+email", 24, members=True),
    Column("adm1", "#adm1+name", 18),
    Column("adm1_code", "#adm1+code", 10),
    Column("adm2", "#adm2+name", 18),
    Column("adm2_code", "#adm2+code", 12),
    Column("adm3", "#adm3+name", 18, members=True),
    Column("adm3_code", "#adm3+code", 14, members=True),
    Column("pcode", "#loc+code", 14),
    Column("activity_code", "#activity+code", 9, codes="activity_codes"),
    Column("activity_subcode", "#activity+code+sub", 9, codes="activity_subcodes"),
    Column("activity", "#activity+name", 40),
    Column("layer", "#meta+layer", 8, NUMBER),
    Column("description", "#description", 40),
    Column("target_groups", "#beneficiary+type", 24, codes="target_groups"),
    Column("people_reached", "#reached", 10, NUMBER, members=True),
    Column("status", "#status", 18, codes="statuses"),
    Column("start", "#date+start", 12, DATE),
    Column("end", "#date+end", 12, DATE),
    Column("hours", "#meta+hours", 18),
    Column("point", "#loc+facility", 24),
    Column("modality", "#modality", 18),
    Column("cost", "#meta+cost", 12),
    Column("acronym", "#org+impl+acronym", 12),
    Column("organization_type", "#org+impl+type", 18, codes="organization_types"),
    Column("sector_code", "#sector+cluster+code", 10),
    Column("sector", "#sector+cluster+name", 20, codes="sectors"),
    Column("name", "#service+name", 28),
    Column("population_groups", "#beneficiary+population", 24),
    Column("people_targeted", "#targeted", 10, NUMBER, members=True),
    Column("basis", "#meta+basis", 14, members=True),
    Column("donors", "#org+funding+name", 20),
    Column("languages", "#meta+languages", 18),
    Column("referral_method", "#meta+referral", 20, members=True),
    Column("visibility", "#meta+visibility", 18, members=True, codes="visibilities"),
    Column("sector_text", "#meta+sector", 20, members=True),
    Column("activity_text", "#meta+activity", 30, members=True),
    Column("id", "#meta+id", 12, hidden=True),
    Column("check", "#meta+check", 12, hidden=True),
)


def columns_for(*, members: bool) -> tuple[Column, ...]:
    return tuple(column for column in COLUMNS if members or not column.members)
