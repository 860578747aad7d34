"""The side table of figures: one SQLite file beside a graph, so that all printed figures are read at once.

    figure, statistic, line, document (iri, …)    a row for each thing of a class, a column for each property

The rows are taken from the quads on their way into the store: the store itself needs two look-ups for every value,
which takes twenty times as long. That both give the same is a test. A store without the file is asked in SPARQL,
a property at a time.
"""
# Every name in a statement is one of ours.
# ruff: noqa: S608

import sqlite3
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store

from gyebo.errors import Unreadable
from gyebo.graph.terms import DECLARED, A, term
from gyebo.store.embedded import Embedded
from gyebo.store.engine import Engine

FILE = "figures.sqlite"
Record = dict[str, str]

FIGURE = {
    "table": "gb:inTable", "header": "gb:columnHeader", "label": "gb:rowLabel", "raw": "gb:rawValue", "unit": "gb:unit",
    "printed_unit": "gb:printedUnit", "won": "gb:amountWon", "precision": "gb:precisionWon", "percent": "gb:percent",
    "year": "gb:fiscalYear", "round": "gb:round", "kind": "gb:amountKind", "operation": "gb:operationCharacter",
    "as_of": "gb:asOf", "account": "gb:printedAccount", "bureau": "gb:printedBureau",
    "department": "gb:printedDepartment", "policy_program": "gb:printedPolicyProgram",
    "unit_program": "gb:printedUnitProgram", "program_name": "gb:printedProgram", "sub_program": "gb:printedSubProgram",
    "item_name": "gb:printedItem", "item_code": "gb:printedItemCode", "revenue_item": "gb:printedRevenueItem",
    "program": "gb:aboutProgram", "about_unit": "gb:aboutUnit", "item": "gb:aboutItem", "derived": "gb:isDerived",
}  # fmt: skip
STATISTIC = {
    "table": "gb:inTable", "header": "gb:columnHeader", "label": "gb:rowLabel", "raw": "gb:rawValue",
    "unit": "gb:printedUnit", "quantity": "gb:quantity", "year": "gb:fiscalYear",
}  # fmt: skip
# What a figure and a statistic have besides: their place.
_PLACED = {"column": "gb:column", "evidence": "prov:wasQuotedFrom"}
_CLASSES = {
    "gb:Figure": ("figure", {**_PLACED, **FIGURE}),
    "gb:Statistic": ("statistic", {**_PLACED, **STATISTIC}),
    "oa:SpecificResource": ("line", {"number": "gb:lineNumber", "whole": "dct:isPartOf"}),
    "gb:SourceDocument": ("document", {"id": "dct:identifier"}),
}
_KINDS: dict[object, tuple[str, dict[NamedNode, str]]] = {
    term(kind): (table, {term(prop): column for column, prop in columns.items()})
    for kind, (table, columns) in _CLASSES.items()
}
BATCH = 10_000  # of one table, held before they are written


def figures(engine: Engine) -> Iterator[Record]:
    """Yield every printed figure as text by column, with its document and line; empty where nothing is said."""
    return _records(engine, "gb:Figure", FIGURE)


def statistics(engine: Engine) -> Iterator[Record]:
    """Yield every counted number as text by column, with its document and line."""
    return _records(engine, "gb:Statistic", STATISTIC)


def _records(engine: Engine, kind: str, properties: dict[str, str]) -> Iterator[Record]:
    if isinstance(engine, Embedded) and (engine.graph / FILE).is_file():
        return _from_table(engine.graph / FILE, _CLASSES[kind][0], properties)
    return scanned(engine, kind, properties)


def scanned(engine: Engine, kind: str, properties: dict[str, str]) -> Iterator[Record]:
    """Yield every thing of a class with its place and properties, a scan for each property: no joins."""
    things = f"SELECT ?iri ?column ?evidence WHERE {{ ?iri a {kind} ; gb:column ?column ; prov:wasQuotedFrom ?evidence }}"
    lines = """SELECT ?evidence ?line ?document WHERE {
  ?evidence gb:lineNumber ?line ; dct:isPartOf ?whole . ?whole dct:identifier ?document }"""
    scans = (f"SELECT ?iri ?value WHERE {{ ?iri {prop} ?value }}" for prop in properties.values())
    # The engine works outside Python's lock, so two queries run at once.
    with ThreadPoolExecutor(max_workers=2) as pool:
        answers = pool.map(
            lambda query: list(engine.select(f"{DECLARED}\n{query}").texts()), (things, lines, *scans)
        )
        listed, places, *values = answers
    placed = {evidence: (line, document) for evidence, line, document in places}
    of_property = {
        name: {iri: value for iri, value in reversed(found)}  # noqa: C416 — rows are tuples of any length to mypy
        for name, found in zip(properties, values, strict=True)
    }
    seen: set[str] = set()
    for iri, column, evidence in listed:
        if iri not in seen and evidence in placed:
            seen.add(iri)
            line, document = placed[evidence]
            own = {name: found.get(iri, "") for name, found in of_property.items()}
            yield {"iri": iri, "document": document, "line": line, "column": column, **own}


