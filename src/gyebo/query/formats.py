"""Answers in the standard formats: SPARQL results JSON and XML for rows, RDF for graphs."""

from collections.abc import Iterable
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from gyebo.graph.terms import PREFIXES
from gyebo.store.engine import Rows, Term

_FORMATS = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}
_STRING = "http://www.w3.org/2001/XMLSchema#string"


def results_json(rows: Rows) -> dict[str, Any]:
    """Return rows as SPARQL 1.1 Query Results JSON."""
    found = [
        {name: _json(term) for name, term in zip(rows.variables, row, strict=True) if term is not None}
        for row in rows.rows
    ]
    return {"head": {"vars": list(rows.variables)}, "results": {"bindings": found}}


def _json(term: Term) -> dict[str, str]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if not isinstance(term, Literal):
        return {"type": "bnode", "value": term.value}
    said = {"type": "literal", "value": term.value}
    if term.language:
        return {**said, "xml:lang": term.language}
    return said if term.datatype.value == _STRING else {**said, "datatype": term.datatype.value}


def results_xml(rows: Rows) -> str:
    """Return rows in the SPARQL Query Results XML Format."""
    root = Element("sparql", xmlns="http://www.w3.org/2005/sparql-results#")
    head, results = SubElement(root, "head"), SubElement(root, "results")
    for name in rows.variables:
        SubElement(head, "variable", name=name)
    for row in rows.rows:
        result = SubElement(results, "result")
        for name, term in zip(rows.variables, row, strict=True):
            if term is not None:
                _xml(SubElement(result, "binding", name=name), term)
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=True)


def _xml(binding: Element, term: Term) -> None:
    said = _json(term)
    node = SubElement(binding, said["type"])
    node.text = said["value"]
    if "datatype" in said:
        node.set("datatype", said["datatype"])
    if "xml:lang" in said:
        node.set("xml:lang", said["xml:lang"])


def shortened(text: str) -> str:
    """Return an IRI with one of our prefixes, as people read it; other text as it is.

    >>> shortened("https://w3id.org/gyebo/id/program/P0027")
    'id:program/P0027'
    """
    found = [prefix for prefix, iri in PREFIXES.items() if text.startswith(iri) and " " not in text]
    longest = max(found, key=lambda prefix: len(PREFIXES[prefix]), default="")
    return f"{longest}:{text[len(PREFIXES[longest]) :]}" if longest else text


def write_triples(file: BinaryIO, triples: Iterable[Triple], format: str) -> None:
    """Write a graph in an RDF format, each triple once."""
    serialize(dict.fromkeys(triples), file, _FORMATS[format], prefixes=PREFIXES)
