"""The store on disk: a build is all or nothing, and what is wrong is told in one line."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from gyebo.build import build, quads
from gyebo.errors import Unreadable, UsageProblem
from gyebo.graph.mint import Mint
from gyebo.store.binding import bound
from gyebo.store.embedded import Embedded
from gyebo.store.layout import current

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
DATA = Path(__file__).parents[1] / "data"


def counted(store: Path) -> int:
    return int(next(iter(Embedded(store).select(COUNT).texts()))[0])


def test_two_builds_of_the_same_inputs_are_equal() -> None:
    assert sorted(map(str, quads(DATA))) == sorted(map(str, quads(DATA)))


def test_no_triple_stands_in_two_graphs() -> None:
    triples = [str(quad.triple) for quad in quads(DATA)]
    assert len(triples) == len(set(triples))


def test_iris_of_things_are_ascii() -> None:
    base = Mint().base
    for quad in quads(DATA):
        for term in (quad.subject, quad.object):
            if isinstance(term, NamedNode) and term.value.startswith(base):
                assert term.value.isascii(), term


def test_another_base_moves_things_and_nothing_else() -> None:
    moved = {
        str(quad).replace("https://data.example.org/id/", Mint().base + "id/")
        for quad in quads(DATA, "https://data.example.org/")
    }
    assert moved == set(map(str, quads(DATA)))


def test_a_failed_build_leaves_the_graph_in_use(store: Path, tmp_path: Path) -> None:
    before = counted(store)
    data = tmp_path / "data"
    shutil.copytree(DATA, data)
    path = next((data / "facts").glob("*/figures.csv"))
    path.write_text(path.read_text(encoding="utf-8").replace(",천원,", ",천원", 1), encoding="utf-8")
    with pytest.raises(Unreadable, match=r"figures\.csv:\d+"):
        build(store, data)
    assert counted(store) == before
    assert not list(store.glob("building-*"))


def test_a_killed_build_leaves_the_graph_in_use(tmp_path: Path) -> None:
    store = tmp_path / "store"
    build(store)
    before = counted(store)
    process = subprocess.Popen(
        [sys.executable, "-m", "gyebo", "build", "--store", str(store)], stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 30
    while not list(store.glob("building-*")) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert counted(store) == before
    build(store)
    assert not list(store.glob("building-*"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(Unreadable, match="cannot be written"):
        build(tmp_path / "store")


def test_a_full_or_impossible_disk_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(Unreadable, match="cannot be written"):
        build(tmp_path / "file" / "store")


def test_no_store_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="there is no graph here yet; build it: gyebo build"):
        Embedded(tmp_path)


def test_a_store_of_another_format_is_told(store: Path, tmp_path: Path) -> None:
    copy = tmp_path / "store"
    shutil.copytree(store, copy)
    manifest = current(copy) / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "format": 99}))
    with pytest.raises(Unreadable, match="the store has format 99"):
        Embedded(copy)


def test_a_query_that_does_not_parse_is_told(engine: Embedded) -> None:
    with pytest.raises(UsageProblem, match="the query does not parse"):
        engine.select("SELECT * WHERE {")


HOSTILE = ['"', "'", "\\", '" . ?s ?p ?o . "', "}\n#", "\n", "?x", "<http://x>", "한글·점", "\U0001f600"]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_bound_value_stays_a_value(engine: Embedded, value: str) -> None:
    query = "SELECT (?_v_literal AS ?out) WHERE { BIND(1 AS ?one) }"
    rows = engine.select(query, {"_v_literal": Literal(value)})
    assert [tuple(row) for row in rows.texts()] == [(value,)]


def test_variables_in_strings_iris_and_comments_are_left_alone() -> None:
    query = 'SELECT ?a { ?a <http://x/?_v_iri> "?_v_iri" } # ?_v_iri'
    assert bound(query, {"_v_iri": NamedNode("http://y")}) == query
