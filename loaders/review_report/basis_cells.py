"""A step for tables of 산출근거: what the cells of an item's basis say, when the page has moved them.

A result that a tab parted from its sum ("950,000원 ⇥ = 950천원") goes back into the cell of its sum. Under the
words 증감사유 the cells, in whichever column they stand, are reasons of a change until the next item begins.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from gyebo.model.document import Document
from gyebo.model.table import Cell, Row
from gyebo.reading.labels import About
from gyebo.reading.tables import ReadTable
from gyebo.reading.vocabulary import Vocabulary

_REASON = "증감사유"
_Read = tuple[Row, About, tuple[Cell | None, ...]]


def basis_cells(document: Document, tables: list[ReadTable], _vocabulary: Vocabulary) -> list[ReadTable]:
    """Put the cells of every table whose last column is a reason into their columns."""
    return [
        replace(table, rows=tuple(_rows(document, table.rows))) if _has_reasons(table) else table
        for table in tables
    ]


def _has_reasons(table: ReadTable) -> bool:
    return table.region.placement.form.columns[-1].id == "reason"


def _rows(document: Document, rows: Iterable[_Read]) -> Iterator[_Read]:
    reason = False
    for row, here, cells in rows:
        reason = reason and not any(row.labels)
        printed = [cell for cell in cells if cell is not None]
        reason = reason or any(cell.raw.startswith(_REASON) for cell in printed)
        if reason:
            yield from ((row, here, (None,) * (len(cells) - 1) + (cell,)) for cell in printed)
        else:
            yield row, here, _with_result(document, cells)


def _with_result(document: Document, cells: tuple[Cell | None, ...]) -> tuple[Cell | None, ...]:
    """Join a cell that begins with "=" to the cell before it."""
    joined = list(cells)
    for place, (left, right) in enumerate(pairwise(cells)):
        if left is not None and right is not None and right.raw.startswith("=") and left.line == right.line:
            text = document.text_of(left.line)[left.column - 1 : right.column - 1 + len(right.raw)]
            joined[place], joined[place + 1] = replace(left, raw=text), None
    return tuple(joined)
