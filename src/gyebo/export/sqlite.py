"""`sqlite`: the tables as a database with full-text search, and the metadata that datasette shows beside it.

Search is by trigrams, which finds Korean inside words; MATCH needs three letters, LIKE does with two. The
rows of a table are indexed in `<table>_fts`, which datasette finds by itself.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from gyebo.export import columns
from gyebo.export.columns import column
from gyebo.export.request import ALL, Request, Step
from gyebo.export.tables import LICENCE, Source, source
from gyebo.store.engine import Engine

DATABASE, METADATA = "gyebo.sqlite", "metadata.json"
_PORTION = 2000
_TYPES = {"integer": "INTEGER", "decimal": "NUMERIC", "boolean": "INTEGER", "string": "TEXT"}
# Columns that people look rows up by; references and keys have indexes anyway.
_INDEXED = {
    "figures": (("document", "line"), ("fiscal_year", "kind"), ("department",), ("program",)),
    "program_years": (("fiscal_year",),),
    "changes": (("kind",),),
    "discrepancies": (("document",), ("rule",)),
}
_SEARCH = """SELECT program_id, name, first_year, last_year, departments
FROM programs WHERE rowid IN (SELECT rowid FROM programs_fts
  WHERE name LIKE '%' || :text || '%' OR names LIKE '%' || :text || '%' OR departments LIKE '%' || :text || '%')
ORDER BY program_id"""


def write(engine: Engine, place: Path, _request: Request = ALL) -> Iterator[Step]:
    """Write the database, then its metadata; a full disk is an `OSError`."""
    names: dict[str, tuple[str, ...]] = {}
    try:
        with closing(sqlite3.connect(place / DATABASE, isolation_level=None)) as database:
            _prepare(database)
            for table in _ordered():
                rows = source(engine, table)
                names[table] = rows.columns
                yield from _fill(database, rows)
            _finish(database, names)
    except sqlite3.OperationalError as error:
        raise OSError(None, str(error)) from error
    text = json.dumps(_metadata(names), ensure_ascii=False, indent=1)
    (place / METADATA).write_text(f"{text}\n", encoding="utf-8", newline="\n")


def _ordered() -> list[str]:
    """Return the tables so that what others refer to comes first."""
    first = ("documents", "units", "programs")
    return [*first, *(name for name in columns.TABLES if name not in first)]


def _prepare(database: sqlite3.Connection) -> None:
    """Set what the bytes of the file depend on, and leave out the journal: the file is not in use yet."""
    for pragma in ("page_size = 4096", "journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF"):
        database.execute(f"PRAGMA {pragma}")


def _fill(database: sqlite3.Connection, table: Source) -> Iterator[Step]:
    database.execute(_create(table))
    into = f"INSERT INTO {_quoted(table.name)} VALUES ({', '.join('?' * len(table.columns))})"  # noqa: S608 (our own names)
    types = [column(name).type for name in table.columns]
    count = 0
    while portion := list(islice(table.rows, _PORTION)):
        database.execute("BEGIN")
        database.executemany(into, ([*map(_value, types, row)] for row in portion))
        database.execute("COMMIT")
        count += len(portion)
        yield Step(table.name, count, "rows")
    yield Step(table.name, count, "rows")


def _create(table: Source) -> str:
    about = columns.TABLES[table.name]
    parts = [f"{_quoted(name)} {_TYPES[column(name).type]}" for name in table.columns]
    if about.key:
        parts.append(f"PRIMARY KEY ({', '.join(map(_quoted, about.key))})")
    parts += [
        f"FOREIGN KEY ({_quoted(each.column)}) REFERENCES {_quoted(each.table)} ({_quoted(each.target)})"
        for each in about.references
    ]
    listed = ",\n  ".join(parts)
    return f"CREATE TABLE {_quoted(table.name)} (\n  {listed}\n)"


def _value(type_: str, text: str) -> int | str | None:
    """Return a cell: whole numbers as they are, rates as text that SQLite makes a number, empty as NULL."""
    if not text:
        return None
    if type_ == "boolean":
        return int(text == "true")
    return int(text) if type_ == "integer" else text


def _finish(database: sqlite3.Connection, names: dict[str, tuple[str, ...]]) -> None:
    """Make the indexes and the full-text search, check the references, put the pages in order."""
    for table in names:
        about = columns.TABLES[table]
        wanted = dict.fromkeys((*((each.column,) for each in about.references), *_INDEXED.get(table, ())))
        for index in wanted:
            on = ", ".join(map(_quoted, index))
            database.execute(f"CREATE INDEX {_quoted('_'.join((table, *index)))} ON {_quoted(table)} ({on})")
        texts = ", ".join(map(_quoted, about.texts))
        search = _quoted(f"{table}_fts")
        database.execute(
            f"CREATE VIRTUAL TABLE {search} USING fts5({texts}, content={_quoted(table)}, tokenize='trigram')"
        )
        database.execute(f"INSERT INTO {search} ({search}) VALUES ('rebuild')")  # noqa: S608 (our own names)
    broken = database.execute("PRAGMA foreign_key_check").fetchone()
    if broken:
        raise ValueError(f"{broken[0]} refers to a row of {broken[2]} that is not there")
    database.execute("VACUUM")


def _quoted(name: str) -> str:
    return f'"{name}"'


def _metadata(names: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    """Return what datasette shows: titles, the meaning of each column, a search that takes two letters."""
    tables = {
        name: {
            "title": f"{columns.TABLES[name].ko} · {columns.TABLES[name].en}",
            "columns": {each: f"{column(each).ko} · {column(each).en}" for each in names[name]},
        }
        for name in columns.TABLES
    }
    search = {
        "title": "사업 찾기 · find a program",
        "description": "이름과 부서의 일부, 두 글자부터 · part of a name or department, from two letters on",
        "sql": _SEARCH,
    }
    return {
        "title": "gyebo",
        "license": "CC BY 4.0",
        "license_url": LICENCE,
        "databases": {"gyebo": {"tables": tables, "queries": {"find_program": search}}},
    }
