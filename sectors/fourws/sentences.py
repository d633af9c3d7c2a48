"""What the import says about a file and about a cell: what is wrong, and what to do.

Kept as codes in rows, for tests and programs; put into words when shown.
"""

from __future__ import annotations

from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sectors.access import Visibility
from sectors.fourws.fields import CHANGES, HEADS
from sectors.models import Service

FILES = {
    "wrong_type": gettext_lazy(
        "The selected file must be a workbook (XLSX, XLS, ODS) or a text table (CSV, TSV)."
    ),
    "empty": gettext_lazy("The selected file is empty."),
    "password": gettext_lazy(
        "The selected file is password protected. Save it without a password and try again."
    ),
    "too_large": gettext_lazy("The selected file must be smaller than {limit} MB."),
    "unpacks_too_large": gettext_lazy(
        "The selected file unpacks to more than {limit} MB. Save only the sheet with the data and try again."
    ),
    "too_many_rows": gettext_lazy("The sheet has more than {limit} rows. Split it into smaller files."),
    "too_many_columns": gettext_lazy(
        "The sheet has more than {limit} columns. Save only the columns with data and try again."
    ),
    "unreadable": gettext_lazy(
        "The selected file could not be read. Save it again in Excel as .xlsx and try again."
    ),
    "let_go": gettext_lazy(
        "The file of this draft was let go after 30 days. Its good rows can still be imported; to change more, upload it again."
    ),
    "too_many_answers": gettext_lazy(
        "More than {limit} answers to one file are not kept. Give the rows back, correct them in Excel and upload them."
    ),
    "quote_open": gettext_lazy(
        "A quotation mark in line {row} is never closed. Close it, or save the table again in Excel."
    ),
    "no_rows": gettext_lazy("The sheet “{sheet}” has no rows of data."),
    "no_sheet": gettext_lazy("There is no sheet “{sheet}”. The file has: {sheets}."),
    "no_columns": gettext_lazy(
        "No column says who, where or what. Put the column names in one row above the data, for example: "
        "Organisation, Governorate, Sector, Activity."
    ),
    "missing_columns": gettext_lazy(
        "No column says {missing}. Name the column in its first row, or choose it from the list."
    ),
    "pivot": gettext_lazy(
        "The sheet “{sheet}” is already a summary table ({reason}). Choose the sheet with one activity in each row."
    ),
}
PROBLEMS = {
    "organization_missing": gettext_lazy("No organisation in this row."),
    "organization_none": gettext_lazy("“%(text)s” is no organisation."),
    "organization_not_yours": gettext_lazy("%(name)s is not the organisation you speak for."),
    "place_missing": gettext_lazy("No place in this row."),
    "place_unknown": gettext_lazy("“%(text)s” is not in the place list of %(country)s."),
    "place_outside": gettext_lazy("%(place)s is outside %(area)s, the area of this group."),
    "what_missing": gettext_lazy("Neither an activity nor a sector in this row."),
    "activity_unknown": gettext_lazy("%(text)s is not an activity code of this list."),
    "date_unreadable": gettext_lazy("“%(text)s” is not a date."),
    "date_implausible": gettext_lazy("%(text)s is not a likely date."),
    "end_before_start": gettext_lazy("The end, %(end)s, is before the start, %(start)s."),
    "number_unreadable": gettext_lazy("“%(text)s” is not a whole number."),
    "number_negative": gettext_lazy("%(text)s is less than zero."),
    "number_too_large": gettext_lazy("%(text)s is more people than there can be."),
    "parts_do_not_add_up": gettext_lazy("The parts add up to %(sum)s, the total is %(total)s."),
    "visibility_unknown": gettext_lazy("“%(text)s” does not say who may see the row."),
    "several_places": gettext_lazy("“%(text)s” names several places."),
    "organization_unreadable": gettext_lazy("“%(text)s” is not the name of an organisation."),
    "text_too_long": gettext_lazy("“%(text)s…” has %(length)s characters, there is room for %(limit)s."),
    "date_ambiguous": gettext_lazy(
        "“%(text)s” may be %(day_first)s or %(month_first)s, and so may the other dates of this column."
    ),
    "date_hijri": gettext_lazy("“%(text)s” is a Hijri date."),
    "date_without_year": gettext_lazy("“%(text)s” does not say which year."),
    "number_about": gettext_lazy("“%(text)s” is not an exact number."),
    "number_range": gettext_lazy("“%(text)s” is a range, not one number."),
    "number_of_what": gettext_lazy("“%(text)s” is a number with words: it may not count people."),
    "spreadsheet_error": gettext_lazy("“%(text)s” is an error of the spreadsheet."),
    "changed_meanwhile": gettext_lazy("Somebody changed this service since the file was written. %(fields)s"),
    "changed_while_checked": gettext_lazy(
        "Somebody changed this service while you were checking. %(fields)s"
    ),
    "row_of_totals": gettext_lazy("This row adds up other rows."),
    "header_again": gettext_lazy("This row repeats the column names."),
    "row_of_help": gettext_lazy("This row explains how to fill in the columns."),
}
FIXES = {
    "organization_missing": gettext_lazy("Write the organisation that does the activity."),
    "organization_none": gettext_lazy("Write the organisation that does the activity."),
    "organization_not_yours": gettext_lazy("Leave the row out, or ask your coordinator to import it."),
    "place_missing": gettext_lazy("Write the P-code or the name of the place, or “nationwide”."),
    "place_unknown": gettext_lazy("Write a P-code or a name of the place list."),
    "place_outside": gettext_lazy("Correct the place, or import the row in its own group."),
    "what_missing": gettext_lazy("Write the activity or the sector."),
    "activity_unknown": gettext_lazy("Write a code of the list, such as 8.1, or the activity in words."),
    "date_unreadable": gettext_lazy("Write it like 2026-03-31."),
    "date_implausible": gettext_lazy("Check the year."),
    "end_before_start": gettext_lazy("Change one of the two dates."),
    "number_unreadable": gettext_lazy("Write digits only, such as 120."),
    "number_negative": gettext_lazy("Write zero or more."),
    "number_too_large": gettext_lazy("Check the number."),
    "parts_do_not_add_up": gettext_lazy("Make them equal, or leave the parts blank."),
    "visibility_unknown": gettext_lazy("Write public, members, restricted or contact only."),
    "several_places": gettext_lazy("Make one row for each place, or choose one of them."),
    "organization_unreadable": gettext_lazy("Write the name of the organisation that does the activity."),
    "text_too_long": gettext_lazy("Shorten it."),
    "date_ambiguous": gettext_lazy("Say once for the column whether the day or the month comes first."),
    "date_hijri": gettext_lazy("Write the same day in the Gregorian calendar, like 2026-03-31."),
    "date_without_year": gettext_lazy("Set the year for the whole file, or write it like 2026-03."),
    "number_about": gettext_lazy("Write digits only, such as 120."),
    "number_range": gettext_lazy("Write one number, such as 120."),
    "number_of_what": gettext_lazy("Write how many people, in digits only."),
    "spreadsheet_error": gettext_lazy(
        "Repair the formula or write the value; leave it blank if there is none."
    ),
    "changed_meanwhile": gettext_lazy("Choose what counts: the file, or what stands now."),
    "changed_while_checked": gettext_lazy("Nothing was overwritten. Import the row again to see both."),
    "row_of_totals": gettext_lazy("Nothing to do: it is left out."),
    "header_again": gettext_lazy("Nothing to do: it is left out."),
    "row_of_help": gettext_lazy("Nothing to do: it is left out."),
}
NOTES = {
    "place_kept_above": gettext_lazy(
        "“%(text)s” is not in the place list: counted at %(place)s, your words are kept."
    ),
    "place_read_as": gettext_lazy("“%(text)s” is read as %(place)s."),
    "place_name_differs": gettext_lazy(
        "%(code)s is %(place)s in the place list, the file says “%(name)s”: the code counts."
    ),
    "place_disagrees": gettext_lazy("%(place)s does not lie in %(above)s: the finer place counts."),
    "place_code_unknown": gettext_lazy("%(code)s is not in the place list: %(place)s is found by its name."),
    "place_code_old": gettext_lazy("%(code)s is of an older place list: it is %(place)s, %(now)s today."),
    "organization_read_as": gettext_lazy("“%(text)s” is read as %(name)s."),
    "activity_zero_lost": gettext_lazy("%(text)s is read as %(code)s, as the words beside it say."),
    "activity_zero_perhaps": gettext_lazy(
        "%(text)s may have been %(code)s before a spreadsheet took the zero."
    ),
    "spreadsheet_error": gettext_lazy("“%(text)s” is an error of the spreadsheet: read as blank."),
    "name_cut": gettext_lazy(
        "The name is longer than %(limit)s characters: cut, the whole is kept as reported."
    ),
    "organization_near": gettext_lazy("“%(text)s” is new. Is it the same as %(name)s?"),
    "by_acronym": gettext_lazy("No name, found by its acronym %(acronym)s."),
    "lead_does_it": gettext_lazy("“%(text)s” is not an organisation: %(name)s does it itself."),
    "sector_unknown": gettext_lazy("“%(text)s” is not a sector of the list: kept in your words."),
    "status_unknown": gettext_lazy("Status “%(text)s” is kept in your words, the service counts as ongoing."),
    "group_unknown": gettext_lazy("“%(text)s” is not in the list of groups: kept in your words."),
    "code_of_another_list": gettext_lazy("%(text)s is a code of another list: kept in your words."),
    "description_cut": gettext_lazy(
        "The description is longer than %(limit)s characters: cut, the whole is kept as reported."
    ),
    "person_left_out": gettext_lazy("This looks as if it were about one person: not kept."),
    "place_not_stored": gettext_lazy("Contact only: the place is not stored."),
    "not_mhpss": gettext_lazy("Left out: nothing in this row says that it is MHPSS."),
    "same_as": gettext_lazy("The same as row %(number)s."),
}


