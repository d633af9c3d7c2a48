"""Where the table of a file is and what its columns are: as found, as a person chose, or as they chose for a file like it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sectors.fourws import columns, layout, reading
from sectors.fourws.answers import Synonyms
from sectors.fourws.columns import Column
from sectors.fourws.layout import Table
from sectors.fourws.measures import without_false_splits
from sectors.fourws.receipt import columns_of
from sectors.fourws.sentences import FileProblem
from sectors.models import Group, Import, Layout, Synonym


@dataclass
class Choice:
    """What a person said about a file: the sheet, the header row (None: as found), and what single columns are."""

    sheet: str = ""
    header_row: int | None = None
    columns: dict[int, str] = field(default_factory=dict)


@dataclass
class Opened:
    table: Table
    columns: list[Column]
    signature: str
    remembered: Layout | None = None


def open_new(batch: Import, book: reading.Workbook, only: frozenset[int] | None) -> Opened:
    """A file nobody has said anything about yet, or only its sheet: as somebody read one like it, else as it looks."""
    learned = learned_heads(batch.group)
    sheet = book.sheet(batch.sheet) if batch.sheet else layout.choose(book, learned)
    signature = columns.signature(layout.find(sheet, learned=learned).headers)
    known = None if batch.sheet else find_layout(batch.group, signature, only)
    if known is not None:
        try:
            return open_as(book, choice_of(known), learned, signature, known)
        except FileProblem:
            pass  # the file has changed since; it is read as it looks
    return open_as(book, Choice(sheet.name), learned, signature)


def open_chosen(batch: Import, book: reading.Workbook) -> Opened:
    """As the person at the draft said; it is remembered under the heads that were found first."""
    chosen = {int(index): name for index, name in batch.mapping["chosen"].items()}
    choice = Choice(batch.sheet, batch.header_chosen, chosen)
    return open_as(book, choice, learned_heads(batch.group), batch.mapping["signature"])


def open_as(
    book: reading.Workbook,
    choice: Choice,
    learned: Mapping[str, str],
    signature: str,
    known: Layout | None = None,
) -> Opened:
    table = layout.find(book.sheet(choice.sheet), choice.header_row, learned)
    found = columns.by_hand(table.columns, choice.columns, "remembered" if known else "hand")
    found = without_false_splits(found, [cells for _number, cells in table.rows])
    layout.check(table, found)
    return Opened(table, found, signature, known)


def choice_of(known: Layout) -> Choice:
    return Choice(known.sheet, known.header_row, {int(index): name for index, name in known.columns.items()})


def learned_heads(group: Group) -> dict[str, str]:
    """folded column head → field, in the words of the group."""
    rows = Synonym.objects.used_by(group).filter(kind=Synonym.Kind.HEADER)
    return dict(rows.values_list("folded", "meaning"))


def learned_words(group: Group) -> Synonyms:
    """What the group calls places, activities and sectors."""
    found: dict[str, dict[str, str]] = {kind: {} for kind in Synonym.Kind.values}
    for kind, word, meaning in Synonym.objects.used_by(group).values_list("kind", "folded", "meaning"):
        found[kind][word] = meaning
    kinds = Synonym.Kind
    return Synonyms(found[kinds.PLACE], found[kinds.ACTIVITY], found[kinds.SECTOR])


def find_layout(group: Group, signature: str, only: frozenset[int] | None) -> Layout | None:
    """The way a file with these heads was read: by a focal point of the organisation, else by who manages the group."""
    rows = Layout.objects.filter(group=group, signature=signature)
    if only is not None:
        own = rows.filter(organization__in=only).first()
        if own is not None:
            return own
    return rows.filter(organization=None).first()


def open_packed(batch: Import, table: Table) -> Opened:
    """The table read before, its columns as they were understood then."""
    return Opened(table, columns_of(batch), batch.mapping.get("signature", ""))


def described(opened: Opened, book: reading.Workbook) -> dict[str, Any]:
    """What of it is kept on the import: never an example of a column about persons."""
    return {
        "columns": [
            {**vars(column), "example": "" if column.field == "private" else column.example}
            for column in opened.columns
        ],
        "sheets": [
            {"name": sheet.name, "rows": len(sheet.rows), "hidden": sheet.hidden}
            for sheet in book.sheets
            if sheet.rows
        ],
        "signature": opened.signature,
        "language": columns.language_of(opened.table.headers),
    }
