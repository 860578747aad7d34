"""`nquads` and `rdfxml`: the graph line by line in canonical N-Quads, or its union in RDF/XML."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Triple, parse, serialize

from gyebo.export.place import placed
from gyebo.export.quads import BY_SUBJECT, CANONICAL, quads, sorted_lines
from gyebo.export.request import ALL, Request, Step
from gyebo.graph.terms import PREFIXES
from gyebo.store.engine import Engine

_TOLD = 20_000  # lines between two steps
_PARSED = 2_000  # lines that are parsed at once


def nquads(engine: Engine, place: Path, request: Request = ALL) -> Iterator[Step]:
    """Write the quads as canonical N-Quads: sorted, blank nodes labelled by RDFC-1.0."""
    count = 0
    with place.open("w", encoding="utf-8", newline="\n") as file:
        for line in sorted_lines(quads(engine, request), CANONICAL):
            file.write(line)
            count += 1
            if count % _TOLD == 0:
                yield Step("", count, "quads")
    yield Step("", count, "quads")


def write_nquads(engine: Engine, out: Path) -> int:
    """Write the whole graph as canonical N-Quads, atomically; return how many quads there are."""
    with placed(out, folder=False) as place:
        *_, last = nquads(engine, place)
    return last.count


def rdfxml(engine: Engine, place: Path, request: Request = ALL) -> Iterator[Step]:
    """Write the union of the named graphs as RDF/XML."""
    count = Counted(parsed(sorted_lines(quads(engine, request), BY_SUBJECT)))
    serialize((quad.triple for quad in count), place, RdfFormat.RDF_XML, prefixes=PREFIXES)
    yield Step("", count.count, "triples")


class Counted:
    """An iterable of quads that knows how many it has given."""

    def __init__(self, source: Iterable[Quad]) -> None:
        self._source, self.count = source, 0

    def __iter__(self) -> Iterator[Quad]:
        for quad in self._source:
            self.count += 1
            yield quad


def parsed(lines: Iterator[str]) -> Iterator[Quad]:
    """Yield N-Quads lines as quads, in their order."""
    while portion := "".join(islice(lines, _PARSED)):
        yield from parse(portion, format=RdfFormat.N_QUADS)


def triples(lines: Iterator[str]) -> Iterator[Triple]:
    """Yield N-Triples lines as triples, in their order."""
    return (quad.triple for quad in parsed(lines))
