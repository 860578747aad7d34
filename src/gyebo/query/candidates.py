"""Names worth comparing with a text, out of the search index: a few hundred of however many there are.

The SQL is put together from constants and question marks; what somebody typed is only ever bound.
"""
# ruff: noqa: S608

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from gyebo.query.index import FILE, Findable, Known
from gyebo.query.letters import Wanted
from gyebo.store.engine import Engine
from gyebo.text.names import jamo

_MOST = 400  # names that hold the text
_LIKELIEST = 120  # names that share its rarest trigrams
_RAREST = 10  # trigrams of the text by which names like it are looked for
_SHORTEST = 3  # letters that a trigram index can look up

_COLUMNS = (
    "things.type, things.id, things.name, things.iri, things.context, things.latest, names.name, names.role,"
    " names.key"
)
_JOINED = f"SELECT {_COLUMNS} FROM names JOIN things ON things.n = names.thing WHERE"


def index_of(engine: Engine) -> Path | None:
    """Return the search index beside an engine's graph; None for endpoints and for graphs without one."""
    graph = getattr(engine, "graph", None)
    path = graph / FILE if isinstance(graph, Path) else None
    return path if path is not None and path.is_file() else None


def candidates(index: Path, wanted: Wanted) -> list[Known]:
    """Return the names that hold the text or its words, and where they are few those that are like it."""
    uri = f"{index.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        return list(dict.fromkeys(_proposed(connection, wanted)))


def _proposed(connection: sqlite3.Connection, wanted: Wanted) -> Iterator[Known]:
    yield from _names(connection, "things.id = ?", wanted.plain)
    yield from _names(connection, "names.key = ?", wanted.key)
    if wanted.only_initials:
        yield from _matching(connection, [f'initials:"{wanted.key}"'])
        return
    yield from _holding(connection, (wanted.key,))
    if wanted.words != (wanted.key,):
        yield from _holding(connection, wanted.words)
    yield from _like(connection, wanted.jamo)


def _names(connection: sqlite3.Connection, condition: str, *values: str) -> Iterator[Known]:
    """Yield the names of which a condition holds."""
    for row in connection.execute(f"{_JOINED} {condition}", values):
        yield Known(Findable(*row[:6]), *row[6:])


def _holding(connection: sqlite3.Connection, texts: tuple[str, ...]) -> Iterator[Known]:
    """Yield names that hold every one of the texts (keys), the shortest first."""
    long = [letters for text in texts if len(letters := jamo(text)) >= _SHORTEST]
    short = [text for text in texts if len(jamo(text)) < _SHORTEST]
    yield from _matching(connection, [f'jamo:"{letters}"' for letters in long], short)


def _matching(
    connection: sqlite3.Connection, matches: list[str], held: list[str] | None = None
) -> Iterator[Known]:
    """Yield names of which every full-text expression holds, and that hold the short texts."""
    conditions = ["n IN (SELECT rowid FROM letters WHERE letters MATCH ?)"] if matches else []
    conditions += ["instr(key, ?) > 0"] * len(held or [])
    values = ([" AND ".join(matches)] if matches else []) + (held or [])
    if conditions:
        chosen = f"SELECT n FROM names WHERE {' AND '.join(conditions)} ORDER BY length(key), n LIMIT {_MOST}"
        yield from _names(connection, f"names.n IN ({chosen})", *values)


def _like(connection: sqlite3.Connection, letters: str) -> Iterator[Known]:
    """Yield names that share some of the rarest trigrams of the text, those that share most first."""
    grams = sorted({letters[at : at + _SHORTEST] for at in range(len(letters) - _SHORTEST + 1)})
    marks = ", ".join("?" * len(grams))
    known = f"SELECT term FROM grams WHERE term IN ({marks}) ORDER BY doc, term LIMIT {_RAREST}"
    rare = [f'"{term}"' for (term,) in connection.execute(known, grams)]
    if rare:
        chosen = f"SELECT rowid FROM letters WHERE letters MATCH ? ORDER BY rank LIMIT {_LIKELIEST}"
        yield from _names(connection, f"names.n IN ({chosen})", f"jamo:({' OR '.join(rare)})")
