"""Rows of a calculation that is printed as a list under its heading: each line is one cell of text."""

from collections.abc import Iterator

from gyebo.model.document import Document
from gyebo.model.table import Cell, Row
from gyebo.reading.places.regions import Region


def list_rows(document: Document, region: Region) -> Iterator[Row]:
    """Yield every printed line of a region as a row of one cell, without labels."""
    for start, end in region.spans:
        for number in range(start, end + 1):
            text = document.text_of(number)
            if text.strip():
                lead = len(text) - len(text.lstrip())
                yield Row(number, (), (Cell(number, lead + 1, text.strip()),))
