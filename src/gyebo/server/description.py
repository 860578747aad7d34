"""What the service and its data say about themselves: SPARQL 1.1 Service Description and VoID."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from gyebo.graph.terms import PREFIXES, en, integer, ko, term
from gyebo.store.engine import Engine

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
_FORMATS = "http://www.w3.org/ns/formats/"
_OFFERED = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle",
    "N-Triples", "RDF_XML", "JSON-LD", "TriG", "N-Quads",
)  # fmt: skip
_LICENSE = NamedNode("https://creativecommons.org/licenses/by/4.0/")
RDF_FORMATS = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "trig": RdfFormat.TRIG,
    "nquads": RdfFormat.N_QUADS,
}

_GRAPHS = "SELECT ?graph WHERE { GRAPH ?graph { } }"
_CLASSES = "SELECT ?name (COUNT(*) AS ?count) WHERE { ?thing a ?name } GROUP BY ?name"
_PROPERTIES = "SELECT ?name (COUNT(*) AS ?count) WHERE { ?s ?name ?o } GROUP BY ?name"
_EXAMPLE = "SELECT ?thing WHERE { ?thing a <%s> } LIMIT 1"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many things of each class and triples of each property a graph holds, and one program."""

    classes: tuple[tuple[str, int], ...]
    properties: tuple[tuple[str, int], ...]
    example: str | None


def named_graphs(engine: Engine) -> frozenset[str]:
    """Return the named graphs of the store."""
    return frozenset(text for (text,) in engine.select(_GRAPHS).texts())


def counts(engine: Engine) -> Counts:
    """Count what the graph holds."""
    examples = [text for (text,) in engine.select(_EXAMPLE % term("gb:Program").value).texts()]
    return Counts(_counted(engine, _CLASSES), _counted(engine, _PROPERTIES), next(iter(examples), None))


def _counted(engine: Engine, query: str) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((name, int(number)) for name, number in engine.select(query).texts()))


def service(origin: str, graphs: Iterable[str], federated: bool) -> Iterator[Triple]:
    """Yield the description of the service."""
    this, dataset = NamedNode(f"{origin}/sparql"), BlankNode("dataset")
    yield Triple(this, term("rdf:type"), _sd("Service"))
    yield Triple(this, _sd("endpoint"), this)
    yield Triple(this, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    yield Triple(this, _sd("feature"), _sd("UnionDefaultGraph"))
    if federated:
        yield Triple(this, _sd("feature"), _sd("BasicFederatedQuery"))
    for name in _OFFERED:
        yield Triple(this, _sd("resultFormat"), NamedNode(_FORMATS + name))
    yield Triple(this, _sd("defaultDataset"), dataset)
    yield Triple(dataset, term("rdf:type"), _sd("Dataset"))
    yield Triple(dataset, _sd("defaultGraph"), BlankNode("default"))
    yield Triple(BlankNode("default"), term("rdf:type"), _sd("Graph"))
    for place, graph in enumerate(sorted(graphs)):
        node = BlankNode(f"graph{place}")
        yield Triple(dataset, _sd("namedGraph"), node)
        yield Triple(node, term("rdf:type"), _sd("NamedGraph"))
        yield Triple(node, _sd("name"), NamedNode(graph))


def dataset(origin: str, base: str, digest: str, found: Counts) -> Iterator[Triple]:
    """Yield the description of the data."""
    this = NamedNode(f"{origin}/.well-known/void#dataset")
    yield Triple(this, term("rdf:type"), _void("Dataset"))
    yield Triple(this, term("dct:title"), ko("서울시 디지털 사업의 예산 계보"))
    yield Triple(this, term("dct:title"), en("The lineage of Seoul's digital budget programs"))
    yield Triple(this, term("dct:license"), _LICENSE)
    yield Triple(this, term("dct:identifier"), Literal(digest))
    yield Triple(this, term("foaf:homepage"), NamedNode(f"{origin}/"))
    yield Triple(this, _void("sparqlEndpoint"), NamedNode(f"{origin}/sparql"))
    yield Triple(this, _void("dataDump"), NamedNode(f"{origin}/graph?default"))
    yield Triple(this, _void("uriSpace"), Literal(base))
    yield Triple(this, _void("triples"), integer(sum(number for _, number in found.properties)))
    if found.example is not None:
        yield Triple(this, _void("exampleResource"), NamedNode(found.example))
    for vocabulary in _vocabularies(found):
        yield Triple(this, _void("vocabulary"), NamedNode(vocabulary))
    yield from _partitions(this, "class", "entities", found.classes)
    yield from _partitions(this, "property", "triples", found.properties)


def _vocabularies(found: Counts) -> list[str]:
    used = {name for name, _ in (*found.classes, *found.properties)}
    return sorted(space for space in set(PREFIXES.values()) if any(name.startswith(space) for name in used))


def _partitions(
    this: NamedNode, kind: str, unit: str, numbers: tuple[tuple[str, int], ...]
) -> Iterator[Triple]:
    for place, (name, number) in enumerate(numbers):
        node = BlankNode(f"{kind}{place}")
        yield Triple(this, _void(f"{kind}Partition"), node)
        yield Triple(node, _void(kind), NamedNode(name))
        yield Triple(node, _void(unit), integer(number))


def written(triples: Iterable[Triple], format: str) -> bytes:
    """Return triples in an RDF format."""
    prefixes = {**PREFIXES, "sd": SD, "void": VOID, "formats": _FORMATS}
    return serialize(list(triples), format=RDF_FORMATS[format], prefixes=prefixes) or b""


def _sd(name: str) -> NamedNode:
    return NamedNode(SD + name)


def _void(name: str) -> NamedNode:
    return NamedNode(VOID + name)
