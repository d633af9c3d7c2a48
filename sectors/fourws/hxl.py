"""HXL hashtags: `#adm1 +code +v_pcodes` → which field it says the column is."""

from __future__ import annotations

import re

TAG = re.compile(r"^\s*#\s*([a-z]\w*)((?:\s*\+\s*[\w-]+)*)\s*$", re.IGNORECASE)

ORGANIZATION = (
    ("acronym", "org_acr"),
    ("type", "org_type"),
    ("funding", "donor"),
    ("donor", "donor"),
    ("prog", "lead"),
    ("programming", "lead"),
    ("lead", "lead"),
    ("partner", "partners"),
    ("category", "org_role"),
)
META = (("id", "record_id"), ("check", "check"), ("basis", "basis"))
DATES = (("start", "start"), ("end", "end"), ("updated", "updated"))
PLAIN = {
    "subsector": "subsector", "description": "description", "status": "status", "modality": "modality", "service": "name",
    "beneficiary": "target_group", "population": "population", "response": "plan", "region": "region",
    "contact": "private", "geo": "private", "affected": "reached",
}  # fmt: skip


def is_tag(text: str) -> bool:
    return bool(TAG.match(text))


def parts(text: str) -> tuple[str, frozenset[str]]:
    """`#org +impl ` → ("org", {"impl"}); what is no tag → ("", {})."""
    found = TAG.match(text)
    if not found:
        return "", frozenset()
    return found[1].lower(), frozenset(word.lower() for word in re.findall(r"[\w-]+", found[2]))


def field_of(text: str) -> str:
    """The field a tag stands for; "" when it says nothing we keep apart."""
    tag, marks = parts(text)
    coded = bool(marks & {"code", "pcode", "id"})
    if tag in ("country", "adm0"):
        return "adm0c" if coded else "adm0n"
    if level := re.fullmatch(r"adm([1-4])", tag):
        return f"adm{level[1]}{'c' if coded else 'n'}"
    if tag == "org":
        return next((field for mark, field in ORGANIZATION if mark in marks), "" if coded else "org")
    if tag == "date":
        return next((field for mark, field in DATES if mark in marks), "period")
    if tag in ("loc", "facility"):
        return "pcode" if coded else "site_type" if "type" in marks else "site"
    if tag in ("activity", "sector"):
        return f"{tag}_code" if coded else tag
    if tag in ("targeted", "reached"):
        return tag
    if tag == "meta":
        return next((field for mark, field in META if mark in marks), "")
    return PLAIN.get(tag, "")
