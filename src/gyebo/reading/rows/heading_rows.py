"""Amounts that a table's heading prints itself, "지원(20,960)": a row of their own on the heading's line."""

from collections.abc import Iterator

from gyebo.model.document import Document
from gyebo.model.table import Cell, Row
from gyebo.reading.places.headings import Placement


def heading_rows(document: Document, placement: Placement) -> Iterator[Row]:
    """Yield a row with the amounts in the heading in the columns that name them; none where there are none."""
    printed = dict(placement.printed)
    cells = [
        _cell(document, placement, printed[column.in_heading]) if column.in_heading in printed else None
        for column in placement.form.columns
    ]
    found = [cell for cell in cells if cell is not None]
    if found:
        yield Row(found[0].line, (), tuple(cells))


def _cell(document: Document, placement: Placement, raw: str) -> Cell | None:
    """Return where an amount stands in the lines of a heading."""
    for number in range(placement.start, placement.end + 1):
        place = document.text_of(number).find(raw)
        if place >= 0:
            return Cell(number, place + 1, raw)
    return None
