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


HELP = re.compile(  # at most so many rows below the header that say how to fill it in
    r"(?:please|select|choose|pick|enter|write|insert|fill|drop ?down|free text|auto|formula|example|e g|mandatory|required"
    r"|optional|choisir|choisissez|selectionner|saisir|remplir|liste deroulante|exemple|obligatoire|facultatif|seleccion"
    r"|elija|ingrese|escriba|lista desplegable|ejemplo|obligatorio|opcional|اختر|ادخل|اكتب|مثال|اجباري|اختياري)\b"
    r"|(?:text|texte|texto|number|nombre entier|numero|numeric|date|fecha|نص|رقم|تاريخ|dd mm|jj mm|mm yyyy|yyyy mm|mm dd)"
    r"\b.{0,12}$"
)
HELP_ROWS = 3
COUNTED, LETTERED = [str(number) for number in range(1, 301)], list("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def find(data: list[tuple[int, list[str]]], above: list[list[str]]) -> dict[int, str]:
    """Row number → why it is set aside."""
    heads = [head for head in ([cell.strip() for cell in row] for row in above) if sum(map(bool, head)) > 1]
    starts = {first_filled(head) for head in heads}
    found = {}
    for position, (number, cells) in enumerate(data):
        start = first_filled(cells)
        again = start in starts and [cell.strip() for cell in cells] in heads
        if again or (start[0] == "#" and all(hxl.is_tag(cell) for cell in cells if cell.strip())):
            found[number] = "header_again"
        elif TOTALS.match(values.folded(start)) and adds_up(cells):
            found[number] = "row_of_totals"
        elif position < HELP_ROWS and explains(cells):
            found[number] = "row_of_help"
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


def explains(cells: list[str]) -> bool:
    """“Select from the list”, “dd/mm/yyyy”, “number”: how to fill in the columns; or their numbers, 1 2 3 4."""
    texts = [cell for cell in cells if cell.strip()]
    if len(texts) > 2 and [text.strip(" ().") for text in texts] in (
        COUNTED[: len(texts)],
        LETTERED[: len(texts)],
    ):
        return True
    helping = sum(1 for text in texts if HELP.match(values.folded(text[:200])))
    return helping >= 2 and helping * 2 > len(texts)
