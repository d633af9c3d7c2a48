"""The workbook a partner fills in: the columns of the 4Ws, what to write in each, the places and codes of the group, and
the rows that are theirs already. Filled in and uploaded it needs no question: its heads are ours, in any language.

Nothing is locked. A protected sheet keeps people from pasting, and a file that does not let them paste is retyped.
"""

from __future__ import annotations

import tempfile
from typing import Any, BinaryIO

from django.db.models import Q
from django.utils.translation import gettext as _

from coordination.exports.about import DIGEST, ROWS, About
from coordination.exports.codebook import Codebook
from coordination.exports.columns import COLUMNS, DATE, NUMBER, Column
from coordination.exports.help import HELP
from coordination.exports.rows import ServiceRows
from coordination.exports.sheets import Parts, Workbook, prepare_services, write_codes, write_lists
from coordination.exports.stream import Hole, pour
from sectors.access import editable, in_member_area, visible
from sectors.fourws.columns import letter
from sectors.fourws.fields import HEADS
from sectors.fourws.labels import first_name, name_fields
from sectors.models import Group, Organization, Place, Service
from sectors.models.places import PUBLIC_LEVEL

SERVICES_PART = "xl/worksheets/sheet2.xml"
BLANK = 200  # rows below theirs that check what is written into them
NEVER_BACK = {
    "phone",
    "email",
    "sector_text",
    "activity_text",
    "layer",
    "sector_code",
}  # not read, or not kept


def columns() -> tuple[Column, ...]:
    return tuple(column for column in COLUMNS if column.key not in NEVER_BACK and HEADS[column.key])


def rows_for(group: Group, reader: Any, organization: Organization | None) -> ServiceRows:
    """The services in the area of the group which this person may change; of one organisation, if one was chosen."""
    services = editable(Service, reader).in_place(group.place)
    if organization is not None:
        services = services.filter(organization=organization)
    return ServiceRows(services, reader, columns())


def template(target: BinaryIO, about: About, group: Group, rows: ServiceRows) -> None:
    parts = Parts(rows, None, Codebook(about.reader))
    number = len(rows)
    with tempfile.TemporaryFile() as base:
        book = Workbook(base, about)
        how, services = book.sheet(_("How to")), book.sheet(_("Services"))
        places, codebook = book.sheet(_("Places")), book.sheet(_("Codes"))
        lists = book.sheet("lists")
        lists.hide()
        ranges = write_lists(book, lists, parts.codes) | {
            "pcode": write_places(book, places, group, about.reader)
        }
        first = prepare_services(book, services, parts, ranges, number, below=BLANK)
        check_numbers_and_days(services, rows.columns, first - 1, number + BLANK)
        write_codes(book, codebook, parts.codes)
        write_how(book, how, about, rows.columns)
        services.activate()
        book.book.close()
        pour(base, target, Hole(SERVICES_PART, first), rows, {ROWS: "{rows}", DIGEST: "{digest}"})


def check_numbers_and_days(sheet: Any, columns: tuple[Column, ...], first: int, last: int) -> None:
    """Said at once, not refused: the import asks again about what it cannot read."""
    for number, column in enumerate(columns):
        if column.kind == NUMBER:
            rule = {"validate": "integer", "criteria": ">=", "value": 0, "error_type": "warning"}
            rule |= {
                "error_title": _("A whole number"),
                "error_message": _("How many people: a whole number, such as 120."),
            }
        elif column.kind == DATE:
            rule = {
                "validate": "custom",
                "value": f"=ISNUMBER({letter(number)}{first + 1})",
                "error_type": "warning",
            }
            rule |= {"error_title": _("A day"), "error_message": _("A day, such as 2026-03-31.")}
        else:
            continue
        sheet.data_validation(first, number, last, number, rule)


def write_places(book: Workbook, sheet: Any, group: Group, reader: Any) -> str:
    """The P-codes of the area of the group, the deeper ones below those they lie in; answers with their range. Camps are
    for people of the area: outsiders read the admin 2 areas, as in every other file."""
    known = Q(level__lte=PUBLIC_LEVEL) | in_member_area(reader, "path")
    rows = visible(Place, reader).current().within(group.place).filter(known, level__gte=1).order_by("path")
    for number, head in enumerate((_("P-code"), _("Level"), _("Name"), _("In"))):
        book.text(sheet, 0, number, head, book.head)
    sheet.set_column(0, 0, 16)
    sheet.set_column(2, 3, 30)
    sheet.freeze_panes(1, 0)
    names: dict[str, str] = {}
    number = 0
    for number, (path, pcode, level, *texts) in enumerate(
        rows.values_list("path", "pcode", "level", *name_fields()), start=1
    ):
        names[path] = first_name(texts) or pcode
        above = path.removesuffix(f"{pcode}/")
        book.text(sheet, number, 0, pcode)
        sheet.write_number(number, 1, level)
        book.text(sheet, number, 2, names[path])
        book.text(sheet, number, 3, names.get(above, ""))
    sheet.autofilter(0, 0, max(number, 1), 3)
    return f"='{sheet.get_name()}'!$A$2:$A${max(number, 1) + 1}"


def write_how(book: Workbook, sheet: Any, about: About, columns: tuple[Column, ...]) -> None:
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, 1, 32)
    sheet.set_column(2, 2, 100)
    lines = [
        _(
            "One row for each activity in each place. Write into “%(services)s”, send the file back or import it yourself."
        ),
        _(
            "Rows that are there already have a hidden id: change them in place. To add one, use the blank rows below."
        ),
        _(
            "Leave out names, phone numbers and e-mail addresses of people, and anything about a single person."
        ),
    ]
    book.text(sheet, 0, 0, "Fourways", book.bold)
    book.text(sheet, 0, 2, ", ".join(about.groups), book.bold)
    for number, line in enumerate(lines, start=1):
        book.text(
            sheet, number, 2, line % {"services": _("Services")} if "%(" in line else line, book.wrapped
        )
    for number, head in enumerate((_("Column"), _("Head"), _("What to write"))):
        book.text(sheet, 5, number, head, book.head)
    told = [(letter(place), column) for place, column in enumerate(columns) if column.key in HELP]
    for number, (name, column) in enumerate(told, start=6):
        book.text(sheet, number, 0, name)
        book.text(sheet, number, 1, str(column.title), book.bold)
        book.text(sheet, number, 2, str(HELP[column.key]), book.wrapped)
    book.text(sheet, 7 + len(told), 1, _("Made on"))
    book.text(sheet, 7 + len(told), 2, f"{about.made_at:%Y-%m-%d %H:%M %Z}")
