"""`tables`: the graph as CSV files with CSVW metadata, every row read back out of the graph."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode

from gyebo.export import columns
from gyebo.export.columns import Reference, column
from gyebo.export.request import ALL, Request, Step
from gyebo.query.library import find, run
from gyebo.store.engine import Engine

# The fixed columns come first in each query (queries/export); a test holds them against this list.
TABLES = tuple(columns.TABLES)
METADATA = "csv-metadata.json"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"

# The one table that grows with the documents is asked in portions: first its keys in order, then their rows.
# More than about 500 keys at once make Oxigraph slower, not faster.
_FIGURES = """
PREFIX gb: <https://w3id.org/gyebo/def#> PREFIX dct: <http://purl.org/dc/terms/> PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT ?figure WHERE {
  ?figure a gb:Figure ; gb:column ?column ; prov:wasQuotedFrom ?evidence .
  ?evidence gb:lineNumber ?line ; dct:isPartOf ?source . ?source dct:identifier ?document
} ORDER BY ?document ?line ?column
"""
_PORTION = 500

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A table of the graph: its columns, and its rows as text, each time from the start."""

    name: str
    columns: tuple[str, ...]
    rows: Iterator[Row]


def source(engine: Engine, name: str) -> Source:
    """Return a table; the rows of `figures` are asked for in portions while they are taken."""
    if name != "figures":
        found = run(engine, f"export/{name}")
        return Source(name, found.variables, _sorted_within(found.variables, found.texts()))
    first = engine.select(_some(()))
    return Source(name, first.variables, _figures(engine))


def _sorted_within(names: tuple[str, ...], rows: Iterator[Row]) -> Iterator[Row]:
    """Put the values of joined cells in order, which no engine promises."""
    joined = [column(name).joined for name in names]
    for row in rows:
        yield tuple(
            "|".join(sorted(text.split("|"))) if many else text
            for many, text in zip(joined, row, strict=True)
        )


def _figures(engine: Engine) -> Iterator[Row]:
    keys = iter([row[0] for row in engine.select(_FIGURES).rows if isinstance(row[0], NamedNode)])
    while portion := tuple(islice(keys, _PORTION)):
        yield from engine.select(_some(portion)).texts()


def _some(keys: tuple[NamedNode, ...]) -> str:
    """Return the query of the library for some figures only; IRIs are written by the RDF library."""
    values = " ".join(map(str, keys))
    return find("export/figures").text.replace("WHERE {", f"WHERE {{ VALUES ?figure {{ {values} }}", 1)


def write(engine: Engine, place: Path, _request: Request = ALL) -> Iterator[Step]:
    """Write every table, then their metadata, into a folder."""
    written: dict[str, tuple[str, ...]] = {}
    for name in TABLES:
        table = source(engine, name)
        written[name] = table.columns
        yield from _csv(table, place / f"{name}.csv")
    text = json.dumps(metadata(written), ensure_ascii=False, indent=1)
    (place / METADATA).write_text(f"{text}\n", encoding="utf-8", newline="\n")


def write_tables(engine: Engine, folder: Path) -> Iterator[tuple[str, int]]:
    """Write every table into a folder that is there; yield table names and row counts."""
    rows = {step.name: step.count for step in write(engine, folder)}
    yield from ((name.removesuffix(".csv"), count) for name, count in rows.items())


def _csv(table: Source, path: Path) -> Iterator[Step]:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(table.columns)
        while portion := list(islice(table.rows, _PORTION)):
            writer.writerows(portion)
            count += len(portion)
            yield Step(path.name, count, "rows")
    yield Step(path.name, count, "rows")


def metadata(written: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    """Return the CSVW metadata (W3C Tabular Metadata) of the tables."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "ko"}],
        "dc:license": {"@id": LICENCE},
        "dc:title": "gyebo tables",
        "tables": [_table(name, names) for name, names in written.items()],
    }


def _table(name: str, names: tuple[str, ...]) -> dict[str, Any]:
    """Describe a table: its columns, the key of its rows, the tables that it refers to."""
    about = columns.TABLES[name]
    schema: dict[str, Any] = {"columns": [_column(column, column in about.key) for column in names]}
    if about.key:
        schema["primaryKey"] = list(about.key)
    # CSVW knows no reference that may be empty.
    if references := [_reference(each) for each in about.references if not each.optional]:
        schema["foreignKeys"] = references
    titles = [{"@value": about.ko, "@language": "ko"}, {"@value": about.en, "@language": "en"}]
    return {"url": f"{name}.csv", "dc:title": titles, "tableSchema": schema}


def _reference(reference: Reference) -> dict[str, Any]:
    target = {"resource": f"{reference.table}.csv", "columnReference": reference.target}
    return {"columnReference": reference.column, "reference": target}


def _column(name: str, required: bool) -> dict[str, Any]:
    about = column(name)
    said = [{"@value": about.ko, "@language": "ko"}, {"@value": about.en, "@language": "en"}]
    described = {"name": name, "titles": name, "dc:description": said, "datatype": about.type}
    return {**described, "required": True} if required else described
