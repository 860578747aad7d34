"""`parquet`: the tables as typed Parquet files; won are 64-bit integers, rates exact decimals."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gyebo.export import columns
from gyebo.export.columns import column
from gyebo.export.request import ALL, Request, Step
from gyebo.export.tables import Source, source
from gyebo.store.engine import Engine

if TYPE_CHECKING:
    import pyarrow

_GROUP = 20_000  # rows that are held in memory at once
_DIGITS, _PLACES = 18, 6  # of a rate

_READ: dict[str, Callable[[str], Any]] = {
    "integer": int,
    "decimal": Decimal,
    "boolean": lambda text: text == "true",
    "string": str,
}


def write(engine: Engine, place: Path, _request: Request = ALL) -> Iterator[Step]:
    """Write every table to a file of its own; what is empty in CSV is null here."""
    for name in columns.TABLES:
        yield from _file(source(engine, name), place / f"{name}.parquet")


def _file(table: Source, path: Path) -> Iterator[Step]:
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    schema = _schema(table)
    types = [column(name).type for name in table.columns]
    count = 0
    with ParquetWriter(path, schema, compression="zstd", version="2.6") as writer:
        while portion := list(islice(table.rows, _GROUP)):
            arrays = [
                pa.array([_READ[type_](text) if text else None for text in values], field.type)
                for type_, field, values in zip(types, schema, zip(*portion, strict=True), strict=True)
            ]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
            count += len(portion)
            yield Step(path.name, count, "rows")
    yield Step(path.name, count, "rows")


def _schema(table: Source) -> "pyarrow.Schema":
    """Return the types of a table's columns, their meanings as metadata of each field."""
    import pyarrow as pa

    types = {
        "integer": pa.int64(),
        "decimal": pa.decimal128(_DIGITS, _PLACES),
        "boolean": pa.bool_(),
        "string": pa.string(),
    }
    about = columns.TABLES[table.name]
    return pa.schema(
        [
            pa.field(name, types[column(name).type], metadata={"ko": column(name).ko, "en": column(name).en})
            for name in table.columns
        ],
        metadata={"ko": about.ko, "en": about.en},
    )
