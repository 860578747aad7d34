"""The embedded store: Oxigraph on disk, opened read-only, its named graphs seen as one."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

from pyoxigraph import Quad, QueryBoolean, QuerySolutions, QueryTriples, Store, Triple

from gyebo.errors import Unreadable, UsageProblem
from gyebo.store.binding import bound
from gyebo.store.engine import UNBOUND, Bindings, Rows, Term
from gyebo.store.layout import current


class Embedded:
    """An engine over a store directory that `gyebo build` has made.

    `graph` is the folder of the graph itself, where its side tables lie.
    """

    graph: Path

    def __init__(self, folder: Path) -> None:
        """Open the graph in use in a store folder; raise `Unreadable` where there is none or it does not open."""
        self._open(current(folder))

    @classmethod
    def over(cls, graph: Path) -> "Embedded":
        """Open a graph folder itself, such as one that is still being built."""
        engine = cls.__new__(cls)
        engine._open(graph)
        return engine

    def _open(self, graph: Path) -> None:
        try:
            self._store = Store.read_only(str(graph))
        except OSError as error:
            raise Unreadable(
                graph.parent, None, f"the store does not open ({error})", "build it anew: gyebo build"
            ) from error
        self.graph = graph

    def select(self, query: str, bindings: Bindings = UNBOUND) -> Rows:
        """Return the rows of a SELECT query."""
        answer = self._query(query, bindings)
        if not isinstance(answer, QuerySolutions):
            raise UsageProblem("this query returns no rows", "ask a SELECT query, or take an RDF format")
        names = tuple(variable.value for variable in answer.variables)
        return Rows(
            names, tuple(tuple(cast("Term | None", term) for term in solution) for solution in answer)
        )

    def ask(self, query: str, bindings: Bindings = UNBOUND) -> bool:
        """Return the answer to an ASK query."""
        answer = self._query(query, bindings)
        if not isinstance(answer, QueryBoolean):
            raise UsageProblem(
                "this query is no ASK query", "ask SELECT or CONSTRUCT queries in their own way"
            )
        return bool(answer)

    def construct(self, query: str, bindings: Bindings = UNBOUND) -> Iterator[Triple]:
        """Yield the triples of a CONSTRUCT or DESCRIBE query."""
        answer = self._query(query, bindings)
        if not isinstance(answer, QueryTriples):
            raise UsageProblem("this query makes no graph", "ask a CONSTRUCT or DESCRIBE query")
        yield from answer

    def quads(self) -> Iterator[Quad]:
        """Yield every quad of the store, in its own order."""
        yield from self._store

    def _query(self, query: str, bindings: Bindings) -> QuerySolutions | QueryBoolean | QueryTriples:
        try:
            return self._store.query(bound(query, bindings), use_default_graph_as_union=True)
        except SyntaxError as error:
            raise UsageProblem(f"the query does not parse: {error}", "mend it at that place") from None
