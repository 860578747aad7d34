"""Rows of a table of changes by item: the item, how its amount is made up, and behind 증감사유 why it changes.

Each item is one row of two cells of text that may run over several lines. Text of the page that an extraction
tool put between two items is left out: it stands apart by more than a blank line, or begins with a caption's mark.
"""

import re
from collections.abc import Iterator

from gyebo.model.document import Document
from gyebo.model.table import Cell, Row
from gyebo.reading.places.outline import section_title
from gyebo.reading.places.regions import Region
from gyebo.reading.rows.cells import span_cell
from gyebo.reading.vocabulary import Vocabulary
from gyebo.text.normalize import squeeze, unspace

_REASON = "증감사유"
_ASIDE = re.compile(r"\s*[<〈《□■▣◆◇◈▶▮▪※]")
_FAR = 2


def note_rows(document: Document, region: Region, vocabulary: Vocabulary) -> Iterator[Row]:
    """Yield one row for each item: (calculation, reason), either of which may be missing."""
    for start, end in region.spans:
        numbers = [n for n in range(start, end + 1) if document.text_of(n).strip()]
        items = [n for n in numbers if vocabulary.item(squeeze(document.text_of(n)))]
        for index, line in enumerate(items):
            limit = items[index + 1] if index + 1 < len(items) else end + 1
            yield _row(document, line, _own_lines(document, [n for n in numbers if line < n < limit], line))


def _own_lines(document: Document, numbers: list[int], line: int) -> list[int]:
    """Return the lines of an item: those that follow it without a gap, an aside or a section heading."""
    own: list[int] = []
    for number in numbers:
        text = document.text_of(number)
        if number - (own[-1] if own else line) > _FAR or _ASIDE.match(text) or section_title(text):
            break
        own.append(number)
    return own


def _row(document: Document, line: int, numbers: list[int]) -> Row:
    turn = next((n for n in numbers if squeeze(document.text_of(n)) == _REASON), 0)
    basis = [n for n in numbers if not turn or n < turn]
    reason = [n for n in numbers if turn and n > turn]
    values = (_cell(document, basis), _cell(document, reason))
    return Row(line, (unspace(document.text_of(line)),), values)


def _cell(document: Document, numbers: list[int]) -> Cell | None:
    return span_cell(document, numbers[0], 1, numbers[-1]) if numbers else None
