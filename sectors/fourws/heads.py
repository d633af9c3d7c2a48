"""The heads of the columns in files of ours, and which field each is when the file comes back.

One list for both directions and all languages: a new translation of a head is understood at once.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

HEADS: dict[str, tuple[Any, str]] = {
    "confirmed_on": (_("Date of filling in"), "updated"),
    "organization": (_("Implementing agency"), "org"),
    "partners": (_("Other organisations with whom the activity is done"), "partners"),
    "phone": (_("Phone"), "private"),
    "email": (_("Email"), "private"),
    "adm1": (_("Admin 1"), "adm1n"),
    "adm1_code": (_("Admin 1 code"), "adm1c"),
    "adm2": (_("Admin 2"), "adm2n"),
    "adm2_code": (_("Admin 2 code"), "adm2c"),
    "adm3": (_("Admin 3"), "adm3n"),
    "adm3_code": (_("Admin 3 code"), "adm3c"),
    "pcode": (_("P-code"), "pcode"),
    "activity_code": (_("Activity code"), "activity_code"),
    "activity_subcode": (_("Activity subcode"), "subactivity"),
    "activity": (_("Activity"), "activity"),
    "layer": (_("Layer of the pyramid"), ""),
    "description": (_("Description of the activity in one sentence"), "description"),
    "target_groups": (_("Target groups"), "target_group"),
    "people_reached": (_("People reached"), "reached"),
    "status": (_("Status"), "status"),
    "start": (_("Start date"), "start"),
    "end": (_("End date"), "end"),
    "hours": (_("Opening hours"), ""),
    "point": (_("Service point"), "site"),
    "modality": (_("Modality"), "modality"),
    "cost": (_("Cost"), ""),
    "acronym": (_("Acronym"), "org_acr"),
    "organization_type": (_("Organisation type"), "org_type"),
    "sector_code": (_("Sector code"), ""),
    "sector": (_("Sector"), "sector"),
    "name": (_("Service name"), "name"),
    "population_groups": (_("Population groups"), "population"),
    "people_targeted": (_("People targeted"), "targeted"),
    "basis": (_("Counting basis"), "basis"),
    "donors": (_("Donors"), "donor"),
    "languages": (_("Languages spoken"), ""),
    "referral_method": (_("How to refer"), ""),
    "visibility": (_("Who may see it"), "visibility"),
    "sector_text": (_("Sector as reported"), ""),
    "activity_text": (_("Activity as reported"), ""),
    "id": (_("Row id"), "record_id"),
    "check": (_("Row check"), "check"),
}
