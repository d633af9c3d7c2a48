"""Why a whole file cannot be taken in. Each has a code for tests and programs, and a sentence for people."""

from __future__ import annotations

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "wrong_type": _("The selected file must be a workbook (XLSX, XLS, ODS) or a text table (CSV, TSV)."),
    "empty": _("The selected file is empty."),
    "password": _("The selected file is password protected. Save it without a password and try again."),
    "too_large": _("The selected file must be smaller than {limit} MB."),
    "unpacks_too_large": _(
        "The selected file unpacks to more than {limit} MB. Save only the sheet with the data and try again."
    ),
    "too_many_rows": _("The sheet has more than {limit} rows. Split it into smaller files."),
    "too_many_columns": _(
        "The sheet has more than {limit} columns. Save only the columns with data and try again."
    ),
    "unreadable": _("The selected file could not be read. Save it again in Excel as .xlsx and try again."),
    "no_rows": _("The sheet “{sheet}” has no rows of data."),
    "no_sheet": _("There is no sheet “{sheet}”. The file has: {sheets}."),
    "no_columns": _(
        "No column says who, where or what. Put the column names in one row above the data, for example: "
        "Organisation, Governorate, Sector, Activity."
    ),
    "missing_columns": _(
        "No column says {missing}. Name the column in its first row, or choose it from the list."
    ),
    "pivot": _(
        "The sheet “{sheet}” is already a summary table ({reason}). Choose the sheet with one activity in each row."
    ),
}


class FileProblem(Exception):
    """The file, or the chosen sheet, cannot be imported; `message` says why and what to do."""

    def __init__(self, code: str, **about: Any) -> None:
        super().__init__(code)
        self.code = code
        self.about = about
        self.message = format_lazy(SENTENCES[code], **about)

    def __str__(self) -> str:
        return str(self.message)
