"""The RDF exports before parsers that are not ours: rdflib, raptor, serd, and npm's jsonld."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, parse
from rdflib import BNode, Graph
from rdflib import Dataset as RdflibDataset
from rdflib.compare import isomorphic

from gyebo.export.formats import export
from gyebo.export.quads import graph_names, quads
from gyebo.export.request import ALL, Request
from gyebo.export.turtle import base_of
from gyebo.store.embedded import Embedded

# rdflib's own JSON-LD module uses a class that rdflib deprecates.
RDFLIB = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
TOOLS = Path(__file__).parent / "tools"
NAMES = {
    "nquads": "nq",
    "trig": "trig",
    "turtle": "ttl",
    "rdfxml": "rdf",
    "jsonld": "jsonld",
    "records": "jsonld",
}
# Parts that rdflib reads in seconds: one with blank nodes (lists), one with figures.
PARTS = ("ontology", "2021-q4-diversion-report")


@pytest.fixture(scope="module")
def whole(engine: Embedded, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every RDF format of the whole graph."""
    folder = tmp_path_factory.mktemp("rdf")
    return {name: written(engine, name, folder) for name in NAMES}


def written(engine: Embedded, name: str, folder: Path, request: Request = ALL) -> Path:
    path = folder / f"gyebo.{name}.{NAMES[name]}"
    list(export(engine, name, path, request))
    return path


@pytest.fixture(scope="module")
def given(whole: dict[str, Path]) -> Dataset:
    """The quads that the N-Quads file says."""
    return Dataset(parse(path=str(whole["nquads"]), format=RdfFormat.N_QUADS))


@pytest.fixture(scope="module")
def union(given: Dataset) -> Dataset:
    """The same without their graphs."""
    return Dataset(Quad(quad.subject, quad.predicate, quad.object) for quad in given)


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed (Debian: see tests/tools/apt.txt)")
    return found


def canonical(found: list[Quad] | Path) -> Dataset:
    """Return quads, or those of an N-Quads file, with canonical blank nodes."""
    dataset = Dataset(parse(path=str(found), format=RdfFormat.N_QUADS) if isinstance(found, Path) else found)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def same(one: Graph, other: Graph) -> bool:
    """Tell whether two graphs are isomorphic; triples without blank nodes need no search for a mapping."""
    parts: list[tuple[set[object], Graph]] = []
    for graph in (one, other):
        named: set[object] = set()
        blank = Graph()
        for triple in graph:
            if isinstance(triple[0], BNode) or isinstance(triple[2], BNode):
                blank.add(triple)
            else:
                named.add(triple)
        parts.append((named, blank))
    return parts[0][0] == parts[1][0] and isomorphic(parts[0][1], parts[1][1])


# --- nquads ------------------------------------------------------------------------------------------


def test_nquads_hold_every_quad_once_sorted_with_canonical_blank_nodes(
    engine: Embedded, whole: dict[str, Path], given: Dataset
) -> None:
    lines = whole["nquads"].read_text(encoding="utf-8").splitlines()
    assert lines == sorted(set(lines)) and len(lines) == len(given)
    assert canonical(list(engine.quads())) == given
    blank = {word for line in lines if "_:" in line for word in line.split() if word.startswith("_:")}
    assert blank and all(label.startswith("_:c14n") for label in blank)


@pytest.mark.parametrize(("run", "files"), [(1, 2), (7, 3), (500, 64)])
def test_the_order_does_not_depend_on_how_much_is_sorted_at_once(
    engine: Embedded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: int, files: int
) -> None:
    request = Request(graph="2021-q4-diversion-report")
    given = written(engine, "trig", tmp_path, request).read_bytes()
    monkeypatch.setattr("gyebo.export.quads._RUN", run)
    monkeypatch.setattr("gyebo.export.quads._FILES", files)
    assert written(engine, "trig", tmp_path, request).read_bytes() == given


@RDFLIB
@pytest.mark.parametrize("part", PARTS)
def test_rdflib_reads_back_the_same_graph_in_every_format(
    engine: Embedded, tmp_path: Path, part: str
) -> None:
    graphs = {}
    for name in ("nquads", "trig", "turtle", "rdfxml", "jsonld"):
        read = RdflibDataset(default_union=True)
        format = {"rdfxml": "xml", "jsonld": "json-ld"}.get(name, name)
        read.parse(written(engine, name, tmp_path, Request(graph=part)), format=format)
        graphs[name] = Graph()
        for triple in read.triples((None, None, None)):
            graphs[name].add(triple)
    assert len(graphs["nquads"]) == sum(1 for _ in quads(engine, Request(graph=part)))
    for name, graph in graphs.items():
        assert same(graphs["nquads"], graph), name


