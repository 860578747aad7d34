"""What the tables leave over: the text of a document, read with what its tables have taught."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from gyebo.model.document import Document
from gyebo.model.figure import Figure
from gyebo.model.table import Cell
from gyebo.reading.labels import About
from gyebo.reading.places.headings import Placement
from gyebo.reading.places.subjects import subjects_of
from gyebo.reading.prose.mentions import names_of
from gyebo.reading.prose.paragraphs import masked
from gyebo.reading.prose.phrases import Phrase
from gyebo.reading.prose.sentences import Known, Remark, prose_figures
from gyebo.reading.tables import ReadTable
from gyebo.reading.vocabulary import Vocabulary

_BELOW = 3


def running_text(
    document: Document, phrases: tuple[Phrase, ...], vocabulary: Vocabulary, tables: list[ReadTable],
    used: list[Cell], headings: Iterable[Placement] = (),
) -> list[Figure]:  # fmt: skip
    """Return the figures outside table cells; what stands in a table's heading is no figure."""
    rows = frozenset(cell.line for cell in used)
    lines = without_headings(masked(document, used), headings, rows)
    items = {column.item for table in tables for column in table.region.placement.form.columns}
    abouts = (about for table in tables for _, about, _ in table.rows)
    names = names_of(vocabulary, abouts, sorted(items), "\n".join(line.text for line in document.lines))
    known = Known(phrases, names, subjects_of(document, vocabulary), remarks(document, tables))
    return prose_figures(document, lines, rows, known)


def without_headings(
    lines: dict[int, str], headings: Iterable[Placement], rows: frozenset[int]
) -> dict[int, str]:
    """Return the lines with those of table headings blanked out."""
    blank = {number for placement in headings for number in range(placement.start, placement.end + 1)}
    return {number: "" if number in blank - rows else text for number, text in lines.items()}


def remarks(document: Document, tables: list[ReadTable]) -> dict[int, Remark]:
    """Return the row that each line of a table stands by: the row on it, else the last one above it.

    A line below a row belongs to it when it follows without a blank line, or when it has cells of its own; what
    stands before the cells of a row goes with the row above.
    """
    found: dict[int, Remark] = {}
    for table in tables:
        rows = _row_lines(table)
        above = Remark(About())
        for (line, (about, column)), (end, _) in pairwise(
            [*rows, (table.table.line_end + _BELOW, (About(), 0))]
        ):
            remark = Remark(about, column, above.about)
            below = Remark(about)
            found.update((number, below) for number in _by_row(document, line, end))
            found[line] = remark
            above = remark
    return found


def _row_lines(table: ReadTable) -> list[tuple[int, tuple[About, int]]]:
    """Return the lines with cells of a table, each with what its row is about and the column of its first cell."""
    lines: dict[int, tuple[About, int]] = {}
    for _, about, cells in table.rows:
        for cell in (cell for cell in cells if cell is not None):
            lines[cell.line] = (about, min(cell.column, lines.get(cell.line, (about, cell.column))[1]))
    return sorted(lines.items(), key=lambda entry: entry[0])


def _by_row(document: Document, line: int, end: int) -> Iterator[int]:
    yield line
    close = True
    for number in range(line + 1, end):
        text = document.text_of(number)
        close = close and bool(text.strip())
        if close or "\t" in text:
            yield number
