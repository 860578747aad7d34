"""Tables that stand below the paragraph that explains them: its first words quote the program they are about."""

from dataclasses import replace

from gyebo.model.document import Document
from gyebo.reading.places.subjects import quoted_programs
from gyebo.reading.tables import ReadTable
from gyebo.reading.vocabulary import Vocabulary

_BULLETS = ("○", "❍")
_HEAD = 40


def told_above(document: Document, tables: list[ReadTable], vocabulary: Vocabulary) -> list[ReadTable]:
    """Give the rows of a form with a subject that no caption names the program that the paragraph above begins with."""
    return [
        _told(document, table, vocabulary) if table.region.placement.form.subject else table
        for table in tables
    ]


def _told(document: Document, table: ReadTable, vocabulary: Vocabulary) -> ReadTable:
    above = (document.text_of(number) for number in range(table.region.start - 1, 0, -1))
    paragraph = next((text for text in above if text.lstrip().startswith(_BULLETS)), "")
    quoted = [name for place, name in quoted_programs(paragraph, vocabulary.programs) if place < _HEAD]
    if not quoted:
        return table
    rows = ((row, replace(here, program=here.program or quoted[0]), cells) for row, here, cells in table.rows)
    return replace(table, rows=tuple(rows))
