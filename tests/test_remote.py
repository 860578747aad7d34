"""The same answers from servers that are not ours: the Oxigraph server from PyPI and Virtuoso from Debian."""

import gzip
import hashlib
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from gyebo.cli import main
from gyebo.errors import Unreadable, UsageProblem
from gyebo.export.formats import export
from gyebo.export.load import load, loaded_graphs
from gyebo.export.rdf import write_nquads
from gyebo.export.request import Request
from gyebo.query.library import library, run
from gyebo.query.trace import trace
from gyebo.store.embedded import Embedded
from gyebo.store.graphs import GraphStore
from gyebo.store.remote import LOAD_NOTE, LOADING, Remote
from tests.servers import oxigraph_server, virtuoso_server

_SERVED = {"oxigraph": (oxigraph_server, "/query"), "virtuoso": (virtuoso_server, "/sparql")}
_OURS = "STRSTARTS(STR(?g), 'https://w3id.org/gyebo/id/graph/')"
_COUNT = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER({_OURS}) }}"


@pytest.fixture(scope="module")
def nquads(engine: Embedded, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "gyebo.nq"
    assert write_nquads(engine, path) > 1000
    return path


@pytest.fixture(scope="module", params=sorted(_SERVED))
def remote(
    request: pytest.FixtureRequest, nquads: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Remote]:
    """A running server with the graph loaded by its own bulk loader."""
    server, path = _SERVED[request.param]
    with server(tmp_path_factory.mktemp("server"), nquads) as url:
        yield Remote(f"{url}{path}")


@pytest.mark.parametrize("name", sorted(library()))
def test_every_query_answers_the_same(engine: Embedded, remote: Remote, name: str) -> None:
    here, there = run(engine, name), run(remote, name)
    assert there.variables == here.variables
    assert sorted(there.texts()) == sorted(here.texts())


@pytest.mark.parametrize("program", ["P0027", "P0046", "P0071"])
def test_a_lineage_is_the_same(engine: Embedded, remote: Remote, program: str) -> None:
    assert trace(remote, program) == trace(engine, program)


def test_a_graph_is_the_same(engine: Embedded, remote: Remote) -> None:
    query = "CONSTRUCT WHERE { <https://w3id.org/gyebo/id/program/P0027> ?p ?o }"
    assert set(remote.construct(query)) == set(engine.construct(query))


def test_ask(remote: Remote) -> None:
    assert remote.ask("ASK { ?s a <https://w3id.org/gyebo/def#Figure> }")


def test_a_wrong_query_is_told(remote: Remote) -> None:
    with pytest.raises(UsageProblem, match="cannot read the query"):
        remote.select("SELECT * {")
    with pytest.raises(UsageProblem, match="returns no rows"):
        remote.select("ASK { ?s ?p ?o }")
    with pytest.raises(UsageProblem, match="no ASK query"):
        remote.ask("SELECT * { ?s ?p ?o } LIMIT 1")


def test_an_answer_that_virtuoso_cuts_is_an_error(nquads: Path, tmp_path: Path) -> None:
    with virtuoso_server(tmp_path, nquads, rows=100) as url:
        remote = Remote(f"{url}/sparql")
        query = "SELECT ?s WHERE { ?s a <https://w3id.org/gyebo/def#Figure> } LIMIT "
        assert len(remote.select(f"{query} 99").rows) == 99
        with pytest.raises(Unreadable, match="cuts answers at 100 rows"):
            remote.select(f"{query} 101")


@pytest.fixture(params=["oxigraph", "virtuoso"])
def empty(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[str, str]]:
    """A server without data, as the addresses of its graph store and of its endpoint."""
    if request.param == "oxigraph":
        with oxigraph_server(tmp_path, writable=True) as url:
            yield f"{url}/store", f"{url}/query"
    else:
        with virtuoso_server(tmp_path) as url:
            monkeypatch.setenv("GYEBO_ENDPOINT_USER", "dba")
            monkeypatch.setenv("GYEBO_ENDPOINT_PASSWORD", "dba")
            yield f"{url}/sparql-graph-crud-auth", f"{url}/sparql"


def test_loading_over_the_graph_store_protocol(
    engine: Embedded, store: Path, empty: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    address, endpoint = empty
    assert main(["load-remote", address, "--store", str(store)]) == 0
    assert main(["load-remote", address, "--store", str(store)]) == 0  # once more changes nothing
    total = sum(1 for _ in engine.quads())
    assert f"loaded {total:,} triples into {address}" in capsys.readouterr().err
    assert next(Remote(endpoint).select(_COUNT).texts()) == (str(total),)
    assert trace(Remote(endpoint), "P0027") == trace(engine, "P0027")


def test_a_load_that_stops_half_way_is_not_asked(engine: Embedded, tmp_path: Path) -> None:
    with oxigraph_server(tmp_path, writable=True) as url:
        server = GraphStore(f"{url}/store")
        server.put("https://w3id.org/gyebo/id/graph/old", b"<http://a/s> <http://a/p> <http://a/o> .\n")
        server.put(LOAD_NOTE, _note_of("https://w3id.org/gyebo/id/graph/old"))
        with closing(load(engine, server)) as steps:
            next(steps)
        assert LOADING.encode() in server.get(LOAD_NOTE)
        with pytest.raises(Unreadable, match="not completely loaded"):
            Remote(f"{url}/query").ask("ASK { ?s ?p ?o }")
        for _ in load(engine, server):
            pass
        assert next(Remote(f"{url}/query").select(_COUNT).texts()) == (str(sum(1 for _ in engine.quads())),)
        assert "https://w3id.org/gyebo/id/graph/old" not in loaded_graphs(server.get(LOAD_NOTE))
        assert server.get("https://w3id.org/gyebo/id/graph/old") == b""


def _note_of(graph: str) -> bytes:
    return f"<{LOAD_NOTE}> <http://schema.org/object> <{graph}> .\n".encode()


def test_a_wrong_password_is_told(tmp_path: Path) -> None:
    with virtuoso_server(tmp_path) as url:
        server = GraphStore(f"{url}/sparql-graph-crud-auth", "dba", "wrong")
        with pytest.raises(Unreadable, match=r"401.*GYEBO_ENDPOINT_PASSWORD"):
            server.put("http://a/g", b"")


def test_shards_hold_every_quad_once(engine: Embedded, nquads: Path, tmp_path: Path) -> None:
    for out in (tmp_path / "one", tmp_path / "two"):
        list(export(engine, "shards", out))
    manifest = json.loads((tmp_path / "one" / "manifest.json").read_bytes())
    text = b""
    for part in manifest["parts"]:
        body = (tmp_path / "one" / part["file"]).read_bytes()
        assert hashlib.sha256(body).hexdigest() == part["sha256"]
        assert body == (tmp_path / "two" / part["file"]).read_bytes()
        text += gzip.decompress(body)
    assert text == nquads.read_bytes()
    assert text.count(b"\n") == sum(part["quads"] for part in manifest["parts"])


def test_exported_quads_are_sorted_and_come_out_the_same_again(
    engine: Embedded, nquads: Path, tmp_path: Path
) -> None:
    lines = nquads.read_text(encoding="utf-8").splitlines()
    assert lines == sorted(set(lines))
    write_nquads(engine, tmp_path / "again.nq")
    assert (tmp_path / "again.nq").read_bytes() == nquads.read_bytes()


def test_two_cities_are_asked_in_one_query(engine: Embedded, tmp_path: Path) -> None:
    """A query to one server takes figures from another by SERVICE: two documents' graphs, one in each."""
    documents = ("2019-budget-review", "2023-settlement-review")
    folders = [tmp_path / document for document in documents]
    for document, folder in zip(documents, folders, strict=True):
        folder.mkdir()
        list(export(engine, "nquads", folder / "part.nq", Request(graph=document)))
    with (
        oxigraph_server(folders[0] / "db", folders[0] / "part.nq") as here,
        oxigraph_server(folders[1] / "db", folders[1] / "part.nq") as there,
    ):
        figures = "SELECT (COUNT(?f) AS ?n) WHERE { ?f a <https://w3id.org/gyebo/def#Figure> }"
        query = f"SELECT ?n ?m WHERE {{ {{ {figures} }} SERVICE <{there}/query> {{ {figures.replace('?n', '?m')} }} }}"
        counted = next(Remote(f"{here}/query").select(query).texts())
    expected = [_figures(engine, document) for document in documents]
    assert list(counted) == expected
    assert all(int(count) > 100 for count in expected)


def _figures(engine: Embedded, document: str) -> str:
    graph = f"https://w3id.org/gyebo/id/graph/{document}"
    query = (
        f"SELECT (COUNT(?f) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?f a <https://w3id.org/gyebo/def#Figure> }} }}"
    )
    return next(engine.select(query).texts())[0]
