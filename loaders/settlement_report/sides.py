"""Which side of a transfer each row of a table is on, where the empty cells of the other side are lost."""

from dataclasses import replace

from gyebo.model.document import Document
from gyebo.model.facts import Issue
from gyebo.model.table import Cell
from gyebo.reading.rows.cells import value_of
from gyebo.reading.tables import ReadTable
from gyebo.reading.transfers import moves
from gyebo.reading.vocabulary import Vocabulary


def two_sides(document: Document, tables: list[ReadTable], vocabulary: Vocabulary) -> list[ReadTable]:
    """Put the moved amount of every row into the column of its side: given (감액) or received (증액)."""
    del vocabulary
    return [
        _sided(document, table) if table.region.placement.form.settings.get("sides") else table
        for table in tables
    ]


def _sided(document: Document, table: ReadTable) -> ReadTable:
    """Return a table of the columns before, given, received with every amount in its own."""
    printed = [[cell for cell in cells if cell is not None] for _, _, cells in table.rows]
    amounts = [int(value_of(cells[-1].raw) or 0) for cells in printed]
    found = moves(amounts)
    if found is None:
        message = f"the amounts given and received do not balance in one way: {amounts}"
        issue = Issue(document=document.id, line=table.region.start, code="sides-not-found", message=message)
        return replace(table, rows=(), issues=(*table.issues, issue))
    giving = {move.start for move in found}
    cells = [_placed(row, place in giving) for place, row in enumerate(printed)]
    rows = tuple((row, here, made) for (row, here, _), made in zip(table.rows, cells, strict=True))
    return replace(table, rows=rows)


def _placed(cells: list[Cell], gives: bool) -> tuple[Cell | None, ...]:
    before = cells[0] if len(cells) > 1 else None
    return (before, cells[-1], None) if gives else (before, None, cells[-1])
