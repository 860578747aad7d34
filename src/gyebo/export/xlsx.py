"""`xlsx`: the tables as one workbook, a sheet each; whole numbers and rates are numbers.

A sheet's numbers are binary floating point: a whole number that such a number cannot hold exactly (beyond
2^53) is written as text, and so is nothing that the documents print.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from gyebo.export import columns
from gyebo.export.columns import column
from gyebo.export.request import ALL, Request, Step
from gyebo.export.tables import LICENCE, Source, source
from gyebo.store.engine import Engine

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_OPTIONS = {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
_PORTION = 1000
_EXACT = 2**53
_ROWS = 1_048_576  # what a sheet holds, its header included
# A workbook says when it was made; this one says when the format was, so that the same graph is the same file.
_MADE = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def write(engine: Engine, place: Path, _request: Request = ALL) -> Iterator[Step]:
    """Write every table to a sheet with a fixed header and a filter."""
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    with TemporaryDirectory(prefix="gyebo-export-") as folder:
        workbook = Workbook(place, {**_OPTIONS, "tmpdir": folder})
        try:
            workbook.set_properties({"title": "gyebo", "comments": LICENCE, "created": _MADE})
            yield from _sheets(workbook, engine)
            workbook.close()
        except FileCreateError as error:
            raise error.args[0] from error
        finally:
            _let_go(workbook)


def _let_go(workbook: "Workbook") -> None:
    """Close the rows that a failed workbook keeps open in temporary files."""
    for sheet in workbook.worksheets():
        with suppress(OSError, ValueError):
            sheet.row_data_fh.close()


def _sheets(workbook: "Workbook", engine: Engine) -> Iterator[Step]:
    head = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    won = workbook.add_format({"num_format": "#,##0"})
    _contents(workbook, head)
    for name in columns.TABLES:
        yield from _sheet(workbook.add_worksheet(name), source(engine, name), head, won)


def _contents(workbook: "Workbook", head: "Format") -> None:
    """Write the first sheet: what each table and each column is."""
    sheet = workbook.add_worksheet("읽어두기 README")
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 2, 48)
    rows = [(name, table.ko, table.en) for name, table in columns.TABLES.items()]
    rows += [(name, about.ko, about.en) for name, about in columns.COLUMNS.items()]
    sheet.write_row(0, 0, ("표·열 table, column", "뜻", "meaning"), head)
    for number, row in enumerate(rows, 1):
        sheet.write_row(number, 0, row)
    sheet.freeze_panes(1, 0)


def _sheet(sheet: "Worksheet", table: Source, head: "Format", won: "Format") -> Iterator[Step]:
    for number, name in enumerate(table.columns):
        about = column(name)
        sheet.set_column(number, number, about.width, won if name.endswith("_krw") else None)
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, table.columns, head)
    types = [column(name).type for name in table.columns]
    count = 0
    while portion := list(islice(table.rows, _PORTION)):
        for row in portion:
            count += 1
            _row(sheet, count, types, row)
        yield Step(table.name, count, "rows")
    sheet.autofilter(0, 0, max(count, 1), len(table.columns) - 1)
    yield Step(table.name, count, "rows")


def _row(sheet: "Worksheet", number: int, types: list[str], row: tuple[str, ...]) -> None:
    if number >= _ROWS:
        raise OSError(f"a sheet holds {_ROWS:,} rows; parquet or sqlite hold more")
    for at, (type_, text) in enumerate(zip(types, row, strict=True)):
        if text:
            _cell(sheet, number, at, type_, text)


def _cell(sheet: "Worksheet", row: int, at: int, type_: str, text: str) -> None:
    """Write a cell: a number where a sheet can hold it exactly, else text."""
    value: Any = int(text) if type_ == "integer" else text
    if type_ == "integer" and abs(value) <= _EXACT:
        sheet.write_number(row, at, value)
    elif type_ == "decimal":
        sheet.write_number(row, at, float(text))
    elif type_ == "boolean":
        sheet.write_boolean(row, at, text == "true")
    else:
        sheet.write_string(row, at, text)
