"""The side table of totals: one SQLite file beside a graph, so that sums over years do not grow with the graph.

    totals(unit, year, round, kind, as_of, status, amounts, won)   won: exact integers

What counts, and how often, stands in `queries/unit/sums.rq`. The table is added up from the single
observations of the cube, in whole numbers; that it equals what the query adds up is a test.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from gyebo.errors import Unreadable
from gyebo.graph.terms import code
from gyebo.resources import folder
from gyebo.store.embedded import Embedded
from gyebo.store.engine import Bindings, Engine

FILE = "totals.sqlite"

_Amount = tuple[str, str, int, str, str, str, bool, int]

_YEARS = "SELECT DISTINCT ?year WHERE { ?o <https://w3id.org/gyebo/def#observedYear> ?year } ORDER BY ?year"
# Of one year (?_year) or one program (?_program), whichever is bound: an observation has one of each.
_OBSERVED = """
PREFIX gb: <https://w3id.org/gyebo/def#>
SELECT ?program ?printed ?year ?round ?kind ?moment ?account ?won WHERE {
  ?o gb:observedYear ?_year ; gb:wholeOf ?_program .
  ?o gb:observedYear ?year ; gb:wholeOf ?program ; gb:dimOrganization ?printed ; gb:dimRound ?round ;
     gb:dimAmountKind ?kind ; gb:dimAsOf ?moment ; gb:dimAccount ?account ; gb:amount ?won .
}
"""
_CODES = "SELECT ?code ?text WHERE { ?code <http://www.w3.org/2004/02/skos/core#notation> ?text }"
_UNITS = """
PREFIX gb: <https://w3id.org/gyebo/def#>
PREFIX org: <http://www.w3.org/ns/org#>
SELECT ?unit ?id ?status ?parent WHERE {
  ?unit a gb:UnitVersion ; <http://purl.org/dc/terms/identifier> ?id ; gb:assertionStatus ?status .
  OPTIONAL { ?unit org:unitOf ?parent }
}
"""
_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TEMP TABLE amounts (
  program TEXT, printed TEXT, year INTEGER, round TEXT, kind TEXT, as_of TEXT, every INTEGER, won INTEGER
);
CREATE TEMP TABLE above (printed TEXT, unit TEXT, status TEXT);
CREATE TABLE totals (
  unit TEXT NOT NULL, year INTEGER NOT NULL, round TEXT NOT NULL, kind TEXT NOT NULL, as_of TEXT NOT NULL,
  status TEXT NOT NULL, amounts INTEGER NOT NULL, won INTEGER NOT NULL,
  PRIMARY KEY (unit, year, round, kind, as_of)
) WITHOUT ROWID;
"""
# An amount by account is left out where that over all accounts is known.
_SUM = """
CREATE INDEX temp.amounts_by_key ON amounts (program, year, round, kind, as_of, every);
INSERT INTO totals
  SELECT unit, year, round, kind, as_of, status, COUNT(*), SUM(won)
  FROM amounts AS a JOIN above USING (printed)
  WHERE every OR NOT EXISTS (
    SELECT 1 FROM amounts AS b WHERE b.program = a.program AND b.year = a.year AND b.round = a.round
      AND b.kind = a.kind AND b.as_of = a.as_of AND b.every)
  GROUP BY unit, year, round, kind, as_of, status ORDER BY unit, year, round, kind, as_of;
CREATE INDEX totals_by_year ON totals (year, kind, round);
"""
_AMEND = """
INSERT INTO totals VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (unit, year, round, kind, as_of)
  DO UPDATE SET amounts = amounts + excluded.amounts, won = won + excluded.won
"""
_READ = "SELECT unit, year, round, kind, as_of, status, amounts, won FROM totals"
_ORDER = "ORDER BY unit, year, round, kind, as_of"


class Total(NamedTuple):
    """What so many amounts of the programs of a unit version, and of all under it, come to in a year.

    `as_of` is a day within the year where the amounts are told as of that day, else empty. (A tuple, because a
    country has tens of thousands of them, and a dataclass takes twice as long to make.)
    """

    unit: str
    year: int
    round: str
    kind: str
    as_of: str
    status: str
    amounts: int
    won: int


def totals(engine: Engine, unit: str = "", year: int | None = None, kind: str = "") -> tuple[Total, ...]:
    """Return the totals of a unit version, a year and a kind, each of them or any, in order.

    They come from the side table where the engine has one, from the query on any other engine.
    """
    if isinstance(engine, Embedded) and (engine.graph / FILE).is_file():
        return _from_table(engine.graph / FILE, unit, year, kind)
    return tuple(
        total
        for total in summed(engine)
        if total.unit == (unit or total.unit)
        and total.year == (total.year if year is None else year)
        and total.kind == (kind or total.kind)
    )


