"""A step for tables of one kind of revenue: the marked line above them names it.

▶ … 부담금 수입 세입추계 : 2천만원 stands above boxes and year tables that have no label of their own.
"""

import re
from dataclasses import replace

from gyebo.model.document import Document
from gyebo.reading.labels import About
from gyebo.reading.tables import ReadTable
from gyebo.reading.vocabulary import Vocabulary

_NAMES = re.compile(r"^\s*[■▶●]\s*(?P<name>.+?)\s*(?:세입추계.*|\([A-Z]\)\s*)?$")


def revenue_above(document: Document, tables: list[ReadTable], _vocabulary: Vocabulary) -> list[ReadTable]:
    """Name the revenue of every table whose form says that it stands above."""
    return [_named(document, table) if _wants(table) else table for table in tables]


def _wants(table: ReadTable) -> bool:
    return bool(table.region.placement.form.settings.get("revenue_above"))


def _named(document: Document, table: ReadTable) -> ReadTable:
    rows = ((row, _with(here, _name_above(document, row.line)), cells) for row, here, cells in table.rows)
    return replace(table, rows=tuple(rows))


def _with(here: About, name: str) -> About:
    return replace(here, revenue_item=name, label=here.label or name)


def _name_above(document: Document, line: int) -> str:
    """Return what the nearest marked line above names, empty where there is none."""
    lines = (document.text_of(number) for number in range(line - 1, 0, -1))
    return next((match["name"] for text in lines if (match := _NAMES.match(text))), "")
