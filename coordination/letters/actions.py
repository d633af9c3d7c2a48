"""To whoever promised something: each week all of it, and two days before it is due."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.mail import EmailMultiAlternatives
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coordination.letters.signs import sign
from coordination.mail import compose, link, one_line
from meetings.changes.reminders import promised_by
from meetings.models import Action
from meetings.zones import today_of
from sectors.models import Letter

DONE, STOP = "done", "stop"


def digest(letter: Letter) -> EmailMultiAlternatives | None:
    """All open actions of one's own, what is overdue first; None when all is done."""
    today = today_of(letter.group)
    actions = list(promised_by(letter.to, letter.group).order_by("due", "number"))
    if not actions:
        return None
    late = [one for one in actions if one.due and one.due < today]
    soon = [one for one in actions if one.due and today <= one.due <= today + timedelta(days=7)]
    later = [one for one in actions if one not in late and one not in soon]
    parts = [
        part
        for title, some in ((_("Overdue"), late), (_("This week"), soon), (_("Later"), later))
        for part in ([title.upper()] if some else []) + [entry(letter, one) for one in some]
    ]
    subject = _("Your actions in %(group)s: %(open)s open, %(late)s overdue")
    words = {"group": one_line(str(letter.group)), "open": len(actions), "late": len(late)}
    return with_stop(letter, compose(letter, subject=subject % words, parts=[*parts, stop_line(letter)]))


def reminder(letter: Letter) -> EmailMultiAlternatives | None:
    """One action that is due soon; None when it is done, somebody else's or another day's."""
    action = promised_by(letter.to, letter.group).filter(pk=letter.about["action"]).first()
    if action is None or not letter.period.endswith(f":{action.due}"):
        return None
    words = {"day": day(action.due), "text": one_line(action.text)}
    return with_stop(
        letter,
        compose(
            letter,
            subject=_("Due %(day)s: %(text)s") % words,
            parts=[entry(letter, action), stop_line(letter)],
        ),
    )


def entry(letter: Letter, action: Action) -> str:
    lines = [f"A-{action.number} {one_line(action.text)}"]
    if action.due:
        lines.append(_("Due %(day)s") % {"day": day(action.due)})
    done = link("letter-done", letter.public_id, sign(letter, f"{DONE}:{action.public_id}"), action.public_id)
    return "\n".join([*lines, _("Done? Say so here: %(address)s") % {"address": done}])


def day(due: date | None) -> str:
    return date_format(due, "l j F") if due else ""


def stop_address(letter: Letter) -> str:
    return link("letter-stop", letter.public_id, sign(letter, STOP))


def stop_line(letter: Letter) -> str:
    return "-- \n" + _("No more letters like this: %(address)s") % {"address": stop_address(letter)}


def with_stop(letter: Letter, mail: EmailMultiAlternatives) -> EmailMultiAlternatives:
    """Mail programs show a button for it (RFC 8058)."""
    mail.extra_headers["List-Unsubscribe"] = f"<{stop_address(letter)}>"
    mail.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return mail
