"""Quads into a store: streamed through Oxigraph's bulk loader, then put into its best order on disk."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

BATCH = 400_000  # quads that the loader holds at once


def fill(folder: Path, quads: Iterable[Quad]) -> int:
    """Write quads into an empty store folder; return how many there are."""
    store = Store(str(folder))
    rest = iter(quads)
    for first in rest:
        store.bulk_extend(chain([first], islice(rest, BATCH - 1)))
    store.flush()
    store.optimize()
    return len(store)


def add(folder: Path, quads: Iterable[Quad]) -> int:
    """Write a few more quads into a store folder that is not in use yet; return how many there are then."""
    store = Store(str(folder))
    store.bulk_extend(quads)
    store.flush()
    return len(store)


def ontology_quads(files: Iterable[Path], graph: NamedNode) -> Iterator[Quad]:
    """Yield the triples of Turtle files as quads of one named graph; blank nodes keep the labels they have there."""
    for path in files:
        for triple in parse(path=str(path), format=RdfFormat.TURTLE):
            yield Quad(triple.subject, triple.predicate, triple.object, graph)
