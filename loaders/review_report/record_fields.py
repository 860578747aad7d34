"""A step for tables that are one record: the rows 사업명 and 부서명 say what the other rows are about."""

from dataclasses import replace

from gyebo.model.document import Document
from gyebo.reading.tables import ReadTable
from gyebo.reading.vocabulary import Vocabulary


def record_fields(_document: Document, tables: list[ReadTable], _vocabulary: Vocabulary) -> list[ReadTable]:
    """Give the rows of every record its program and department, as the form's `settings.fields` names them."""
    return [
        _named(table) if table.region.placement.form.settings.get("fields") else table for table in tables
    ]


def _named(table: ReadTable) -> ReadTable:
    fields: dict[str, str] = table.region.placement.form.settings["fields"]
    printed = {here.label: cells[0].raw for _, here, cells in table.rows if cells[0] is not None}
    program, department = (printed.get(fields.get(name, ""), "") for name in ("program", "department"))
    rows = (
        (row, replace(here, program=program, department=department, total=False), cells)
        for row, here, cells in table.rows
    )
    return replace(table, rows=tuple(rows))
