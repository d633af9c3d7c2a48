"""The e-mails. They need addresses of pages, so they live on the roof."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.utils import getaddresses
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from sectors.models import Letter

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


def compose(letter: Letter, *, subject: str, parts: list[str]) -> EmailMultiAlternatives:
    """A plain mail from a letter: paragraphs, answered to the group, with a name that stays the same on every try."""
    return EmailMultiAlternatives(
        subject=one_line(subject),
        body="\n\n".join(part for part in parts if part) + "\n",
        to=[letter.to.email],
        reply_to=[letter.group.email] if letter.group.email else None,
        headers={
            "Auto-Submitted": "auto-generated",
            "Message-ID": f"<{letter.public_id}@{urlsplit(settings.SITE_URL).hostname}>",
        },
    )


def link(name: str, *args: str) -> str:
    """The whole address of a page."""
    return str(settings.SITE_URL + reverse(name, args=args))


def one_line(text: str) -> str:
    """A text that people wrote, fit for a header: no line breaks, no control signs."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text or "").split())
