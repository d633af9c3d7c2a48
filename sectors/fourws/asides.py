"""Rows inside the data that are no data: the header repeated on every printed page, and sums below or between."""

from __future__ import annotations

import re

from sectors.fourws import hxl, values

TOTALS = re.compile(
    r"(?:(?:grand |sub ?|over ?all |sous )?tota(?:l|ls|ux|les)|sum|somme|suma"
    r"|المجموع|(?:ال)?اجمالي|المجموع (?:الكلي|العام|الفرعي))(?: |$)"
    r"|[^|]{1,80} (?:total|المجموع|الاجمالي)$"  # “Ninewa Total”, as Excel writes its subtotals
)
FIGURES = re.compile(r"[\s\d.,%\-\u0660-\u066c\u06f0-\u06f9]*")


def find(data: list[tuple[int, list[str]]], above: list[list[str]]) -> dict[int, str]:
    """Row number → why it is set aside."""
    heads = [head for head in ([cell.strip() for cell in row] for row in above) if sum(map(bool, head)) > 1]
    starts = {first_filled(head) for head in heads}
    found = {}
    for number, cells in data:
        start = first_filled(cells)
        again = start in starts and [cell.strip() for cell in cells] in heads
        if again or (start[0] == "#" and all(hxl.is_tag(cell) for cell in cells if cell.strip())):
            found[number] = "header_again"
        elif TOTALS.match(values.folded(start)) and adds_up(cells):
            found[number] = "row_of_totals"
    return found


def first_filled(cells: list[str]) -> str:
    for cell in cells:
        if cell and (text := cell.strip()):
            return text
    return ""


def adds_up(cells: list[str]) -> bool:
    """“Total”, and beside it nothing but figures."""
    texts = [cell for cell in cells if not FIGURES.fullmatch(cell)]
    return len(texts) <= 2 and all(TOTALS.match(values.folded(text)) for text in texts)
