"""The check at two sizes, and the same shapes in pySHACL: seconds (and processor seconds) and ratios, in one run.

    python -m benchmarks.check [--observations 10000 100000] [--pyshacl 10000] [--nodes 60]

The graph is the synthetic city (benchmarks/city.py): a bureau has about 1,660 decided amounts (observations) from
2,470 printed figures, in 108,000 triples. Every size is built into a store of its own; then

- `shapes` runs every shape in the store, `rules` reads the figures and runs the rules, `check` is `gyebo check`;
- pySHACL gets the graph in rdflib and some focus nodes, since it takes minutes for all of them: the core shapes
  of observations and figures, and the sums within rows. Its seconds are those per focus node, times all of them;
  ratios are of processor time.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyshacl
import rdflib
from pyoxigraph import RdfFormat, serialize

from benchmarks.city import City
from benchmarks.scale import build
from gyebo.check.run import check, read, rules
from gyebo.check.shapes import SHAPES, Shape, our_shapes, shape_files
from gyebo.check.validate import validate
from gyebo.store.embedded import Embedded

OBSERVATION, FIGURE = "http://purl.org/linked-data/cube#Observation", "https://w3id.org/gyebo/def#Figure"
SIZES = (10_000, 100_000)
BUREAU = 1_664  # observations of a bureau, about
SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")


@dataclass(frozen=True, slots=True)
class Took:
    """The wall seconds that something took, and the processor's, of all threads."""

    seconds: float
    cpu: float

    def __str__(self) -> str:
        """Return both, as tables show them."""
        return f"{self.seconds:.1f} s ({self.cpu:.1f})"


def timed(work: Callable[[], object]) -> Took:
    """Return what something takes."""
    start, cpu = time.perf_counter(), time.process_time()
    work()
    return Took(time.perf_counter() - start, time.process_time() - cpu)


def count(engine: Embedded, kind: str) -> int:
    """Return how many things of a class there are."""
    return int(next(engine.select(f"SELECT (COUNT(?x) AS ?n) {{ ?x a <{kind}> }}").texts())[0])


def chosen(kind: str, sums: bool) -> list[Shape]:
    """Return the shapes of a class: those of SHACL core, or those that add up figures in SPARQL."""
    shapes = [shape for shape in our_shapes().shapes if any(node.value == kind for _, node in shape.targets)]
    return [shape for shape in shapes if shape.contradiction == sums and _is_sparql(shape) == sums]


def _is_sparql(shape: Shape) -> bool:
    return any(constraint.parameter == "sparql" for constraint in shape.constraints)


def in_store(engine: Embedded, shapes: list[Shape]) -> Took:
    """Return what shapes take in the store, over everything."""
    names = [inner.id for shape in shapes for inner in (shape, *shape.properties)]
    return timed(lambda: validate(engine, our_shapes(), names))


def in_pyshacl(graph: rdflib.Graph, shapes: list[Shape], nodes: list[str]) -> Took:
    """Return what pySHACL takes for some focus nodes."""
    union = rdflib.Graph()
    for path in shape_files():
        union.parse(path)
    kept = {rdflib.URIRef(SHAPES + shape.id) for shape in shapes}
    for shape in set(union.subjects(rdflib.RDF.type, SH.NodeShape)) - kept:
        union.remove((shape, SH.targetClass, None))
    for kind in kept:
        union.remove((kind, SH.targetClass, None))
        for node in nodes:
            union.add((kind, SH.targetNode, rdflib.URIRef(node)))
    return timed(lambda: pyshacl.validate(graph, shacl_graph=union, inplace=True))


def compared(engine: Embedded, nodes: int) -> None:
    """Print how long the store and pySHACL take for the same shapes."""
    triples = serialize({quad.triple for quad in engine.quads()}, format=RdfFormat.N_TRIPLES)
    graph = rdflib.Graph()
    print(f"  rdflib reads the graph in {timed(lambda: graph.parse(data=triples, format='nt'))}")
    for name, kind, sums in (
        ("core, observations", OBSERVATION, False),
        ("core, figures", FIGURE, False),
        ("sums, figures", FIGURE, True),
    ):
        shapes, all_ = chosen(kind, sums), count(engine, kind)
        ours = in_store(engine, shapes)
        listed = sorted(str(s) for s in graph.subjects(rdflib.RDF.type, rdflib.URIRef(kind)))
        some = listed[:: max(1, len(listed) // nodes)][:nodes]
        theirs = in_pyshacl(graph, shapes, some).cpu / len(some) * all_
        print(
            f"  {name:18} {len(shapes):3} shapes, {all_:7,} nodes: store {ours.cpu:7.2f} s cpu, "
            f"pySHACL {theirs:9.1f} s cpu (from {len(some)} nodes), {theirs / ours.cpu:8.0f}×"
        )


def measure(observations: int, against: int, nodes: int) -> None:
    """Build a city, check it, print what it took."""
    with tempfile.TemporaryDirectory() as name:
        quads = build(City(max(1, round(observations / BUREAU))), Path(name))
        engine = Embedded(Path(name))
        print(
            f"\n{count(engine, OBSERVATION):,} observations, {count(engine, FIGURE):,} figures, {quads:,} triples"
        )
        print(f"  shapes {timed(lambda: validate(engine, our_shapes()))}")
        print(f"  read   {timed(lambda: read(engine))}")
        printed = read(engine)
        print(f"  rules  {timed(lambda: list(rules(printed)))}")
        print(f"  check  {timed(lambda: check(engine))}")
        if observations == against:
            compared(engine, nodes)


def main() -> None:
    """Measure every size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--observations", type=int, nargs="+", default=SIZES, help="sizes, about")
    parser.add_argument("--pyshacl", type=int, default=SIZES[0], help="the size at which pySHACL is asked")
    parser.add_argument("--nodes", type=int, default=60, help="focus nodes that pySHACL gets")
    options = parser.parse_args()
    for observations in options.observations:
        measure(observations, options.pyshacl, options.nodes)


if __name__ == "__main__":
    main()
