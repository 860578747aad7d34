"""The endpoint against the protocols: requests in a file, sent to a running server; and clients that are not ours."""

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import httpx
import pytest
from pyoxigraph import RdfFormat, parse

from gyebo.graph.terms import BASE
from gyebo.query.library import run
from gyebo.store.embedded import Embedded
from gyebo.store.remote import Remote

if TYPE_CHECKING:
    from benchmarks.servers import Server

ROOT = Path(__file__).parents[1]
CASES = tomllib.loads((Path(__file__).parent / "cases" / "protocol.toml").read_text(encoding="utf-8"))["case"]
NAMES = """
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?name WHERE { <https://w3id.org/gyebo/id/program/P0027> skos:prefLabel ?name }
"""
Case = dict[str, Any]


@pytest.fixture(scope="module")
def server(store: Path, root: Path) -> Iterator["Server"]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(root))
        from benchmarks.servers import gyebo_server
    with gyebo_server("--store", str(store)) as running:
        yield running


def sent(url: str, case: Case) -> httpx.Response:
    def pairs(name: str) -> str:
        return urlencode([(key, value.replace("{graph}", f"{BASE}id/graph/")) for key, value in case[name]])

    query = case.get("raw_query") or (pairs("parameters") if "parameters" in case else "")
    headers = {"accept": case["accept"]} if "accept" in case else {}
    body = pairs("form") if "form" in case else case.get("body")
    if body is not None and case.get("content_type") != "":
        headers["content-type"] = case.get("content_type", "application/x-www-form-urlencoded")
    address = f"{url}{case.get('path', '/sparql')}{'?' if query else ''}{query}"
    return httpx.request(
        case.get("method", "GET"), address, headers=headers, content=body and body.encode(), timeout=60
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_protocol(server: "Server", case: Case) -> None:
    answer = sent(server.url, case)
    assert answer.status_code == case["status"], answer.text
    said = answer.headers
    assert said["x-content-type-options"] == "nosniff"
    assert said["access-control-allow-origin"] == "*"
    assert "type" not in case or said["content-type"] == case["type"]
    assert "allow" not in case or said["allow"] == case["allow"]
    assert case.get("holds", "") in answer.text
    if "boolean" in case:
        assert answer.json()["boolean"] is case["boolean"]
    if "line" in case:
        assert answer.json()["line"] == case["line"] and answer.json()["column"] >= 1
    if case["status"] >= 400 and "accept" not in case and case.get("method") != "HEAD":
        assert set(answer.json()) >= {"error", "message", "message_ko"}
    if case.get("method") == "HEAD":
        whole = sent(server.url, {**case, "method": "GET"})
        assert answer.content == b"" and said["content-length"] == str(len(whole.content))


def test_names_of_cases_are_unique() -> None:
    assert len({case["name"] for case in CASES}) == len(CASES)


def test_the_description_names_every_graph_and_is_rdf(server: "Server", engine: Embedded) -> None:
    named = {text for (text,) in engine.select("SELECT DISTINCT ?g WHERE { GRAPH ?g { } }").texts()}
    turtle = httpx.get(f"{server.url}/sparql").content
    told = {
        quad.object.value
        for quad in parse(turtle, format=RdfFormat.TURTLE)
        if quad.predicate.value.endswith("description#name")
    }
    assert told == named
    assert f"<{server.url}/sparql>".encode() in turtle


def test_void_counts_what_is_there(server: "Server", engine: Embedded) -> None:
    triples = [
        quad.object.value
        for quad in parse(httpx.get(f"{server.url}/.well-known/void").content, format=RdfFormat.TURTLE)
        if quad.predicate.value == "http://rdfs.org/ns/void#triples"
        and quad.subject.value == f"{server.url}/.well-known/void#dataset"
    ]
    assert triples == [str(sum(1 for _ in engine.quads()))]


def test_a_downloaded_graph_is_the_graph(server: "Server", engine: Embedded) -> None:
    graph = f"{BASE}id/graph/cube"
    told = httpx.get(
        f"{server.url}/graph",
        params={"graph": graph},
        headers={"accept": "application/n-triples"},
        timeout=60,
    )
    there = {quad.triple for quad in parse(told.content, format=RdfFormat.N_TRIPLES)}
    assert there == {quad.triple for quad in engine.quads() if quad.graph_name.value == graph}  # type: ignore[union-attr]


def test_an_answer_that_has_not_changed_is_not_sent_again(server: "Server") -> None:
    asked = {"query": NAMES}
    first = httpx.get(f"{server.url}/sparql", params=asked)
    again = httpx.get(f"{server.url}/sparql", params=asked, headers={"if-none-match": first.headers["etag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    other = httpx.get(f"{server.url}/sparql", params=asked, headers={"accept": "text/csv"})
    assert other.headers["etag"] != first.headers["etag"]
    now = httpx.get(f"{server.url}/sparql", params={"query": "SELECT (NOW() AS ?now) {}"})
    assert "etag" not in now.headers and now.headers["cache-control"] == "no-store"


def test_a_browser_gets_the_editor_and_a_program_the_description(server: "Server") -> None:
    browser = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    page = httpx.get(f"{server.url}/sparql", headers=browser)
    assert page.headers["content-type"].startswith("text/html")
    asked = httpx.get(f"{server.url}/sparql", headers=browser, params={"query": "ASK {}"})
    assert asked.headers["content-type"].startswith("application/")


# --- clients that are not ours -------------------------------------------------------------------------


def expected(engine: Embedded) -> set[str]:
    return {text for (text,) in engine.select(NAMES).texts()}


@pytest.mark.parametrize("method", ["GET", "POST", "POSTDIRECTLY"])
def test_sparqlwrapper(server: "Server", engine: Embedded, method: str) -> None:
    from SPARQLWrapper import CSV, JSON, POST, POSTDIRECTLY, TURTLE, URLENCODED, XML, SPARQLWrapper

    wrapper = SPARQLWrapper(f"{server.url}/sparql")
    wrapper.setMethod("GET" if method == "GET" else POST)
    wrapper.setRequestMethod(POSTDIRECTLY if method == "POSTDIRECTLY" else URLENCODED)
    wrapper.setQuery(NAMES)
    wrapper.setReturnFormat(JSON)
    found = wrapper.queryAndConvert()
    assert isinstance(found, dict)
    assert {row["name"]["value"] for row in found["results"]["bindings"]} == expected(engine)
    wrapper.setReturnFormat(XML)
    assert "results" in wrapper.queryAndConvert().toxml()  # type: ignore[union-attr]
    wrapper.setReturnFormat(CSV)
    assert bytes(wrapper.queryAndConvert()).startswith(b"name")  # type: ignore[arg-type]
    wrapper.setQuery("CONSTRUCT WHERE { <https://w3id.org/gyebo/id/program/P0027> ?p ?o }")
    wrapper.setReturnFormat(TURTLE)
    assert b"P0027" in bytes(wrapper.queryAndConvert())  # type: ignore[arg-type]


def test_rdflib_sparqlstore(server: "Server", engine: Embedded) -> None:
    from rdflib import Graph
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    graph = Graph(SPARQLStore(f"{server.url}/sparql"))
    assert {str(row[0]) for row in graph.query(NAMES)} == expected(engine)  # type: ignore[index]
    assert graph.query("ASK { ?s ?p ?o }").askAnswer is True
    made = graph.query("CONSTRUCT WHERE { <https://w3id.org/gyebo/id/program/P0027> ?p ?o }").graph
    assert made is not None and len(made) > 5


def test_curl(server: "Server", engine: Embedded) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed")
    command = [
        curl,
        "-sf",
        f"{server.url}/sparql",
        "--data-urlencode",
        f"query={NAMES}",
        "-H",
        "Accept: text/csv",
    ]
    told = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    assert set(told.splitlines()[1:]) == expected(engine)


def test_the_documented_request(server: "Server", engine: Embedded) -> None:
    page = (ROOT / "docs" / "serve.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"^curl http://127\.0\.0\.1:8000.*?\}'$", page, re.MULTILINE | re.DOTALL)
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    command = command.replace("http://127.0.0.1:8000", server.url)
    told = subprocess.run(["sh", "-c", f"{command} -s"], capture_output=True, check=True).stdout.decode()
    assert set(told.splitlines()[1:]) == expected(engine)


def test_comunica(server: "Server", engine: Embedded) -> None:
    program = ROOT / "tests/tools/node_modules/@comunica/query-sparql/bin/query.js"
    node = shutil.which("node")
    if node is None or not program.exists():
        pytest.skip("Comunica is not installed (tests/tools/install)")
    starts = subprocess.run([node, str(program), "--version"], capture_output=True, check=False)
    if b"node_modules" in starts.stderr:
        pytest.skip("this Node is too old for the installed Comunica")
    command = [
        node,
        str(program),
        f"sparql@{server.url}/sparql",
        NAMES,
        "-t",
        "application/sparql-results+json",
    ]
    told = json.loads(subprocess.run(command, capture_output=True, check=True, timeout=120).stdout)
    assert {row["name"]["value"] for row in told["results"]["bindings"]} == expected(engine)


@pytest.mark.parametrize("name", ["program/names", "lineage/amounts", "unit/programs"])
def test_our_own_client(server: "Server", engine: Embedded, name: str) -> None:
    here, there = run(engine, name), run(Remote(f"{server.url}/sparql"), name)
    assert sorted(there.texts()) == sorted(here.texts())
