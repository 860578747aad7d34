"""The same answers from a server that is not ours: the Oxigraph server from PyPI, over the same quads."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from gyebo.errors import Unreadable, UsageProblem
from gyebo.export.rdf import write_nquads
from gyebo.query.library import library, run
from gyebo.query.trace import trace
from gyebo.store.embedded import Embedded
from gyebo.store.remote import Remote


@pytest.fixture(scope="module")
def nquads(engine: Embedded, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("export") / "gyebo.nq"
    assert write_nquads(engine, path) > 1000
    return path


@pytest.fixture(scope="module")
def remote(nquads: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Remote]:
    """A running Oxigraph server with the graph loaded, its named graphs seen as one."""
    binary = Path(sys.executable).parent / "oxigraph"
    program = str(binary) if binary.exists() else shutil.which("oxigraph")
    if program is None:
        pytest.skip("the Oxigraph server is not installed (PyPI: oxigraph)")
    folder = tmp_path_factory.mktemp("server")
    subprocess.run([program, "load", "--location", folder, "--file", nquads], check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    server = subprocess.Popen(
        [program, "serve-read-only", "--location", folder, "--bind", address, "--union-default-graph"],
        stderr=subprocess.DEVNULL,
    )
    try:
        _await(f"http://{address}/")
        yield Remote(f"http://{address}/query")
    finally:
        server.terminate()
        server.wait()


def _await(url: str) -> None:
    for _ in range(200):
        try:
            with urlopen(url, timeout=5):  # noqa: S310 (our own server on loopback)
                return
        except URLError:
            time.sleep(0.05)
    raise TimeoutError(url)


@pytest.mark.parametrize("name", sorted(library()))
def test_every_query_answers_the_same(engine: Embedded, remote: Remote, name: str) -> None:
    here, there = run(engine, name), run(remote, name)
    assert there.variables == here.variables
    assert sorted(there.texts()) == sorted(here.texts())


def test_a_lineage_is_the_same(engine: Embedded, remote: Remote) -> None:
    assert trace(remote, "P0027") == trace(engine, "P0027")


def test_a_graph_is_the_same(engine: Embedded, remote: Remote) -> None:
    query = "CONSTRUCT WHERE { <https://w3id.org/gyebo/id/program/P0027> ?p ?o }"
    assert set(remote.construct(query)) == set(engine.construct(query))


def test_ask(remote: Remote) -> None:
    assert remote.ask("ASK { ?s a <https://w3id.org/gyebo/def#Figure> }")


def test_a_wrong_query_and_a_wrong_place_are_told(remote: Remote) -> None:
    with pytest.raises(Unreadable, match="does not answer"):
        remote.select("SELECT * {")
    with pytest.raises(UsageProblem, match="returns no rows"):
        remote.select("ASK { ?s ?p ?o }")


def test_exported_quads_are_sorted_and_come_out_the_same_again(
    engine: Embedded, nquads: Path, tmp_path: Path
) -> None:
    lines = nquads.read_text(encoding="utf-8").splitlines()
    assert lines == sorted(set(lines))
    write_nquads(engine, tmp_path / "again.nq")
    assert (tmp_path / "again.nq").read_bytes() == nquads.read_bytes()
