"""The agendas the field's usual meetings start from: (title, minutes, whether the item shows the open actions)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from meetings.models import Meeting

Kind = Meeting.Kind
WELCOME = (_("Welcome and new members"), 10, False)
FOLLOW_UP = (_("Follow-up of actions"), 15, True)
OTHER = (_("Any other business"), 10, False)

SKELETONS = {
    Kind.REGULAR: (
        WELCOME,
        FOLLOW_UP,
        (_("Service mapping: changes and gaps"), 20, False),
        OTHER,
    ),
    Kind.EXTRAORDINARY: (
        (_("What happened, and who is affected"), 10, False),
        (_("Who can do what, where, from today"), 20, False),
        (_("Messages for people affected, and for other sectors"), 10, False),
        (_("What we need: staff, supplies, funds, access"), 10, False),
        (_("Next steps and next meeting"), 10, True),
    ),
    Kind.SUBNATIONAL: (
        WELCOME,
        FOLLOW_UP,
        (_("Services in each district: changes, gaps and referrals"), 25, False),
        (_("For the national group: what it should know or decide"), 10, False),
        OTHER,
    ),
    Kind.TASK_TEAM: (
        FOLLOW_UP,
        (_("Work on the product: open questions"), 35, False),
        (_("Next steps, and what goes back to the group"), 10, False),
    ),
    Kind.WORK_PLAN: (
        WELCOME,
        (_("The work plan: objectives, one by one"), 40, True),
        (_("What we stop, what we add"), 20, False),
        (_("Who leads what, until when"), 15, False),
        OTHER,
    ),
}
