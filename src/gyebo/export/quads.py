"""The quads of the graph in a fixed order, however large it is: sorted runs on disk, merged.

Blank nodes get the labels of RDF Dataset Canonicalization (RDFC-1.0), so that the same graph is the same
text whatever labels a store gives them.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from pathlib import Path
from typing import TypeVar

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, Quad

from gyebo.errors import UsageProblem
from gyebo.export.request import ALL, Request
from gyebo.graph.terms import A
from gyebo.store.embedded import Embedded
from gyebo.store.engine import Engine
from gyebo.store.remote import LOAD_NOTE

T = TypeVar("T")
_RUN = 150_000  # lines that are sorted in memory at once
_FILES = 64  # sorted files that are merged at once
_NAMES = "SELECT DISTINCT ?graph WHERE { GRAPH ?graph { ?s a ?type } } ORDER BY ?graph"
_WHOLE = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?graph { ?s ?p ?o } }"


@dataclass(frozen=True, slots=True)
class Order:
    """An order of quads: a line that sorts as wanted, and its way back to N-Quads."""

    line: Callable[[Quad], str]
    nquad: Callable[[str], str]


def graph_names(engine: Engine) -> list[NamedNode]:
    """Return the named graphs, in order; a server's note of its own loading is none of them."""
    found = (row[0] for row in engine.select(_NAMES).rows)
    return [name for name in found if isinstance(name, NamedNode) and name.value != LOAD_NOTE]


def quads(engine: Engine, request: Request = ALL) -> Iterator[Quad]:
    """Yield the quads of the graph, or of the named graph that is wanted, in no particular order.

    An endpoint is asked for one named graph after the other, each held in memory while it is read.
    """
    if isinstance(engine, Embedded) and not request.graph:
        yield from engine.quads()
        return
    for number, name in enumerate(_wanted(engine, request.graph)):
        for triple in engine.construct(_WHOLE, {"graph": name}):
            yield Quad(_apart(triple.subject, number), triple.predicate, _apart(triple.object, number), name)


def _wanted(engine: Engine, graph: str) -> list[NamedNode]:
    names = graph_names(engine)
    if not graph:
        return names
    found = [name for name in names if graph in (name.value, _last(name))]
    if not found:
        raise UsageProblem.unknown("named graph", graph, map(_last, names))
    return found


def _last(name: NamedNode) -> str:
    return name.value.rpartition("/")[2]


def _apart(term: T, number: int) -> T | BlankNode:
    """Keep the blank nodes of different answers apart."""
    return BlankNode(f"g{number}x{term.value}") if isinstance(term, BlankNode) else term


def sorted_lines(source: Iterable[Quad], order: Order) -> Iterator[str]:
    """Yield quads as N-Quads lines in an order, each once; at most `_RUN` of them are held in memory."""
    with tempfile.TemporaryDirectory(prefix="gyebo-export-") as folder:
        last = ""
        for line in _merged(_few(_runs(source, order, Path(folder)))):
            if line != last:
                yield order.nquad(line)
            last = line


def _merged(paths: list[Path]) -> Iterator[str]:
    return merge(*map(_read, paths))


def _few(paths: list[Path]) -> list[Path]:
    """Merge sorted files until they are few enough to be open at once."""
    while len(paths) > _FILES:
        groups = [paths[at : at + _FILES] for at in range(0, len(paths), _FILES)]
        paths = [_joined(group) for group in groups]
    return paths


def _joined(paths: list[Path]) -> Path:
    target = _written(paths[0].with_name(f"{paths[0].name}+"), _merged(paths))
    for path in paths:
        path.unlink()
    return target


def _runs(source: Iterable[Quad], order: Order, folder: Path) -> list[Path]:
    """Write quads as files of sorted lines; those with blank nodes come last, under canonical labels."""
    blank: list[Quad] = []
    named = _without_blank(source, blank)
    paths: list[Path] = []
    while run := sorted(map(order.line, islice(named, _RUN))):
        paths.append(_written(folder / f"{len(paths)}", run))
    return [*paths, _written(folder / "blank", sorted(map(order.line, _canonical(blank))))]


def _without_blank(source: Iterable[Quad], blank: list[Quad]) -> Iterator[Quad]:
    for quad in source:
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
            blank.append(quad)
        else:
            yield quad


def _canonical(quads: list[Quad]) -> Iterable[Quad]:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def _written(path: Path, lines: Iterable[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(lines)
    return path


def _read(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="\n") as file:
        yield from file


def _nquad(quad: Quad) -> str:
    return f"{quad.subject} {quad.predicate} {quad.object} {quad.graph_name} .\n"


def _subject_first(quad: Quad) -> str:
    """Leave the graph out and put the type before other predicates: "!" sorts before "<"."""
    mark = "!" if quad.predicate == A else ""
    return f"{quad.subject} {mark}{quad.predicate} {quad.object} .\n"


def _graph_first(quad: Quad) -> str:
    return f"{quad.graph_name} {_subject_first(quad)}"


def _unmarked(line: str) -> str:
    subject, _, rest = line.partition(" ")
    return f"{subject} {rest.removeprefix('!')}"


def _graph_last(line: str) -> str:
    graph, _, triple = line.partition(" ")
    return _unmarked(triple).removesuffix(".\n") + f"{graph} .\n"


# Canonical N-Quads are sorted as they stand; Turtle and JSON-LD want all of a subject together, its type first.
CANONICAL = Order(_nquad, str)
BY_SUBJECT = Order(_subject_first, _unmarked)
BY_GRAPH = Order(_graph_first, _graph_last)
