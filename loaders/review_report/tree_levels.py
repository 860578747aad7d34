"""A step for tables that list a tree of programs without marking its levels: the sums mark them.

The form names the levels from outer to inner (`settings.levels`) and the names that belong to one level only
(`settings.anchors`). Rows on inner levels become totals; programs get the names above them.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from gyebo.model.document import Document
from gyebo.model.facts import Issue
from gyebo.model.table import Cell
from gyebo.reading.columns.rules import Span, last_place
from gyebo.reading.columns.tree import Entry, Outline, outline
from gyebo.reading.labels import About
from gyebo.reading.tables import ReadTable
from gyebo.reading.vocabulary import Vocabulary
from gyebo.text.amounts import number
from gyebo.text.names import key

_LEVELS = ("department", "policy_program", "unit_program", "program", "sub_program")
_BY_NAME = ("bureau", "department")


def tree_levels(document: Document, tables: list[ReadTable], vocabulary: Vocabulary) -> list[ReadTable]:
    """Settle the levels of every table whose form names levels."""
    return [_settled(document, table, vocabulary) if _names(table) else table for table in tables]


def _names(table: ReadTable) -> tuple[str, ...]:
    return tuple(table.region.placement.form.settings.get("levels", ()))


def _settled(document: Document, table: ReadTable, vocabulary: Vocabulary) -> ReadTable:
    names = _names(table)
    entries = tuple(
        Entry(_amounts(table, cells), _anchor(document, table, here, vocabulary))
        for _, here, cells in table.rows
    )
    read = outline(entries, len(names), frozenset(names.index(name) for name in _BY_NAME if name in names))
    abouts = [_about(table, read, index, vocabulary, document) for index in range(len(table.rows))]
    rows = tuple((row, about, cells) for (row, _, cells), about in zip(table.rows, abouts, strict=True))
    return replace(table, rows=rows, issues=(*table.issues, *_issues(document, table, read)))


def _amounts(table: ReadTable, cells: tuple[Cell | None, ...]) -> tuple[Span, ...]:
    """Return what the printed amounts stand for, within half of their last place."""
    columns = table.region.placement.form.columns
    return tuple(_span(cell) for column, cell in zip(columns, cells, strict=True) if column.unit != "%")


def _span(cell: Cell | None) -> Span:
    value = (number(cell.raw) if cell else None) or Decimal(0)
    half = last_place(value) / 2
    return Span(Fraction(value) - half, Fraction(value) + half)


def _anchor(document: Document, table: ReadTable, here: About, vocabulary: Vocabulary) -> int | None:
    """Return the level that the name of a row tells: the bureau, a department, a group of expenses."""
    names = _names(table)
    name = here.label
    if "bureau" in names and key(name) == key(document.bureau):
        return names.index("bureau")
    if "department" in names and _department(document, name, vocabulary):
        return names.index("department")
    anchors: dict[str, list[str]] = table.region.placement.form.settings.get("anchors", {})
    return next((names.index(level) for level, known in anchors.items() if name in known), None)


def _department(document: Document, name: str, vocabulary: Vocabulary) -> str:
    """Return the department that a row names, with or without the bureau's name before it."""
    return vocabulary.department(name.removeprefix(document.bureau)) or vocabulary.department(name)


def _about(table: ReadTable, read: Outline, index: int, vocabulary: Vocabulary, document: Document) -> About:
    """Return what a row is about: its own name on its level, the names above it on theirs."""
    here = table.rows[index][1]
    names = _names(table)
    level = read.levels[index]
    inner = index in read.parents
    if not set(names) & set(_LEVELS):
        return replace(here, total=here.total or inner)
    fields = dict.fromkeys(_LEVELS, "")
    place: int | None = index
    while place is not None:
        own = read.levels[place]
        if own is not None and names[own] in fields:
            fields[names[own]] = table.rows[place][1].label
        place = read.parents[place]
    fields["department"] = _department(document, fields["department"], vocabulary) or fields["department"]
    label = here.label
    if key(label) == key(fields["department"]):
        label = fields["department"]
    return replace(
        here,
        label=label,
        department=fields["department"],
        policy_program=fields["policy_program"],
        unit_program=fields["unit_program"],
        program=fields["program"],
        sub_program=fields["sub_program"],
        total=inner or level is None or names[level] in _BY_NAME,
    )


def _issues(document: Document, table: ReadTable, read: Outline) -> Iterator[Issue]:
    """Yield what the sums leave open, and the sums that fail."""
    columns = [column for column in table.region.placement.form.columns if column.unit != "%"]
    for (row, here, _), level in zip(table.rows, read.levels, strict=True):
        if level is None and set(_names(table)) & set(_LEVELS):
            message = f"{here.label}: the sums do not tell its level"
            yield Issue(document=document.id, line=row.line, code="level-not-settled", message=message)
    for place, column in read.misfits:
        row, here, _ = table.rows[place]
        message = f"{here.label}: its parts do not add up to it in the column {columns[column].id}"
        yield Issue(document=document.id, line=row.line, code="sum-fails", message=message)
