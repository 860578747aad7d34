"""`turtle` and `trig`: the graph to read, things in order, with the prefixes of `ontology/prefixes.ttl`.

Things of ours are written relative to the base (`<program/P0027>`), because their IRIs have slashes, which
a prefixed name would have to escape. Only prefixes that are used are declared.
"""

import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TextIO

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from gyebo.export.quads import BY_GRAPH, BY_SUBJECT, graph_names, quads, sorted_lines
from gyebo.export.rdf import parsed
from gyebo.export.request import ALL, Request, Step
from gyebo.graph.terms import BASE, PREFIXES, A
from gyebo.resources import folder
from gyebo.store.engine import Engine, Term

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_RELATIVE = re.compile(r"[A-Za-z0-9_-]+(?:/[A-Za-z0-9_][A-Za-z0-9_.-]*)*")
_BARE = {
    "integer": re.compile(r"[+-]?[0-9]+"),
    "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    "boolean": re.compile(r"true|false"),
}
_TOLD = 2_000  # things between two steps
_CACHED = 50_000


class Names:
    """Writes IRIs in short; knows which prefixes it has used."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.used: set[str] = set()
        self._prefixes = {namespace: prefix for prefix, namespace in prefixes().items()}
        self._known: dict[str, str] = {}

    def text(self, term: Term | Triple) -> str:
        """Return a term as Turtle."""
        if isinstance(term, NamedNode):
            return self._iri(term.value)
        return self._literal(term) if isinstance(term, Literal) else str(term)

    def _iri(self, iri: str) -> str:
        if iri not in self._known:
            if len(self._known) >= _CACHED:
                self._known.clear()
            self._known[iri] = self._short(iri)
        return self._known[iri]

    def _short(self, iri: str) -> str:
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        prefix = self._prefixes.get(iri[:cut])
        if prefix is not None and _LOCAL.fullmatch(iri[cut:]):
            self.used.add(prefix)
            return f"{prefix}:{iri[cut:]}"
        if iri.startswith(self.base) and _RELATIVE.fullmatch(iri[len(self.base) :]):
            return f"<{iri[len(self.base) :]}>"
        return f"<{iri}>"

    def _literal(self, literal: Literal) -> str:
        datatype = literal.datatype.value
        quoted = str(literal)
        if literal.language or not quoted.endswith(f"^^<{datatype}>"):
            return quoted
        bare = _BARE.get(datatype.removeprefix(PREFIXES["xsd"]))
        if bare and bare.fullmatch(literal.value):
            return literal.value
        return f"{quoted[: -len(datatype) - 4]}^^{self._iri(datatype)}"

    def header(self) -> str:
        """Return the declarations that the text needs."""
        known = prefixes()
        lines = [f"@prefix {prefix}: <{known[prefix]}> .\n" for prefix in sorted(self.used)]
        return f"@base <{self.base}> .\n{''.join(lines)}\n"


def prefixes() -> dict[str, str]:
    """Return the prefixes that the project declares."""
    found: dict[str, dict[str, str]] = {}
    for triple in parse(path=str(folder("ontology") / "prefixes.ttl"), format=RdfFormat.TURTLE):
        name = triple.predicate.value.rpartition("#")[2]
        if name in ("prefix", "namespace") and isinstance(triple.object, Literal):
            found.setdefault(str(triple.subject), {})[name] = triple.object.value
    return {said["prefix"]: said["namespace"] for said in found.values()}


def base_of(engine: Engine) -> str:
    """Return the base of the IRIs of things, which a host may have chosen at build."""
    bases = {name.value.partition("graph/")[0] for name in graph_names(engine) if "/id/graph/" in name.value}
    return min(bases, default=f"{BASE}id/")


def turtle(engine: Engine, place: Path, request: Request = ALL) -> Iterator[Step]:
    """Write the union of the named graphs as Turtle."""
    source = parsed(sorted_lines(quads(engine, request), BY_SUBJECT))
    yield from write_quads(source, place, base_of(engine))


def trig(engine: Engine, place: Path, request: Request = ALL) -> Iterator[Step]:
    """Write the named graphs one after the other as TriG."""
    source = parsed(sorted_lines(quads(engine, request), BY_GRAPH))
    yield from write_quads(source, place, base_of(engine))


def write_quads(source: Iterable[Quad], place: Path, base: str) -> Iterator[Step]:
    """Write quads, in the order in which they come, with a header that is known only after the last."""
    names = Names(base)
    count = 0
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n") as body:
        for number, written in enumerate(_things(source, names, body)):
            count += written
            if number % _TOLD == 0:
                yield Step("", count, "triples")
        body.seek(0)
        with place.open("w", encoding="utf-8", newline="\n") as file:
            file.write(names.header())
            shutil.copyfileobj(body, file, 1 << 20)
    yield Step("", count, "triples")


def _things(source: Iterable[Quad], names: Names, file: TextIO) -> Iterator[int]:
    """Write each thing; yield of how many triples it was."""
    for graph, held in groupby(source, attrgetter("graph_name")):
        named = not isinstance(graph, DefaultGraph)
        if named:
            file.write(f"{names.text(graph)} {{\n\n")
        for subject, about in groupby(held, attrgetter("subject")):
            count, text = _thing(subject, list(about), names)
            file.write(text)
            yield count
        if named:
            file.write("}\n\n")


def _thing(subject: Term, about: list[Quad], names: Names) -> tuple[int, str]:
    lines = []
    for predicate, said in groupby(about, attrgetter("predicate")):
        verb = "a" if predicate == A else names.text(predicate)
        lines.append(f"{verb} {' , '.join(names.text(quad.object) for quad in said)}")
    joined = " ;\n  ".join(lines)
    return len(about), f"{names.text(subject)} {joined} .\n\n"
