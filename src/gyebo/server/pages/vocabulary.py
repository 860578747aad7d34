"""The ontology as data for its reference page: terms and code lists, read from the files of `ontology/`."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from gyebo.graph.terms import BASE, PREFIXES, term
from gyebo.resources import folder

DEF, CODE = PREFIXES["gb"], PREFIXES["code"]


@dataclass(frozen=True, slots=True)
class Text:
    """A text in Korean and English; either may be empty."""

    ko: str
    en: str


@dataclass(frozen=True, slots=True)
class Name:
    """A term that another one refers to: its IRI and its prefixed name."""

    iri: str
    curie: str

    @property
    def anchor(self) -> str:
        """The anchor of one of our own terms on the reference page; empty for terms of others."""
        return self.iri.removeprefix(DEF) if self.iri.startswith(DEF) else ""


@dataclass(frozen=True, slots=True)
class Term:
    """A class or a property, with what the ontology says of it."""

    name: Name
    kind: str  # class, property, dimension
    label: Text
    comment: Text
    examples: tuple[str, ...]
    parents: tuple[Name, ...]
    domains: tuple[Name, ...]
    ranges: tuple[Name, ...]
    inverses: tuple[Name, ...]
    lists: tuple[str, ...]  # the code lists that its values come from


@dataclass(frozen=True, slots=True)
class Code:
    """A concept of a code list; `depth` counts the concepts above it."""

    iri: str
    notation: str
    label: Text
    comment: Text
    others: tuple[str, ...]
    examples: tuple[str, ...]
    depth: int

    @property
    def anchor(self) -> str:
        """The last part of the IRI."""
        return self.iri.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class CodeList:
    """A code list with its concepts, broader ones before narrower ones."""

    name: str
    label: Text
    comment: Text
    codes: tuple[Code, ...]

    @property
    def iri(self) -> str:
        """The IRI of the list."""
        return CODE + self.name


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything that the reference shows."""

    version: str
    title: Text
    description: Text
    classes: tuple[Term, ...]
    properties: tuple[Term, ...]
    dimensions: tuple[Term, ...]
    lists: tuple[CodeList, ...]

    def codes(self, name: str) -> CodeList | None:
        """Return a code list by name."""
        return next((each for each in self.lists if each.name == name), None)


def files() -> list[Path]:
    """Return the Turtle files of the terms: classes and properties, then the cube."""
    return [folder("ontology") / "gyebo.ttl", folder("ontology") / "cube.ttl"]


def code_file(name: str) -> Path | None:
    """Return the file of a code list; None where there is none of that name."""
    listed = {path.stem: path for path in sorted((folder("ontology") / "codes").glob("*.ttl"))}
    return listed.get(name)


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Return the terms and lists of the ontology that comes with gyebo."""
    graph = _Graph([*files(), *sorted((folder("ontology") / "codes").glob("*.ttl"))])
    ours = NamedNode(BASE + "def")
    return Vocabulary(
        version=next(graph.texts(ours, "owl:versionInfo"), ""),
        title=graph.text(ours, "dct:title"),
        description=graph.text(ours, "dct:description"),
        classes=_terms(graph, "class", "owl:Class"),
        properties=_terms(graph, "property", "owl:ObjectProperty", "owl:DatatypeProperty"),
        dimensions=_terms(graph, "dimension", "qb:DimensionProperty", "qb:MeasureProperty"),
        lists=tuple(sorted((_list(graph, node) for node in graph.lists()), key=lambda each: each.name)),
    )


class _Graph:
    """The ontology's triples, and the look-ups that reading them takes."""

    def __init__(self, paths: list[Path]) -> None:
        self._store = Store()
        self._places: dict[str, int] = {}
        for path in paths:
            for triple in parse(path=str(path), format=RdfFormat.TURTLE):
                self._places.setdefault(str(triple.subject), len(self._places))
                self._store.add(Quad(triple.subject, triple.predicate, triple.object))

    def place(self, node: NamedNode) -> int:
        """Return the place of a term in the files, which list codes in an order that makes sense."""
        return self._places[str(node)]

    def of_class(self, curie: str) -> list[NamedNode]:
        quads = self._store.quads_for_pattern(None, term("rdf:type"), _term(curie), None)
        return sorted(
            (q.subject for q in quads if isinstance(q.subject, NamedNode)), key=lambda node: node.value
        )

    def lists(self) -> list[NamedNode]:
        return [node for node in self.of_class("skos:ConceptScheme") if node.value.startswith(CODE)]

    def members(self, scheme: NamedNode) -> set[NamedNode]:
        quads = self._store.quads_for_pattern(None, term("skos:inScheme"), scheme, None)
        return {q.subject for q in quads if isinstance(q.subject, NamedNode)}

    def nodes(self, node: NamedNode, curie: str) -> list[NamedNode]:
        found = [q.object for q in self._store.quads_for_pattern(node, _term(curie), None, None)]
        return sorted((value for value in found if isinstance(value, NamedNode)), key=lambda n: n.value)

    def names(self, node: NamedNode, curie: str) -> tuple[Name, ...]:
        return tuple(Name(value.value, _curie(value.value)) for value in self.nodes(node, curie))

    def literals(self, node: NamedNode, curie: str) -> list[Literal]:
        found = [q.object for q in self._store.quads_for_pattern(node, _term(curie), None, None)]
        literals = [value for value in found if isinstance(value, Literal)]
        return sorted(literals, key=lambda literal: (literal.language or "", literal.value))

    def texts(self, node: NamedNode, curie: str) -> Iterator[str]:
        return (literal.value for literal in self.literals(node, curie))

    def text(self, node: NamedNode, curie: str) -> Text:
        said = {literal.language or "": literal.value for literal in self.literals(node, curie)}
        return Text(said.get("ko", said.get("", "")), said.get("en", said.get("", "")))


