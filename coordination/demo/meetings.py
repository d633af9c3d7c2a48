"""Twelve meetings of the national group, what was said and agreed in them, and one of a sub-national group."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from coordination.demo.cast import PEOPLE
from coordination.demo.stage import FOLDER, Stage, backdate, moment
from meetings.changes import actions, agenda, attendance, lines
from meetings.changes.meetings import create_meeting, create_next_meeting, send_minutes
from meetings.models import Action, AgendaItem, Attendance, Line, Meeting
from meetings.zones import zone_of
from sectors.access import all_rows
from sectors.models import Group

FORTNIGHT = 14
LAST = 5  # days since the latest meeting; its minutes are still a draft
AGREED = re.compile(r"(?P<text>.+?) @(?P<who>\w+) \+(?P<days>\d+): (?P<fate>\w+)(?:, (?P<outcome>.+))?")
GUESTS = [
    "Farah Salim",
    "Aras Mikael",
    "Judith Marlow",
    "Hiba Tariq",
    "Nils Overgaard",
    "Dler Osman",
    "Suha Kamal",
    "Ivo Brandt",
]


@dataclass
class Block:
    """One meeting as the text file tells it."""

    chair: str
    items: list[dict[str, Any]] = field(default_factory=list)


def read_minutes(name: str) -> list[Block]:
    blocks: list[Block] = []
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        mark, _space, text = line.partition(" ")
        if mark == "==":
            blocks.append(Block(text))
        elif mark in {"##", "~"}:
            blocks[-1].items.append(_item(mark, text))
        elif mark in {"-", "!", ">"}:
            blocks[-1].items[-1]["lines"].append((mark, text))
    return blocks


def _item(mark: str, text: str) -> dict[str, Any]:
    text, _mark, gap = text.partition(" ? ")
    title, presenter, minutes = (part.strip() for part in text.split("|"))
    return {
        "title": title, "presenter": presenter, "minutes": int(minutes), "follows_up": mark == "~",
        "gap": gap.split(), "lines": [],
    }  # fmt: skip


def make_meetings(stage: Stage) -> None:
    national = stage.groups["iraq"]
    blocks = read_minutes("minutes.txt")
    for number, block in enumerate(blocks):
        day = stage.day(-LAST - FORTNIGHT * (len(blocks) - 1 - number))
        latest = number == len(blocks) - 1
        hold(stage, national, block, day, sent=not latest)
    latest_meeting = all_rows(Meeting).filter(group=national).latest("starts_at")
    upcoming = create_next_meeting(latest_meeting, by=stage.people["amina"])
    for code, pcode in (("8.1", "IQG15Q02"), ("3.2", "IQG15Q04")):
        agenda.put_gap(
            upcoming, by=stage.people["omar"], place=stage.places[pcode], activity=stage.activities[code]
        )
    for block in read_minutes("minutes_ninewa.txt"):
        hold(stage, stage.groups["ninewa"], block, stage.day(-12), sent=True, by="yusuf")


def hold(stage: Stage, group: Group, block: Block, day: date, *, sent: bool, by: str = "omar") -> None:
    writer = stage.people[by]
    starts = datetime.combine(day, time(10), tzinfo=zone_of(group))
    online = stage.dice.random() < 0.25
    meeting = create_meeting(
        by=writer,
        group=group,
        starts_at=starts,
        ends_at=starts + timedelta(minutes=90),
        venue="Online" if online else "Meeting room, second floor, House of Neighbours",
        link="https://meet.example.org/mhpss" if online else "",
        chairs=block.chair,
        previous=all_rows(Meeting).filter(group=group).order_by("-starts_at").first(),
    )
    for part in block.items:
        _discuss(stage, meeting, part, day, writer)
    _attend(stage, meeting, writer)
    if sent:
        send_minutes(meeting, by=writer, mail=False)
        state = {"state": Meeting.State.SENT, "amended_at": None, "sent_at": moment(day + timedelta(days=1))}
        all_rows(Meeting).filter(pk=meeting.pk).update(**state)
    backdate(meeting, made=day - timedelta(days=7), changed=day + timedelta(days=1))
    all_rows(Line).filter(item__meeting=meeting).update(written_at=starts + timedelta(minutes=45))


def _discuss(stage: Stage, meeting: Meeting, part: dict[str, Any], day: date, writer: Any) -> None:
    gap: dict[str, Any] = {}
    if part["gap"]:
        code, pcode = part["gap"]
        gap = {"gap_activity": stage.activities[code], "gap_place": stage.places[pcode]}
    named = {name: part[name] for name in ("title", "presenter", "minutes", "follows_up")}
    item = agenda.add_item(meeting, by=writer, **named, **gap)
    for mark, text in part["lines"]:
        if mark == ">":
            agree(stage, item, text, day, writer)
        else:
            lines.write_line(
                item, by=writer, text=text, kind=Line.Kind.DECISION if mark == "!" else Line.Kind.NOTE
            )


def agree(stage: Stage, item: AgendaItem, text: str, day: date, writer: Any) -> Action:
    """An action in one typed line, with what became of it."""
    told = AGREED.fullmatch(text)
    if told is None:
        raise ValueError(text)
    organization = stage.organizations[told["who"]]
    due = day + timedelta(days=int(told["days"]))
    action = actions.create_action_under(
        item,
        by=writer,
        text=told["text"],
        organization=organization,
        person=stage.speakers.get(told["who"]),
        due=due,
    )
    settle(stage, action, told["fate"], told["outcome"] or "", made=day, closed=_closed(stage, day, due))
    return action


def _closed(stage: Stage, day: date, due: date) -> date:
    """Most are done in time, some a little late, none tomorrow."""
    return min(max(due + timedelta(days=stage.dice.randint(-6, 5)), day + timedelta(days=1)), stage.day(-1))


def settle(stage: Stage, action: Action, fate: str, outcome: str, *, made: date, closed: date) -> None:
    by = action.person or stage.people["omar"]
    ended = fate in {Action.Status.DONE, Action.Status.DROPPED}
    if fate != Action.Status.OPEN:
        actions.change_action(action, by=by, status=fate, outcome=outcome, why=fate)
    if ended:
        all_rows(Action).filter(pk=action.pk).update(closed_on=closed)
    backdate(action, made=made, changed=closed if ended else made)


def _attend(stage: Stage, meeting: Meeting, writer: Any) -> None:
    """Those who belong to the response, most of them every time, and now and then a colleague of theirs."""
    top = meeting.group.path.split("/")[0]
    here = [word for word, _name, group, *_rest in PEOPLE if stage.groups[group].path.split("/")[0] == top]
    speaks = {person.pk: stage.organizations[code] for code, person in stage.speakers.items()}
    for word in dict.fromkeys(here):
        person = stage.people[word]
        if person == writer or stage.dice.random() < 0.7:
            mode = _mode(stage, always=person == writer)
            organization = speaks.get(person.pk)
            attendance.add_attendance(
                meeting, by=writer, name=person.name, user_id=person.pk, organization=organization, mode=mode
            )
    if top == "iraq":
        owners = [row for code, row in stage.organizations.items() if "IQG15" in stage.areas[code]]
        for name in stage.dice.sample(GUESTS, 4):
            attendance.add_attendance(
                meeting, by=writer, name=name, organization=stage.dice.choice(owners), mode=_mode(stage)
            )


def _mode(stage: Stage, *, always: bool = False) -> str:
    modes = [Attendance.Mode.IN_PERSON, Attendance.Mode.ONLINE, Attendance.Mode.APOLOGIES]
    return stage.dice.choices(modes, [60, 40, 0] if always else [50, 38, 12])[0]
