"""`cube`: the Data Cube alone, in the normal form of the vocabulary, with all that its values need to be read.

It holds the structure and its component properties, the data set, the observations with every dimension, the
measure and the currency, the code lists that the dimensions name, the programs and units that are values,
and for each observation the figures it was derived from. There are no slices.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Triple

from gyebo.export.quads import BY_SUBJECT, sorted_lines
from gyebo.export.rdf import parsed
from gyebo.export.request import ALL, Request, Step
from gyebo.export.tables import LICENCE
from gyebo.export.turtle import base_of, write_quads
from gyebo.graph.terms import PREFIXES, A, en, ko, term
from gyebo.store.engine import Engine

_DECLARED = "\n".join(f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items() if name != "id")
_SKOS = "rdf:type skos:prefLabel skos:altLabel skos:notation skos:definition skos:inScheme skos:topConceptOf skos:broader"
_INTERVAL = "http://reference.data.gov.uk/def/intervals/"
# Each a shape of triples to take, by the subjects and the properties that are wanted.
_PARTS = (
    # the data set, its structure, the components and their properties
    """{ ?s a qb:DataSet } UNION { ?x qb:structure ?s } UNION { ?x qb:component ?s }
    UNION { ?s a qb:DimensionProperty } UNION { ?s a qb:MeasureProperty } ?s ?p ?o . FILTER(?p != skos:example)""",
    # the observations
    """?s qb:dataSet ?set . ?s ?p ?o . FILTER(?p IN (rdf:type, qb:dataSet, obeu-attribute:currency, prov:wasDerivedFrom)
    || EXISTS { ?component qb:dimension|qb:measure ?p })""",
    # the code lists and their codes
    "?x qb:codeList ?s . VALUES ?p { rdf:type skos:prefLabel skos:notation skos:hasTopConcept } ?s ?p ?o",
    f"?x qb:codeList ?list . ?s skos:inScheme ?list . VALUES ?p {{ {_SKOS} dct:isVersionOf gb:fiscalYear }} ?s ?p ?o",
    # the programs of the program years
    "?x a gb:ProgramYear . ?x dct:isVersionOf ?s . VALUES ?p { rdf:type dct:identifier skos:prefLabel } ?s ?p ?o",
    # the units, and what they are parts of
    """{ SELECT DISTINCT ?unit WHERE { ?x gb:dimOrganization ?unit } } ?unit org:unitOf* ?s .
    VALUES ?p { rdf:type dct:identifier skos:prefLabel org:unitOf } ?s ?p ?o""",
)
_COMPONENTS = """SELECT ?component ?kind ?property WHERE {
  VALUES ?kind { qb:dimension qb:measure qb:attribute } ?component ?kind ?property
} ORDER BY ?component"""
_TIMES = "SELECT DISTINCT ?time WHERE { { ?x gb:dimFiscalYear ?time } UNION { ?x gb:dimAsOf ?time } } ORDER BY ?time"
_SETS = "SELECT ?set WHERE { ?set a qb:DataSet } ORDER BY ?set"


def write(engine: Engine, place: Path, _request: Request = ALL) -> Iterator[Step]:
    """Write the cube as Turtle."""
    triples = (Quad(triple.subject, triple.predicate, triple.object) for triple in cube(engine))
    yield from write_quads(parsed(sorted_lines(triples, BY_SUBJECT)), place, base_of(engine))


def cube(engine: Engine) -> Iterator[Triple]:
    """Yield the triples of the cube; some may come twice."""
    for part in _PARTS:
        yield from engine.construct(f"{_DECLARED}\nCONSTRUCT {{ ?s ?p ?o }} WHERE {{ {part} }}")
    yield from _normal(engine)
    yield from _times(_column(engine, _TIMES))
    for dataset in _column(engine, _SETS):
        yield Triple(dataset, term("rdfs:label"), ko("예산 큐브"))
        yield Triple(dataset, term("rdfs:label"), en("budget cube"))
        yield Triple(dataset, term("dct:license"), NamedNode(LICENCE))


def _normal(engine: Engine) -> Iterator[Triple]:
    """Yield what the normal form adds: each component's property by its general name and with its class."""
    classes = {
        "dimension": "qb:DimensionProperty",
        "measure": "qb:MeasureProperty",
        "attribute": "qb:AttributeProperty",
    }
    for component, kind, prop in engine.select(f"{_DECLARED}\n{_COMPONENTS}").rows:
        if isinstance(component, NamedNode) and isinstance(kind, NamedNode) and isinstance(prop, NamedNode):
            yield Triple(component, term("qb:componentProperty"), prop)
            yield Triple(component, A, term("qb:ComponentSpecification"))
            yield Triple(prop, A, term(classes[kind.value.rpartition("#")[2]]))
            yield Triple(prop, A, term("rdf:Property"))


def _times(times: Iterable[NamedNode]) -> Iterator[Triple]:
    """Yield what the years and days are, which another publisher names and does not tell the graph."""
    for time in times:
        kind, _, label = time.value.removeprefix("http://reference.data.gov.uk/id/").partition("/")
        yield Triple(time, A, NamedNode(f"{_INTERVAL}CalendarInterval"))
        yield Triple(time, A, NamedNode(_INTERVAL + kind.capitalize()))
        yield Triple(time, term("rdfs:label"), Literal(label))


def _column(engine: Engine, query: str) -> list[NamedNode]:
    rows = engine.select(f"{_DECLARED}\n{query}").rows
    return [row[0] for row in rows if isinstance(row[0], NamedNode)]
