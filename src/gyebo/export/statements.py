"""Triples as a catalogue says them: prefixed names for IRIs, texts in two languages, no node without an IRI."""

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from gyebo.export.catalogue import Said
from gyebo.graph.terms import PREFIXES, en, ko

NAMES = {
    **PREFIXES,
    "adms": "http://www.w3.org/ns/adms#",
    "dcatap": "http://data.europa.eu/r5r/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
}
EU = "http://publications.europa.eu/resource/authority/"
# DCAT-AP's shapes want the address with https; the published one has http.
SHA256 = "https://spdx.org/rdf/terms#checksumAlgorithm_sha256"

Value = NamedNode | Literal | str | Said
About = dict[str, Value | Iterable[Value]]


class Statements:
    """Triples as they are said; strings that look like `prefix:name` or an address stand for IRIs."""

    def __init__(self) -> None:
        self.triples: set[Triple] = set()

    def say(self, subject: str, **about: Value | Iterable[Value]) -> None:
        """Say properties of a thing: `dct_title=…` stands for dct:title, and `a=` for its types."""
        for name, values in about.items():
            predicate = iri("rdf:type" if name == "a" else name.replace("_", ":", 1))
            for value in [values] if isinstance(values, Value) else values:
                for term in _terms(value):
                    self.triples.add(Triple(iri(subject), predicate, term))


def iri(name: str) -> NamedNode:
    """Return the IRI that a prefixed name or an address stands for."""
    prefix, _, local = name.partition(":")
    return NamedNode(name if local.startswith("//") else NAMES[prefix] + local)


def _terms(value: Value) -> Iterator[NamedNode | Literal]:
    if isinstance(value, Said):
        yield ko(value.ko)
        yield en(value.en)
    else:
        yield iri(value) if isinstance(value, str) else value


def concept(graph: Statements, node: str, scheme: str, name: Said) -> None:
    """Say a concept of a list that another publisher owns."""
    graph.say(node, a="skos:Concept", skos_prefLabel=name, skos_inScheme=scheme)
    graph.say(scheme, a="skos:ConceptScheme", dct_title=en(scheme.rstrip("/").rpartition("/")[2]))
