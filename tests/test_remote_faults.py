"""Servers that misbehave: each fault is one line with its exit code, and nothing is asked without end."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from gyebo.cli import main
from gyebo.errors import Unreadable, UsageProblem
from gyebo.store.graphs import TRIES, GraphStore
from gyebo.store.remote import Remote

_NO = b'{"head": {}, "boolean": false}'
_ROWS = b'{"head": {"vars": ["s"]}, "results": {"bindings": []}}'
_QUERY = "SELECT ?s { ?s ?p ?o }"


class _Handler(BaseHTTPRequestHandler):
    """Answers every request with the next fault of the server's list, its last one for ever."""

    def _answer(self) -> None:
        server = self.server
        assert isinstance(server, _Server)
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        fault = server.faults[min(server.asked, len(server.faults) - 1)]
        server.asked += 1
        if fault == "drop":
            self.connection.close()
            return
        if fault == "slow":
            time.sleep(2.5)
        status, body = (int(fault), b"") if fault.isdecimal() else (200, server.bodies.get(fault, b""))
        self.send_response(status)
        if status == 503:
            self.send_header("Retry-After", "0")
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Content-Length", str(len(body) + (100 if fault == "short" else 0)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815 (http.server calls them so)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, *faults: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.faults, self.asked = faults, 0
        self.bodies = {
            "no": _NO, "rows": _ROWS, "half": _ROWS[:20], "short": _ROWS, "html": b"<html>busy</html>",
            "cancelled": _ROWS[:30] + b"The SPARQL operation has been cancelled", "list": b"[]",
        }  # fmt: skip

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that were cut off."""


@contextmanager
def _serving(*faults: str) -> Iterator[tuple[_Server, str]]:
    server = _Server(*faults)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server, f"http://127.0.0.1:{server.server_port}/sparql"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("faults", "message"),
    [
        (("no", "500"), r"fails at the query.*check the URL and the server"),
        (("no", "404"), r"check the URL and the server"),
        (("no", "401"), r"401 Unauthorized; say user and password"),
        (("503",), r"503 Service Unavailable; it is busy: try again later"),
        (("drop",), r"the server does not answer"),
        (("no", "half"), r"the endpoint cut its answer"),
        (("no", "short"), r"does not answer|cut its answer"),
        (("no", "html"), r"the endpoint cut its answer"),
        (("no", "cancelled"), r"the endpoint cancelled the query"),
        (("list",), r"no SPARQL result; is this a SPARQL endpoint"),
    ],
)
def test_a_fault_is_told_in_one_line(faults: tuple[str, ...], message: str) -> None:
    with _serving(*faults) as (server, url):
        with pytest.raises(Unreadable, match=message) as told:
            Remote(url, seconds=5).select(_QUERY)
        assert "\n" not in str(told.value)
        assert str(told.value).startswith(url)
        assert server.asked <= len(faults) + TRIES


def test_a_wrong_query_is_the_users() -> None:
    with _serving("no", "400") as (_, url), pytest.raises(UsageProblem, match="cannot read the query"):
        Remote(url).select(_QUERY)


def test_a_server_that_is_busy_for_a_moment_is_asked_again() -> None:
    with _serving("503", "no", "drop", "503", "rows") as (server, url):
        assert Remote(url).select(_QUERY).rows == ()
        assert server.asked == 5


def test_a_slow_server_is_asked_once() -> None:
    with _serving("no", "slow") as (server, url):
        with pytest.raises(Unreadable, match="timed out"):
            Remote(url, seconds=1).select(_QUERY)
        assert server.asked == 2


@pytest.mark.parametrize("fault", ["503", "drop", "413"])
def test_a_load_that_fails_is_told(fault: str, store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with _serving(fault) as (server, url):
        assert main(["load-remote", url, "--store", str(store)]) == 3
        assert server.asked <= TRIES
    assert capsys.readouterr().err.count("\n") == 1


def test_no_server_at_all_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with _serving("rows") as (_, url):
        pass
    assert main(["trace", "P0027", "--endpoint", url]) == 3
    assert "does not answer" in capsys.readouterr().err
    assert main(["trace", "P0027", "--endpoint", "ftp://example.org"]) == 2
    with pytest.raises(UsageProblem, match="no web address"):
        GraphStore("file:///etc/passwd")
