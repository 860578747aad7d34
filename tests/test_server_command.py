"""`gyebo serve` as an operator meets it: one line for what is wrong, a clean end, a log that tells no secrets."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx
import pytest
from pyoxigraph import NamedNode, Quad

from gyebo.store.layout import publish
from gyebo.store.write import fill

if TYPE_CHECKING:
    from benchmarks.servers import Server

COMMAND = [sys.executable, "-m", "gyebo", "serve"]
PRIVATE = "SELECT ('private' AS ?x) {}"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    thing = NamedNode("https://example.org/thing")
    publish(folder, "00", "0", lambda path: fill(path, [Quad(thing, thing, thing, thing)]))
    return folder


@pytest.fixture(
    params=[(), ("--log-queries",), ("--no-log",)], ids=lambda options: "".join(options) or "plain"
)
def logged(
    request: pytest.FixtureRequest, small: Path, root: Path
) -> Iterator[tuple["Server", tuple[str, ...]]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(root))
        from benchmarks.servers import gyebo_server
    with gyebo_server("--store", str(small), *request.param) as running:
        yield running, request.param


def told(*options: str, **environment: str) -> tuple[int, list[str]]:
    done = subprocess.run(
        [*COMMAND, *options], capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, **environment},
    )  # fmt: skip
    assert done.stdout == ""
    return done.returncode, done.stderr.splitlines()


def test_a_port_in_use_is_one_line(small: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, lines = told("--store", str(small), "--port", str(taken.getsockname()[1]))
    assert code == 2 and len(lines) == 1 and "--port" in lines[0]


def test_a_host_that_is_not_ours_is_one_line(small: Path) -> None:
    code, lines = told("--store", str(small), "--host", "192.0.2.1", "--port", "0")
    assert code == 2 and len(lines) == 1 and "192.0.2.1" in lines[0]


def test_no_graph_is_one_line(tmp_path: Path) -> None:
    code, lines = told("--store", str(tmp_path / "none"), "--port", "0")
    assert code == 3 and len(lines) == 1 and "gyebo build" in lines[0]


def test_a_missing_package_is_one_line(small: Path, tmp_path: Path) -> None:
    (tmp_path / "uvicorn.py").write_text("raise ImportError('no', name='uvicorn')\n", encoding="utf-8")
    code, lines = told("--store", str(small), "--port", "0", PYTHONPATH=str(tmp_path))
    assert code == 2 and len(lines) == 1 and "pip install 'gyebo[serve]'" in lines[0]


def descendants(pid: int) -> list[int]:
    """Return what a process has started, and what these have: its workers stand one below it."""
    try:
        told = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return []
    return [each for child in map(int, told.split()) for each in (child, *descendants(child))]


@pytest.mark.parametrize("seconds", [0.0, 0.3, 3.0])
def test_ctrl_c_ends_it_cleanly(small: Path, seconds: float) -> None:
    process = subprocess.Popen(
        [*COMMAND, "--store", str(small), "--port", "0"], stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    with process, process.stderr:
        assert "serving http://127.0.0.1:" in process.stderr.readline()
        time.sleep(seconds)
        children = descendants(process.pid)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
        assert process.stderr.read().strip() == ""
    for _ in range(100):
        if not any(Path(f"/proc/{child}").exists() for child in children):
            return
        time.sleep(0.05)
    raise AssertionError(f"workers outlive the server: {children}")


def test_workers_end_with_a_server_that_is_killed(small: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "--store", str(small), "--port", "0"], stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    with process, process.stderr:
        url = process.stderr.readline().split()[2]
        for _ in range(200):
            try:
                httpx.get(f"{url}sparql")
                break
            except httpx.TransportError:
                time.sleep(0.05)
        host, port = url.removeprefix("http://").strip("/").split(":")
        hundred = " ".join(map(str, range(100)))
        values = " ".join(f"VALUES ?{name} {{ {hundred} }}" for name in "abcdef")
        asked = quote(f"SELECT (COUNT(*) AS ?n) {{ {values} }}")  # takes hours
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall(f"GET /sparql?query={asked} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            time.sleep(0.5)
            children = descendants(process.pid)
            assert len(children) > 1
            process.kill()
    for _ in range(200):
        if not any(Path(f"/proc/{child}").exists() for child in children):
            return
        time.sleep(0.05)
    raise AssertionError(f"workers outlive the server: {children}")


def test_the_log_holds_queries_only_where_asked(logged: tuple["Server", tuple[str, ...]]) -> None:
    server, options = logged
    for _ in range(2):
        httpx.get(f"{server.url}/sparql", params={"query": PRIVATE}).raise_for_status()
    httpx.post(f"{server.url}/sparql", data={"query": PRIVATE}).raise_for_status()
    httpx.get(f"{server.url}/a%0Ab%1b%5B31m", params={"q": "private"})
    time.sleep(0.3)
    lines = [line for line in server.log if "127.0.0.1" in line]
    assert bool(lines) is ("--no-log" not in options)
    assert ("private" in "".join(lines)) is ("--log-queries" in options)
    if lines:
        assert any("/sparql 200" in line for line in lines)
        assert any("/a%0Ab%1b%5B31m" in line for line in lines)
    if "--log-queries" in options:
        assert json.dumps(PRIVATE) in "".join(lines)


def test_the_files_of_a_release_are_served_and_nothing_beside_them(
    small: Path, tmp_path: Path, root: Path
) -> None:
    (tmp_path / "release" / "tables").mkdir(parents=True)
    (tmp_path / "release" / "tables" / "figures.csv").write_text("raw\n1\n", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (tmp_path / "release" / "out.txt").symlink_to(tmp_path / "secret.txt")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(root))
        from benchmarks.servers import gyebo_server
    with gyebo_server("--store", str(small), "--release", str(tmp_path / "release")) as running:
        answer = httpx.get(f"{running.url}/release/tables/figures.csv")
        assert answer.status_code == 200 and answer.text == "raw\n1\n"
        assert answer.headers["content-type"].startswith("text/csv")
        for path in ("nothing.csv", "..%2fsecret.txt", "out.txt", "tables"):
            assert httpx.get(f"{running.url}/release/{path}").status_code == 404, path