class FileProblem(Exception):
    """The file, or the chosen sheet, cannot be imported; `message` says why and what to do."""

    def __init__(self, code: str, **about: Any) -> None:
        super().__init__(code)
        self.code = code
        self.about = about
        self.message = format_lazy(FILES[code], **about)

    def __str__(self) -> str:
        return str(self.message)


def reason(problem: dict[str, Any]) -> str:
    """What is wrong, with the near matches when there are some."""
    about = problem["about"]
    if "changes" in about:
        about = {"fields": " ".join(said_by_both(*change) for change in about["changes"])}
    return with_near(str(PROBLEMS[problem["code"]]) % about, problem)


def said_by_both(column: str, theirs: Any, mine: Any) -> str:
    """One field that two people wrote; ids say nothing to anybody, so of those only the field is named."""
    label = CHANGES.get(column) or CHANGES.get(column.rsplit("_", 1)[0]) or HEADS[column][0]
    if column.endswith("_id") or (theirs is None and mine is None):
        return f"{label}."
    words = {"label": label, "theirs": in_words(column, theirs), "mine": in_words(column, mine)}
    return _("%(label)s: now “%(theirs)s”, in the file “%(mine)s”.") % words


def in_words(column: str, value: Any) -> str:
    if value in (None, ""):
        return "–"
    if column == "status":
        return str(Service.Status(value).label)
    if column == "visibility":
        return str(Visibility(value).label)
    return str(value)


