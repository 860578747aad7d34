"""The search index: one SQLite file beside a graph, made from the graph by SPARQL, the same bytes every time.

things(n, type, id, name, iri, context, latest)   what can be found
names(n, thing, name, role, key)                  by which printed names, each once
letters(jamo, initials)                           their trigrams (FTS5), by the row of `names`
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from gyebo.errors import Unreadable
from gyebo.query.letters import initials
from gyebo.query.library import run
from gyebo.store.engine import Engine
from gyebo.text.names import jamo, key

FILE = "search.sqlite"
# What a name is to its thing, the best first: of several equal names the first in this order is told.
ROLES = (
    "name",
    "code",
    "former",
    "alias",
    "brand",
    "spelling",
    "misprint",
    "sub_program",
    "printed",
    "vendor",
)
TYPES = ("program", "unit", "item", "document", "contract", "source")

_SCHEMA = """
CREATE TABLE things (
  n INTEGER PRIMARY KEY, type TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, iri TEXT NOT NULL,
  context TEXT NOT NULL, latest TEXT NOT NULL
);
CREATE TABLE names (
  n INTEGER PRIMARY KEY, thing INTEGER NOT NULL REFERENCES things, name TEXT NOT NULL, role TEXT NOT NULL,
  key TEXT NOT NULL
);
CREATE VIRTUAL TABLE letters USING fts5(jamo, initials, tokenize='trigram', content='', detail=full);
"""
_ENDINGS = """
INSERT INTO letters(letters) VALUES ('optimize');
CREATE INDEX names_by_key ON names(key);
CREATE INDEX things_by_id ON things(id);
CREATE VIRTUAL TABLE grams USING fts5vocab(letters, row);
VACUUM;
"""


@dataclass(frozen=True, slots=True)
class Findable:
    """A thing that can be found: what it is, its present name, where it belongs and until when it is known."""

    type: str
    id: str
    name: str
    iri: str
    context: str
    latest: str


@dataclass(frozen=True, slots=True)
class Known:
    """A name of a thing, and what it is to it: its name, a code, a misprint, a sub-program."""

    thing: Findable
    name: str
    role: str
    key: str


def known_names(engine: Engine) -> Iterator[Known]:
    """Yield every name that something can be found by, each once for a thing, in a fixed order."""
    things = {thing.iri: thing for thing in findable(engine)}
    names: dict[tuple[str, str], tuple[int, str, str]] = {}
    for record in run(engine, "search/names").records():
        told = (ROLES.index(record["role"]), record["name"], record["role"])
        place = (record["thing"], key(record["name"]))
        if record["thing"] in things and place[1]:
            names[place] = min(told, names.get(place, told))
    for (iri, held), (_, name, role) in sorted(names.items()):
        yield Known(things[iri], name, role, held)


def findable(engine: Engine) -> list[Findable]:
    """Return everything that can be found, with what tells things of one name apart."""
    places: dict[str, list[str]] = defaultdict(list)
    for record in run(engine, "search/places").records():
        places[record["thing"]].append(record["place"])
    found = {}
    for record in run(engine, "search/things").records():
        iri, since, until = record["thing"], record["since"], record["until"]
        open_ended = record["type"] == "unit" and not until
        context = " · ".join(filter(None, (_span(since, until, open_ended), *places[iri])))
        latest = "9999" if open_ended else (until or since)[:4]
        found[iri] = Findable(record["type"], record["id"], record["label"], iri, context, latest)
    return sorted(found.values(), key=lambda thing: (TYPES.index(thing.type), thing.id, thing.iri))


def _span(since: str, until: str, open_ended: bool) -> str:
    """Return a span of time in words: 2018–2023, 2022-08–, –2019, 2021."""
    if not since or not until or since == until:
        return f"–{until}" if until and not since else f"{since}–" if since and open_ended else since
    return f"{since}–{until}"


def write_index(engine: Engine, path: Path) -> None:
    """Write the search index of a graph to a new file; raise `Unreadable` where it cannot be written."""
    names = list(known_names(engine))
    path.unlink(missing_ok=True)
    try:
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            _fill(connection, names)
        finally:
            connection.close()
    except sqlite3.Error as error:
        path.unlink(missing_ok=True)
        step = "free space, or install a Python whose SQLite has FTS5 (3.34 or newer)"
        raise Unreadable(path, None, f"the search index cannot be written ({error})", step) from error


def _fill(connection: sqlite3.Connection, names: Iterable[Known]) -> None:
    """Write schema and rows in one transaction, then close ranks in the file."""
    connection.executescript("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;")
    connection.executescript(_SCHEMA)
    connection.execute("BEGIN")
    numbers: dict[Findable, int] = {}
    for n, known in enumerate(names, start=1):
        thing = numbers.get(known.thing)
        if thing is None:
            thing = numbers[known.thing] = len(numbers) + 1
            row = known.thing
            connection.execute(
                "INSERT INTO things VALUES (?, ?, ?, ?, ?, ?, ?)",
                (thing, row.type, row.id, row.name, row.iri, row.context, row.latest),
            )
        connection.execute(
            "INSERT INTO names VALUES (?, ?, ?, ?, ?)", (n, thing, known.name, known.role, known.key)
        )
        connection.execute(
            "INSERT INTO letters(rowid, jamo, initials) VALUES (?, ?, ?)",
            (n, jamo(known.name), initials(known.name)),
        )
    connection.execute("COMMIT")
    connection.executescript(_ENDINGS)
