"""The shapes of `shapes/` as values: what they target, what they demand, what they say when it is broken.

Only the part of SHACL that our shapes use is read; anything else in a shape is refused, never passed over.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, Triple

from gyebo.errors import Unreadable
from gyebo.graph.terms import PREFIXES
from gyebo.resources import folder

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal | Triple
SH = "http://www.w3.org/ns/shacl#"
SHAPES = "https://w3id.org/gyebo/shapes#"
RDF = PREFIXES["rdf"]
_TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
_SINGLE = (
    "minCount", "maxCount", "datatype", "nodeKind", "minInclusive", "maxInclusive", "minExclusive",
    "maxExclusive", "minLength", "maxLength", "uniqueLang", "class", "hasValue", "lessThan", "lessThanOrEquals",
    "equals", "disjoint", "pattern",
)  # fmt: skip
_LISTS = ("in", "languageIn")
_SHAPES = ("or", "xone", "and")
_SAYS = (
    "severity",
    "name",
    "message",
    "path",
    "property",
    "sparql",
    "flags",
    "qualifiedMinCount",
    "deactivated",
    "order",
)


@dataclass(frozen=True, slots=True)
class Said:
    """A text in Korean and in English."""

    ko: str
    en: str


@dataclass(frozen=True, slots=True)
class Constraint:
    """One demand of a shape: its SHACL parameter, its values, the shapes it is made of."""

    parameter: str
    values: tuple[Term, ...] = ()
    shapes: "tuple[Shape, ...]" = ()
    flags: str = ""

    @property
    def component(self) -> str:
        """The IRI of the SHACL constraint component."""
        name = {"qualifiedValueShape": "QualifiedMinCount", "sparql": "SPARQL"}.get(
            self.parameter, self.parameter
        )
        return f"{SH}{name[0].upper()}{name[1:]}ConstraintComponent"


@dataclass(frozen=True, slots=True)
class Shape:
    """A node or property shape: where it applies, its path as SPARQL writes it, its constraints and messages.

    What breaks a shape marked `contradiction` is in what the documents print, else in the graph.
    """

    node: Node
    targets: tuple[tuple[str, NamedNode], ...]
    path: str
    constraints: tuple[Constraint, ...]
    properties: "tuple[Shape, ...]"
    severity: str
    name: Said
    message: Said
    see: str
    contradiction: bool

    @property
    def id(self) -> str:
        """The local name of the shape's IRI, which is also the name of its rule."""
        return self.node.value.removeprefix(SHAPES)


@dataclass(frozen=True, slots=True)
class ShapesGraph:
    """Every shape that has a target or a name of its own, and the prefixes that SPARQL constraints may use."""

    shapes: tuple[Shape, ...]
    prefixes: str

    def named(self) -> dict[str, Shape]:
        """Return every shape with an IRI, property shapes included, by its local name."""
        found = {shape.id: shape for shape in self.shapes}
        found.update((inner.id, inner) for shape in self.shapes for inner in shape.properties)
        return found


@lru_cache(maxsize=1)
def our_shapes() -> ShapesGraph:
    """Return the shapes that come with gyebo."""
    return read_shapes(shape_files())


@lru_cache(maxsize=1)
def our_rules() -> dict[str, Shape]:
    """Return our shapes by the names of their rules."""
    return our_shapes().named()


def shape_files() -> list[Path]:
    """Return the Turtle files that make up the shapes graph: the shapes, and the prefixes they are written with."""
    return [*sorted(folder("shapes").glob("*.ttl")), folder("ontology") / "prefixes.ttl"]


def read_shapes(files: Iterable[Path]) -> ShapesGraph:
    """Read shapes from Turtle files; raise `Unreadable` for one that cannot be compiled."""
    graph = _Graph(files)
    tops = sorted(graph.subjects(RDF + "type", NamedNode(SH + "NodeShape")), key=lambda node: node.value)
    shapes = tuple(_shape(graph, node) for node in tops if isinstance(node, NamedNode))
    return ShapesGraph(shapes, _prefixes(graph))


