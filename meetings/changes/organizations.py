"""When two organisations turn out to be one, what the group agreed with one of them moves to the other.

The ground floor merges the organisations themselves and cannot know of actions; whoever asks for the merge calls
both in one transaction.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

from meetings.models import Action, Attendance
from sectors.changes.organizations import BACK, MERGED, hand_over
from sectors.models import Merge


@transaction.atomic
def move_actions(merge: Merge, *, by: Any) -> int:
    """Actions and attendance follow the merge, which remembers which; how many actions did."""
    attendance = Attendance.objects.filter(organization=merge.away)
    merge.moved["attendance"] = list(attendance.values_list("pk", flat=True))
    attendance.update(organization=merge.into)
    merge.moved["actions"] = hand_over(Action, {"organization": merge.away}, merge.into, by=by, why=MERGED)
    merge.save()
    return len(merge.moved["actions"])


@transaction.atomic
def move_actions_back(merge: Merge, *, by: Any) -> int:
    """Undo it; what was given to somebody else since then stays there."""
    keys = {name: merge.moved.get(name, []) for name in ("attendance", "actions")}
    Attendance.objects.filter(pk__in=keys["attendance"], organization=merge.into).update(
        organization=merge.away
    )
    moved = {"organization": merge.into, "pk__in": keys["actions"]}
    return len(hand_over(Action, moved, merge.away, by=by, why=BACK))
