"""The words of each kind of letter, written when it is sent: ids in, a mail out, or None when there is nothing to say."""

from __future__ import annotations

from collections.abc import Callable

from django.core.mail import EmailMessage

from coordination.letters.actions import digest, reminder
from coordination.letters.meetings import meeting, minutes
from coordination.letters.welcome import welcome
from sectors.models import Letter

LETTERS: dict[str, Callable[[Letter], EmailMessage | None]] = {
    Letter.Kind.WELCOME: welcome,
    Letter.Kind.MEETING: meeting,
    Letter.Kind.MINUTES: minutes,
    Letter.Kind.DIGEST: digest,
    Letter.Kind.REMINDER: reminder,
}
