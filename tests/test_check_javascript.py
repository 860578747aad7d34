"""A second SHACL engine, rdf-validate-shacl of npm, agrees on the core shapes.

Shapes with SPARQL are left out: that engine has none. Both get a slice of the real graph, then the same with
things put wrong. Languages of messages differ between engines and are not compared.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, serialize

from gyebo.check.shapes import SHAPES, our_shapes, shape_files
from gyebo.check.validate import validate
from gyebo.store.embedded import Embedded
from tests.broken import InMemory, Things, contrived, copies, samples, things_of

TOOLS = Path(__file__).parent / "tools"
SPARQL = NamedNode("http://www.w3.org/ns/shacl#sparql")
# So many links are followed from what is validated, so that classes of values are known.
STEPS = 2

Key = tuple[str, str, str, str]


@pytest.fixture(scope="module")
def node() -> str:
    found = shutil.which("node")
    if not found:
        pytest.skip("node is not here (Debian: nodejs)")
    if not (TOOLS / "node_modules" / "rdf-validate-shacl").is_dir():
        pytest.skip("rdf-validate-shacl is not here: tests/tools/install installs it with npm")
    return found


@pytest.fixture(scope="module")
def things(engine: Embedded) -> Things:
    return things_of(engine)


def _slice(engine: Embedded, things: Things, nodes: list[NamedNode]) -> list[Quad]:
    """Return what the graph says about nodes, about what they point to, and how classes stand to each other."""
    reached, border = set(nodes), set(nodes)
    for _ in range(STEPS):
        objects = {quad.object for node in border for quad in things.about.get(node, ())}
        border = {node for node in objects if isinstance(node, NamedNode)} - reached
        reached |= border
    classes = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
    return [q for q in engine.quads() if q.subject in reached or q.predicate.value == classes]


def _core_shapes() -> Store:
    """Return the shapes graph without its SPARQL constraints."""
    store = Store()
    for path in shape_files():
        store.load(path=str(path), format=RdfFormat.TURTLE)
    for quad in list(store.quads_for_pattern(None, SPARQL, None, None)):
        store.remove(quad)
    return store


def _theirs(node: str, folder: Path, graph: InMemory) -> Iterator[Key]:
    data, shapes = folder / "data.nt", folder / "shapes.nt"
    data.write_bytes(graph.triples())
    serialize({quad.triple for quad in _core_shapes()}, str(shapes), RdfFormat.N_TRIPLES)
    command = [node, str(TOOLS / "shacl.mjs"), str(data), str(shapes)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-2000:]
    for line in done.stdout.splitlines():
        focus, shape, component, value = json.loads(line)
        yield focus, shape.removeprefix(SHAPES), component, value


def _ours(graph: InMemory) -> Iterator[Key]:
    for result in validate(graph, our_shapes()):
        if not result.component.endswith("#SPARQLConstraintComponent"):
            yield result.key


def _agree(ours: set[Key], theirs: set[Key]) -> None:
    assert sorted(ours - theirs)[:20] == []
    assert sorted(theirs - ours)[:20] == []


def test_both_find_the_same_in_a_slice_of_the_real_graph(
    node: str, engine: Embedded, things: Things, tmp_path: Path
) -> None:
    graph = InMemory(_slice(engine, things, samples(things)))
    _agree(set(_ours(graph)), set(_theirs(node, tmp_path, graph)))


def test_both_find_the_same_in_things_put_wrong(
    node: str, engine: Embedded, things: Things, tmp_path: Path
) -> None:
    wrong = [quad for _, copied in copies(things) for quad in copied]
    graph = InMemory([*_slice(engine, things, samples(things)), *wrong, *contrived()])
    ours = set(_ours(graph))
    assert len({(shape, component) for _, shape, component, _ in ours}) > 200
    _agree(ours, set(_theirs(node, tmp_path, graph)))
