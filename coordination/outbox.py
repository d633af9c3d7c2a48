"""Sends the letters that wait, each at most once. Any number of processes may do it at the same time.

A letter is claimed in one statement before anything is sent, and nothing holds the database while the mail server is
asked. What fails before the server can have taken the mail is tried again later; what fails after is uncertain.
"""

from __future__ import annotations

import logging
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.utils import timezone, translation

from coordination.letters import LETTERS
from sectors.changes import letters as changes
from sectors.models import Letter

log = logging.getLogger(__name__)
State = Letter.State
MOST = 500  # in one go; the next minute sends the rest
PERMANENT = 500


def deliver() -> int:
    """Send what is due. Answers how many letters went out."""
    changes.doubt_stuck(timezone.now())
    sent = 0
    line = Line()
    try:
        for _number in range(MOST):
            letter = changes.claim_letter(timezone.now())
            if letter is None:
                break
            sent += line.send(letter)
            if line.dead:
                break
    finally:
        line.close()
    return sent


class Line:
    """One connection to the mail server, for many letters."""

    def __init__(self) -> None:
        self.connection: Any = None
        self.dead = False

    def send(self, letter: Letter) -> bool:
        message = self._words(letter)
        if message is None or not self._open(letter):
            return False
        message.connection = self.connection
        try:
            message.send()
        except SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            return self._refused(letter, code, str(words))
        except SMTPResponseException as error:
            return self._refused(letter, error.smtp_code, str(error.smtp_error))
        except (OSError, SMTPException) as error:
            self.close()
            changes.settle(letter, State.UNCERTAIN, type(error).__name__)
            return False
        changes.settle(letter, State.SENT)
        return True

    def _words(self, letter: Letter) -> EmailMessage | None:
        """What the letter says now; None when there is nothing to say any more."""
        now = timezone.now()
        if not letter.to.is_active or (letter.not_after and now > letter.not_after):
            changes.settle(letter, State.DROPPED)
            return None
        try:
            with translation.override(letter.to.language or letter.about.get("language") or "en"):
                message = LETTERS[letter.kind](letter)
        except Exception as error:
            log.exception("letter %s", letter.public_id)
            changes.settle(letter, State.FAILED, type(error).__name__)
            return None
        if message is None:
            changes.settle(letter, State.DROPPED)
        return message

    def _open(self, letter: Letter) -> bool:
        if self.connection is not None:
            return True
        try:
            self.connection = get_connection()
            self.connection.open()
        except (OSError, SMTPException) as error:
            self.connection, self.dead = None, True
            changes.put_off(letter, timezone.now(), type(error).__name__)
            return False
        return True

    def _refused(self, letter: Letter, code: int, words: str) -> bool:
        """The server answered that it does not take it: for now, or for good."""
        if code >= PERMANENT:
            changes.settle(letter, State.FAILED, f"{code} {words}")
        else:
            changes.put_off(letter, timezone.now(), f"{code} {words}")
        return False

    def close(self) -> None:
        if self.connection is not None:
            try:
                self.connection.close()
            except (OSError, SMTPException):
                log.info("the mail server did not say goodbye")
            self.connection = None