def with_near(text: str, found: dict[str, Any]) -> str:
    near = found["about"].get("near")
    if not near:
        return text
    words = _("Near: %(near)s.") % {"near": near}  # outside the f-string, where gettext finds it
    return f"{text} {words}"


def fix(problem: dict[str, Any]) -> str:
    return str(FIXES[problem["code"]])


def note(found: dict[str, Any]) -> str:
    return with_near(str(NOTES[found["code"]]) % found["about"], found)


EVIDENCE = {
    "alike": gettext_lazy("%(percent)s%% alike"),
    "same_letters": gettext_lazy("the same acronym or initials"),
    "same_name": gettext_lazy("of the same name"),
    "named_in_cell": gettext_lazy("named in the cell"),
    "nationwide": gettext_lazy("the whole country"),
    "same_family": gettext_lazy("of the same group of codes"),
    "number_in_it": gettext_lazy("the number in it"),
    "day_first": gettext_lazy("the day comes first"),
    "month_first": gettext_lazy("the month comes first"),
}


def evidence(candidate: dict[str, Any]) -> str:
    """Why something is offered, in a few words."""
    about = candidate["why"]
    said = [str(EVIDENCE[about["code"]]) % about]
    if services := about.get("services"):
        said.append(
            ngettext("%(services)s service here", "%(services)s services here", services)
            % {"services": services}
        )
    if about.get("new"):
        said.append(_("also new in this file"))
    return ", ".join(said)


WHY = {
    "header": gettext_lazy("its header says so"),
    "tag": gettext_lazy("its tag %(detail)s says so"),
    "content": gettext_lazy("it holds %(detail)s"),
    "personal": gettext_lazy("it holds phone numbers or e-mail addresses"),
    "band": gettext_lazy("its header names a sex or an age"),
    "beside": gettext_lazy("it stands beside “%(detail)s”"),
    "overruled": gettext_lazy("what it holds overrules the tag or header %(detail)s"),
    "hand": gettext_lazy("you chose it"),
    "remembered": gettext_lazy("it was chosen for an earlier file with these headers"),
    "learned": gettext_lazy("“%(detail)s” is a word of your group"),
    "does_not_add_up": gettext_lazy("kept as reported: in %(detail)s rows it does not add up to the total"),
}


def why(reasons: list[list[str]]) -> str:
    """The evidence for a column in one line."""
    return "; ".join(dict.fromkeys(str(WHY[code]) % {"detail": detail} for code, detail in reasons))