def summed(engine: Engine) -> tuple[Total, ...]:
    """Return every total as SPARQL adds it up."""
    query = (folder("queries") / "unit" / "sums.rq").read_text(encoding="utf-8")
    return tuple(sorted(_total(row) for row in engine.select(query).texts()))


def _total(row: tuple[str, ...]) -> Total:
    unit, year, round_, kind, as_of, status, amounts, won = row
    return Total(unit, int(year), round_, kind, as_of, status, int(Decimal(amounts)), int(Decimal(won)))


def write_totals(engine: Embedded, path: Path) -> None:
    """Write the side table of a graph to a new file; raise `Unreadable` where it cannot be written."""
    path.unlink(missing_ok=True)
    try:
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            _fill(connection, engine, _every_amount(engine))
        finally:
            connection.close()
    except sqlite3.Error as error:
        path.unlink(missing_ok=True)
        raise Unreadable(path, None, f"the totals cannot be written ({error})", "free space") from error


def _fill(connection: sqlite3.Connection, engine: Embedded, amounts: Iterable[_Amount]) -> None:
    connection.executescript(_SCHEMA)
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO amounts VALUES (?, ?, ?, ?, ?, ?, ?, ?)", amounts)
    connection.executemany("INSERT INTO above VALUES (?, ?, ?)", _above(engine))
    connection.execute("COMMIT")
    connection.executescript(_SUM)


def _every_amount(engine: Embedded) -> Iterator[_Amount]:
    """Yield the observations of whole programs; those of one year are in memory at a time."""
    for (year,) in engine.select(_YEARS).rows:
        if isinstance(year, Literal):
            yield from _amounts(engine, {"_year": year})


def _amounts(engine: Embedded, of: Bindings) -> Iterator[_Amount]:
    notations = _notations(engine)
    every = code("account", "_T").value
    rows = engine.select(_OBSERVED, of).texts()
    for program, printed, year, round_, kind, moment, account, won in rows:
        yield (
            program, printed, int(year), notations[round_], notations[kind],
            moment.partition("/id/day/")[2], account == every, int(Decimal(won)),
        )  # fmt: skip


def program_totals(engine: Embedded, programs: Iterable[NamedNode]) -> tuple[Total, ...]:
    """Return what some programs give to the totals."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        amounts = chain.from_iterable(_amounts(engine, {"_program": program}) for program in programs)
        _fill(connection, engine, amounts)
        return _read(connection, "", None, "")
    finally:
        connection.close()


def amend_totals(path: Path, before: tuple[Total, ...], after: tuple[Total, ...]) -> None:
    """Take what programs gave to the totals in a table before, and add what they give now."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("BEGIN")
        for sign, given in ((-1, before), (1, after)):
            rows = [(*total[:6], sign * total.amounts, sign * total.won) for total in given]
            connection.executemany(_AMEND, rows)
        connection.execute("DELETE FROM totals WHERE amounts = 0")
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise Unreadable(path, None, f"the totals cannot be written ({error})", "free space") from error
    finally:
        connection.close()


def _notations(engine: Embedded) -> dict[str, str]:
    return {row[0]: row[1] for row in engine.select(_CODES).texts()}


def _above(engine: Embedded) -> Iterable[tuple[str, str, str]]:
    """Yield every unit version beside itself and all above it, each with its id and status."""
    notations = _notations(engine)
    units = {unit: (name, status, parent) for unit, name, status, parent in engine.select(_UNITS).texts()}
    for unit in units:
        upper = unit
        while upper in units:
            name, status, parent = units[upper]
            yield unit, name, notations[status]
            upper = parent


def _from_table(path: Path, unit: str, year: int | None, kind: str) -> tuple[Total, ...]:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        return _read(connection, unit, year, kind)
    except sqlite3.Error as error:
        raise Unreadable(
            path, None, f"the totals cannot be read ({error})", "build anew: gyebo build"
        ) from error
    finally:
        connection.close()


def _read(connection: sqlite3.Connection, unit: str, year: int | None, kind: str) -> tuple[Total, ...]:
    asked = {
        name: value
        for name, value in (("unit", unit), ("year", year), ("kind", kind))
        if value not in ("", None)
    }
    where = "WHERE " + " AND ".join(f"{name} = :{name}" for name in asked) if asked else ""
    return tuple(map(Total._make, connection.execute(f"{_READ} {where} {_ORDER}", asked)))