def _from_table(path: Path, table: str, properties: dict[str, str]) -> Iterator[Record]:
    names = ("iri", "document", "line", "column", *properties)
    own = ", ".join(f't."{name}"' for name in properties)
    query = f"""SELECT t.iri, document.id, line.number, t."column", {own}
FROM {table} AS t JOIN line ON line.iri = t.evidence JOIN document ON document.iri = line.whole"""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            for row in connection.execute(query):
                yield dict(zip(names, row, strict=True))
    except sqlite3.Error as error:
        what = f"the figures cannot be read ({error})"
        raise Unreadable(path, None, what, "build anew: gyebo build") from error


def recorded(quads: Iterable[Quad], path: Path, batch: int = BATCH) -> Iterator[Quad]:
    """Yield quads as they come, and write the figures among them to a new side table.

    What is said of a thing comes in one go, its class first. Raises `Unreadable` where the table cannot be written.
    """
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.executescript(_schema())
            connection.execute("BEGIN")
            writer = _Writer(connection, batch)
            for quad in quads:
                writer.take(quad)
                yield quad
            writer.write()
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise Unreadable(path, None, f"the figures cannot be written ({error})", "free space") from error


def amend_figures(path: Path, store: Store, changed: Iterable[Quad]) -> None:
    """Write anew what a side table has of every subject of some quads, as a store says it now."""
    subjects = {quad.subject for quad in changed if isinstance(quad.subject, NamedNode)}
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("BEGIN")
            for table, _ in _CLASSES.values():
                connection.executemany(
                    f"DELETE FROM {table} WHERE iri = ?", ((subject.value,) for subject in subjects)
                )
            writer = _Writer(connection)
            for subject in sorted(subjects, key=lambda node: node.value):
                for quad in sorted(
                    store.quads_for_pattern(subject, None, None, None), key=lambda q: q.predicate != A
                ):
                    writer.take(quad)
            writer.write()
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise Unreadable(path, None, f"the figures cannot be written ({error})", "free space") from error


def _schema() -> str:
    tables = (
        f"CREATE TABLE {table} (iri TEXT PRIMARY KEY, {', '.join(_declared(name) for name in columns)}) WITHOUT ROWID;"
        for table, columns in _CLASSES.values()
    )
    return "\n".join(("PRAGMA journal_mode = OFF;", "PRAGMA synchronous = OFF;", *tables))


def _declared(column: str) -> str:
    return f"\"{column}\" TEXT NOT NULL DEFAULT ''"


class _Writer:
    """Gathers what quads say of things of the classes that have a table, and writes it a batch at a time."""

    def __init__(self, connection: sqlite3.Connection, batch: int = BATCH) -> None:
        self._connection, self._batch = connection, batch
        self._waiting: dict[str, list[Record]] = {table: [] for table, _ in _CLASSES.values()}
        self._subject: object = None
        self._columns: dict[NamedNode, str] = {}
        self._record: Record = {}

    def take(self, quad: Quad) -> None:
        """Take a quad: the beginning of a record, a part of the one begun, or of no concern."""
        subject = quad.subject
        if subject == self._subject:
            if (column := self._columns.get(quad.predicate)) is not None:
                self._record.setdefault(column, getattr(quad.object, "value", ""))
        elif quad.predicate == A and isinstance(subject, NamedNode) and quad.object in _KINDS:
            self._begin(subject, *_KINDS[quad.object])

    def _begin(self, subject: NamedNode, table: str, columns: dict[NamedNode, str]) -> None:
        self._subject, self._columns, self._record = subject, columns, {"iri": subject.value}
        if len(self._waiting[table]) == self._batch:
            self.write()
        self._waiting[table].append(self._record)

    def write(self) -> None:
        """Write what waits."""
        for table, columns in _CLASSES.values():
            names = ("iri", *columns)
            places = ", ".join("?" * len(names))
            listed = ", ".join(f'"{name}"' for name in names)
            rows = (tuple(record.get(name, "") for name in names) for record in self._waiting[table])
            self._connection.executemany(f"INSERT OR IGNORE INTO {table} ({listed}) VALUES ({places})", rows)
            self._waiting[table] = []
