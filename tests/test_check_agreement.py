"""The store's way of validating and the reference processor, pySHACL, give the same results for every shape.

The graph is a slice of the real one and, beside things of every kind, copies of them with one thing put wrong: a
value taken away, a second one added, one of another kind, another thing's value, an amount off by a little or by
much. Of every shape both validate the same focus nodes: some that break it, in every way it is broken, and some
that keep it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import pyshacl
import pytest
import rdflib
from pyoxigraph import NamedNode, Quad
from rdflib import RDF, Namespace
from rdflib.term import Node

from gyebo.check.shapes import SHAPES, Shape, our_shapes, shape_files
from gyebo.check.validate import validate
from gyebo.store.embedded import Embedded
from tests.broken import InMemory, Things, contrived, copies, sliced, spread, things_of

SH = Namespace("http://www.w3.org/ns/shacl#")
# Shapes that nothing in the graph breaks: none.
UNBROKEN: frozenset[str] = frozenset()
# There is one cube, and copies of its observations stand in it (see test_check_cube.py).
ALWAYS_BROKEN = frozenset({"dataset-duplicates"})
# Of every shape and component so many broken focus nodes are handed to pySHACL.
ENOUGH = 2
Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Both:
    """What the two have found about the focus nodes that each shape was given."""

    ours: frozenset[Key]
    theirs: frozenset[Key]
    given: dict[str, frozenset[str]]


@pytest.fixture(scope="module")
def both(engine: Embedded) -> Both:
    things = things_of(engine)
    slice_, wrong = sliced(engine, things), dict(copies(things))
    everything = [*slice_, *contrived(), *(quad for copied in wrong.values() for quad in copied)]
    given = _given_to_all(
        {result.key for result in validate(InMemory(everything), our_shapes())}, things, everything
    )
    # Copies stand in the rows of what they are copies of: with all of them there, pySHACL would compare each with each.
    asked = frozenset().union(*given.values())
    chosen = (quad for copy, copied in wrong.items() if copy.value in asked for quad in copied)
    graph = InMemory([*slice_, *contrived(), *chosen])
    owner = {inner.id: shape.id for shape in our_shapes().shapes for inner in (shape, *shape.properties)}
    found = {result.key for result in validate(graph, our_shapes())}
    ours = frozenset(key for key in found if key[0] in given[owner[key[1]]])
    return Both(ours, frozenset(_of_pyshacl(graph, given)), given)


def _given_to_all(found: set[Key], things: Things, quads: list[Quad]) -> dict[str, frozenset[str]]:
    present: set[object] = {quad.subject for quad in quads}
    return {shape.id: _given(shape, found, things, present) for shape in our_shapes().shapes if shape.targets}


def _given(shape: Shape, found: set[Key], things: Things, present: set[object]) -> frozenset[str]:
    """Return focus nodes of a shape that break it in every way it is broken, and some that keep it."""
    own = {inner.id for inner in (shape, *shape.properties)}
    broken: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for focus, inner, component, _ in found:
        if inner in own and ":" in focus:
            broken[focus].add((inner, component))
    seen: Counter[tuple[str, str]] = Counter()
    chosen: set[str] = set()
    # What is contrived comes first: it is broken by itself, a copy may be so only beside other copies.
    for focus in sorted(broken, key=lambda iri: (len(broken[iri]), not iri.startswith("urn:"), iri)):
        if any(seen[way] < ENOUGH for way in broken[focus]):
            chosen.add(focus)
            seen.update(broken[focus])
    nodes = {
        node.value
        for _, kind in shape.targets
        for node in things.of_class.get(kind.value, ())
        if node in present
    }
    kept = [NamedNode(iri) for iri in sorted(nodes - set(broken))]
    return frozenset(chosen | {node.value for node in spread(kept, ENOUGH)})


def _of_pyshacl(memory: InMemory, given: dict[str, frozenset[str]]) -> Iterator[Key]:
    graph, shapes = rdflib.Graph(), rdflib.Graph()
    graph.parse(data=memory.triples(), format="nt")
    for path in shape_files():
        shapes.parse(path)
    for shape, focus in given.items():
        _, report, _ = pyshacl.validate(graph, shacl_graph=_alone(shapes, shape, focus), inplace=True)
        yield from _keys(report)


def _alone(shapes: rdflib.Graph, name: str, focus: frozenset[str]) -> rdflib.Graph:
    """Return one shape with the property shapes and prefixes that it is made of, its targets replaced by nodes.

    With `focus_nodes`, pySHACL 0.40 takes values for right that a nested shape should judge.
    """
    alone, top = rdflib.Graph(), rdflib.URIRef(SHAPES + name)
    waiting: list[Node] = [top, rdflib.URIRef("https://w3id.org/gyebo/prefix")]
    while waiting:
        node = waiting.pop()
        for triple in shapes.triples((node, None, None)):
            if triple not in alone:
                alone.add(triple)
                waiting.append(triple[2])
    alone.remove((top, SH.targetClass, None))
    for iri in focus:
        alone.add((top, SH.targetNode, rdflib.URIRef(iri)))
    return alone


def _keys(report: rdflib.Graph) -> Iterator[Key]:
    for result in report.subjects(RDF.type, SH.ValidationResult):
        parts = (
            report.value(result, SH[name])
            for name in ("focusNode", "sourceShape", "sourceConstraintComponent", "value")
        )
        focus, shape, component, value = ("" if part is None else str(part) for part in parts)
        yield focus, shape.removeprefix(SHAPES), component, value


def test_every_shape_gives_the_same_results(both: Both) -> None:
    assert sorted(both.ours - both.theirs)[:20] == []
    assert sorted(both.theirs - both.ours)[:20] == []


def test_every_shape_is_broken_by_something(both: Both) -> None:
    named = {shape.id for shape in our_shapes().named().values() if shape.constraints}
    assert named - {shape for _, shape, *_ in both.theirs} == UNBROKEN


def test_every_shape_is_kept_by_something(both: Both) -> None:
    broken = {(focus, shape) for focus, shape, *_ in both.theirs}
    for shape in our_shapes().shapes:
        if not shape.targets or shape.id in ALWAYS_BROKEN:
            continue
        for inner in (shape, *shape.properties):
            assert any((focus, inner.id) not in broken for focus in both.given[shape.id]), inner.id
