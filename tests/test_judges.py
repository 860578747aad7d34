"""Independent judges: published shapes that the graph claims to satisfy (../shared/conformance)."""

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, serialize
from pyshacl import validate
from rdflib import Graph

from gyebo.facts.decisions import read_decisions
from gyebo.graph.mint import Mint
from gyebo.graph.units import unit_quads

DATA = Path(__file__).parents[1] / "data"
ONTOLOGY = Path(__file__).parents[1] / "ontology"


@pytest.fixture(scope="module")
def organisations() -> Graph:
    """The organisations and their reorganisations as the graph has them."""
    triples = (quad.triple for quad in unit_quads(Mint(), read_decisions(DATA / "decisions")))
    text = serialize(triples, format=RdfFormat.N_TRIPLES)
    assert text is not None
    graph = Graph().parse(data=text, format="nt")
    return graph.parse(ONTOLOGY / "codes" / "unit-kind.ttl")


def judged(shared: Path, data: Graph) -> tuple[bool, str]:
    shapes = Graph().parse(shared / "conformance" / "cpov" / "core-public-organisation-ap-SHACL.ttl")
    conforms, _, report = validate(data, shacl_graph=shapes, do_owl_imports=False, advanced=True)
    return bool(conforms), str(report)


def test_organisations_satisfy_the_core_public_organisation_vocabulary(
    shared: Path, organisations: Graph
) -> None:
    conforms, report = judged(shared, organisations)
    assert conforms, report


def test_the_judge_sees_a_day_that_is_no_moment(shared: Path, organisations: Graph) -> None:
    """A spoiled copy fails: reorganisations need xsd:dateTime, which is what the judge is here to hold."""
    text = organisations.serialize(format="nt")
    spoiled = Graph().parse(data=text.replace("XMLSchema#dateTime", "XMLSchema#string"), format="nt")
    assert not judged(shared, spoiled)[0]