class _Graph:
    """A shapes graph and the few look-ups that reading it takes."""

    def __init__(self, files: Iterable[Path]) -> None:
        self._store = Store()
        for path in files:
            try:
                self._store.load(path=str(path), format=RdfFormat.TURTLE)
            except (OSError, SyntaxError) as error:
                raise Unreadable(path, None, f"the shapes do not read: {error}", "mend the file") from error

    def objects(self, node: Node, predicate: str) -> list[Term]:
        quads = self._store.quads_for_pattern(node, NamedNode(predicate), None, None)
        return [quad.object for quad in quads]

    def one(self, node: Node, predicate: str) -> Term | None:
        return next(iter(self.objects(node, predicate)), None)

    def subjects(self, predicate: str, value: NamedNode) -> list[Node]:
        quads = self._store.quads_for_pattern(None, NamedNode(predicate), value, None)
        return [quad.subject for quad in quads if isinstance(quad.subject, NamedNode | BlankNode)]

    def parameters(self, node: Node) -> Iterator[tuple[str, Term]]:
        for quad in self._store.quads_for_pattern(node, None, None, None):
            if quad.predicate.value.startswith(SH):
                yield quad.predicate.value.removeprefix(SH), quad.object

    def members(self, head: Term | None) -> list[Term]:
        found: list[Term] = []
        while isinstance(head, NamedNode | BlankNode) and head.value != RDF + "nil":
            found.extend(self.objects(head, RDF + "first"))
            head = self.one(head, RDF + "rest")
        return found

    def said(self, node: Node, predicate: str) -> Said:
        texts = {
            term.language: term.value for term in self.objects(node, predicate) if isinstance(term, Literal)
        }
        return Said(texts.get("ko", ""), texts.get("en", ""))


def _shape(graph: _Graph, node: Node) -> Shape:
    severity = graph.one(node, SH + "severity")
    see = graph.one(node, PREFIXES["rdfs"] + "seeAlso")
    path = graph.one(node, SH + "path")
    return Shape(
        node=node,
        targets=tuple(
            (name, term)
            for name in _TARGETS
            for term in graph.objects(node, SH + name)
            if isinstance(term, NamedNode)
        ),
        path=_path(graph, path) if path is not None else "",
        constraints=tuple(sorted(_constraints(graph, node), key=lambda c: c.parameter)),
        properties=tuple(_shape(graph, inner) for inner in _sorted(graph.objects(node, SH + "property"))),
        severity=_local(severity) or "Violation",
        name=graph.said(node, SH + "name"),
        message=graph.said(node, SH + "message"),
        see=see.value if isinstance(see, NamedNode) else "",
        contradiction=NamedNode(SHAPES + "contradiction") in graph.objects(node, PREFIXES["dct"] + "type"),
    )


def _sorted(terms: list[Term]) -> list[Node]:
    nodes = [term for term in terms if isinstance(term, NamedNode | BlankNode)]
    return sorted(nodes, key=lambda node: node.value)


def _local(term: Term | None) -> str:
    return term.value.removeprefix(SH) if isinstance(term, NamedNode) else ""


def _constraints(graph: _Graph, node: Node) -> Iterator[Constraint]:
    flags = graph.one(node, SH + "flags")
    for name, value in graph.parameters(node):
        if name in _SINGLE:
            yield Constraint(
                name, (value,), flags=flags.value if isinstance(flags, Literal) and name == "pattern" else ""
            )
        elif name in _LISTS:
            yield Constraint(name, tuple(graph.members(value)))
        elif name in _SHAPES:
            yield Constraint(
                name,
                shapes=tuple(
                    _shape(graph, m) for m in graph.members(value) if isinstance(m, NamedNode | BlankNode)
                ),
            )
        elif name == "not" and isinstance(value, NamedNode | BlankNode):
            yield Constraint(name, shapes=(_shape(graph, value),))
        elif name == "qualifiedValueShape" and isinstance(value, NamedNode | BlankNode):
            count = tuple(graph.objects(node, SH + "qualifiedMinCount"))
            yield Constraint(name, count, shapes=(_shape(graph, value),))
        elif name == "sparql" and isinstance(value, NamedNode | BlankNode):
            yield Constraint(name, tuple(graph.objects(value, SH + "select")))
        elif name not in _SAYS and name not in _TARGETS:
            raise Unreadable(node.value, None, f"sh:{name} cannot be compiled", "see docs/checks.md")


def _path(graph: _Graph, path: Term) -> str:
    """Return a SHACL path as SPARQL writes it: a property, a sequence or an inverse."""
    if isinstance(path, NamedNode):
        return str(path)
    if isinstance(path, BlankNode):
        inverse = graph.one(path, SH + "inversePath")
        if inverse is not None:
            return f"^{_path(graph, inverse)}"
        members = graph.members(path)
        if members:
            return "/".join(_path(graph, member) for member in members)
    raise Unreadable(str(path), None, "this path cannot be compiled", "see docs/checks.md")


def _prefixes(graph: _Graph) -> str:
    declared = []
    for node in graph.objects(NamedNode("https://w3id.org/gyebo/prefix"), SH + "declare"):
        if isinstance(node, NamedNode | BlankNode):
            prefix, namespace = graph.one(node, SH + "prefix"), graph.one(node, SH + "namespace")
            if isinstance(prefix, Literal) and isinstance(namespace, Literal):
                declared.append(f"PREFIX {prefix.value}: <{namespace.value}>")
    return "\n".join(sorted(declared))