# --- second parsers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "kind"), [("turtle", "turtle"), ("rdfxml", "rdfxml")])
def test_raptor_reads_the_same_triples(
    whole: dict[str, Path], union: Dataset, tmp_path: Path, name: str, kind: str
) -> None:
    read = [
        tool("rapper"),
        "-q",
        "-i",
        kind,
        "-o",
        "ntriples",
        str(whole[name]),
        "https://w3id.org/gyebo/id/",
    ]
    with (tmp_path / "raptor.nt").open("wb") as file:
        subprocess.run(read, check=True, stdout=file)
    assert canonical(tmp_path / "raptor.nt") == union


@pytest.mark.parametrize(("name", "kind"), [("turtle", "turtle"), ("trig", "trig"), ("nquads", "nquads")])
def test_serd_reads_the_same_quads(
    whole: dict[str, Path], given: Dataset, union: Dataset, tmp_path: Path, name: str, kind: str
) -> None:
    with (tmp_path / "serd.nq").open("wb") as file:
        subprocess.run([tool("serdi"), "-i", kind, "-o", "nquads", str(whole[name])], check=True, stdout=file)
    assert canonical(tmp_path / "serd.nq") == (union if name == "turtle" else given)


# --- JSON-LD -----------------------------------------------------------------------------------------


def canonized(path: Path) -> str:
    """Return a JSON-LD file as the canonical N-Quads that npm's jsonld makes of it."""
    if not (TOOLS / "node_modules" / "jsonld").is_dir():
        pytest.skip("npm's jsonld is not installed: tests/tools/install")
    command = [tool("node"), str(TOOLS / "nquads.mjs"), str(path)]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


def test_another_json_ld_processor_makes_the_same_canonical_file(whole: dict[str, Path]) -> None:
    """RDFC-1.0 by two implementations, over the whole graph: byte for byte."""
    assert canonized(whole["jsonld"]) == whole["nquads"].read_text(encoding="utf-8")


def test_records_say_nothing_that_the_graph_does_not_say(
    whole: dict[str, Path], union: Dataset, tmp_path: Path
) -> None:
    (tmp_path / "records.nq").write_text(canonized(whole["records"]), encoding="utf-8")
    said = set(parse(path=str(tmp_path / "records.nq"), format=RdfFormat.N_QUADS))
    assert len(said) > 30_000 and said <= set(union)


@RDFLIB
def test_rdflib_reads_the_same_triples_out_of_a_record(engine: Embedded, tmp_path: Path) -> None:
    path = written(engine, "records", tmp_path, Request(program="P0027"))
    graph = Graph().parse(path, format="json-ld")
    (tmp_path / "canonized.nq").write_text(canonized(path), encoding="utf-8")
    assert same(graph, Graph().parse(tmp_path / "canonized.nq", format="nt"))


def test_a_record_tells_a_program_whole(engine: Embedded, tmp_path: Path) -> None:
    text = written(engine, "records", tmp_path, Request(program="P0027")).read_text(encoding="utf-8")
    (record,) = json.loads(text)["@graph"]
    assert {name["@value"] for name in record["prefLabel"]} >= {"디지털 시장실 운영"}
    assert [year["fiscalYear"] for year in record["hasYear"]] == sorted(
        str(year) for year in range(2017, 2024)
    )
    years = [amount["observedYear"] for amount in record["hasAmount"]]
    assert years == sorted(years) and len(years) > 20
    for amount in record["hasAmount"]:
        line = amount["decidedFrom"]["quotedFrom"]
        assert int(line["lineNumber"]) > 0 and line["inDocument"]["identifier"]
        assert int(amount["amount"]) % 1 == 0 and amount["dimAmountKind"]["prefLabel"]
    change = next(change for change in record["changeFrom"] if change["identifier"] == "C0042")
    assert change["assertionStatus"]["notation"] == "inferred" and change["confidence"] == "0.9"
    assert change["source"]["lineNumber"] == "123"


# --- parts and bases ---------------------------------------------------------------------------------


def test_a_part_is_one_named_graph(engine: Embedded, given: Dataset, tmp_path: Path) -> None:
    names = {name.value.rpartition("/")[2]: name for name in graph_names(engine)}
    assert set(names.values()) == {quad.graph_name for quad in given}
    path = written(engine, "nquads", tmp_path, Request(graph="cube"))
    found = set(parse(path=str(path), format=RdfFormat.N_QUADS))
    assert found == set(given.quads_for_graph_name(names["cube"]))


def test_turtle_is_short_to_read(engine: Embedded, tmp_path: Path) -> None:
    text = written(engine, "turtle", tmp_path, Request(graph="cube")).read_text(encoding="utf-8")
    assert text.startswith("@base <https://w3id.org/gyebo/id/> .\n@prefix account: ")
    assert "\n<observation/P0001.2018.0.original._T._T> a qb:Observation ;\n" in text
    assert "@prefix epo:" not in text
    assert base_of(engine) == "https://w3id.org/gyebo/id/"
