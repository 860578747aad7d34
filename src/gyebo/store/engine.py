"""What a store can do: answer SPARQL with rows or with a graph. Embedded and remote engines both fulfil it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

Term = NamedNode | Literal | BlankNode
Bindings = Mapping[str, NamedNode | Literal]
UNBOUND: Bindings = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to a SELECT query: its variables in order, and a row of terms (None where unbound) each."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]

    def texts(self) -> Iterator[tuple[str, ...]]:
        """Yield the rows as plain text: IRIs and lexical forms, empty where unbound."""
        for row in self.rows:
            yield tuple("" if term is None else term.value for term in row)

    def records(self) -> Iterator[dict[str, str]]:
        """Yield the rows as mappings from variable to plain text."""
        for row in self.texts():
            yield dict(zip(self.variables, row, strict=True))


class Engine(Protocol):
    """A place that answers SPARQL. Variables named in `bindings` are bound before evaluation, never pasted."""

    def select(self, query: str, bindings: Bindings = ...) -> Rows:
        """Return the rows of a SELECT query."""

    def ask(self, query: str, bindings: Bindings = ...) -> bool:
        """Return the answer to an ASK query."""

    def construct(self, query: str, bindings: Bindings = ...) -> Iterator[Triple]:
        """Yield the triples of a CONSTRUCT or DESCRIBE query."""
