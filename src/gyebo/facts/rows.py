"""Frozen dataclasses to CSV and back: the columns are the fields, the types say how a cell is read."""

import csv
import io
import types
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import fields
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from gyebo.errors import Unreadable

Record = TypeVar("Record")
Cell = Callable[[str], Any]


def write_rows(path: Path, kind: type[Record], records: Iterable[Record]) -> None:
    """Write records as CSV (UTF-8, header, LF), replacing the file in one step."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    writer.writerow(names)
    writer.writerows([_printed(getattr(record, name)) for name in names] for record in records)
    part = path.with_suffix(".part")
    part.write_text(buffer.getvalue(), encoding="utf-8", newline="")
    part.replace(path)


def _printed(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def read_rows(path: Path, kind: type[Record]) -> Iterator[Record]:
    """Read a CSV of records; raise `Unreadable` with file and line for a missing column or an ill-formed cell."""
    cells = _cells(cast("Hashable", kind))
    try:
        file = path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise Unreadable(
            path, None, error.strerror or str(error), "restore the file from the repository"
        ) from error
    with file:
        reader = csv.DictReader(file)
        missing = [name for name in cells if name not in (reader.fieldnames or [])]
        if missing:
            raise Unreadable(path, 1, f"no column {missing[0]!r}", f"the columns are {', '.join(cells)}")
        for row in reader:
            yield _record(path, reader.line_num, kind, cells, row)


def _record(path: Path, line: int, kind: type[Record], cells: dict[str, Cell], row: dict[str, Any]) -> Record:
    values = {}
    for name, cell in cells.items():
        try:
            values[name] = cell(row[name])
        except (ValueError, InvalidOperation, TypeError):
            what = f"{row[name]!r} is no {name}" if row[name] is not None else f"no cell for {name!r}"
            raise Unreadable(path, line, what, "mend the row") from None
    return kind(**values)


@cache
def _cells(kind: Hashable) -> dict[str, Cell]:
    hints = get_type_hints(kind)
    return {field.name: _cell(hints[field.name]) for field in fields(cast("Any", kind))}


def _cell(hint: Any) -> Cell:
    """Return the reader of a cell of one type: str, int, bool, Decimal, or one of these or None when empty."""
    if get_origin(hint) in (Union, types.UnionType):
        inner = _cell(next(part for part in get_args(hint) if part is not type(None)))
        return lambda text: inner(text) if text else None
    if hint is bool:
        return _boolean
    if hint is str:
        return _text
    return cast("Cell", {int: int, Decimal: Decimal}[hint])


def _text(text: str) -> str:
    if not isinstance(text, str):
        raise TypeError
    return text


def _boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(text)
    return text == "true"
