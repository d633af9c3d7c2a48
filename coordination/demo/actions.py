"""Actions that come from a gap in the matrix, and some from nowhere in particular."""

from __future__ import annotations

from datetime import timedelta

from coordination.demo.meetings import settle
from coordination.demo.stage import Stage, rows_of
from meetings.changes.actions import create_action


def make_actions(stage: Stage) -> None:
    omar = stage.people["omar"]
    for row in rows_of("actions.csv"):
        due = stage.day(int(row["due"]))
        action = create_action(
            by=omar,
            group=stage.groups["iraq"],
            text=row["text"],
            organization=stage.organizations[row["organization"]],
            person=stage.speakers.get(row["organization"]),
            due=due,
            place=stage.places.get(row["place"]),
            activity=stage.activities.get(row["activity"]),
            priority=row["priority"],
        )
        made = min(due, stage.today) - timedelta(days=24)
        settle(stage, action, row["status"], row["outcome"], made=made, closed=min(due, stage.day(-1)))
