"""IRIs of things: ASCII, short, made only of what identifies a thing, so that a rebuild mints them again."""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from pyoxigraph import NamedNode

from gyebo.graph.terms import BASE


@dataclass(frozen=True, slots=True)
class Mint:
    """Makes the IRIs of things under one base, which a host may choose at build."""

    base: str = BASE

    def thing(self, kind: str, local: str) -> NamedNode:
        """Return the IRI of a thing: its kind, then what identifies it within the kind."""
        return _node(f"{self.base}id/{kind}/{local}")

    def graph(self, name: str) -> NamedNode:
        """Return the IRI of a named graph: a document's id, decisions, cube or ontology."""
        return self.thing("graph", name)

    def document(self, document: str) -> NamedNode:
        """Return the IRI of a source document."""
        return self.thing("document", document)

    def line(self, document: str, line: int) -> NamedNode:
        """Return the IRI of a line of a source text: the evidence that claims share."""
        return self.thing("line", f"{document}/{line}")

    def figure(self, document: str, line: int, column: int) -> NamedNode:
        """Return the IRI of the figure printed at a line and column."""
        return self.thing("figure", f"{document}/{line}-{column}")

    def program(self, program: str) -> NamedNode:
        """Return the IRI of a program through time."""
        return self.thing("program", program)

    def program_year(self, program: str, year: int) -> NamedNode:
        """Return the IRI of a program in a fiscal year."""
        return self.thing("program-year", f"{program}-{year}")

    def budget_line(self, local: str) -> NamedNode:
        """Return the IRI of a budget line by its key."""
        return self.thing("budget-line", local)

    def name(self, thing: str, printed: str, document: str, line: int | None) -> NamedNode:
        """Return the IRI of a thing's printed name: where it stands, and a digest of its letters."""
        place = f"{document}-{line}" if document and line is not None else "unplaced"
        return self.thing("name", f"{thing}-{place}-{sha256(printed.encode()).hexdigest()[:8]}")

    def unit(self, version: str) -> NamedNode:
        """Return the IRI of a unit (U01) or of one of its versions (U01-2)."""
        return self.thing("unit", version)


@lru_cache(maxsize=200_000)
def _node(iri: str) -> NamedNode:
    return NamedNode(iri)
