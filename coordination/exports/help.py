"""What to write in each column of the template, in one line."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

HELP = {
    "confirmed_on": _("The day on which you last knew that this is so, such as 2026-03-31."),
    "organization": _("The organisation that does it, by its full name. Not the donor."),
    "partners": _("Other organisations it is done with; semicolons between them."),
    "adm1": _("The governorate or province. Not needed beside a P-code."),
    "adm2": _("The district. Not needed beside a P-code."),
    "adm3": _("The sub-district or town. Not needed beside a P-code."),
    "adm1_code": _("The P-code of it. Not needed beside that of the place itself."),
    "adm2_code": _("The P-code of it. Not needed beside that of the place itself."),
    "adm3_code": _("The P-code of it. Not needed beside that of the place itself."),
    "pcode": _("The code of the place, from the sheet of places. The finest one you know, and may tell."),
    "activity_code": _("1 to 11, from the sheet of codes."),
    "activity_subcode": _("1.1 to 11.7, from the sheet of codes. Written as text: 3.10 is not 3.1."),
    "activity": _("Not needed beside a code; without one, what is done."),
    "description": _("What is done, in one sentence of at most 220 characters."),
    "target_groups": _("For whom, from the list; semicolons between several."),
    "people_reached": _(
        "People directly supported in the last 30 days: people, not visits. Blank if not known."
    ),
    "status": _("From the list."),
    "start": _("The first day, such as 2026-01-01."),
    "end": _("The last day. Blank if no end is planned."),
    "hours": _("When it is open, such as Sun–Thu 9–15."),
    "point": _("The name of the site where people come, if it may be told."),
    "modality": _("Where or how people get it: facility, home visit, phone."),
    "cost": _("Whether people pay."),
    "acronym": _("The short name of the organisation."),
    "organization_type": _("From the list."),
    "sector": _("The sector it is reported under."),
    "name": _("What people call it, if it has a name."),
    "population_groups": _("Such as displaced persons or host community; semicolons between several."),
    "people_targeted": _("How many people it is planned for."),
    "basis": _("Write non-additive if other rows count the same people."),
    "donors": _("Who pays for it; semicolons between several."),
    "languages": _("The languages in which people are served."),
    "referral_method": _("How to send somebody there: by phone, by form, or just go."),
    "visibility": _("Who may see it on the map. When in doubt: members."),
}
