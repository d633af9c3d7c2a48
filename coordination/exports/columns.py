"""The columns of the service list in files: the order of the IASC 4Ws sheet (A to V), then ours.

Of A to V these are left out on purpose: D, the name of a focal point, and S, their training, are about persons; R, the
number of workers, has no field. E and F are those of the organisation or the door, for members.

The head is in the reader's language; the HXL tag under it is the same for everybody, and both are understood when
the file comes back. To add a column: its head in sectors/fourws/fields.py, a line here, and its value in `labels.py`
(or, when it is a column of the service itself, in `rows.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sectors.fourws.fields import HEADS

TEXT, NUMBER, DATE = "text", "number", "date"


@dataclass(frozen=True)
class Column:
    """`of` names what the value depends on, when that is not the column alone: all columns of an organisation are
    looked up together. `members`: only for those who belong to a group. `codes`: the list its drop-down offers.
    `free`: almost every row has another text. `code`: a text that looks like a number."""

    key: str
    tag: str
    width: int = 14
    kind: str = TEXT
    of: str = ""
    members: bool = False
    codes: str = ""
    hidden: bool = False
    free: bool = False
    code: bool = False

    @property
    def title(self) -> Any:
        return HEADS[self.key][0]

    @property
    def source(self) -> str:
        return self.of or self.key


COLUMNS = (
    Column("confirmed_on", "#date+updated", 12, DATE),
    Column("organization", "#org+impl+name", 32, of="who"),
    Column("partners", "#org+partner+name", 20),
    Column("phone", "#contact+phone", 16, of="contact", members=True),
    Column("email", "#contact+email", 24, of="contact", members=True),
    Column("adm1", "#adm1+name", 18, of="where"),
    Column("adm1_code", "#adm1+code", 10, of="where", code=True),
    Column("adm2", "#adm2+name", 18, of="where"),
    Column("adm2_code", "#adm2+code", 12, of="where", code=True),
    Column("adm3", "#adm3+name", 18, of="where", members=True),
    Column("adm3_code", "#adm3+code", 14, of="where", members=True, code=True),
    Column("pcode", "#loc+code", 14, of="where", codes="pcode", code=True),
    Column("activity_code", "#activity+code", 9, of="what", codes="activity_codes", code=True),
    Column("activity_subcode", "#activity+code+sub", 9, of="what", codes="activity_subcodes", code=True),
    Column("activity", "#activity+name", 40, of="what"),
    Column("layer", "#meta+layer", 8, NUMBER, of="what"),
    Column("description", "#description", 40, free=True),
    Column("target_groups", "#beneficiary+type", 24, codes="target_groups"),
    Column("people_reached", "#reached", 10, NUMBER, members=True),
    Column("status", "#status", 18, codes="statuses"),
    Column("start", "#date+start", 12, DATE),
    Column("end", "#date+end", 12, DATE),
    Column("hours", "#meta+hours", 18, of="door"),
    Column("point", "#loc+facility", 24, of="door"),
    Column("modality", "#modality", 18, of="door"),
    Column("cost", "#meta+cost", 12, of="door"),
    Column("acronym", "#org+impl+acronym", 12, of="who"),
    Column("organization_type", "#org+impl+type", 18, of="who", codes="organization_types"),
    Column("sector_code", "#sector+cluster+code", 10, of="sector"),
    Column("sector", "#sector+cluster+name", 20, of="sector", codes="sectors"),
    Column("name", "#service+name", 28, free=True),
    Column("population_groups", "#beneficiary+population", 24),
    Column("people_targeted", "#targeted", 10, NUMBER, members=True),
    Column("basis", "#meta+basis", 14, members=True),
    Column("donors", "#org+funding+name", 20),
    Column("languages", "#meta+languages", 18, of="door"),
    Column("referral_method", "#meta+referral", 20, of="contact", members=True),
    Column("visibility", "#meta+visibility", 18, members=True, codes="visibilities"),
    Column("sector_text", "#meta+sector", 20, members=True, free=True),
    Column("activity_text", "#meta+activity", 30, members=True, free=True),
    Column("id", "#meta+id", 12, hidden=True, free=True),
    Column("check", "#meta+check", 12, hidden=True),
)

# Beside the codes, for those who ask for both: what the partner wrote, and what an older code is called now.
WORDS = (
    Column("activity_edition", "#meta+edition", 18, of="what"),
    Column("activity_current", "#activity+code+current", 12, of="what"),
    Column("as_reported", "#meta+reported", 50, members=True, free=True),
)
# Where a map puts a service; no column of a table.
GEOMETRY = Column("spot", "#geo", of="spot")


def columns_for(*, members: bool, words: bool = False) -> tuple[Column, ...]:
    """`words`: with the columns of what was reported beside what we made of it."""
    *plain, row_id, check = COLUMNS
    every = (*plain, *(WORDS if words else ()), row_id, check)
    return tuple(column for column in every if members or not column.members)
