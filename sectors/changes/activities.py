"""What happens to activity codes: a group adds a national one under a shared code, retires it, brings it back."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django_countries import countries

from sectors.access import manages
from sectors.models import Activity, Group

NAMES = ("name_en", "name_fr", "name_ar", "name_es")
ENDING = re.compile(r"[A-Za-z0-9-]{1,6}")


def prefix_of(group: Group) -> str:
    """The letters its national codes begin with: those of the country, else of the group."""
    return countries.alpha2(group.place.country) or re.sub(r"[^A-Z]", "", group.slug.upper())[:4] or "N"


@transaction.atomic
def create_subcode(
    *,
    parent: Activity,
    group: Group,
    names: dict[str, str],
    by: Any,
    layer: int | None = None,
    sensitive: bool = False,
    ending: str = "",
) -> Activity:
    """A code of this group under a shared one: 4 → 4.IQ1, or with the next free number. Sent twice, it is made once."""
    if not manages(by, group):
        raise PermissionDenied
    Activity.objects.select_for_update().get(pk=parent.pk)  # two at once must not take the same number
    if parent.parent_id or parent.group_id or not parent.active:
        raise ValidationError(_("National codes stand under a shared code in use, such as 4."))
    names = {name: names.get(name, "").strip() for name in NAMES}
    if not any(names.values()):
        raise ValidationError({"name_en": _("Write the name in at least one language.")})
    code = _code(parent, prefix_of(group), ending.strip())
    if made := _made_before(parent, group, names, code=code if ending else ""):
        return made
    row = Activity(
        code=code, parent=parent, group=group, edition=parent.edition, grouping=parent.grouping,
        layer=layer, sensitive=sensitive, sector_codes=parent.sector_codes, position=_position(parent),
        source=group.name, **names,
    )  # fmt: skip
    row.full_clean()
    row.save()
    return row


def retire_subcode(row: Activity, *, by: Any) -> Activity:
    """Nobody can choose it any more; what was counted under it still is."""
    return _use(row, by=by, active=False)


def restore_subcode(row: Activity, *, by: Any) -> Activity:
    return _use(row, by=by, active=True)


def _use(row: Activity, *, by: Any, active: bool) -> Activity:
    """Shared codes come and go with their file only."""
    if row.group is None or not manages(by, row.group):
        raise PermissionDenied
    row.active = active
    row.save(update_fields=["active"])
    return row


def _code(parent: Activity, prefix: str, ending: str) -> str:
    start = f"{parent.code}.{prefix}"
    if not ending:
        taken = set(
            Activity.objects.filter(edition=parent.edition, code__startswith=start).values_list(
                "code", flat=True
            )
        )
        return next(code for number in range(1, len(taken) + 2) if (code := f"{start}{number}") not in taken)
    ending = ending.removeprefix(f"{parent.code}.").removeprefix(prefix)
    if not ENDING.fullmatch(ending):
        raise ValidationError({"ending": _("Write up to six letters or digits, such as 1 or A.")})
    return start + ending


def _made_before(parent: Activity, group: Group, names: dict[str, str], *, code: str) -> Activity | None:
    """The same code already made by the same group; another one's, or another meaning, is a refusal."""
    siblings = Activity.objects.filter(parent=parent, edition=parent.edition)
    for row in siblings.filter(group=group, active=True):
        same = all((getattr(row, name) or "") == text for name, text in names.items())
        if same and code in ("", row.code):
            return row
    if code and Activity.objects.filter(edition=parent.edition, code=code).exists():
        sentence = _(
            "The code %(code)s exists already. Write another ending, or leave it empty for the next free number."
        )
        raise ValidationError({"ending": sentence % {"code": code}})
    return None


def _position(parent: Activity) -> int:
    """After the last of its siblings; ties are in the order of the codes, where digits come before letters."""
    last = Activity.objects.filter(parent=parent).order_by("-position").first()
    return last.position if last else parent.position
