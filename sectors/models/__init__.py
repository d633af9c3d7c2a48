"""What is: one noun a file. The order of the imports is the order in which they stand on one another."""

from sectors.models.activities import Activity, Crosswalk
from sectors.models.groups import Group
from sectors.models.imports import Import, ImportRow
from sectors.models.layouts import Layout
from sectors.models.letters import Letter, Unwanted
from sectors.models.merges import Merge
from sectors.models.organizations import Organization, OrganizationAlias
from sectors.models.people import Membership, User
from sectors.models.places import Place
from sectors.models.points import Freshness, ServicePoint
from sectors.models.reach import Need, Reach
from sectors.models.sectors import Sector
from sectors.models.services import Service
from sectors.models.synonyms import Synonym
from sectors.models.terms import Term
from sectors.models.work import Work

__all__ = [
    "Activity",
    "Crosswalk",
    "Freshness",
    "Group",
    "Import",
    "ImportRow",
    "Layout",
    "Letter",
    "Membership",
    "Merge",
    "Need",
    "Organization",
    "OrganizationAlias",
    "Place",
    "Reach",
    "Sector",
    "Service",
    "ServicePoint",
    "Synonym",
    "Term",
    "Unwanted",
    "User",
    "Work",
]
