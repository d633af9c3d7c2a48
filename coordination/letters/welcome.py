"""To a person who was added to a group: that they belong to it now, and where to sign in."""

from __future__ import annotations

from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from coordination.mail import compose, link, one_line
from sectors.access import all_rows
from sectors.models import Letter, Membership, User


def welcome(letter: Letter) -> EmailMessage | None:
    rows = all_rows(Membership).select_related("group", "organization").filter(active=True)
    membership = rows.filter(pk=letter.about["membership"]).first()
    if membership is None:
        return None
    by = all_rows(User).filter(pk=letter.about.get("by")).first()
    words = {
        "group": one_line(membership.group.name),
        "role": membership.get_role_display(),
        "by": one_line(by.name) if by else "",
    }
    organization = membership.organization
    role = _("Your role: %(role)s") % words
    return compose(
        letter,
        subject=_("%(group)s: you can sign in now") % words,
        parts=[
            (
                _("%(by)s added you to the group %(group)s.")
                if words["by"]
                else _("You were added to the group %(group)s.")
            )
            % words,
            f"{role} ({one_line(organization.name)})" if organization else role,
            _("Sign in with this e-mail address. You need no password: a code is sent to you each time."),
            link("account_request_login_code"),
            _("If you did not expect this mail, leave it. Nothing happens until you sign in."),
        ],
    )
