"""One typed line becomes a note, a decision or an action. Pure: text in, meaning out.

    text                                 a note
    ! text                               a decision
    > text @organisation /12 feb         an action, with its owner and the day it is due

Whatever cannot be read stays in the text and is asked about; nothing typed is ever dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from meetings.days import NoSuchDay, read_day
from sectors.text import fold

NOTE, DECISION, ACTION = "note", "decision", "action"
# In a right-to-left line ">" is drawn as "<", so people type either.
SIGNS = {"!": DECISION, "！": DECISION, "¡": DECISION, ">": ACTION, "<": ACTION, "›": ACTION, "＞": ACTION}
# Control characters carry no text; the marks of writing direction do.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
DIRECTION_MARKS = "\u200e\u200f\u061c\u2066\u2067\u2068\u2069"
MARKUP = re.compile("<[a-zA-Z/!?]")  # text that quotes a page is no action
OWNER_WORDS, DAY_WORDS = 8, 6


@dataclass(frozen=True)
class Known:
    """An organisation one may name in a line, with every spelling of it."""

    organization: Any
    spellings: tuple[str, ...]


@dataclass
class Captured:
    kind: str
    text: str
    organization: Any = None
    due: date | None = None
    questions: list[str] = field(default_factory=list)


def without_controls(text: str) -> str:
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def read_line(text: str, *, today: date, organizations: Iterable[Known], kind: str = "") -> Captured:
    """What a line means. `kind` is what a button said; a sign in front of the text says it too."""
    plain = without_controls(text)
    signed, rest = _sign(plain)
    captured = Captured(kind=signed or kind or NOTE, text=rest)
    if plain != text.replace("\r\n", "\n").replace("\r", "\n"):
        captured.questions.append(_("Hidden control characters were left out of this line."))
    if captured.kind == ACTION:
        captured.text = " ".join(rest.split())
        _take_owner(captured, list(organizations))
        _take_day(captured, today)
    return captured


def _sign(text: str) -> tuple[str, str]:
    bare = text.lstrip(DIRECTION_MARKS + " \t\n")
    if bare and bare[0] in SIGNS and not MARKUP.match(bare):
        return SIGNS[bare[0]], bare[1:].strip()
    return "", text.strip()


def _marked(text: str, mark: str, longest: int) -> tuple[str, list[str], str] | None:
    """What stands before a mark, the words after it (up to the next mark), and the rest."""
    found = re.search(rf"(?:^|(?<=[\s{DIRECTION_MARKS}])){re.escape(mark)}(?=\S)", text)
    if not found:
        return None
    after = text[found.end() :]
    end = re.search(r"\s[@/](?=\S)", after)
    words = (after[: end.start()] if end else after).split(" ")
    tail = " ".join(words[longest:]) + (after[end.start() :] if end else "")
    return text[: found.start()], words[:longest], tail


def _join(before: str, words: list[str], after: str) -> str:
    return " ".join(f"{before} {' '.join(words)} {after}".split())


def _take_owner(captured: Captured, organizations: list[Known]) -> None:
    parts = _marked(captured.text, "@", OWNER_WORDS)
    if parts is None:
        return
    before, words, after = parts
    for length in range(len(words), 0, -1):
        owners = who_is(" ".join(words[:length]), organizations)
        if len(owners) == 1:
            captured.organization = owners[0]
            captured.text = _join(before, words[length:], after)
            return
    captured.questions.append(_owner_question(words[0], organizations))


def _owner_question(word: str, organizations: list[Known]) -> str:
    several = who_is(word, organizations)
    if several:
        names = ", ".join(str(owner) for owner in several[:5])
        return _("“%(word)s” may be %(names)s. Choose the owner of this action.") % {
            "word": word,
            "names": names,
        }
    return _("No organisation here is called “%(word)s”. Choose the owner of this action.") % {"word": word}


def who_is(words: str, organizations: Iterable[Known]) -> list[Any]:
    """The organisations written like this; if none is, those whose name begins like this."""
    folded = fold(words)
    if not folded:
        return []
    spelled = [(known.organization, [fold(name) for name in known.spellings]) for known in organizations]
    exact = [owner for owner, names in spelled if folded in names]
    if exact or len(folded) < 3:
        return exact
    return [owner for owner, names in spelled if any(name.startswith(folded) for name in names)]


def _take_day(captured: Captured, today: date) -> None:
    parts = _marked(captured.text, "/", DAY_WORDS)
    if parts is None:
        return
    before, words, after = parts
    for length in range(len(words), 0, -1):
        try:
            captured.due = read_day(" ".join(words[:length]), today)
        except NoSuchDay:
            captured.questions.append(no_such_day(" ".join(words[:length])))
            return
        if captured.due:
            captured.text = _join(before, words[length:], after)
            _warn_of_the_past(captured, today)
            return
    captured.questions.append(
        _("“/%(words)s” is not a day we can read. Set the due date: 12 Feb, next Tuesday or 2026-02-12.")
        % {"words": words[0]}
    )


def no_such_day(words: str) -> str:
    return _("There is no such day as “%(day)s”. Set the due date again.") % {"day": words}


def _warn_of_the_past(captured: Captured, today: date) -> None:
    if captured.due and captured.due < today:
        day = date_format(captured.due, "DATE_FORMAT")
        captured.questions.append(_("The due date, %(day)s, has passed already. Check it.") % {"day": day})
