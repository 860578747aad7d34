"""`tables`: the graph as CSV files with CSVW metadata, every row read back out of the graph."""

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gyebo.errors import Unreadable
from gyebo.query.library import run
from gyebo.store.engine import Engine

# The fixed columns come first in each query (queries/export); a test holds them against this list.
TABLES = (
    "figures", "programs", "program_years", "changes", "units", "unit_changes", "transfers", "carryovers",
    "contracts", "documents", "discrepancies",
)  # fmt: skip
_INTEGERS = {
    "line",
    "amount_krw",
    "fiscal_year",
    "first_year",
    "last_year",
    "column",
    "tender_krw",
    "award_krw",
    "budget_krw",
}
_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
METADATA = "csv-metadata.json"


def write_tables(engine: Engine, out: Path) -> Iterator[tuple[str, int]]:
    """Write every table into the folder `out`, then put it in place at once; yield table names and row counts.

    Files of an earlier export are replaced only when all are written. Raises `Unreadable` when the folder
    cannot be written.
    """
    part = out.with_name(out.name + ".part")
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        columns = {}
        for name in TABLES:
            columns[name], count = _write(engine, part / f"{name}.csv", name)
            yield name, count
        (part / METADATA).write_text(
            json.dumps(metadata(columns), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
        _put(part, out)
    except OSError as error:
        shutil.rmtree(part, ignore_errors=True)
        reason = error.strerror or str(error)
        raise Unreadable(
            out, None, f"the folder cannot be written ({reason})", "free space or choose another"
        ) from error


def _write(engine: Engine, path: Path, name: str) -> tuple[tuple[str, ...], int]:
    rows = run(engine, f"export/{name}")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(rows.variables)
        writer.writerows(rows.texts())
    return rows.variables, len(rows.rows)


def _put(part: Path, out: Path) -> None:
    """Move the finished files into `out`, which may hold other files of its user's."""
    out.mkdir(parents=True, exist_ok=True)
    for path in sorted(part.iterdir()):
        path.replace(out / path.name)
    part.rmdir()


def metadata(columns: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    """Return the CSVW metadata (W3C Tabular Metadata) of the tables."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "ko"}],
        "dc:license": {"@id": _LICENCE},
        "dc:title": "gyebo tables",
        "tables": [
            {"url": f"{name}.csv", "tableSchema": {"columns": [_column(column) for column in names]}}
            for name, names in columns.items()
        ],
    }


def _column(name: str) -> dict[str, Any]:
    datatype = (
        "boolean"
        if name == "derived"
        else "integer"
        if name in _INTEGERS
        else "decimal"
        if name == "percent"
        else "string"
    )
    return {"name": name, "titles": name, "datatype": datatype}