_MORE_PREFIXES = {"owl": "http://www.w3.org/2002/07/owl#", "dc": "http://purl.org/dc/elements/1.1/"}


def _term(curie: str) -> NamedNode:
    prefix, _, local = curie.partition(":")
    return NamedNode(_MORE_PREFIXES[prefix] + local) if prefix in _MORE_PREFIXES else term(curie)


def _curie(iri: str) -> str:
    """Return the prefixed name of an IRI, or the IRI where no prefix fits."""
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        if iri.startswith(namespace) and "/" not in local and "#" not in local:
            return f"{prefix}:{local}"
    return iri


def _terms(graph: _Graph, kind: str, *classes: str) -> tuple[Term, ...]:
    nodes = {node for curie in classes for node in graph.of_class(curie) if node.value.startswith(DEF)}
    return tuple(_one(graph, kind, node) for node in sorted(nodes, key=lambda node: node.value.lower()))


def _one(graph: _Graph, kind: str, node: NamedNode) -> Term:
    lists = [value.value.removeprefix(CODE) for value in graph.nodes(node, "qb:codeList")]
    return Term(
        name=Name(node.value, _curie(node.value)),
        kind=kind,
        label=graph.text(node, "rdfs:label"),
        comment=graph.text(node, "rdfs:comment"),
        examples=tuple(graph.texts(node, "skos:example")),
        parents=(*graph.names(node, "rdfs:subClassOf"), *graph.names(node, "rdfs:subPropertyOf")),
        domains=graph.names(node, "rdfs:domain"),
        ranges=graph.names(node, "rdfs:range"),
        inverses=graph.names(node, "owl:inverseOf"),
        lists=tuple(name for name in lists if "/" not in name),
    )


def _list(graph: _Graph, scheme: NamedNode) -> CodeList:
    members = graph.members(scheme)
    above = {
        node: next((b for b in graph.nodes(node, "skos:broader") if b in members), None) for node in members
    }
    codes = [_code(graph, node, len(_path(node, above)) - 1) for node in _ordered(graph, above)]
    return CodeList(
        name=scheme.value.removeprefix(CODE),
        label=graph.text(scheme, "skos:prefLabel"),
        comment=graph.text(scheme, "dc:description"),
        codes=tuple(codes),
    )


def _path(node: NamedNode, above: dict[NamedNode, NamedNode | None]) -> list[NamedNode]:
    """Return a concept and those above it, the uppermost first."""
    path = [node]
    while (upper := above.get(path[0])) is not None and upper not in path:
        path.insert(0, upper)
    return path


def _ordered(graph: _Graph, above: dict[NamedNode, NamedNode | None]) -> list[NamedNode]:
    return sorted(above, key=lambda node: [graph.place(upper) for upper in _path(node, above)])


def _code(graph: _Graph, node: NamedNode, depth: int) -> Code:
    others = [*graph.texts(node, "skos:altLabel"), *graph.texts(node, "skos:hiddenLabel")]
    return Code(
        iri=node.value,
        notation=next(graph.texts(node, "skos:notation"), ""),
        label=graph.text(node, "skos:prefLabel"),
        comment=graph.text(node, "rdfs:comment"),
        others=tuple(others),
        examples=tuple(graph.texts(node, "skos:example")),
        depth=depth,
    )
