"""Rows that an extraction tool put under another table: where a page breaks, tables print their rows interleaved.

A row whose own table's identities it breaks belongs to the nearest table above it in the section, with the same
label columns, whose identities it satisfies.
"""

from dataclasses import dataclass, field, replace

from gyebo.model.document import Document
from gyebo.model.table import Cell, Row
from gyebo.reading.columns.assign import assign
from gyebo.reading.labels import About
from gyebo.reading.places.outline import sections
from gyebo.reading.rows.cells import last_line
from gyebo.reading.tables import ReadTable
from gyebo.reading.vocabulary import Vocabulary

_Read = tuple[Row, About, tuple[Cell | None, ...]]


@dataclass(slots=True)
class _Moves:
    """The lines of rows that leave each table, and the rows that come to it, by the table's place."""

    leaving: dict[int, set[int]] = field(default_factory=dict)
    coming: dict[int, list[_Read]] = field(default_factory=dict)


def adopt_strays(document: Document, tables: list[ReadTable], vocabulary: Vocabulary) -> list[ReadTable]:
    """Move every row that its table's identities refute to the table above that it fits."""
    del vocabulary
    headed = sorted(sections(document))
    moves = _Moves()
    for index, table in enumerate(tables):
        if table.region.placement.form.layout != "stream":
            continue
        section = max((line for line in headed if line < table.region.start), default=0)
        for row, here in _strays(table):
            taker = _taker(tables[:index], table, row, section)
            if taker is not None:
                place, cells = taker
                moves.coming.setdefault(place, []).append((row, here, cells))
                moves.leaving.setdefault(index, set()).add(row.line)
    return [_moved(table, moves, index) for index, table in enumerate(tables)]


def _strays(table: ReadTable) -> list[tuple[Row, About]]:
    """Return the rows of a table that were not read, or that break its identities."""
    form = table.region.placement.form
    fits = [(row, here, assign(form, row.values)) for row, here, _ in table.rows]
    return [
        *table.unread,
        *((row, here) for row, here, fit in fits if fit is not None and not fit.consistent),
    ]


def _taker(
    above: list[ReadTable], table: ReadTable, row: Row, section: int
) -> tuple[int, tuple[Cell | None, ...]] | None:
    """Return the nearest table above, by its place, that can take a row, and the row's cells in its columns."""
    for place in range(len(above) - 1, -1, -1):
        form = above[place].region.placement.form
        if above[place].region.start < section:
            return None
        if form.layout == "stream" and form.rules and form.labels == table.region.placement.form.labels:
            fit = assign(form, row.values)
            if fit is not None and fit.consistent:
                return place, fit.cells
    return None


def _moved(table: ReadTable, moves: _Moves, index: int) -> ReadTable:
    """Return a table without the rows that left it and with those that came."""
    leaving, coming = moves.leaving.get(index, set()), moves.coming.get(index, [])
    if not leaving and not coming:
        return table
    rows = sorted(
        [*(read for read in table.rows if read[0].line not in leaving), *coming], key=lambda r: r[0].line
    )
    last = max((last_line(cells, row.line) for row, _, cells in rows), default=table.region.placement.end)
    return replace(
        table,
        table=replace(table.table, rows=len(rows), line_end=last),
        rows=tuple(rows),
        issues=tuple(issue for issue in table.issues if issue.line not in leaving),
        unread=tuple(read for read in table.unread if read[0].line not in leaving),
    )
