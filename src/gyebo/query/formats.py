"""Answers in the standard formats: SPARQL results JSON for rows, RDF for graphs."""

from collections.abc import Iterable
from typing import Any, BinaryIO

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from gyebo.graph.terms import PREFIXES
from gyebo.store.engine import Rows, Term

_FORMATS = {"turtle": RdfFormat.TURTLE, "ntriples": RdfFormat.N_TRIPLES, "rdfxml": RdfFormat.RDF_XML}
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


def write_triples(file: BinaryIO, triples: Iterable[Triple], format: str) -> None:
    """Write a graph in an RDF format, each triple once."""
    serialize(dict.fromkeys(triples), file, _FORMATS[format], prefixes=PREFIXES)
