"""The table of a draft, packed beside its file: what was read once is not read again after each answer."""

from __future__ import annotations

import json
import zlib
from dataclasses import fields

from sectors.fourws.layout import Table

KEPT = [field.name for field in fields(Table) if field.name != "learned"]


def pack(table: Table) -> bytes:
    known = {name: getattr(table, name) for name in KEPT}
    return zlib.compress(json.dumps(known, ensure_ascii=False).encode(), level=1)


def unpack(packed: bytes) -> Table:
    known = json.loads(zlib.decompress(packed))
    known["rows"] = [(number, cells) for number, cells in known["rows"]]
    if "set_aside" in known:  # JSON has no numbers as keys
        known["set_aside"] = {int(number): why for number, why in known["set_aside"].items()}
    return Table(**known)
