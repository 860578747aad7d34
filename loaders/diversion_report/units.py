"""Department cells that name the bureau first: 스마트정책관 스마트도시 담당관 is the department 스마트도시담당관."""

import re
from dataclasses import replace

from gyebo.model.document import Document
from gyebo.reading.tables import ReadTable
from gyebo.reading.vocabulary import Vocabulary
from gyebo.text.normalize import squeeze

_BUREAU = re.compile(r"\S{2,}(?:정책관|기획관|국|실|본부)\s+(?=\S)")


def departments(document: Document, tables: list[ReadTable], vocabulary: Vocabulary) -> list[ReadTable]:
    """Take the bureau off the department of every row; the name that is left is written in one piece."""
    del document, vocabulary
    return [_named(table) for table in tables]


def _named(table: ReadTable) -> ReadTable:
    rows = (
        (row, replace(here, department=own_name(here.department)), cells) for row, here, cells in table.rows
    )
    return replace(table, rows=tuple(rows))


def own_name(printed: str) -> str:
    """Return a department's own name without its bureau's.

    >>> own_name("스마트정책관 스마트도시 담당관")
    '스마트도시담당관'
    """
    return squeeze(_BUREAU.sub("", printed, count=1)) if _BUREAU.match(printed) else printed
