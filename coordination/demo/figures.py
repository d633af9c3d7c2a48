"""People reached month by month, and people in need by district."""

from __future__ import annotations

from datetime import date

from coordination.demo.points import DISTRICTS
from coordination.demo.stage import Stage
from sectors.access import all_rows
from sectors.models import Need, Reach, Service

MONTHS = 6
BANDS = ["f_0_5", "m_0_5", "f_6_11", "m_6_11", "f_12_17", "m_12_17", "f_18_59", "m_18_59", "f_60", "m_60"]
ADULTS = [2, 1, 4, 4, 8, 6, 40, 22, 8, 5]
CHILDREN = [8, 8, 22, 20, 18, 14, 6, 3, 1, 0]
SOURCE = "Planning figures of the demonstration"


def month_before(day: date, months: int) -> date:
    """The first day of the month that many months earlier."""
    years, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(years, month + 1, 1)


def make_reach(stage: Stage) -> None:
    """Not every service reports, and not every month: blank is not zero."""
    rows: list[Reach] = []
    for service in stage.services:
        if service.status not in {"ongoing", "ended"} or stage.dice.random() < 0.25:
            continue
        usual = max(4, (service.people_targeted or 60) // stage.dice.randint(5, 14))
        for ago in range(MONTHS, 0, -1):
            month = month_before(stage.today, ago)
            if stage.dice.random() < 0.85 and (service.start is None or service.start <= month):
                rows.append(
                    _month(stage, service, month, max(1, round(usual * stage.dice.uniform(0.6, 1.3))))
                )
    all_rows(Reach).bulk_create(rows)
    _last_month(stage, rows)


def _month(stage: Stage, service: Service, month: date, total: int) -> Reach:
    parts: dict[str, int] = {}
    if stage.dice.random() < 0.6:
        young = service.sector and service.sector.code in {"PRO-CPN", "EDU"}
        for band in stage.dice.choices(BANDS, CHILDREN if young else ADULTS, k=total):
            parts[band] = parts.get(band, 0) + 1
    disability = round(total * stage.dice.uniform(0.02, 0.15)) if stage.dice.random() < 0.5 else None
    return Reach(
        service=service,
        month=month,
        total=total,
        parts=parts,
        disability=disability,
        adds_up=service.reach_adds_up,
    )


def _last_month(stage: Stage, rows: list[Reach]) -> None:
    last = month_before(stage.today, 1)
    for row in rows:
        if row.month == last:
            row.service.people_reached = row.total
    changed = [row.service for row in rows if row.month == last]
    all_rows(Service).bulk_update(changed, ["people_reached"])


def make_needs(stage: Stage) -> None:
    """Some districts without services have many people in need; of a few nobody knows."""
    rows = []
    for code, place in stage.places.items():
        if place.level == 2 and place.country == "IRQ" and stage.dice.random() > 0.12:
            weight = DISTRICTS.get(code) or stage.dice.choice([1, 1, 2, 4])
            people = round(weight * stage.dice.randint(900, 2600), -2)
            rows += [
                Need(
                    place=place,
                    month=month_before(stage.today, ago),
                    people=people + 100 * ago,
                    population=4 * people + 1_300 * weight,
                    source=SOURCE,
                )
                for ago in (0, 1, 2)
            ]
    all_rows(Need).bulk_create(rows)
