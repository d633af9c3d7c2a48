"""What happens to a letter: written once, claimed by one sender, sent, or said not to be. Each step is one statement."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from sectors.models import Group, Letter, Unwanted, User

State = Letter.State
PAUSES = (1, 5, 15, 60)  # minutes; the last again and again
TRIES = 40  # a mail server that is away for a day and a half
PATIENCE = timedelta(days=2)


def write_letters(
    people: Iterable[User],
    kind: str,
    *,
    period: str,
    group: Group,
    about: dict[str, Any] | None = None,
    not_after: datetime | None = None,
) -> int:
    """One letter to each, unless they have it already or want none of this kind. It waits here until somebody sends it."""
    unwanted = set(Unwanted.objects.filter(kind=kind).values_list("user_id", flat=True))
    letters = [
        Letter(
            to=person, kind=kind, period=period[:60], group=group, not_after=not_after,
            about={"language": get_language(), **(about or {})},
        )
        for person in people
        if person.pk not in unwanted
    ]  # fmt: skip
    before = Letter.objects.filter(kind=kind, period=period[:60]).count()
    Letter.objects.bulk_create(letters, batch_size=500, ignore_conflicts=True)
    return Letter.objects.filter(kind=kind, period=period[:60]).count() - before


def claim_letter(now: datetime) -> Letter | None:
    """The letter that waits longest, taken by the caller alone; None if none is due."""
    while True:
        found = Letter.objects.due(now).order_by("not_before", "pk").values_list("pk", flat=True).first()
        if found is None:
            return None
        taken = Letter.objects.filter(pk=found, state=State.WAITING).update(
            state=State.SENDING, tried_at=now, error=""
        )
        if taken:
            return Letter.objects.select_related("to", "group").get(pk=found)


def settle(letter: Letter, state: str, error: str = "") -> None:
    """What became of it."""
    Letter.objects.filter(pk=letter.pk, state=State.SENDING).update(state=state, error=error[:300])


def put_off(letter: Letter, now: datetime, error: str) -> None:
    """The server was away or asked to come again: later, while it still makes sense."""
    tries = letter.tries + 1
    again = now + timedelta(minutes=PAUSES[min(letter.tries, len(PAUSES) - 1)])
    if tries >= TRIES:
        settle(letter, State.FAILED, error)
    elif letter.not_after and again > letter.not_after:
        settle(letter, State.DROPPED, error)
    else:
        Letter.objects.filter(pk=letter.pk, state=State.SENDING).update(
            state=State.WAITING, tries=tries, not_before=again, error=error[:300]
        )


def doubt_stuck(now: datetime) -> int:
    """Letters whose sender was ended in the middle are uncertain: they are not sent again by themselves."""
    return Letter.objects.stuck(now).update(state=State.UNCERTAIN)


def send_again(letter: Letter) -> bool:
    """A person decides that it should go out, once more. False if it is under way or was sent."""
    return bool(
        Letter.objects.filter(pk=letter.pk, state__in=Letter.IN_DOUBT).update(
            state=State.WAITING, not_before=timezone.now(), tries=0
        )
    )


def stop_letters(user: User, kind: str) -> None:
    """No more of this kind; what waits is not sent either."""
    Unwanted.objects.get_or_create(user=user, kind=kind)
    Letter.objects.filter(to=user, kind=kind, state=State.WAITING).update(state=State.DROPPED)


def want_letters(user: User, kind: str) -> None:
    Unwanted.objects.filter(user=user, kind=kind).delete()
