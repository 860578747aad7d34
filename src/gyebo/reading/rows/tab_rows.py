"""Rows of tab-separated tables: leading label cells, then values that keep their places."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest

from gyebo.model.document import Document
from gyebo.model.table import Cell, Row
from gyebo.reading.forms import Form
from gyebo.reading.places.regions import Region
from gyebo.reading.rows.cells import is_number, tab_cells

_FIXED = ("index", "year")


def tab_rows(document: Document, region: Region) -> Iterator[Row]:
    """Yield the rows of a tab-separated region; lines without any value or label are left out.

    A row that a page break parts in a numbered table is joined again.
    """
    form = region.placement.form
    last: Row | None = None
    for start, end in region.spans:
        for number in range(start, end + 1):
            cells = tab_cells(number, document.text_of(number))
            if len(cells) < 2 or not any(cell.raw for cell in cells):
                continue
            row = _row(form, number, cells)
            if last is not None and _goes_on(form, row):
                last = _joined(last, row)
                continue
            if last is not None:
                yield last
            last = row
    if last is not None:
        yield last


def _goes_on(form: Form, row: Row) -> bool:
    """Tell whether a row continues the one above: in a numbered table, a name without number and values."""
    return "index" in form.labels and not row.labels[form.labels.index("index")] and not row.values


def _joined(row: Row, rest: Row) -> Row:
    labels = tuple(" ".join(part for part in parts if part) for parts in zip_longest(row.labels, rest.labels))
    return replace(row, labels=labels, remark=f"{row.remark} {rest.remark}".strip())


def _row(form: Form, number: int, cells: list[Cell]) -> Row:
    width = _label_width(form, cells)
    labels = tuple(cell.raw for cell in cells[:width])
    rest = cells[width : width + len(form.columns)]
    remark = " ".join(cell.raw for cell in cells[width + len(form.columns) :] if cell.raw)
    while rest and not rest[-1].raw:
        rest = rest[:-1]
    return Row(number, labels, tuple(cell if cell.raw else None for cell in rest), remark)


def _label_width(form: Form, cells: list[Cell]) -> int:
    """Return how many leading cells are labels: as many as the form has, fewer when a value comes earlier."""
    fixed = any(label in _FIXED for label in form.labels)
    width = len(form.labels)
    if fixed or any(column.text for column in form.columns):
        return width
    first = next((index for index, cell in enumerate(cells) if is_number(cell.raw)), None)
    if first is None:
        return width
    return first if first < width or len(cells) - first >= len(form.columns) else width
