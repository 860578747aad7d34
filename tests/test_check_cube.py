"""The integrity constraints of the W3C Data Cube hold on the cube, and each fails on a cube that breaks it.

So does OpenBudgets' rule that its abstract dimensions are not used directly. IC-6 to IC-10 and IC-15 to IC-18 are
about slices, measure dimensions and optional components, which this cube does not have.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from gyebo.check.shapes import our_shapes
from gyebo.check.validate import Result, validate
from gyebo.store.embedded import Embedded
from tests.broken import GB, InMemory

QB = "http://purl.org/linked-data/cube#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
BUDGETS = "http://data.openbudgets.eu/ontology/dsd/dimension/"
DIMENSIONS = (
    "dimFiscalYear", "dimOrganization", "dimProgram", "dimItem", "dimAccount", "dimRound", "dimAmountKind",
    "dimOperation", "dimAsOf",
)  # fmt: skip
OF_DIMENSION = {
    "dimFiscalYear": "observation-year", "dimOrganization": "observation-organization",
    "dimProgram": "observation-program", "dimItem": "observation-item", "dimAccount": "observation-account",
    "dimRound": "observation-round", "dimAmountKind": "observation-kind", "dimOperation": "observation-operation",
    "dimAsOf": "observation-as-of",
}  # fmt: skip


class Cube:
    """A cube in memory that can be broken and mended again."""

    def __init__(self, engine: Embedded) -> None:
        self._quads = list(engine.quads())
        self.engine = InMemory(self._quads)
        self._store: Store = self.engine._store
        self._removed: list[Quad] = []
        self._added: list[Quad] = []

    def one(self, kind: str, last: bool = False) -> NamedNode:
        """Return the first thing of a class in the order of IRIs, or the last."""
        found = self._store.quads_for_pattern(None, NamedNode(RDF_TYPE), NamedNode(kind), None)
        nodes = sorted((quad.subject for quad in found if isinstance(quad.subject, NamedNode)), key=str)
        return nodes[-1 if last else 0]

    def said(self, node: NamedNode | BlankNode, predicate: str) -> list[Quad]:
        return list(self._store.quads_for_pattern(node, NamedNode(predicate), None, None))

    def drop(self, node: NamedNode, predicate: str) -> None:
        for quad in self.said(node, predicate):
            self._store.remove(quad)
            self._removed.append(quad)

    def add(
        self, node: NamedNode | BlankNode, predicate: str, value: NamedNode | BlankNode | Literal
    ) -> None:
        quad = Quad(node, NamedNode(predicate), value)
        self._store.add(quad)
        self._added.append(quad)

    def mend(self) -> None:
        for quad in self._added:
            self._store.remove(quad)
        self._store.extend(self._removed)
        self._removed, self._added = [], []

    def broken(self, *shapes: str) -> list[Result]:
        return validate(self.engine, our_shapes(), shapes)


@pytest.fixture(scope="module")
def whole(engine: Embedded) -> Cube:
    return Cube(engine)


@pytest.fixture
def cube(whole: Cube) -> Iterator[Cube]:
    yield whole
    whole.mend()


@dataclass(frozen=True)
class Case:
    """A constraint: which shape states it, and what breaks it: a class, a property of one of its things, its value."""

    name: str
    shape: str
    kind: str
    predicate: str
    value: NamedNode | Literal | None


ODD = NamedNode("urn:odd")
CASES = (
    Case("IC-1, no data set", "observation-dataset", QB + "Observation", QB + "dataSet", None),
    Case("IC-2, no structure", "dataset-structure", QB + "DataSet", QB + "structure", None),
    Case("IC-3, no measure", "structure-measure", QB + "DataStructureDefinition", QB + "component", None),
    Case("IC-4, no range", "dimension-range", QB + "DimensionProperty", RDFS + "range", None),
    Case("IC-14, no amount", "observation-amount", QB + "Observation", GB + "amount", None),
    Case(
        "IC-13, no currency", "observation-currency", QB + "Observation",
        "http://data.openbudgets.eu/ontology/dsd/attribute/currency", None,
    ),
    Case("IC-19, a code of no list", "observation-kind", QB + "Observation", GB + "dimAmountKind", ODD),
    *(Case(f"IC-11, no {name}", OF_DIMENSION[name], QB + "Observation", GB + name, None) for name in DIMENSIONS),
)  # fmt: skip


def test_every_constraint_holds_on_the_cube(whole: Cube) -> None:
    cube = [shape.id for shape in our_shapes().shapes if shape.see.endswith(("#cube", "#observation"))]
    inner = [i.id for shape in our_shapes().shapes if shape.id in cube for i in shape.properties]
    assert len(inner) > 15
    assert whole.broken(*cube, *inner) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_cube_that_breaks_a_constraint_fails_it(cube: Cube, case: Case) -> None:
    node = cube.one(case.kind)
    assert cube.said(node, case.predicate)
    cube.drop(node, case.predicate)
    if case.value is not None:
        cube.add(node, case.predicate, case.value)
    assert node.value in [result.focus for result in cube.broken(case.shape)]


def test_a_dimension_of_concepts_without_a_code_list_fails_ic_5(cube: Cube) -> None:
    node = NamedNode(GB + "dimAmountKind")
    cube.drop(node, QB + "codeList")
    assert [result.focus for result in cube.broken("dimension-code-list")] == [node.value]


def test_two_observations_with_the_same_dimensions_fail_ic_12(cube: Cube) -> None:
    node, twin = cube.one(QB + "Observation"), NamedNode("urn:twin")
    for predicate in (QB + "dataSet", *(GB + name for name in DIMENSIONS)):
        for quad in cube.said(node, predicate):
            cube.add(twin, predicate, quad.object)  # type: ignore[arg-type]
    assert len(cube.broken("dataset-duplicates")) == 1


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_observations_that_differ_in_one_dimension_pass_ic_12(cube: Cube, dimension: str) -> None:
    node, twin = cube.one(QB + "Observation"), NamedNode("urn:twin")
    for predicate in (QB + "dataSet", *(GB + name for name in DIMENSIONS)):
        for quad in cube.said(node, predicate):
            cube.add(twin, predicate, ODD if predicate == GB + dimension else quad.object)  # type: ignore[arg-type]
    assert cube.broken("dataset-duplicates") == []


def test_an_abstract_dimension_on_an_observation_fails(cube: Cube) -> None:
    node = cube.one(QB + "Observation")
    cube.add(node, BUDGETS + "fiscalYear", ODD)
    assert [result.focus for result in cube.broken("observation-abstract")] == [node.value]


def test_an_abstract_dimension_in_the_structure_fails(cube: Cube) -> None:
    node, component = cube.one(QB + "DataStructureDefinition"), BlankNode("component")
    cube.add(node, QB + "component", component)
    cube.add(component, QB + "dimension", NamedNode(BUDGETS + "fiscalYear"))
    assert [result.focus for result in cube.broken("structure-abstract")] == [node.value]


def test_a_dimension_that_is_no_dimension_property_fails(cube: Cube) -> None:
    node, component = cube.one(QB + "DataStructureDefinition"), BlankNode("component")
    cube.add(node, QB + "component", component)
    cube.add(component, QB + "dimension", NamedNode(GB + "amount"))
    assert [result.focus for result in cube.broken("structure-dimension")] == [node.value]
