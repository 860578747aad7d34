"""The vocabulary that the graph is written in; a test holds it against `ontology/`."""

from functools import cache

from pyoxigraph import Literal, NamedNode

BASE = "https://w3id.org/gyebo/"

PREFIXES = {
    "gb": BASE + "def#",
    "code": BASE + "code/",
    "id": BASE + "id/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    "org": "http://www.w3.org/ns/org#",
    "cv": "http://data.europa.eu/m8g/",
    "qb": "http://purl.org/linked-data/cube#",
    "xkos": "http://rdf-vocabulary.ddialliance.org/xkos#",
    "oa": "http://www.w3.org/ns/oa#",
    "schema": "http://schema.org/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "pc": "http://purl.org/procurement/public-contracts#",
    "epo": "http://data.europa.eu/a4g/ontology#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "obeu-attribute": "http://data.openbudgets.eu/ontology/dsd/attribute/",
}

# The same as the beginning of a query.
DECLARED = "\n".join(f"PREFIX {prefix}: <{namespace}>" for prefix, namespace in PREFIXES.items())

KRW = "http://publications.europa.eu/resource/authority/currency/KRW"


@cache
def term(curie: str) -> NamedNode:
    """Return the term that a prefixed name stands for.

    >>> term("gb:Figure").value
    'https://w3id.org/gyebo/def#Figure'
    """
    prefix, _, local = curie.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


A = term("rdf:type")


@cache
def scheme(name: str) -> NamedNode:
    """Return one of our code lists, such as amount-kind."""
    return NamedNode(f"{PREFIXES['code']}{name}")


@cache
def code(scheme: str, notation: str) -> NamedNode:
    """Return a concept of one of our code lists by its notation; IRIs have hyphens where notations have underscores.

    >>> code("amount-kind", "carried_in").value
    'https://w3id.org/gyebo/code/amount-kind/carried-in'
    """
    local = notation if notation == "_T" else notation.replace("_", "-")
    return NamedNode(f"{PREFIXES['code']}{scheme}/{local}")


def ko(text: str) -> Literal:
    """Return a Korean label."""
    return Literal(text, language="ko")


def en(text: str) -> Literal:
    """Return an English label."""
    return Literal(text, language="en")


def in_both(korean: str, english: str) -> tuple[Literal, Literal]:
    """Return what is said in Korean and in English."""
    return ko(korean), en(english)


def integer(value: int) -> Literal:
    """Return an xsd:integer."""
    return Literal(str(value), datatype=term("xsd:integer"))


def decimal(text: str) -> Literal:
    """Return an xsd:decimal."""
    return Literal(text, datatype=term("xsd:decimal"))


@cache
def year(value: int) -> Literal:
    """Return an xsd:gYear."""
    return Literal(str(value), datatype=term("xsd:gYear"))


def boolean(value: bool) -> Literal:
    """Return an xsd:boolean."""
    return Literal("true" if value else "false", datatype=term("xsd:boolean"))


def date(text: str) -> Literal:
    """Return a date as exact as it is known: xsd:date, xsd:gYearMonth or xsd:gYear."""
    kind = {10: "xsd:date", 7: "xsd:gYearMonth", 4: "xsd:gYear"}.get(len(text))
    return Literal(text, datatype=term(kind)) if kind else Literal(text)
