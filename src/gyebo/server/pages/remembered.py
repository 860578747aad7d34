"""Answers kept in memory: the pages ask the same questions again and again, and a graph never changes, only its digest."""

from collections import OrderedDict
from collections.abc import Iterator
from threading import Lock
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Triple

from gyebo.store.engine import UNBOUND, Bindings, Rows

if TYPE_CHECKING:
    from gyebo.server.site import Site

# About 40 MB of terms; one answer larger than a twentieth of that is not kept.
CELLS = 400_000
_SHARE = 20

_Key = tuple[str, str, tuple[tuple[str, NamedNode | Literal], ...]]


class Remembered:
    """An engine over the site's own that keeps its latest SELECT answers, as long as the graph is the same."""

    def __init__(self, site: "Site", cells: int = CELLS) -> None:
        """Take the site and the most to keep; where its digest does not tell graphs apart, nothing is kept."""
        self._site, self._lock, self._most = site, Lock(), cells
        self._known: OrderedDict[_Key, Rows] = OrderedDict()
        self._cells = 0

    def select(self, query: str, bindings: Bindings = UNBOUND) -> Rows:
        """Return the rows of a SELECT query."""
        if not self._site.constant:
            return self._site.engine.select(query, bindings)
        key = (self._site.digest(), query, tuple(sorted(bindings.items())))
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        rows = self._site.engine.select(query, bindings)
        self._keep(key, rows)
        return rows

    def ask(self, query: str, bindings: Bindings = UNBOUND) -> bool:
        """Return the answer to an ASK query."""
        return self._site.engine.ask(query, bindings)

    def construct(self, query: str, bindings: Bindings = UNBOUND) -> Iterator[Triple]:
        """Yield the triples of a CONSTRUCT or DESCRIBE query."""
        return self._site.engine.construct(query, bindings)

    def _keep(self, key: _Key, rows: Rows) -> None:
        """Keep an answer, and forget the oldest ones that there is no more room for."""
        if _size(rows) > self._most // _SHARE:
            return
        with self._lock:
            if key not in self._known:
                self._known[key] = rows
                self._cells += _size(rows)
            while self._cells > self._most:
                _, old = self._known.popitem(last=False)
                self._cells -= _size(old)


def _size(rows: Rows) -> int:
    """Return the cells of an answer, one more for an empty one."""
    return 1 + len(rows.rows) * len(rows.variables)
