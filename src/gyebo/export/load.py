"""The graph into a server of its own: graph by graph over the Graph Store Protocol, or as shards for its bulk loader.

While a load is under way the server holds a note that says so, and gyebo refuses to ask it: a load that is
killed or fails leaves no graph that looks complete. Loading again puts everything in place.
"""

import gzip
import hashlib
import json
from collections.abc import Generator, Iterable, Iterator
from itertools import groupby, islice
from pathlib import Path

from gyebo import __version__
from gyebo.errors import Unreadable
from gyebo.export.quads import BY_GRAPH, CANONICAL, quads, sorted_lines
from gyebo.export.request import ALL, Request, Step
from gyebo.store.engine import Engine
from gyebo.store.graphs import GraphStore
from gyebo.store.remote import LOAD_NOTE, LOADING

PORTION = 50_000  # triples of one request
SHARD = 1_000_000  # quads of one file
_SCHEMA = "http://schema.org/"
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def load(engine: Engine, server: GraphStore) -> Generator[Step, None, None]:
    """Load every named graph into a server in place of what an earlier load has put there, and say how far it is."""
    before = loaded_graphs(server.get(LOAD_NOTE))
    server.put(LOAD_NOTE, _note(before, LOADING))
    graphs: list[str] = []
    for graph, lines in groupby(sorted_lines(quads(engine), BY_GRAPH), key=_graph):
        graphs.append(graph)
        server.put(LOAD_NOTE, _note({*before, *graphs}, LOADING))
        yield from _loaded(server, graph, lines)
    for graph in sorted(before - set(graphs)):
        server.remove(graph)
    server.put(LOAD_NOTE, _note(graphs, f"{_SCHEMA}CompletedActionStatus"))


def loaded_graphs(note: bytes) -> set[str]:
    """Return the graphs that a server's note of its last load names."""
    from pyoxigraph import NamedNode, RdfFormat, parse

    try:
        triples = [quad.triple for quad in parse(note, format=RdfFormat.N_TRIPLES)]
    except SyntaxError as error:
        what = "what the server says of its last load is no RDF"
        raise Unreadable(LOAD_NOTE, None, what, "is this the server's graph store?") from error
    return {t.object.value for t in triples if t.predicate == NamedNode(f"{_SCHEMA}object")}


def _note(graphs: Iterable[str], status: str) -> bytes:
    lines = [
        f"<{LOAD_NOTE}> {_TYPE} <{_SCHEMA}UpdateAction> .",
        f"<{LOAD_NOTE}> <{_SCHEMA}actionStatus> <{status}> .",
        f'<{LOAD_NOTE}> <{_SCHEMA}instrument> "gyebo {__version__}" .',
        *(f"<{LOAD_NOTE}> <{_SCHEMA}object> <{graph}> ." for graph in sorted(graphs)),
    ]
    return "\n".join(lines).encode()


def _loaded(server: GraphStore, graph: str, lines: Iterator[str]) -> Iterator[Step]:
    """Put the first portion of a graph in place and add the others; blank nodes all go with the last one."""
    write, count, blank = server.put, 0, list[str]()
    triples = _triples(lines, graph, blank)
    while portion := list(islice(triples, PORTION)):
        write(graph, "".join(portion).encode())
        write, count = server.add, count + len(portion)
        yield Step(graph, count, "triples")
    if blank:
        write(graph, "".join(blank).encode())
        yield Step(graph, count + len(blank), "triples")


def _triples(lines: Iterator[str], graph: str, blank: list[str]) -> Iterator[str]:
    """Yield N-Quads lines of a graph as N-Triples; those with blank nodes are put aside."""
    end = f" <{graph}> .\n"
    for line in lines:
        triple = line.removesuffix(end) + " .\n"
        if triple.startswith("_:") or " _:" in triple[:-3].rpartition(">")[2]:
            blank.append(triple)
        else:
            yield triple


def _graph(line: str) -> str:
    return line.rpartition(" <")[2].removesuffix("> .\n")


def shards(engine: Engine, place: Path, request: Request = ALL) -> Iterator[Step]:
    """Write sorted N-Quads in gzipped files of a million quads each, with a manifest: quads and checksum of each."""
    lines = sorted_lines(quads(engine, request), CANONICAL)
    listed: list[dict[str, object]] = []
    while first := next(lines, ""):
        name = f"part-{len(listed):04}.nq.gz"
        count = _shard(place / name, first, islice(lines, SHARD - 1))
        digest = hashlib.sha256((place / name).read_bytes()).hexdigest()
        listed.append({"file": name, "quads": count, "sha256": digest})
        yield Step(name, count, "quads")
    manifest = {"format": "N-Quads, gzip", "gyebo": __version__, "parts": listed}
    (place / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def _shard(path: Path, first: str, rest: Iterable[str]) -> int:
    count = 1
    with path.open("wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as file:
        file.write(first.encode())
        for line in rest:
            file.write(line.encode())
            count += 1
    return count
