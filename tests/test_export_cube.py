"""The cube alone against the integrity constraints of RDF Data Cube and the rules of OpenBudgets.

The constraints are stated here in our own words; each is also shown a cube that breaks it.
"""

from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, Store, Triple, parse

from gyebo.export.formats import export
from gyebo.graph.terms import PREFIXES
from gyebo.store.embedded import Embedded

DECLARED = (
    "\n".join(f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items())
    + """
PREFIX obeu-dimension: <http://data.openbudgets.eu/ontology/dsd/dimension/>
PREFIX obeu-measure: <http://data.openbudgets.eu/ontology/dsd/measure/>
PREFIX interval: <http://reference.data.gov.uk/def/intervals/>
"""
)
# What each constraint asks, true when it is broken; then an update that breaks it.
CONSTRAINTS = {
    "IC-1 an observation has one data set": (
        """ASK { { ?o a qb:Observation FILTER NOT EXISTS { ?o qb:dataSet ?d } }
           UNION { ?o qb:dataSet ?d , ?e FILTER(?d != ?e) } }""",
        "DELETE { ?o qb:dataSet ?d } WHERE { { SELECT * { ?o qb:dataSet ?d } LIMIT 1 } }",
    ),
    "IC-2 a data set has one structure": (
        """ASK { { ?d a qb:DataSet FILTER NOT EXISTS { ?d qb:structure ?s } }
           UNION { ?d qb:structure ?s , ?t FILTER(?s != ?t) } }""",
        "DELETE WHERE { ?d qb:structure ?s }",
    ),
    "IC-3 a structure has a measure": (
        """ASK { ?s a qb:DataStructureDefinition
           FILTER NOT EXISTS { ?s qb:component/qb:componentProperty ?m . ?m a qb:MeasureProperty } }""",
        "DELETE WHERE { ?m a qb:MeasureProperty }",
    ),
    "IC-4 a dimension has a range": (
        "ASK { ?d a qb:DimensionProperty FILTER NOT EXISTS { ?d rdfs:range ?r } }",
        "DELETE WHERE { gb:dimAsOf rdfs:range ?r }",
    ),
    "IC-5 a dimension of concepts has a code list": (
        "ASK { ?d a qb:DimensionProperty ; rdfs:range skos:Concept FILTER NOT EXISTS { ?d qb:codeList ?l } }",
        "DELETE WHERE { gb:dimItem qb:codeList ?l }",
    ),
    "IC-6 only attributes may be optional": (
        """ASK { ?s qb:component ?c . ?c qb:componentRequired false ; qb:componentProperty ?p
           FILTER NOT EXISTS { ?p a qb:AttributeProperty } }""",
        "INSERT DATA { <https://w3id.org/gyebo/structure/item> qb:componentRequired false }",
    ),
    "IC-7 a slice key belongs to a structure": (
        "ASK { ?k a qb:SliceKey FILTER NOT EXISTS { ?s a qb:DataStructureDefinition ; qb:sliceKey ?k } }",
        "INSERT DATA { gb:key a qb:SliceKey }",
    ),
    "IC-8 a slice key names components of its structure": (
        """ASK { ?k a qb:SliceKey ; qb:componentProperty ?p . ?s qb:sliceKey ?k
           FILTER NOT EXISTS { ?s qb:component/qb:componentProperty ?p } }""",
        "INSERT DATA { gb:BudgetStructure qb:sliceKey gb:key . gb:key a qb:SliceKey ; qb:componentProperty gb:other }",
    ),
    "IC-9 a slice has one structure": (
        """ASK { { ?x a qb:Slice FILTER NOT EXISTS { ?x qb:sliceStructure ?k } }
           UNION { ?x a qb:Slice ; qb:sliceStructure ?k , ?l FILTER(?k != ?l) } }""",
        "INSERT DATA { gb:slice a qb:Slice }",
    ),
    "IC-10 a slice fills the dimensions of its key": (
        """ASK { ?x qb:sliceStructure/qb:componentProperty ?d FILTER NOT EXISTS { ?x ?d ?v } }""",
        "INSERT DATA { gb:slice qb:sliceStructure gb:key . gb:key qb:componentProperty gb:dimItem }",
    ),
    "IC-11 an observation fills every dimension": (
        """ASK { ?o qb:dataSet/qb:structure/qb:component/qb:componentProperty ?d . ?d a qb:DimensionProperty
           FILTER NOT EXISTS { ?o ?d ?v } }""",
        "DELETE { ?o gb:dimAsOf ?v } WHERE { { SELECT * { ?o gb:dimAsOf ?v } LIMIT 1 } }",
    ),
    "IC-13 an observation has every required attribute": (
        """ASK { ?o qb:dataSet/qb:structure/qb:component ?c . ?c qb:componentRequired true ; qb:componentProperty ?a .
           ?a a qb:AttributeProperty FILTER NOT EXISTS { ?o ?a ?v } }""",
        "DELETE { ?o obeu-attribute:currency ?v } WHERE { { SELECT * { ?o obeu-attribute:currency ?v } LIMIT 1 } }",
    ),
    "IC-14 an observation has every measure": (
        """ASK { ?o qb:dataSet/qb:structure ?s FILTER NOT EXISTS { ?s qb:component/qb:componentProperty qb:measureType }
           ?s qb:component/qb:componentProperty ?m . ?m a qb:MeasureProperty FILTER NOT EXISTS { ?o ?m ?v } }""",
        "DELETE { ?o gb:amount ?v } WHERE { { SELECT * { ?o gb:amount ?v } LIMIT 1 } }",
    ),
    "IC-18 a data set's observations name it": (
        "ASK { ?d qb:slice/qb:observation ?o FILTER NOT EXISTS { ?o qb:dataSet ?d } }",
        "INSERT DATA { gb:set qb:slice gb:slice . gb:slice qb:observation gb:o }",
    ),
    "IC-19 a coded value is in its code list": (
        """ASK { ?o qb:dataSet/qb:structure/qb:component/qb:componentProperty ?d . ?d qb:codeList ?l .
           ?l a skos:ConceptScheme . ?o ?d ?v FILTER NOT EXISTS { ?v a skos:Concept ; skos:inScheme ?l } }""",
        "DELETE { ?v skos:inScheme ?l } WHERE { { SELECT * { ?o gb:dimRound ?v . ?v skos:inScheme ?l } LIMIT 1 } }",
    ),
    "OpenBudgets: no abstract dimension stands in a structure": (
        """ASK { VALUES ?d { obeu-dimension:classification obeu-dimension:administrativeClassification
             obeu-dimension:economicClassification obeu-dimension:functionalClassification
             obeu-dimension:programmeClassification } ?s qb:component/(qb:componentProperty|qb:dimension) ?d }""",
        "INSERT DATA { <https://w3id.org/gyebo/structure/item> qb:dimension obeu-dimension:classification }",
    ),
    "OpenBudgets: period, operation, organisation, amount and currency are there": (
        """ASK { VALUES ?p { obeu-attribute:currency obeu-dimension:fiscalPeriod obeu-dimension:operationCharacter
             obeu-dimension:organization obeu-measure:amount } ?s a qb:DataStructureDefinition
           FILTER NOT EXISTS { ?s qb:component/qb:componentProperty/rdfs:subPropertyOf* ?p } }""",
        "DELETE WHERE { gb:dimOrganization rdfs:subPropertyOf ?p }",
    ),
    "every code, program, unit and time has a label": (
        """ASK { ?s qb:component/qb:componentProperty ?d . ?d a qb:DimensionProperty . ?o a qb:Observation ; ?d ?v
           FILTER NOT EXISTS { ?v skos:prefLabel|rdfs:label ?label } }""",
        "DELETE WHERE { <http://reference.data.gov.uk/id/year/2021> rdfs:label ?l }",
    ),
    "an observation leads to the figures it was derived from": (
        "ASK { ?o a qb:Observation FILTER NOT EXISTS { ?o prov:wasDerivedFrom ?figure } }",
        "DELETE WHERE { ?o prov:wasDerivedFrom ?f }",
    ),
    "amounts are whole won without a multiplier": (
        """ASK { { ?o gb:amount ?v FILTER(DATATYPE(?v) != xsd:decimal || CONTAINS(STR(?v), ".")) }
           UNION { ?o <http://purl.org/linked-data/sdmx/2009/attribute#unitMult> ?m } }""",
        "INSERT DATA { gb:o gb:amount 1.5 }",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def cube(engine: Embedded, tmp_path_factory: pytest.TempPathFactory) -> list[Quad]:
    path = tmp_path_factory.mktemp("cube") / "cube.ttl"
    list(export(engine, "cube", path))
    return list(parse(path=str(path), format=RdfFormat.TURTLE))


@pytest.fixture(scope="module")
def held(cube: list[Quad]) -> Store:
    store = Store()
    store.bulk_extend(cube)
    return store


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_the_cube_breaks_no_constraint(held: Store, name: str) -> None:
    assert not held.query(DECLARED + CONSTRAINTS[name][0])


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_a_constraint_sees_what_breaks_it(cube: list[Quad], name: str) -> None:
    ask, breaks = CONSTRAINTS[name]
    store = Store()
    store.extend(cube)
    store.update(DECLARED + breaks)
    assert store.query(DECLARED + ask)


@pytest.fixture(scope="module")
def said(cube: list[Quad]) -> list[tuple[str, str, str]]:
    """The triples of the cube as IRIs and texts."""
    return [
        (quad.subject.value, quad.predicate.value, quad.object.value)
        for quad in cube
        if not isinstance(quad.subject, Triple) and not isinstance(quad.object, Triple)
    ]


def test_no_two_observations_have_the_same_dimensions(said: list[tuple[str, str, str]]) -> None:
    """IC-12, in Python: the published query compares every two observations."""
    dimensions = {thing for thing, prop, value in said if value.endswith("#DimensionProperty")}
    keys: dict[str, set[tuple[str, str]]] = {}
    for thing, prop, value in said:
        if prop in dimensions:
            keys.setdefault(thing, set()).add((prop, value))
    assert len(dimensions) == 9 and all(len(key) == 9 for key in keys.values())
    assert len({frozenset(key) for key in keys.values()}) == len(keys) > 1_900


def test_the_cube_is_that_of_the_graph(engine: Embedded, said: list[tuple[str, str, str]]) -> None:
    amounts = {(thing, value) for thing, prop, value in said if prop.endswith("def#amount")}
    rows = engine.select(f"{DECLARED} SELECT ?o ?v WHERE {{ ?o a qb:Observation ; gb:amount ?v }}")
    assert amounts == set(rows.texts())


def test_the_cube_stands_alone(said: list[tuple[str, str, str]]) -> None:
    """No figures, no decisions: what observations were derived from is named, not told."""
    things = {thing for thing, _, _ in said}
    derived = {value for _, prop, value in said if prop.endswith("wasDerivedFrom")}
    assert derived and not derived & things
    held = {"observation", "program", "program-year", "unit", "dataset"}
    assert {each.split("/id/")[1].split("/")[0] for each in things if "gyebo/id/" in each} == held


def test_rdflib_reads_it(engine: Embedded, tmp_path: Path) -> None:
    from rdflib import Graph

    list(export(engine, "cube", tmp_path / "cube.ttl"))
    graph = Graph().parse(tmp_path / "cube.ttl", format="turtle")
    assert len(graph) == sum(1 for _ in parse(path=str(tmp_path / "cube.ttl"), format=RdfFormat.TURTLE))
    assert not bool(
        graph.query(DECLARED + CONSTRAINTS["IC-11 an observation fills every dimension"][0]).askAnswer
    )
