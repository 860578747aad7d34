"""A step for programs that are named with their department, as 정보시스템담당관 국고보조금 반환금 is."""

from dataclasses import replace

from gyebo.model.document import Document
from gyebo.reading.labels import About, split_department
from gyebo.reading.tables import ReadTable
from gyebo.reading.vocabulary import Vocabulary


def leading_departments(
    _document: Document, tables: list[ReadTable], vocabulary: Vocabulary
) -> list[ReadTable]:
    """Give a row without department the one that its program's name begins with."""
    return [_completed(table, vocabulary) for table in tables]


def _completed(table: ReadTable, vocabulary: Vocabulary) -> ReadTable:
    rows = ((row, _with_department(here, vocabulary), cells) for row, here, cells in table.rows)
    return replace(table, rows=tuple(rows))


def _with_department(here: About, vocabulary: Vocabulary) -> About:
    if here.department or not here.program:
        return here
    department, rest = split_department(here.program, vocabulary, "")
    return replace(here, department=department) if rest else here
