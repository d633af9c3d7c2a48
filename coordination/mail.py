"""The e-mails. They need addresses of pages, so they live on the roof."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.utils import getaddresses
from pathlib import Path
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from sectors.models import Membership

CODE_LINE = re.compile(r"^\s*(\d{6})\s*$", re.MULTILINE)
SEPARATOR = b"-" * 79 + b"\n"


def last_code(email: str) -> str | None:
    """The newest sign-in code mailed to this address, read from the mail folder of a demo. None in production."""
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", None) or "")
    if not settings.DEBUG or not settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        return None
    for file in sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime_ns, reverse=True)[:50]:
        for raw in reversed(file.read_bytes().split(SEPARATOR)):
            message = message_from_bytes(raw, policy=policy.default)
            readers = [address.lower() for _name, address in getaddresses([str(message["To"] or "")])]
            body = message.get_body(("plain",)) if email.strip().lower() in readers else None
            if body and (found := CODE_LINE.search(body.get_content())):
                return found[1]
    return None


def invite(membership: Membership, *, by: Any) -> bool:
    """Tell a person that they belong to a group now, and where to sign in. False if no mail could be sent."""
    person, group = membership.user, membership.group
    with translation.override(person.language or translation.get_language()):
        words = {
            "group": one_line(group.name),
            "role": membership.get_role_display(),
            "by": one_line(by.name),
        }
        message = EmailMessage(
            subject=_("%(group)s: you can sign in now") % words,
            body=_invitation(words, membership.organization),
            to=[person.email],
            reply_to=[group.email] if group.email else None,
            headers={"Auto-Submitted": "auto-generated"},
        )
        try:
            return bool(message.send())
        except (OSError, SMTPException):
            return False


def _invitation(words: dict[str, Any], organization: Any) -> str:
    first = (
        _("%(by)s added you to the group %(group)s.")
        if words["by"]
        else _("You were added to the group %(group)s.")
    )
    role = _("Your role: %(role)s") % words
    parts = [
        first % words,
        f"{role} ({one_line(organization.name)})" if organization else role,
        _("Sign in with this e-mail address. You need no password: a code is sent to you each time."),
        settings.SITE_URL + reverse("account_request_login_code"),
        _("If you did not expect this mail, leave it. Nothing happens until you sign in."),
    ]
    return "\n\n".join(parts) + "\n"


def one_line(text: str) -> str:
    """A text that people wrote, fit for a header: no line breaks, no control signs."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text or "").split())
