"""What the pages work on: an engine that follows rebuilds of the store, and what the operator has set."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Lock

from pyoxigraph import Triple

from gyebo.server.settings import Settings
from gyebo.store.embedded import Embedded
from gyebo.store.engine import UNBOUND, Bindings, Engine, Rows
from gyebo.store.layout import current
from gyebo.store.remote import Remote


class Live:
    """An engine over the graph in use in a store folder; a rebuild is noticed at the next question."""

    def __init__(self, folder: Path) -> None:
        """Open the graph in use; raise `Unreadable` where there is none."""
        self._folder, self._lock = folder, Lock()
        self._current = str(folder / "CURRENT")
        self._open()

    @property
    def digest(self) -> str:
        """A short digest of what the graph in use was built from."""
        self._opened()
        return self._digest

    @property
    def graph(self) -> Path:
        """The folder of the graph in use."""
        self._opened()
        return self._path

    def select(self, query: str, bindings: Bindings = UNBOUND) -> Rows:
        """Return the rows of a SELECT query."""
        return self._opened().select(query, bindings)

    def ask(self, query: str, bindings: Bindings = UNBOUND) -> bool:
        """Return the answer to an ASK query."""
        return self._opened().ask(query, bindings)

    def construct(self, query: str, bindings: Bindings = UNBOUND) -> Iterator[Triple]:
        """Yield the triples of a CONSTRUCT or DESCRIBE query."""
        return self._opened().construct(query, bindings)

    def _opened(self) -> Embedded:
        """Return the engine over the graph in use, opened anew where the store has switched."""
        if self._pointer() not in (self._stamp, None):
            with self._lock:
                if self._pointer() not in (self._stamp, None):
                    self._open()
        return self._engine

    def _open(self) -> None:
        stamp = self._pointer()
        self._path = current(self._folder)
        self._digest = _digest(self._path)
        self._engine = Embedded(self._folder)
        self._stamp = stamp

    def _pointer(self) -> tuple[int, int] | None:
        """Return what tells one pointer file from the next; None where it is gone: the graph opened last stays."""
        try:
            stat = os.stat(self._current)  # noqa: PTH116 (asked with every query)
        except OSError:
            return None
        return stat.st_mtime_ns, stat.st_ino


def _digest(path: Path) -> str:
    manifest = json.loads((path / "manifest.json").read_text(encoding="utf-8"))
    return str(manifest["inputs"])[:16]


@dataclass(frozen=True, slots=True)
class Site:
    """What a page may use. `engine` answers library queries; `store` is None over a remote endpoint."""

    engine: Engine
    base: str
    settings: Settings
    store: Path | None

    def digest(self) -> str:
        """Return a short digest of the graph in use, for ETag; over a remote endpoint, of its address only."""
        if isinstance(self.engine, Live):
            return self.engine.digest
        return sha256(str(self.settings.endpoint).encode()).hexdigest()[:16]

    @property
    def constant(self) -> bool:
        """Whether `digest` changes whenever an answer may change."""
        return isinstance(self.engine, Live)


def open_site(settings: Settings) -> Site:
    """Open the store or the endpoint that the settings name; raise `Unreadable` where there is no graph."""
    if settings.endpoint:
        seconds = max(1, round(settings.time_limit_seconds))
        return Site(Remote(settings.endpoint, seconds), settings.base, settings, None)
    if settings.store is None:
        raise ValueError("a server needs a store or an endpoint")
    return Site(Live(settings.store), settings.base, settings, settings.store)
